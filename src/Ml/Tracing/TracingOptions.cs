using EarlyWarning.Ml.Neural;

namespace EarlyWarning.Ml.Tracing;

/// <summary>Hyperparameters of <see cref="KnowledgeTracer"/>.</summary>
public sealed record TracingOptions
{
    internal const int MostNetworks = 20;

    /// <summary>Cells of each network: a multiple of 32 from 32 to 1,024.</summary>
    public int Cells { get; init; } = 128;

    /// <summary>The chance that the output does not see a cell in training: at least 0, below 1.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>The step size of the networks. An exponential one decays faster where few epochs are left to do so.</summary>
    public LearningRate Rate { get; init; } = new() { Initial = 2e-3, Decay = 0.08 };

    /// <summary>Shrinks the networks' weights by rate x this at every step: at least 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Runs of answers in a batch: a multiple of 8 to 1,024.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The most answers that are learned from end to end: 2 to 1,000.</summary>
    public int RunLength { get; init; } = 100;

    /// <summary>The most epochs of a network: 1 to 1,000.</summary>
    public int MaxEpochs { get; init; } = 30;

    /// <summary>Stop when the loss of the students kept aside has not fallen for so many epochs: at least 1.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>The share of students kept aside to choose epochs, trees and the mixture: above 0, below 1.</summary>
    public double ValidationFraction { get; init; } = 0.2;

    /// <summary>The most answers x epochs that all networks together may learn from: above 0. Bounds the time.</summary>
    public long MaxAnswersLearned { get; init; } = 60_000_000;

    /// <summary>The most networks fitted to choose, and again on all students; all of them are averaged: 1 to 20.</summary>
    public int Networks { get; init; } = 3;

    /// <summary>Decides who is kept aside, first weights, order and dropped cells.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads to use; changes nothing but the time.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    /// <summary>
    /// As many networks as the bound on time allows at ten epochs each, then as many epochs as it allows them; the step
    /// size falls to a twentieth over them.
    /// </summary>
    /// <param name="answers">The answers of all students; every network is fitted twice.</param>
    internal TracingOptions Within(long answers)
    {
        const int FewestEpochs = 10;
        const double Fall = 20;
        var passes = MaxAnswersLearned / (2.0 * answers);
        var networks = Math.Clamp((int)(passes / FewestEpochs), 1, Networks);
        var epochs = Math.Clamp((int)(passes / networks), 1, MaxEpochs);
        var decay = Math.Max(Rate.Decay, Math.Log(Fall) / epochs);
        return this with { Networks = networks, MaxEpochs = epochs, Rate = Rate with { Decay = decay } };
    }

    internal void Check()
    {
        var checks = new NetworkChecks("knowledge tracing");
        Rate.Check();
        checks.Cells(Cells);
        checks.Dropout(Dropout);
        checks.WeightDecay(WeightDecay);
        checks.BatchSize(BatchSize);
        checks.Require(RunLength is >= 2 and <= 1000, nameof(RunLength), "from 2 to 1,000");
        checks.MaxEpochs(MaxEpochs, 1000);
        checks.Require(Patience >= 1, nameof(Patience), "at least 1");
        checks.ValidationFraction(ValidationFraction);
        checks.Require(MaxAnswersLearned > 0, nameof(MaxAnswersLearned), "above 0");
        checks.Require(Networks is >= 1 and <= MostNetworks, nameof(Networks), "from 1 to 20");
        checks.Threads(Threads);
    }
}
