namespace EarlyWarning.Ml.Neural;

/// <summary>How the step size of a network changes while it learns.</summary>
public enum LearningRateKind
{
    /// <summary>a = a0 exp(-k t) with t in epochs.</summary>
    Exponential,

    /// <summary>Up and down in straight lines between two bounds (Smith 2017).</summary>
    Cyclic,
}

/// <summary>The step size of every batch.</summary>
public sealed record LearningRate
{
    /// <summary>Exponential or cyclic.</summary>
    public LearningRateKind Kind { get; init; }

    /// <summary>The first rate a0, or the lower bound of a cycle: above 0, at most 1.</summary>
    public double Initial { get; init; } = 1e-3;

    /// <summary>The decay k per epoch: at least 0. Exponential only.</summary>
    public double Decay { get; init; } = 0.05;

    /// <summary>The upper bound of a cycle: at least <see cref="Initial"/>, at most 1. Cyclic only.</summary>
    public double Highest { get; init; } = 3e-3;

    /// <summary>Epochs from one low to the next: above 0. Cyclic only.</summary>
    public double CycleEpochs { get; init; } = 4;

    /// <summary>The rate after so many epochs, in fractions of an epoch.</summary>
    public double At(double epochs)
    {
        if (Kind == LearningRateKind.Exponential)
        {
            return Initial * Math.Exp(-Decay * epochs);
        }

        var phase = epochs / CycleEpochs;
        var rise = 1 - Math.Abs((2 * (phase - Math.Floor(phase))) - 1);
        return Initial + ((Highest - Initial) * rise);
    }

    internal void Check()
    {
        var valid =
            Enum.IsDefined(Kind)
            && Initial is > 0 and <= 1
            && Decay >= 0
            && (Kind == LearningRateKind.Exponential || (Highest >= Initial && Highest <= 1 && CycleEpochs > 0));
        if (!valid)
        {
            throw new ArgumentOutOfRangeException(
                nameof(LearningRate),
                "A learning rate starts above 0 and at most at 1, decays by 0 or more an epoch, and a cycle rises to at most 1 within more than 0 epochs."
            );
        }
    }

    internal string ToText() =>
        Kind == LearningRateKind.Exponential
            ? FormattableString.Invariant($"{Initial} exp(-{Decay} t)")
            : FormattableString.Invariant($"{Initial} to {Highest} in cycles of {CycleEpochs} epochs");
}
