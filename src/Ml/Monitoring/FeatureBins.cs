namespace EarlyWarning.Ml.Monitoring;

/// <summary>
/// Bins of a feature for the stability index: tenths of the reference for numbers, every level for categories, and one
/// for missing values and one for levels never seen.
/// </summary>
internal sealed class FeatureBins
{
    private const int Bins = 10;

    /// <summary>Levels with a smaller share of the reference share a bin.</summary>
    private const double RareShare = 0.02;

    /// <summary>What sums of shares may be off by.</summary>
    private const double Rounding = 1e-9;

    // Bin of each point, and of the place after the last.
    private readonly int[] _binOf;
    private readonly int _count;

    private FeatureBins(int[] binOf, int count)
    {
        _binOf = binOf;
        _count = count;
    }

    /// <summary>Cuts the points into bins by what the reference holds at them.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="reference">Rows or shares at each point.</param>
    public static FeatureBins Of(FeatureReference feature, double[] reference)
    {
        var all = reference.Sum();
        var binOf = new int[reference.Length + 1];
        var bin = 0;
        if (feature.IsCategorical)
        {
            for (var k = 0; k < reference.Length; k++)
            {
                binOf[k] = reference[k] >= RareShare * all ? ++bin : 0;
            }

            binOf[^1] = 0;
            return new FeatureBins(binOf, bin + 1);
        }

        var (below, full) = (0.0, all / Bins);
        for (var k = 0; k < reference.Length; k++)
        {
            // Below the least value of the reference is a bin of its own, and so is above its greatest.
            bin += below <= Rounding * all && k > 0 && bin == 0 && reference[k] > 0 ? 1 : 0;
            binOf[k] = bin;
            below += reference[k];

            // A bin ends at the first point by which its tenth is full; a single value may fill several tenths.
            if (reference[k] > 0 && below >= full - (Rounding * all))
            {
                bin++;
                full = (Math.Floor((below / all * Bins) + Rounding) + 1) * all / Bins;
            }
        }

        binOf[^1] = bin;
        return new FeatureBins(binOf, bin + 1);
    }

    /// <summary>Rows by bin, the last for missing values.</summary>
    /// <param name="counts">Rows at each point, with or without the place after the last.</param>
    /// <param name="missing">Rows without a value.</param>
    public double[] Sum(ReadOnlySpan<double> counts, double missing)
    {
        var sums = new double[_count + 1];
        for (var k = 0; k < counts.Length; k++)
        {
            sums[_binOf[k]] += counts[k];
        }

        sums[^1] = missing;
        return sums;
    }

    /// <inheritdoc cref="Sum(ReadOnlySpan{double}, double)"/>
    public double[] Sum(HorizonCounts counts) => Sum([.. counts.Counts.Select(c => (double)c)], counts.Missing);
}
