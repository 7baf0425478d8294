using System.Globalization;

namespace EarlyWarning.Ml.Neural;

/// <summary>Hyperparameters of the LSTM; the defaults are those of Wang et al.</summary>
public sealed record LstmOptions
{
    /// <summary>Cells of the layer: a multiple of 32 from 32 to 1,024.</summary>
    public int Cells { get; init; } = 128;

    /// <summary>The chance that a head does not see a cell in training: at least 0, below 1.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>The step size.</summary>
    public LearningRate Rate { get; init; } = new();

    /// <summary>Sequences of a batch: 8 to 1,024, a multiple of 8.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The most epochs: 1 to 1,000.</summary>
    public int MaxEpochs { get; init; } = 50;

    /// <summary>Stop when the loss kept aside has not fallen for so many epochs; 0 runs all epochs on all rows.</summary>
    public int EarlyStoppingEpochs { get; init; } = 5;

    /// <summary>The share of groups (of sequences where there are none) kept aside for stopping: above 0, below 1.</summary>
    public double ValidationFraction { get; init; } = 0.15;

    /// <summary>The longest gradient of a batch; a longer one is scaled down: above 0.</summary>
    public double MaxGradientNorm { get; init; } = 5;

    /// <summary>Shrinks weights by rate x this at every step: at least 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Decides first weights, order, dropped cells and what is kept aside.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads to use; changes nothing but the time.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    internal void Check()
    {
        var checks = new NetworkChecks("the LSTM");
        Rate.Check();
        checks.Cells(Cells);
        checks.Dropout(Dropout);
        checks.BatchSize(BatchSize);
        checks.MaxEpochs(MaxEpochs, 1000);
        checks.EarlyStoppingEpochs(EarlyStoppingEpochs);
        checks.ValidationFraction(ValidationFraction);
        checks.MaxGradientNorm(MaxGradientNorm);
        checks.WeightDecay(WeightDecay);
        checks.Threads(Threads);
    }

    internal Dictionary<string, string> ToParameters() =>
        new(StringComparer.Ordinal)
        {
            ["cells"] = Text(Cells),
            ["dropout"] = Text(Dropout),
            ["rate"] = Rate.ToText(),
            ["batchSize"] = Text(BatchSize),
            ["maxEpochs"] = Text(MaxEpochs),
            ["earlyStoppingEpochs"] = Text(EarlyStoppingEpochs),
            ["validationFraction"] = Text(ValidationFraction),
            ["maxGradientNorm"] = Text(MaxGradientNorm),
            ["weightDecay"] = Text(WeightDecay),
            ["seed"] = Text(Seed),
        };

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
