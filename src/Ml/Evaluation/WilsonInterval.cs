namespace EarlyWarning.Ml.Evaluation;

/// <summary>Wilson's score interval of a proportion (Wilson 1927): sound for small n and near 0 and 1.</summary>
public static class WilsonInterval
{
    /// <summary>The normal quantile of 95 % coverage.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>The interval of <paramref name="positives"/> out of <paramref name="n"/>; [0, 1] where n is 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative numbers, or more positives than n.</exception>
    public static (double Low, double High) Of(double positives, double n, double z = Z95)
    {
        if (!(n >= 0) || !(positives >= 0) || positives > n * (1 + 1e-12))
        {
            throw new ArgumentOutOfRangeException(
                nameof(positives),
                $"{positives} positives of {n} make no proportion; both must be at least 0 and positives at most n."
            );
        }

        if (n == 0)
        {
            return (0, 1);
        }

        var p = Math.Min(1, positives / n);
        var z2 = z * z;
        var centre = (p + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = z / (1 + (z2 / n)) * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n)));
        return (p == 0 ? 0 : Math.Max(0, centre - half), p == 1 ? 1 : Math.Min(1, centre + half));
    }
}
