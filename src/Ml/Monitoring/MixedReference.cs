namespace EarlyWarning.Ml.Monitoring;

/// <summary>
/// The reference of a feature for rows at given weeks: its horizons mixed as the rows are spread over them.
/// </summary>
internal sealed class MixedReference
{
    private MixedReference(double[] shares, double missing, double effectiveRows, int rows)
    {
        Shares = shares;
        Missing = missing;
        EffectiveRows = effectiveRows;
        Rows = rows;
    }

    /// <summary>Share of all rows at each point; with <see cref="Missing"/> they sum to 1.</summary>
    public double[] Shares { get; }

    /// <summary>Share of rows without a value.</summary>
    public double Missing { get; }

    /// <summary>Rows of one sample that would be as exact as the mixture: 1 / sum(w^2 / n).</summary>
    public double EffectiveRows { get; }

    /// <summary>Rows of the horizons that take part.</summary>
    public int Rows { get; }

    /// <summary>Mixes; null where a horizon with weight has no row.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="weights">Weight of each horizon, any sum above 0.</param>
    public static MixedReference? Of(FeatureReference feature, ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var shares = new double[feature.Points.Count];
        var (missing, variance, rows) = (0.0, 0.0, 0);
        for (var h = 0; h < weights.Length; h++)
        {
            if (weights[h] <= 0)
            {
                continue;
            }

            var counts = feature.ByHorizon[h];
            var all = counts.Present() + counts.Missing;
            if (all == 0)
            {
                return null;
            }

            var weight = weights[h] / total;
            for (var k = 0; k < shares.Length; k++)
            {
                shares[k] += weight * counts.Counts[k] / all;
            }

            missing += weight * counts.Missing / all;
            variance += weight * weight / all;
            rows += all;
        }

        return rows == 0 ? null : new MixedReference(shares, missing, 1 / variance, rows);
    }
}
