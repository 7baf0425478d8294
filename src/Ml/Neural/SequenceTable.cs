namespace EarlyWarning.Ml.Neural;

/// <summary>Sequences of equal width, such as weekly signals, with facts that do not change over time.</summary>
public sealed class SequenceTable
{
    /// <summary>Checks and keeps the numbers.</summary>
    /// <param name="steps">Steps of the longest sequence: at least 1.</param>
    /// <param name="features">Numbers per step: at least 1.</param>
    /// <param name="statics">Numbers per sequence that do not change: 0 or more.</param>
    /// <param name="x">Sequence after sequence, step after step; finite.</param>
    /// <param name="z">Sequence after sequence; finite.</param>
    /// <param name="lengths">Steps of each sequence, 1 to <paramref name="steps"/>; null where all have all.</param>
    /// <exception cref="ArgumentException">The numbers do not fit together or are not finite.</exception>
    public SequenceTable(int steps, int features, int statics, float[] x, float[] z, int[]? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(z);
        if (steps < 1 || features < 1 || statics < 0 || x.Length % (steps * features) != 0)
        {
            throw new ArgumentException(
                $"{x.Length} numbers are no whole number of sequences of {steps} steps with {features} features."
            );
        }

        Count = x.Length / (steps * features);
        if (z.Length != Count * statics || (lengths is not null && lengths.Length != Count))
        {
            throw new ArgumentException(
                $"{Count} sequences need {Count * statics} unchanging numbers and one length each."
            );
        }

        if (lengths is not null && Array.Exists(lengths, length => length < 1 || length > steps))
        {
            throw new ArgumentException($"The length of every sequence must be from 1 to {steps}.");
        }

        if (!Array.TrueForAll(x, float.IsFinite) || !Array.TrueForAll(z, float.IsFinite))
        {
            throw new ArgumentException("Sequences must be finite; write a missing number as 0 beside an indicator.");
        }

        (Steps, Features, Statics, X, Z, Lengths) = (steps, features, statics, x, z, lengths);
    }

    /// <summary>Steps of the longest sequence.</summary>
    public int Steps { get; }

    /// <summary>Numbers per step.</summary>
    public int Features { get; }

    /// <summary>Numbers per sequence that do not change.</summary>
    public int Statics { get; }

    /// <summary>The number of sequences.</summary>
    public int Count { get; }

    internal float[] X { get; }

    internal float[] Z { get; }

    internal int[]? Lengths { get; }

    internal int LengthOf(int sequence) => Lengths?[sequence] ?? Steps;
}
