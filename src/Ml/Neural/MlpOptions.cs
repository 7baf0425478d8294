using System.Globalization;

namespace EarlyWarning.Ml.Neural;

/// <summary>Hyperparameters of <see cref="MlpTrainer"/>.</summary>
public sealed record MlpOptions
{
    /// <summary>Units of each hidden layer, the first one first: one to four layers of 1 to 1,024 units.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [64, 32];

    /// <summary>The chance that a hidden unit is left out in training: at least 0, below 1.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>The step size.</summary>
    public LearningRate Rate { get; init; } = new() { Initial = 2e-3 };

    /// <summary>Rows of a batch: 8 to 4,096.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The most epochs: 1 to 10,000.</summary>
    public int MaxEpochs { get; init; } = 100;

    /// <summary>Stop when the loss kept aside has not fallen for so many epochs; 0 runs all epochs on all rows.</summary>
    public int EarlyStoppingEpochs { get; init; } = 8;

    /// <summary>The share of groups (of rows where there are none) kept aside for stopping: above 0, below 1.</summary>
    public double ValidationFraction { get; init; } = 0.15;

    /// <summary>Shrinks weights by rate x this at every step: at least 0.</summary>
    public double WeightDecay { get; init; } = 1e-2;

    /// <summary>The longest gradient of a batch; a longer one is scaled down: above 0.</summary>
    public double MaxGradientNorm { get; init; } = 5;

    /// <summary>Training rows kept in the model as the background of its explanations: 1 to 1,000.</summary>
    public int BackgroundRows { get; init; } = 32;

    /// <summary>Decides first weights, order, units left out and what is kept aside.</summary>
    public int Seed { get; init; } = 1;

    internal void Check()
    {
        var checks = new NetworkChecks("the MLP");
        Rate.Check();
        checks.Require(
            Hidden.Count is >= 1 and <= 4 && Hidden.All(units => units is >= 1 and <= 1024),
            nameof(Hidden),
            "one to four layers of 1 to 1,024 units"
        );
        checks.Dropout(Dropout);
        checks.Require(BatchSize is >= 8 and <= 4096, nameof(BatchSize), "from 8 to 4,096");
        checks.MaxEpochs(MaxEpochs, 10_000);
        checks.EarlyStoppingEpochs(EarlyStoppingEpochs);
        checks.ValidationFraction(ValidationFraction);
        checks.WeightDecay(WeightDecay);
        checks.MaxGradientNorm(MaxGradientNorm);
        checks.Require(BackgroundRows is >= 1 and <= 1000, nameof(BackgroundRows), "from 1 to 1,000");
    }

    internal Dictionary<string, string> ToParameters() =>
        new(StringComparer.Ordinal)
        {
            ["hidden"] = string.Join(',', Hidden),
            ["dropout"] = Text(Dropout),
            ["rate"] = Rate.ToText(),
            ["batchSize"] = Text(BatchSize),
            ["maxEpochs"] = Text(MaxEpochs),
            ["earlyStoppingEpochs"] = Text(EarlyStoppingEpochs),
            ["validationFraction"] = Text(ValidationFraction),
            ["weightDecay"] = Text(WeightDecay),
            ["maxGradientNorm"] = Text(MaxGradientNorm),
            ["backgroundRows"] = Text(BackgroundRows),
            ["seed"] = Text(Seed),
        };

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
