using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Effects;

/// <summary>Whether units crowd on one side of the cut.</summary>
/// <param name="LogRatio">Log of the density just above over that just below.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="P">Two-sided probability of so great a jump where the density has none.</param>
public sealed record DensityJumpTest(double LogRatio, double Error, double P);

/// <summary>
/// The test of McCrary (2008): a fine histogram, a straight line through its heights on each side of the cut, and the log of
/// the ratio of where both lines meet the cut. A jump says that places above the cut were sought or shunned.
/// </summary>
public static class DensityJump
{
    private const int LeastUnits = 50;

    /// <summary>Tests it; null where there are too few units near the cut.</summary>
    /// <param name="running">Distance to the cut.</param>
    public static DensityJumpTest? Test(IReadOnlyList<double> running)
    {
        ArgumentNullException.ThrowIfNull(running);
        var n = running.Count;
        if (n < LeastUnits)
        {
            return null;
        }

        var mean = running.Average();
        var spread = Math.Sqrt(running.Sum(r => (r - mean) * (r - mean)) / (n - 1));
        var bin = 2 * spread / Math.Sqrt(n);
        if (!(bin > 0))
        {
            return null;
        }

        var reach = Math.Max(spread * 1.84 * Math.Pow(n, -0.2) * 1.5, 10 * bin);
        var below = Height(running, false, bin, reach);
        var above = Height(running, true, bin, reach);
        if (below is not { } low || above is not { } high)
        {
            return null;
        }

        // A line may meet the cut below 0 where hardly anybody stands there: as much as one unit is left.
        var least = 1 / (n * reach);
        (low, high) = (Math.Max(low, least), Math.Max(high, least));
        var error = Math.Sqrt(24.0 / 5 / (n * reach) * ((1 / low) + (1 / high)));
        var ratio = Math.Log(high / low);
        return new DensityJumpTest(ratio, error, 2 * Normal.CDF(0, 1, -Math.Abs(ratio) / error));
    }

    // Where the line through the histogram's heights meets the cut.
    private static double? Height(IReadOnlyList<double> running, bool above, double bin, double reach)
    {
        var sign = above ? 1 : -1;
        var edge = running.Max(r => sign * r);
        var bins = (int)Math.Min(reach / bin, Math.Floor(edge / bin));
        if (bins < 4)
        {
            return null;
        }

        var heights = new double[bins];
        foreach (var r in running.Where(r => r >= 0 == above))
        {
            var place = (int)(Math.Abs(r) / bin);
            if (place < bins)
            {
                heights[place] += 1 / (running.Count * bin);
            }
        }

        var rows = Enumerable.Range(0, bins).Select(b => new[] { (b + 0.5) * bin }).ToArray();
        var weights = rows.Select(r => Math.Max(0, 1 - (r[0] / reach))).ToArray();
        return LeastSquares.Fit(rows, heights, weights, 0)[0];
    }
}
