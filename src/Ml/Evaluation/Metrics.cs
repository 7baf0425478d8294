namespace EarlyWarning.Ml.Evaluation;

/// <summary>Cuts that the binary metrics use, and how intervals are made.</summary>
public sealed record MetricOptions
{
    /// <summary>From this probability on a row is called positive.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>The share of rows that the top metrics take: above 0, at most 1.</summary>
    public double TopFraction { get; init; } = 0.1;

    /// <summary>The number of bootstrap samples: at least 2.</summary>
    public int Resamples { get; init; } = 200;

    /// <summary>The share of samples between the ends of an interval: above 0, below 1.</summary>
    public double Coverage { get; init; } = 0.95;

    /// <summary>Decides the samples.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads to use; changes nothing but the time.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    internal void Check()
    {
        if (TopFraction is not (> 0 and <= 1) || Coverage is not (> 0 and < 1) || Resamples < 2 || Threads < 1)
        {
            throw new ArgumentException(
                "Metrics need a top fraction above 0 and at most 1, a coverage between 0 and 1, and at least 2 samples and 1 thread."
            );
        }
    }
}

/// <summary>Metrics of predictions, plain, with bootstrap intervals, and as the difference of two models.</summary>
public static class Metrics
{
    /// <summary>All binary metrics by key, see <see cref="MetricKeys"/>.</summary>
    public static IReadOnlyDictionary<string, double> Of(BinaryPredictions predictions, MetricOptions? options = null)
    {
        var (source, groups) = Source(predictions, null, Checked(options));
        return source.ComputeOnce(groups.Count);
    }

    /// <summary>All regression metrics by key.</summary>
    public static IReadOnlyDictionary<string, double> Of(RegressionPredictions predictions)
    {
        var (source, groups) = Source(predictions, null);
        return source.ComputeOnce(groups.Count);
    }

    /// <summary>All multiclass metrics by key: accuracy, balancedAccuracy, macroF1, logLoss, auc.</summary>
    public static IReadOnlyDictionary<string, double> Of(MulticlassPredictions predictions)
    {
        var (source, groups) = Source(predictions, null);
        return source.ComputeOnce(groups.Count);
    }

    /// <summary>All binary metrics with percentile bootstrap intervals; whole groups are drawn, not rows.</summary>
    /// <param name="predictions">Rows.</param>
    /// <param name="groups">Whose row it is (the student); null: each stands alone.</param>
    /// <param name="options">Cuts, samples, seed.</param>
    /// <param name="ct">Checked before each sample.</param>
    public static IReadOnlyDictionary<string, MetricValue> WithIntervals(
        BinaryPredictions predictions,
        long[]? groups,
        MetricOptions? options = null,
        CancellationToken ct = default
    )
    {
        var (source, numbers) = Source(predictions, groups, Checked(options));
        return GroupBootstrap.Run(source.Keys, source.Compute, numbers.Count, Checked(options), ct);
    }

    /// <summary>All regression metrics with percentile bootstrap intervals; whole groups are drawn, not rows.</summary>
    public static IReadOnlyDictionary<string, MetricValue> WithIntervals(
        RegressionPredictions predictions,
        long[]? groups,
        MetricOptions? options = null,
        CancellationToken ct = default
    )
    {
        var (source, numbers) = Source(predictions, groups);
        return GroupBootstrap.Run(source.Keys, source.Compute, numbers.Count, Checked(options), ct);
    }

    /// <summary>All multiclass metrics with percentile bootstrap intervals; whole groups are drawn, not rows.</summary>
    public static IReadOnlyDictionary<string, MetricValue> WithIntervals(
        MulticlassPredictions predictions,
        long[]? groups,
        MetricOptions? options = null,
        CancellationToken ct = default
    )
    {
        var (source, numbers) = Source(predictions, groups);
        return GroupBootstrap.Run(source.Keys, source.Compute, numbers.Count, Checked(options), ct);
    }

    /// <summary>
    /// For each metric that of <paramref name="a"/> less that of <paramref name="b"/>, with the interval of the
    /// difference: both models are judged on the same samples of groups.
    /// </summary>
    /// <exception cref="ArgumentException">The two were not judged on the same outcomes.</exception>
    public static IReadOnlyDictionary<string, MetricValue> Difference(
        BinaryPredictions a,
        BinaryPredictions b,
        long[]? groups,
        MetricOptions? options = null,
        CancellationToken ct = default
    )
    {
        CheckSameRows(a.Outcomes, b.Outcomes);
        var (first, numbers) = Source(a, groups, Checked(options));
        var (second, _) = Source(b, groups, Checked(options));
        return Difference(first, second, numbers, Checked(options), ct);
    }

    /// <inheritdoc cref="Difference(BinaryPredictions, BinaryPredictions, long[], MetricOptions, CancellationToken)"/>
    public static IReadOnlyDictionary<string, MetricValue> Difference(
        RegressionPredictions a,
        RegressionPredictions b,
        long[]? groups,
        MetricOptions? options = null,
        CancellationToken ct = default
    )
    {
        CheckSameRows(a.Outcomes, b.Outcomes);
        var (first, numbers) = Source(a, groups);
        var (second, _) = Source(b, groups);
        return Difference(first, second, numbers, Checked(options), ct);
    }

    /// <inheritdoc cref="Difference(BinaryPredictions, BinaryPredictions, long[], MetricOptions, CancellationToken)"/>
    public static IReadOnlyDictionary<string, MetricValue> Difference(
        MulticlassPredictions a,
        MulticlassPredictions b,
        long[]? groups,
        MetricOptions? options = null,
        CancellationToken ct = default
    )
    {
        CheckSameRows(a.Outcomes, b.Outcomes);
        var (first, numbers) = Source(a, groups);
        var (second, _) = Source(b, groups);
        return Difference(first, second, numbers, Checked(options), ct);
    }

    private static IReadOnlyDictionary<string, MetricValue> Difference(
        MetricSource first,
        MetricSource second,
        GroupNumbers numbers,
        MetricOptions options,
        CancellationToken ct
    )
    {
        double[] Compute(double[] multiplicities)
        {
            var values = first.Compute(multiplicities);
            var others = second.Compute(multiplicities);
            return [.. values.Zip(others, (value, other) => value - other)];
        }

        return GroupBootstrap.Run(first.Keys, Compute, numbers.Count, options, ct);
    }

    private static (MetricSource Source, GroupNumbers Groups) Source(
        BinaryPredictions predictions,
        long[]? groups,
        MetricOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var numbers = new GroupNumbers(groups, predictions.Outcomes.Length);
        return (new BinaryMetricSource(predictions, numbers, options.Threshold, options.TopFraction), numbers);
    }

    private static (MetricSource Source, GroupNumbers Groups) Source(RegressionPredictions predictions, long[]? groups)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var numbers = new GroupNumbers(groups, predictions.Outcomes.Length);
        return (new RegressionMetricSource(predictions, numbers), numbers);
    }

    private static (MetricSource Source, GroupNumbers Groups) Source(MulticlassPredictions predictions, long[]? groups)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var numbers = new GroupNumbers(groups, predictions.Outcomes.Length);
        return (new MulticlassMetricSource(predictions, numbers), numbers);
    }

    private static MetricOptions Checked(MetricOptions? options)
    {
        options ??= new MetricOptions();
        options.Check();
        return options;
    }

    private static void CheckSameRows(double[] a, double[] b)
    {
        if (!a.AsSpan().SequenceEqual(b))
        {
            throw new ArgumentException("Two models can be compared on the same rows only; their outcomes differ.");
        }
    }
}
