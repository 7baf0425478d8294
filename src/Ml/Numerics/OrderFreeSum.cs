namespace EarlyWarning.Ml.Numerics;

/// <summary>Sums of products in 128-bit fixed point: the same for any order of rows, unlike floating-point sums.</summary>
internal static class OrderFreeSum
{
    // 2^62 per item leaves room for 2^64 items.
    private const double Scale = 1L << 62;

    /// <summary>The sum of values, each at most <paramref name="bound"/> in size.</summary>
    public static double Of(ReadOnlySpan<double> values, double bound) => Of(values, null, bound);

    /// <summary>The sum of value x weight, each product at most <paramref name="bound"/> in size.</summary>
    public static double Of(ReadOnlySpan<double> values, double[]? weights, double bound)
    {
        if (bound == 0)
        {
            return 0;
        }

        // A power of two, so that scaling itself never rounds.
        var unit = Scale / Math.ScaleB(1, Math.ILogB(bound) + 1);
        Int128 total = 0;
        for (var i = 0; i < values.Length; i++)
        {
            total += (long)Math.Round(values[i] * (weights is null ? 1 : weights[i]) * unit);
        }

        return (double)total / unit;
    }
}
