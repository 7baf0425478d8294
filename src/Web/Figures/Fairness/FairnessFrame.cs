using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>The table that a model's own page shows: rows of the published one, never counted apart.</summary>
internal static class FairnessFrame
{
    private const string NotKnown = "not known";

    private static readonly Dictionary<string, MetricValue> None = new(StringComparer.Ordinal);

    /// <summary>Nothing, not even names: what a version shows whose table is published no more.</summary>
    public static MetricFrame Withheld() => new(Hidden("", ""), [], []);

    /// <summary>The names of groups, all hidden: what a version shows until its table is published.</summary>
    /// <param name="people">People of the later cohort.</param>
    /// <param name="groups">Groups of all students.</param>
    public static MetricFrame Withheld(IReadOnlyList<FlaggedPerson> people, ProtectedGroups groups) =>
        new(
            Hidden("", ""),
            [
                .. groups.ByAttribute.SelectMany(a =>
                    people
                        .Select(p => a.Value.GetValueOrDefault(p.StudentId, ""))
                        .Distinct(StringComparer.Ordinal)
                        .Order(StringComparer.Ordinal)
                        .Select(g => Hidden(a.Key, Named(g)))
                ),
            ],
            []
        );

    /// <summary>The rows of attributes by themselves at a cut.</summary>
    /// <param name="cut">The published cut.</param>
    /// <param name="attributes">Labels of the attributes.</param>
    public static MetricFrame Of(CutFigures cut, IReadOnlySet<string> attributes)
    {
        List<FrameRow> rows = [.. cut.Groups.Where(g => attributes.Contains(g.Attribute)).Select(Row)];
        return new MetricFrame(
            Row(cut.Overall),
            rows,
            [.. rows.GroupBy(r => r.Attribute, StringComparer.Ordinal).SelectMany(Gaps)]
        );
    }

    private static FrameRow Row(GroupFigures group) =>
        group.Hidden
            ? Hidden(group.Attribute, group.Attribute.Length == 0 ? "" : Named(group.Group))
            : new FrameRow(
                group.Attribute,
                group.Attribute.Length == 0 ? "" : Named(group.Group),
                false,
                group.N,
                group.Needed,
                group.Flagged,
                Values(group.Rates),
                Values(group.ToRest)
            );

    private static Dictionary<string, MetricValue> Values(IReadOnlyDictionary<string, Rate> rates) =>
        rates.ToDictionary(
            r => r.Key,
            r => new MetricValue(r.Value.Value, r.Value.Low, r.Value.High),
            StringComparer.Ordinal
        );

    private static FrameRow Hidden(string attribute, string group) =>
        new(attribute, group, true, null, null, null, None, None);

    private static string Named(string group) => group.Length == 0 ? NotKnown : group;

    private static IEnumerable<FrameGap> Gaps(IGrouping<string, FrameRow> attribute)
    {
        List<FrameRow> shown = [.. attribute.Where(r => !r.Suppressed)];
        foreach (
            var metric in (string[])
                [
                    FrameKeys.SelectionRate,
                    FrameKeys.FalsePositiveRate,
                    FrameKeys.FalseNegativeRate,
                    MetricKeys.Precision,
                ]
        )
        {
            List<double> values =
            [
                .. shown.Where(r => r.Metrics.ContainsKey(metric)).Select(r => r.Metrics[metric].Value),
            ];
            if (values.Count > 1)
            {
                var ratio = values.Max() > 0 ? values.Min() / values.Max() : double.NaN;
                yield return new FrameGap(attribute.Key, metric, values.Max() - values.Min(), ratio);
            }
        }
    }
}
