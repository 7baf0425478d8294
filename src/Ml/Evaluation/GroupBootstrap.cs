using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Evaluation;

/// <summary>
/// The percentile bootstrap (Efron 1979) over groups: each sample draws as many groups as there are, with replacement.
/// Every sample has its own stream of random numbers, so threads change nothing.
/// </summary>
internal static class GroupBootstrap
{
    public static IReadOnlyDictionary<string, MetricValue> Run(
        IReadOnlyList<string> keys,
        Func<double[], double[]> compute,
        int groups,
        MetricOptions options,
        CancellationToken ct
    )
    {
        var ones = new double[groups];
        Array.Fill(ones, 1);
        var values = compute(ones);
        var samples = new double[options.Resamples][];
        RowRanges.Each(
            options.Resamples,
            options.Threads,
            ct,
            sample => samples[sample] = compute(Draw(groups, options.Seed, sample))
        );
        var result = new Dictionary<string, MetricValue>(StringComparer.Ordinal);
        for (var key = 0; key < keys.Count; key++)
        {
            var (low, high) = Interval(Array.ConvertAll(samples, sample => sample[key]), options.Coverage);
            result[keys[key]] = new MetricValue(values[key], low, high);
        }

        return result;
    }

    private static double[] Draw(int groups, int seed, int sample)
    {
        var random = new SeededRandom(seed, sample);
        var multiplicities = new double[groups];
        for (var i = 0; i < groups; i++)
        {
            multiplicities[random.NextInt(groups)]++;
        }

        return multiplicities;
    }

    /// <summary>Samples in which the metric is not defined (one class only) are left out.</summary>
    private static (double Low, double High) Interval(double[] samples, double coverage)
    {
        var defined = Array.FindAll(samples, sample => !double.IsNaN(sample));
        Array.Sort(defined);
        return defined.Length < 2
            ? (double.NaN, double.NaN)
            : (Quantile(defined, (1 - coverage) / 2), Quantile(defined, (1 + coverage) / 2));
    }

    /// <summary>Linear between order statistics (type 7 of Hyndman and Fan 1996).</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
