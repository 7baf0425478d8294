using MathNet.Numerics;

namespace EarlyWarning.Ml.Monitoring;

/// <summary>Pearson's chi-squared test of whether two samples share one distribution over categories (Pearson 1900).</summary>
public static class ChiSquared
{
    /// <summary>Categories with a smaller expected number in either sample are taken together (Cochran 1954).</summary>
    private const double LeastExpected = 5;

    /// <summary>Probability of at least so great a difference by chance; 1 where fewer than two categories can be compared.</summary>
    /// <param name="reference">Rows by category.</param>
    /// <param name="current">Rows by category, same categories.</param>
    /// <param name="designEffect">
    /// What rows of one class resembling each other costs: the statistic is divided by it (Rao and Scott 1981, first order).
    /// </param>
    public static double PValue(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double designEffect = 1)
    {
        var (all, allNow) = (Sum(reference), Sum(current));
        if (all <= 0 || allNow <= 0)
        {
            return 1;
        }

        var (statistic, cells) = (0.0, 0);
        var (rest, restNow) = (0.0, 0.0);
        for (var i = 0; i < reference.Length; i++)
        {
            if ((reference[i] + current[i]) * Math.Min(all, allNow) / (all + allNow) < LeastExpected)
            {
                (rest, restNow) = (rest + reference[i], restNow + current[i]);
                continue;
            }

            statistic += Cell(reference[i], current[i], all, allNow);
            cells++;
        }

        if (rest + restNow > 0)
        {
            statistic += Cell(rest, restNow, all, allNow);
            cells++;
        }

        return cells < 2 ? 1 : SpecialFunctions.GammaUpperRegularized((cells - 1) / 2.0, statistic / designEffect / 2);
    }

    private static double Cell(double reference, double current, double all, double allNow)
    {
        var share = (reference + current) / (all + allNow);
        var (expected, expectedNow) = (share * all, share * allNow);
        return ((reference - expected) * (reference - expected) / expected)
            + ((current - expectedNow) * (current - expectedNow) / expectedNow);
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}
