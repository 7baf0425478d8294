namespace EarlyWarning.Ml.Neighbours;

/// <summary>
/// The distance of two sequences that may run at different speeds: the least sum of squared differences along a path
/// that moves on in one or both of them at each step (Sakoe and Chiba 1978), the path held within a band around the
/// diagonal.
/// </summary>
public static class DynamicTimeWarping
{
    /// <summary>The distance, or infinity once it is known to exceed <paramref name="limit"/>.</summary>
    /// <param name="a">Steps of <paramref name="width"/> numbers; at least one step.</param>
    /// <param name="b">The other sequence.</param>
    /// <param name="width">Numbers per step.</param>
    /// <param name="band">How many steps the two may be apart, beside their difference in length; at least 0.</param>
    /// <param name="scratch">At least 2 x (steps of <paramref name="b"/> + 1) places.</param>
    /// <param name="limit">A distance above this is of no interest.</param>
    /// <exception cref="ArgumentException">A sequence is empty or no whole number of steps, or there is too little scratch.</exception>
    public static double Distance(
        ReadOnlySpan<float> a,
        ReadOnlySpan<float> b,
        int width,
        int band,
        Span<double> scratch,
        double limit = double.PositiveInfinity
    )
    {
        var (rows, columns) = (a.Length / Math.Max(1, width), b.Length / Math.Max(1, width));
        if (width < 1 || band < 0 || rows * width != a.Length || columns * width != b.Length || rows * columns == 0)
        {
            throw new ArgumentException("Two sequences to be compared need at least one whole step each.");
        }

        if (scratch.Length < 2 * (columns + 1))
        {
            throw new ArgumentException(
                $"Warping needs {2 * (columns + 1)} places of scratch memory.",
                nameof(scratch)
            );
        }

        var before = scratch[..(columns + 1)];
        var now = scratch.Slice(columns + 1, columns + 1);
        before.Fill(double.PositiveInfinity);
        before[0] = 0;
        var reach = band + Math.Abs(rows - columns);
        for (var row = 1; row <= rows; row++)
        {
            now.Fill(double.PositiveInfinity);
            var least = double.PositiveInfinity;
            var end = Math.Min(columns, row + reach);
            for (var column = Math.Max(1, row - reach); column <= end; column++)
            {
                var step = SquaredDifference(a.Slice((row - 1) * width, width), b.Slice((column - 1) * width, width));
                now[column] = step + Math.Min(before[column - 1], Math.Min(before[column], now[column - 1]));
                least = Math.Min(least, now[column]);
            }

            // Every path crosses every row, and sums do not fall.
            if (least > limit)
            {
                return double.PositiveInfinity;
            }

            var swap = before;
            before = now;
            now = swap;
        }

        return before[columns] > limit ? double.PositiveInfinity : before[columns];
    }

    private static double SquaredDifference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            var difference = (double)a[i] - b[i];
            sum += difference * difference;
        }

        return sum;
    }
}
