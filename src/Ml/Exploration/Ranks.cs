namespace EarlyWarning.Ml.Exploration;

/// <summary>Places of values among all, from 0 to 1; equal ones share the middle of their places.</summary>
public sealed class Ranks
{
    private readonly int[] _order;
    private readonly float[] _sorted;

    private Ranks(int[] order, float[] sorted)
    {
        (_order, _sorted) = (order, sorted);
        var n = order.Length;
        Places = new double[n];
        TieShares = new double[n];
        var cubes = 0.0;
        foreach (var (start, end) in Ties())
        {
            var share = (end - start) / (double)n;
            cubes += share * share * share;
            for (var i = start; i < end; i++)
            {
                Places[order[i]] = (start + end) / 2.0 / n;
                TieShares[order[i]] = share * share;
            }
        }

        Variance = (1 - cubes) / 12;
        MeanTieShare = cubes;
    }

    /// <summary>The place of each value.</summary>
    public double[] Places { get; }

    /// <summary>The variance of the places; 0 where all values are equal.</summary>
    public double Variance { get; }

    internal double[] TieShares { get; }

    internal double MeanTieShare { get; }

    /// <summary>Ranks values.</summary>
    /// <param name="values">None missing.</param>
    public static Ranks Of(ReadOnlySpan<float> values)
    {
        var sorted = values.ToArray();
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        return new Ranks(order, sorted);
    }

    /// <summary>Pearson's correlation of two rankings of the same rows: Spearman's; NaN where one does not vary.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    public static double Correlation(Ranks a, Ranks b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Places.Length != b.Places.Length)
        {
            throw new ArgumentException("Both rankings must be of the same rows.", nameof(b));
        }

        var sum = 0.0;
        for (var i = 0; i < a.Places.Length; i++)
        {
            sum += (a.Places[i] - 0.5) * (b.Places[i] - 0.5);
        }

        var spread = Math.Sqrt(a.Variance * b.Variance);
        return spread > 0 ? Math.Clamp(sum / a.Places.Length / spread, -1, 1) : double.NaN;
    }

    /// <summary>For each row the mean of (outcome - share) over rows whose place it raises: those above it, ties by half.</summary>
    internal double[] MeanFromBelow(ReadOnlySpan<bool> outcome, double share)
    {
        var n = _order.Length;
        var result = new double[n];
        var above = 0.0;
        foreach (var (start, end) in Enumerable.Reverse(Ties()))
        {
            var tied = 0.0;
            for (var i = start; i < end; i++)
            {
                tied += (outcome[_order[i]] ? 1 : 0) - share;
            }

            for (var i = start; i < end; i++)
            {
                result[_order[i]] = (above + (tied / 2)) / n;
            }

            above += tied;
        }

        return result;
    }

    private List<(int Start, int End)> Ties()
    {
        var ties = new List<(int, int)>();
        for (var start = 0; start < _sorted.Length; )
        {
            var end = start + 1;
            while (end < _sorted.Length && _sorted[end] == _sorted[start])
            {
                end++;
            }

            ties.Add((start, end));
            start = end;
        }

        return ties;
    }
}
