namespace EarlyWarning.Ml.Fairness;

/// <summary>What is counted of a group: everything a published row would let a reader work out.</summary>
/// <param name="N">Rows.</param>
/// <param name="Positives">Of those, with the outcome.</param>
/// <param name="Flagged">Of those, flagged.</param>
public readonly record struct FrameCounts(int N, int Positives, int Flagged)
{
    /// <summary>Rows without the outcome.</summary>
    public int Negatives => N - Positives;

    /// <summary>Whether the group is large enough to be shown: n, positives, negatives and flagged each.</summary>
    /// <param name="least">The least of each.</param>
    public bool MayBeShown(int least) => N >= least && Positives >= least && Negatives >= least && Flagged >= least;

    /// <summary>Counts of two groups together.</summary>
    public static FrameCounts operator +(FrameCounts a, FrameCounts b) =>
        new(a.N + b.N, a.Positives + b.Positives, a.Flagged + b.Flagged);

    /// <summary>Counts of two groups together.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static FrameCounts Add(FrameCounts a, FrameCounts b) => a + b;
}
