using System.Globalization;
using EarlyWarning.Web.Figures.Assessments;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Assessments;

/// <summary>Differences between groups at equal ability as tables.</summary>
internal static class BiasTables
{
    /// <summary>Comparisons of several pieces of work.</summary>
    /// <param name="items">With the rows to show.</param>
    public static ChartTable Of(IEnumerable<(BiasItem Item, BiasRow Row)> items) =>
        new(
            [
                L["Work and group"],
                L["Matched on"],
                L["Students"],
                L["Others|students"],
                L["Points|of marks"],
                L["95 % interval"],
                L["In spreads"],
                L["By chance"],
                L["Odds of passing"],
                L["Uniform, by chance"],
                L["Not uniform, by chance"],
                L["R² and class"],
                L["Delta and class"],
                L["Judgement"],
            ],
            [.. items.Select(i => Cells(i.Item, i.Row))]
        );

    /// <summary>Columns that hold words.</summary>
    public static IReadOnlyCollection<int> WordColumns { get; } = [1, 13];

    /// <summary>Rows of a sheet: what stands out first, then the largest differences.</summary>
    public static IReadOnlyList<(BiasItem Item, BiasRow Row)> Ordered(IEnumerable<BiasItem> items) =>
        [
            .. items
                .SelectMany(i => i.Rows.Select(r => (Item: i, Row: r)))
                .OrderByDescending(r => r.Row.StandsOut)
                .ThenByDescending(r => Math.Abs(r.Row.Points.Value)),
        ];

    private static string[] Cells(BiasItem item, BiasRow row) =>
        [
            L["{0}; {1}: {2}|work, attribute, group", AssessmentWords.Name(item), row.Attribute, row.Group],
            row.Match == BiasMatch.Rest ? L["rest of the course|matched on"] : L["final score|matched on"],
            row.Students.ToString("N0", CultureInfo.CurrentCulture),
            row.Others.ToString("N0", CultureInfo.CurrentCulture),
            Signed(row.Points.Value),
            L["{0} to {1}|interval", Signed(row.Points.Low), Signed(row.Points.High)],
            row.Standardised.ToString("+0.00;−0.00;0.00", CultureInfo.CurrentCulture),
            Chance(row.Probability),
            row.Passing is { } p
                ? L[
                    "{0:0.00} ({1:0.00} to {2:0.00})|figure and interval",
                    p.OddsRatio.Value,
                    p.OddsRatio.Low,
                    p.OddsRatio.High
                ]
                : L["too few to tell"],
            row.Passing is { } u ? Chance(u.Uniform) : AssessmentWords.Nothing,
            row.Passing is { } n ? Chance(n.NonUniform) : AssessmentWords.Nothing,
            row.Passing is { } e
                ? string.Create(CultureInfo.CurrentCulture, $"{e.Effect:0.000} {e.Class}")
                : AssessmentWords.Nothing,
            row.Delta is { } d
                ? string.Create(CultureInfo.CurrentCulture, $"{d.Value:+0.0;−0.0;0.0} {row.DeltaClass}")
                : AssessmentWords.Nothing,
            row.StandsOut ? L["stands out"] : L["does not stand out"],
        ];

    private static string Signed(double points) => points.ToString("+0.0;−0.0;0.0", CultureInfo.CurrentCulture);

    private static string Chance(double p) =>
        p < 0.001 ? L["under 1 in 1,000"]
        : p >= 0.995 ? L["no sign"]
        : p.ToString("0.000", CultureInfo.CurrentCulture);
}
