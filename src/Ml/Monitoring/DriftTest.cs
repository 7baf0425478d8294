namespace EarlyWarning.Ml.Monitoring;

/// <summary>When a difference lies beyond its limit.</summary>
public sealed record DriftLimits
{
    /// <summary>Stability index from which a difference is great; the test must find it, too.</summary>
    public double StabilityIndex { get; init; } = 0.25;

    /// <summary>Level of the corrected test: the chance of any false alarm among all features where nothing moved.</summary>
    public double Level { get; init; } = 0.05;

    /// <summary>Fewest rows that are compared.</summary>
    public int LeastRows { get; init; } = 50;
}

/// <summary>How far a feature, or the score, is from its reference.</summary>
/// <param name="Name">Name of the feature; "score" for the score.</param>
/// <param name="StabilityIndex">Stability index over tenths of the reference.</param>
/// <param name="AdjustedPValue">Probability of so great a difference by chance, corrected for the number of features.</param>
/// <param name="Rows">Current rows compared.</param>
/// <param name="ReferenceRows">Rows of the reference.</param>
/// <param name="IsBeyond">Whether it is great and no chance.</param>
public sealed record DriftFinding(
    string Name,
    double StabilityIndex,
    double AdjustedPValue,
    int Rows,
    int ReferenceRows,
    bool IsBeyond
);

/// <summary>
/// Compares current rows with a reference: the stability index says how great a difference is, a two-sample test whether
/// chance explains it (Kolmogorov-Smirnov for numbers, chi-squared for levels and for missing values), corrected by Holm
/// over all features. Rows of a class count for less, by the reference's design effect.
/// </summary>
public static class DriftTest
{
    /// <summary>Compares every feature that has enough rows.</summary>
    /// <param name="current">Counts of current rows.</param>
    /// <param name="limits">Limits.</param>
    public static IReadOnlyList<DriftFinding> Features(CurrentDistribution current, DriftLimits limits)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(limits);
        return Judge([.. current.Features.Select(t => Compare(t, limits)).OfType<Comparison>()], limits);
    }

    /// <summary>Compares the scores; null where there are too few.</summary>
    /// <param name="current">Counts of current rows.</param>
    /// <param name="limits">Limits.</param>
    public static DriftFinding? Scores(CurrentDistribution current, DriftLimits limits)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(limits);
        return current.Scores is { } scores && Compare(scores, limits) is { } found ? Judge([found], limits)[0] : null;
    }

    private static DriftFinding[] Judge(Comparison[] compared, DriftLimits limits)
    {
        var corrected = MultipleTests.Holm([.. compared.Select(c => c.PValue)]);
        return
        [
            .. compared.Select(
                (c, i) =>
                    new DriftFinding(
                        c.Name,
                        c.Index,
                        corrected[i],
                        c.Rows,
                        c.ReferenceRows,
                        c.Index > limits.StabilityIndex && corrected[i] < limits.Level
                    )
            ),
        ];
    }

    private static Comparison? Compare(CurrentDistribution.Tally tally, DriftLimits limits)
    {
        if (tally.Rows < limits.LeastRows || MixedReference.Of(tally.Feature, tally.Weights) is not { } reference)
        {
            return null;
        }

        // Shares of the mixture stand for as many rows as one sample of its exactness would have.
        double[] before = [.. reference.Shares.Select(s => s * reference.EffectiveRows), 0];
        var missingBefore = reference.Missing * reference.EffectiveRows;
        var now = Array.ConvertAll(tally.Counts, c => (double)c);
        var bins = FeatureBins.Of(tally.Feature, reference.Shares);
        var index = StabilityIndex.Of(bins.Sum(before, missingBefore), bins.Sum(now, tally.Missing));
        var p = tally.Feature.IsCategorical
            ? ChiSquared.PValue([.. before, missingBefore], [.. now, tally.Missing], tally.Feature.DesignEffect)
            : Numbers(before, missingBefore, now, tally);
        return new Comparison(tally.Feature.Name, index, p, tally.Rows, reference.Rows);
    }

    // Whether there is a value and what it is are two questions; asking both doubles the smaller probability.
    private static double Numbers(double[] before, double missingBefore, double[] now, CurrentDistribution.Tally tally)
    {
        var effect = tally.Feature.DesignEffect;
        var (all, allNow) = (before.Sum(), now.Sum());
        var (n, m) = (Whole(all / effect), Whole(allNow / effect));
        var values =
            n < 1 || m < 1
                ? 1
                : KolmogorovSmirnov.PValue(
                    KolmogorovSmirnov.Distance(Cumulative(before, all), Cumulative(now, allNow)),
                    n,
                    m
                );
        return missingBefore + tally.Missing <= 0
            ? values
            : Math.Min(
                1,
                2 * Math.Min(values, ChiSquared.PValue([all, missingBefore], [allNow, tally.Missing], effect))
            );
    }

    private static int Whole(double rows) => (int)Math.Min(int.MaxValue, Math.Floor(rows + 1e-9));

    private static double[] Cumulative(double[] counts, double all)
    {
        var shares = new double[counts.Length];
        var below = 0.0;
        for (var k = 0; k < counts.Length; k++)
        {
            below += counts[k];
            shares[k] = below / all;
        }

        return shares;
    }

    private sealed record Comparison(string Name, double Index, double PValue, int Rows, int ReferenceRows);
}
