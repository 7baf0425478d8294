using System.Globalization;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>The tables of the fairness pages. A hidden group has its name in them and nothing else.</summary>
internal static class GroupTables
{
    /// <summary>People first: whom a flag reached, and whom it did not.</summary>
    public static ChartTable People(
        IReadOnlyList<GroupFigures> groups,
        GroupFigures everybody,
        FairnessVerdict verdict
    ) =>
        Table(
            [L["Group"], L["Students"], L["Flagged"], L["Not flagged"], L["Reading"]],
            [everybody, .. groups],
            g =>
                [
                    Count(g.N),
                    FairnessWords.Flagged(g),
                    FairnessWords.Missed(g),
                    g.Attribute.Length == 0 ? "" : FairnessWords.Reading(verdict, g),
                ]
        );

    /// <summary>Every rate with its interval, and on how many students it rests.</summary>
    public static ChartTable Rates(IReadOnlyList<GroupFigures> groups, GroupFigures everybody)
    {
        var rates = FairnessRate.All.Where(r => groups.Append(everybody).Any(g => r.In(g) is not null)).ToList();
        return Table(
            [L["Group"], L["Students"], .. rates.Select(r => r.Label)],
            [everybody, .. groups],
            g => [Count(g.N), .. rates.Select(r => r.Words(r.In(g)))]
        );
    }

    /// <summary>A rate of each group beside that of everybody else, difference and ratio: of rates that are compared.</summary>
    public static ChartTable ToRest(IReadOnlyList<GroupFigures> groups, FairnessRate rate, FairnessVerdict verdict)
    {
        var isCompared = groups.Any(g => verdict.ReadingOf(g, rate.Key) is not null);
        return Table(
            [
                L["Group"],
                L["Students"],
                rate.Label,
                L["Everybody else"],
                L["Difference, in 100"],
                L["Ratio"],
                .. isCompared ? [L["Reading"]] : Array.Empty<string>(),
            ],
            groups,
            g =>
            {
                var own = rate.In(g);
                return
                [
                    Count(g.N),
                    rate.Words(own),
                    g.Rest.TryGetValue(rate.Key, out var rest) ? rate.Value(rest) : L["not shown"],
                    rate.Difference(rate.ToRest(g)),
                    g.Ratios.TryGetValue(rate.Key, out var ratio) ? Ratio(ratio) : "",
                    .. isCompared ? [Reading(verdict.ReadingOf(g, rate.Key))] : Array.Empty<string>(),
                ];
            }
        );
    }

    /// <summary>Who gets the places at a cut, and what has changed against the cut in use.</summary>
    public static ChartTable Places(FairnessShown shown, CutFigures before)
    {
        var earlier = shown
            .Of(before)
            .DistinctBy(g => g.Group, StringComparer.Ordinal)
            .ToDictionary(g => g.Group, StringComparer.Ordinal);
        var moved = before.Share != shown.Cut.Share;
        var (places, needed) = (shown.Cut.Overall.Flagged, shown.Cut.Overall.Needed);
        return Table(
            [
                L["Group"],
                L["Flagged"],
                L["Of all places"],
                L["Of all who needed support"],
                L["False alarms"],
                L["Missed"],
                .. moved
                    ?
                    [
                        L["Flagged, against {0}", FairnessWords.Cut(before)],
                        L["False alarms, against {0}", FairnessWords.Cut(before)],
                        L["Missed, against {0}", FairnessWords.Cut(before)],
                    ]
                    : Array.Empty<string>(),
            ],
            [shown.Cut.Overall, .. shown.Groups],
            g =>
            {
                var then = g.Attribute.Length == 0 ? before.Overall : earlier.GetValueOrDefault(g.Group);
                return
                [
                    Count(g.Flagged),
                    PartOf(g.Flagged, places),
                    PartOf(g.Needed, needed),
                    Count(g.Alarms),
                    Count(g.Missed),
                    .. moved
                        ?
                        [
                            Change(g.Flagged, then?.Flagged),
                            Change(g.Alarms, then?.Alarms),
                            Change(g.Missed, then?.Missed),
                        ]
                        : Array.Empty<string>(),
                ];
            }
        );
    }

    /// <summary>What the rules would have done to each group, beside the version; hidden where either is.</summary>
    public static ChartTable BesideRules(
        IReadOnlyList<GroupFigures> groups,
        IReadOnlyList<GroupFigures> byRules,
        GroupFigures everybody,
        GroupFigures everybodyByRules
    )
    {
        string[] keys = [FairnessKeys.SelectionRate, FairnessKeys.FalsePositiveRate, FairnessKeys.FalseNegativeRate];
        var rates = keys.Select(FairnessRate.Of).ToList();
        return Table(
            [L["Group"], .. rates.SelectMany(r => new[] { L["{0}, model", r.Label], L["{0}, rules", r.Label] })],
            [everybody, .. groups],
            g =>
            {
                var rules =
                    g.Attribute.Length == 0
                        ? everybodyByRules
                        : byRules.FirstOrDefault(r => string.Equals(r.Group, g.Group, StringComparison.Ordinal));
                return
                [
                    .. rates.SelectMany(r =>
                        new[]
                        {
                            r.Words(r.In(g)),
                            rules is null or { Hidden: true } ? FairnessWords.TooFew : r.Words(r.In(rules)),
                        }
                    ),
                ];
            }
        );
    }

    /// <summary>Class of a row: a hidden group is hatched.</summary>
    /// <param name="groups">Groups in the order of the rows.</param>
    public static Func<int, string?> RowClass(IReadOnlyList<GroupFigures> groups) =>
        row => groups[row].Hidden ? "hidden-group" : null;

    /// <summary>What may be said of a rate, in a word or two.</summary>
    public static string Reading(GapReading? reading) =>
        reading switch
        {
            GapReading.More => L["surely more"],
            GapReading.Fewer => L["surely fewer"],
            GapReading.NoneSeen => L["no difference seen"],
            GapReading.CannotTell => L["cannot tell"],
            _ => "",
        };

    private static ChartTable Table(
        IReadOnlyList<string> columns,
        IReadOnlyList<GroupFigures> groups,
        Func<GroupFigures, IReadOnlyList<string>> cells
    ) =>
        new(
            columns,
            [
                .. groups.Select(g =>
                    (IReadOnlyList<string>)
                        [
                            FairnessWords.Group(g),
                            .. g.Hidden
                                ? [FairnessWords.TooFew, .. Enumerable.Repeat("", columns.Count - 2)]
                                : cells(g),
                        ]
                ),
            ]
        );

    private static string Count(int? count) => count is { } n ? n.ToString("N0", CultureInfo.CurrentCulture) : "";

    private static string PartOf(int? part, int? whole) =>
        part is { } p && whole is > 0 ? L["{0:0} %", FairnessRate.Whole(p / (double)whole.Value)] : "";

    private static string Change(int? now, int? before) =>
        now is { } n && before is { } b ? FairnessRate.Points((n - b) / 100.0) : L["not shown"];

    private static string Ratio(double ratio) => ratio.ToString("0.00", CultureInfo.CurrentCulture);
}
