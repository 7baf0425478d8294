using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Ml.Multilevel;

/// <summary>
/// The normal hierarchical model: each group has a true value, drawn from a normal distribution of unknown mean and spread,
/// and is measured with a known variance. The spread is not put at one value but averaged over, with a flat prior, so that
/// few groups do not pretend to know how alike they are (Gelman et al. 2013, Bayesian Data Analysis, section 5.4).
/// </summary>
public static class NormalPooling
{
    private const int Points = 81;

    /// <summary>Pools groups.</summary>
    /// <param name="values">What was measured of each.</param>
    /// <param name="variances">Variance of each measurement, above 0.</param>
    /// <exception cref="ArgumentException">No group, different counts, or a variance that is not above 0.</exception>
    public static Pooling Of(IReadOnlyList<double> values, IReadOnlyList<double> variances)
    {
        Check(values, variances);
        var spreads = Grid(values, variances);
        var logs = Array.ConvertAll(spreads, s => LogPosterior(values, variances, s));
        var weights = Pooling.Normalised(logs);
        var means = new double[values.Count];
        var squares = new double[values.Count];
        var overall = 0.0;
        for (var i = 0; i < Points; i++)
        {
            var (mean, meanVariance) = Mean(values, variances, spreads[i]);
            overall += weights[i] * mean;
            for (var j = 0; j < values.Count; j++)
            {
                var (value, variance) = Group(values[j], variances[j], spreads[i], mean, meanVariance);
                means[j] += weights[i] * value;
                squares[j] += weights[i] * (variance + (value * value));
            }
        }

        var (spread, low, high) = Pooling.OfGrid(spreads, weights);
        return new Pooling(
            [.. means.Select((m, j) => Estimate(m, Math.Sqrt(Math.Max(0, squares[j] - (m * m)))))],
            overall,
            spread,
            low,
            high
        );
    }

    /// <summary>What is believed of one group where mean and spread are known: the closed form.</summary>
    /// <param name="value">What was measured.</param>
    /// <param name="variance">Variance of the measurement.</param>
    /// <param name="spread">Standard deviation between groups.</param>
    /// <param name="mean">Mean of the groups.</param>
    /// <param name="meanVariance">Variance of that mean.</param>
    internal static (double Value, double Variance) Group(
        double value,
        double variance,
        double spread,
        double mean,
        double meanVariance
    )
    {
        // Share of the way from the mean to what was measured.
        var kept = spread * spread / ((spread * spread) + variance);
        return (mean + (kept * (value - mean)), (kept * variance) + ((1 - kept) * (1 - kept) * meanVariance));
    }

    private static PooledEstimate Estimate(double mean, double deviation) =>
        new(mean, mean - (WilsonInterval.Z95 * deviation), mean + (WilsonInterval.Z95 * deviation), deviation);

    private static (double Mean, double Variance) Mean(
        IReadOnlyList<double> values,
        IReadOnlyList<double> variances,
        double spread
    )
    {
        var (sum, precision) = (0.0, 0.0);
        for (var j = 0; j < values.Count; j++)
        {
            var weight = 1 / (variances[j] + (spread * spread));
            sum += weight * values[j];
            precision += weight;
        }

        return (sum / precision, 1 / precision);
    }

    private static double LogPosterior(IReadOnlyList<double> values, IReadOnlyList<double> variances, double spread)
    {
        var (mean, meanVariance) = Mean(values, variances, spread);
        var log = 0.5 * Math.Log(meanVariance);
        for (var j = 0; j < values.Count; j++)
        {
            var variance = variances[j] + (spread * spread);
            log -= 0.5 * (Math.Log(variance) + ((values[j] - mean) * (values[j] - mean) / variance));
        }

        return log;
    }

    // Middles of as many equal steps from none to three times as far apart as the groups look.
    private static double[] Grid(IReadOnlyList<double> values, IReadOnlyList<double> variances)
    {
        var mean = values.Average();
        var looks = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Count - 1));
        var most = 3 * Math.Max(looks, Math.Sqrt(variances.Average()));
        return [.. Enumerable.Range(0, Points).Select(i => most * (i + 0.5) / Points)];
    }

    private static void Check(IReadOnlyList<double> values, IReadOnlyList<double> variances)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(variances);
        if (values.Count == 0 || values.Count != variances.Count || variances.Any(v => !(v > 0)))
        {
            throw new ArgumentException(
                $"{values.Count} values and {variances.Count} variances cannot be pooled; each value needs a variance above 0.",
                nameof(variances)
            );
        }
    }
}
