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
            var drawn = Array.ConvertAll(samples, sample => sample[key]);
            if (string.Equals(keys[key], MetricKeys.Ece, StringComparison.Ordinal))
            {
                TakeExcess(drawn, values[key]);
            }

            var (low, high) = Interval(drawn, options.Coverage);
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

    /// <summary>
    /// A mean of absolute differences grows with noise, and drawing again adds noise to every bin: without taking that
    /// excess away the interval lies above the figure itself (bias correction, Efron and Tibshirani 1993, chapter 10).
    /// </summary>
    private static void TakeExcess(double[] samples, double value)
    {
        var defined = Array.FindAll(samples, sample => !double.IsNaN(sample));
        var excess = defined.Length == 0 ? 0 : Math.Max(0, defined.Average() - value);
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = Math.Max(0, samples[i] - excess);
        }
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
