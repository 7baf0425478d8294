using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Multilevel;

/// <summary>
/// What can be told about an outcome, and what not: variance of the outcome as foretold by calibrated risks. The three parts
/// add up to 1.
/// </summary>
/// <param name="Between">Between classes: what the average of a class tells.</param>
/// <param name="Within">Between students of one class: what the score of a student tells beyond the average of the class.</param>
/// <param name="Unknown">What nobody can tell at that week from what is recorded.</param>
/// <param name="Observed">The last as it was seen: squared misses of the outcomes by the risks, of the outcome's variance.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Classes">Classes.</param>
public sealed record RiskSplit(
    VarianceShare Between,
    VarianceShare Within,
    VarianceShare Unknown,
    double Observed,
    int Rows,
    int Classes
)
{
    /// <summary>
    /// Splits mean risk times its complement into the variance of the risks between classes, that within them, and the mean of
    /// p (1 - p) (the law of total variance, with the outcome's own variance at a calibrated risk). The variance between
    /// classes is the analysis of variance's estimate, free of what small classes differ by through chance alone. Intervals are
    /// percentiles over classes drawn again.
    /// </summary>
    /// <param name="risks">Calibrated risks, 0 to 1.</param>
    /// <param name="outcomes">Whether the outcome came.</param>
    /// <param name="classOf">Class of each row, numbered from 0.</param>
    /// <param name="resamples">How often classes are drawn again.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>Null where fewer than four classes, or no risk differs from 0 and 1.</returns>
    public static RiskSplit? Of(
        IReadOnlyList<double> risks,
        IReadOnlyList<bool> outcomes,
        IReadOnlyList<int> classOf,
        int resamples,
        int seed
    )
    {
        ArgumentNullException.ThrowIfNull(risks);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(classOf);
        if (risks.Count == 0)
        {
            return null;
        }

        var classes = new Sums[classOf.Max() + 1];
        for (var i = 0; i < risks.Count; i++)
        {
            var miss = (outcomes[i] ? 1 : 0) - risks[i];
            classes[classOf[i]] = classes[classOf[i]]
                .Plus(new Sums(1, 1, risks[i], risks[i] * risks[i], outcomes[i] ? 1 : 0, miss * miss));
        }

        Sums[] filled = [.. classes.Where(c => c.Rows > 0)];
        var all = Parts(filled, null);
        if (filled.Length < 4 || double.IsNaN(all.Between))
        {
            return null;
        }

        var drawn = new List<(double Between, double Within, double Unknown)>();
        for (var sample = 0; sample < resamples; sample++)
        {
            var random = new SeededRandom(seed, sample);
            var parts = Parts(filled, [.. filled.Select(_ => filled[random.NextInt(filled.Length)])]);
            if (!double.IsNaN(parts.Between))
            {
                drawn.Add(parts);
            }
        }

        var total = filled.Aggregate((a, b) => a.Plus(b));
        var rate = total.Outcomes / total.Rows;
        return new RiskSplit(
            Of(all.Between, drawn.Select(d => d.Between)),
            Of(all.Within, drawn.Select(d => d.Within)),
            Of(all.Unknown, drawn.Select(d => d.Unknown)),
            total.Misses / total.Rows / (rate * (1 - rate)),
            (int)total.Rows,
            filled.Length
        );
    }

    private static VarianceShare Of(double value, IEnumerable<double> drawn)
    {
        double[] sorted = [.. drawn.Order()];
        return sorted.Length < 2
            ? new VarianceShare(value, double.NaN, double.NaN)
            : new VarianceShare(
                value,
                sorted[(int)(0.025 * (sorted.Length - 1))],
                sorted[(int)Math.Ceiling(0.975 * (sorted.Length - 1))]
            );
    }

    private static (double Between, double Within, double Unknown) Parts(Sums[] classes, Sums[]? drawn)
    {
        var used = drawn ?? classes;
        var all = used.Aggregate((a, b) => a.Plus(b));
        var mean = all.Risks / all.Rows;
        var spread = (all.Squares / all.Rows) - (mean * mean);
        var total = mean * (1 - mean);
        var between = used.Sum(c => c.Risks * c.Risks / c.Rows) - (all.Risks * all.Risks / all.Rows);
        var within = all.Squares - used.Sum(c => c.Risks * c.Risks / c.Rows);
        var size = (all.Rows - (used.Sum(c => c.Rows * c.Rows) / all.Rows)) / (used.Length - 1);
        if (total <= 0 || used.Length < 2 || all.Rows <= used.Length)
        {
            return (double.NaN, double.NaN, double.NaN);
        }

        var apart = ((between / (used.Length - 1)) - (within / (all.Rows - used.Length))) / size;
        var share = Math.Clamp(apart, 0, spread) / total;
        return (share, (spread / total) - share, 1 - (spread / total));
    }

    private readonly record struct Sums(
        int Classes,
        double Rows,
        double Risks,
        double Squares,
        double Outcomes,
        double Misses
    )
    {
        public Sums Plus(Sums other) =>
            new(
                Classes + other.Classes,
                Rows + other.Rows,
                Risks + other.Risks,
                Squares + other.Squares,
                Outcomes + other.Outcomes,
                Misses + other.Misses
            );
    }
}
