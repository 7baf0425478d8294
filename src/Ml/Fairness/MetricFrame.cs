using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Ml.Fairness;

/// <summary>A trait by which people are grouped; it is never an input of a score.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Groups">The group of each row; empty where it is not known.</param>
public sealed record FrameAttribute(string Name, IReadOnlyList<string> Groups);

/// <summary>Decisions and scores beside what happened, with the traits of the people.</summary>
/// <param name="Probabilities">From 0 to 1, one per row.</param>
/// <param name="Outcomes">0 or 1.</param>
/// <param name="Flagged">Whether the row was flagged.</param>
/// <param name="Attributes">Traits.</param>
/// <param name="People">Whose row it is, or null where each stands alone; intervals count people.</param>
public sealed record FrameRows(
    double[] Probabilities,
    double[] Outcomes,
    bool[] Flagged,
    IReadOnlyList<FrameAttribute> Attributes,
    long[]? People = null
);

/// <summary>How a frame is made.</summary>
public sealed record FrameOptions
{
    /// <summary>The least of n, positives, negatives and flagged that is shown.</summary>
    public int LeastShown { get; init; } = 10;

    /// <summary>What published counts are rounded to.</summary>
    public int RoundTo { get; init; } = 5;

    /// <summary>Whether every pair of attributes is shown as well.</summary>
    public bool Intersections { get; init; }

    /// <summary>Seed of the bootstrap of metrics that are no rates.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>A row of the frame as it may be published. Where it is hidden it holds nothing but its name.</summary>
/// <param name="Attribute">Attribute, two joined by " x " for an intersection, or empty for everybody.</param>
/// <param name="Group">Group.</param>
/// <param name="Suppressed">Whether it is hidden.</param>
/// <param name="N">Rows, rounded.</param>
/// <param name="Positives">Rows with the outcome, rounded.</param>
/// <param name="Flagged">Rows flagged, rounded.</param>
/// <param name="Metrics">By key of <see cref="FrameKeys"/>, rates in whole percent as shares, each with a 95 % interval.</param>
/// <param name="DifferenceToRest">Rates less those of all others, with Newcombe's interval; empty where the rest is hidden.</param>
public sealed record FrameRow(
    string Attribute,
    string Group,
    bool Suppressed,
    int? N,
    int? Positives,
    int? Flagged,
    IReadOnlyDictionary<string, MetricValue> Metrics,
    IReadOnlyDictionary<string, MetricValue> DifferenceToRest
);

/// <summary>How far the shown groups of an attribute lie apart.</summary>
/// <param name="Attribute">Attribute.</param>
/// <param name="Metric">Rate.</param>
/// <param name="Difference">Greatest less smallest.</param>
/// <param name="Ratio">Smallest as a share of the greatest; the four-fifths rule asks for 0.8 of the selection rate.</param>
public sealed record FrameGap(string Attribute, string Metric, double Difference, double Ratio);

/// <summary>Names of a frame's metrics beside those of <see cref="MetricKeys"/>.</summary>
public static class FrameKeys
{
    /// <summary>Share flagged.</summary>
    public const string SelectionRate = "selectionRate";

    /// <summary>Share of those without the outcome who were flagged: false alarms.</summary>
    public const string FalsePositiveRate = "falsePositiveRate";

    /// <summary>Share of those with the outcome who were not flagged: misses.</summary>
    public const string FalseNegativeRate = "falseNegativeRate";

    /// <summary>Mean probability less the share with the outcome: above 0 the score says too much.</summary>
    public const string CalibrationGap = "calibrationGap";
}

/// <summary>
/// Metrics overall, by group and by intersection, with difference and ratio, n and interval everywhere (after fairlearn's
/// MetricFrame), and with small groups hidden so that they cannot be worked out.
/// </summary>
/// <param name="Overall">Everybody.</param>
/// <param name="Groups">Groups of each attribute, then intersections.</param>
/// <param name="Gaps">How far shown groups lie apart, by attribute and rate.</param>
public sealed record MetricFrame(FrameRow Overall, IReadOnlyList<FrameRow> Groups, IReadOnlyList<FrameGap> Gaps)
{
    /// <summary>Makes the frame.</summary>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static MetricFrame Of(FrameRows rows, FrameOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new FrameOptions();
        var cells = FrameCells.Of(rows, options.Intersections);
        var hidden = Suppression.Hide([.. cells.All.Select(c => c.Counts)], cells.Lines, options.LeastShown);
        var frame = cells.All.Select((cell, i) => FrameRates.Row(rows, cell, hidden[i], options, ct)).ToList();
        return new MetricFrame(frame[0], [.. frame.Skip(1)], [.. Gap(frame)]);
    }

    /// <summary>Greatest difference of the selection rates of an attribute's groups; NaN under two shown groups.</summary>
    /// <param name="attribute">Attribute.</param>
    public double DemographicParityDifference(string attribute) => DifferenceOf(attribute, FrameKeys.SelectionRate);

    /// <summary>
    /// The greater of the differences in false alarms and in misses (Hardt, Price and Srebro 2016); NaN under two shown groups.
    /// </summary>
    /// <param name="attribute">Attribute.</param>
    public double EqualizedOddsDifference(string attribute) =>
        Math.Max(
            DifferenceOf(attribute, FrameKeys.FalsePositiveRate),
            DifferenceOf(attribute, FrameKeys.FalseNegativeRate)
        );

    private double DifferenceOf(string attribute, string metric) =>
        Gaps.FirstOrDefault(g =>
            string.Equals(g.Attribute, attribute, StringComparison.Ordinal)
            && string.Equals(g.Metric, metric, StringComparison.Ordinal)
        )?.Difference
        ?? double.NaN;

    private static IEnumerable<FrameGap> Gap(List<FrameRow> frame) =>
        from attribute in frame.Skip(1).Where(r => !r.Suppressed).GroupBy(r => r.Attribute, StringComparer.Ordinal)
        where attribute.Count() > 1
        from metric in FrameRates.Keys
        let values = attribute.Select(r => r.Metrics[metric].Value).Where(double.IsFinite).ToList()
        where values.Count > 1
        select new FrameGap(
            attribute.Key,
            metric,
            values.Max() - values.Min(),
            values.Max() > 0 ? values.Min() / values.Max() : double.NaN
        );
}
