namespace EarlyWarning.Ml.Numerics;

/// <summary>How common each class of a multiclass task is.</summary>
internal static class ClassShares
{
    /// <summary>
    /// The logarithm of each class's weighted share, the same for any order of rows. A class without rows counts as half
    /// a row, because the logarithm of nothing is no margin.
    /// </summary>
    public static double[] LogShares(double[] y, double[]? weights, int classes)
    {
        var largest = weights?.Max() ?? 1;
        var shares = new double[classes];
        for (var code = 0; code < classes; code++)
        {
            var indicators = Array.ConvertAll(y, value => value == code ? 1.0 : 0);
            shares[code] = OrderFreeSum.Of(indicators, weights, largest);
        }

        var halfRow = shares.Sum() / y.Length / 2;
        var filled = Array.ConvertAll(shares, share => share > 0 ? share : halfRow);
        var total = filled.Sum();
        return Array.ConvertAll(filled, share => Math.Log(share / total));
    }
}
