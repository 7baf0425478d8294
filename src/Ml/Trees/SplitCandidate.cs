namespace EarlyWarning.Ml.Trees;

/// <summary>A split that could be made, and what it would gain; a gain of 0 is no split.</summary>
internal struct SplitCandidate
{
    public double Gain;
    public int Column;

    /// <summary>Numeric: bins 1 to this one go left.</summary>
    public int LastLeftBin;

    /// <summary>Categorical: these bins go left.</summary>
    public BinSet LeftBins;

    public bool IsCategorical;
    public bool MissingLeft;

    /// <summary>+1 or -1 where the split is of a monotone column and bounds its children.</summary>
    public int Direction;

    public NodeSums Left;

    public readonly bool GoesLeft(int bin)
    {
        if (IsCategorical)
        {
            return LeftBins.Contains(bin);
        }

        return bin == ColumnBins.MissingBin ? MissingLeft : bin <= LastLeftBin;
    }
}

/// <summary>The values a node's leaves may take, handed down by the monotone splits above it.</summary>
internal readonly record struct ValueBounds(double Low, double High)
{
    public static ValueBounds None { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public bool AreNone => double.IsNegativeInfinity(Low) && double.IsPositiveInfinity(High);

    public double Clamp(double value) => Math.Min(Math.Max(value, Low), High);
}
