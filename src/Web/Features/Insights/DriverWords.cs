using System.Globalization;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Ml.Explanation;
using EarlyWarning.Web.Features.Models;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>What drives risk, in sentences and tables.</summary>
internal static class DriverWords
{
    /// <summary>Ranks that lie so far apart are worth a sentence.</summary>
    private const int FarApart = 8;

    /// <summary>Places that count as "among the first".</summary>
    private const int First = 10;

    private const int MostSentences = 3;

    /// <summary>The measure that the page goes by: of the organisation's own students where there are enough.</summary>
    public static double Here(DriverRow row) => row.Own ?? row.Share;

    /// <summary>Drivers by what the page goes by.</summary>
    public static IReadOnlyList<DriverRow> Ordered(DriverSheet sheet) => [.. sheet.Drivers.OrderByDescending(Here)];

    /// <summary>The sentence at the top.</summary>
    public static string Lead(DriverView view)
    {
        if (view.Figures.Content is not { } sheet)
        {
            return L["What moves the scores, and how."];
        }

        var part = Parts(view).MaxBy(p => p.Here);
        var first = Ordered(sheet).Take(3).Select(d => view.Features.Within(d.Feature)).ToList();
        var share = Percent(part.Here);
        return first.Count < 3
                ? L[
                    "What moves the score most here: {0}, with {1} of all that moves it.",
                    ScoreWords.Group(part.Group),
                    share
                ]
            : sheet.Goal.IsMark()
                ? L[
                    "What moves the foretold mark most here: {0}, with {1} of all that moves it. The strongest single signals: {2}; {3}; {4}.",
                    ScoreWords.Group(part.Group),
                    share,
                    first[0],
                    first[1],
                    first[2]
                ]
            : L[
                "What drives the warning most here: {0}, with {1} of all that moves the score. The strongest single signals: {2}; {3}; {4}.",
                ScoreWords.Group(part.Group),
                share,
                first[0],
                first[1],
                first[2]
            ];
    }

    /// <summary>Whose figures these are.</summary>
    public static string Whose(DriverView view) =>
        view.Figures.Content switch
        {
            null => "",
            { OwnStudents: { } n } => L[
                "Bars and points are of about {0:N0} current students of {1}.",
                n,
                view.Figures.Org.Name
            ],
            { Goal: Goal.CourseFailure } => L[
                "{0} has fewer than {1} current students with a score, or its figures would give away those of another; bars and points are of the whole installation.",
                view.Figures.Org.Name,
                DriverSheets.LeastStudents
            ],
            var sheet => L[
                "Bars and points are of the whole installation: students of {0}, whose outcome is known.",
                sheet.Term
            ],
        };

    /// <summary>What each part of the record moves.</summary>
    public static IReadOnlyList<(FeatureGroup Group, double Here, double Pooled, double Changeable)> Parts(
        DriverView view
    ) =>
        [
            .. view
                .Figures.Content!.Drivers.Select(d => (Row: d, Feature: view.Features.Of(d.Feature)))
                .GroupBy(d => d.Feature.Group)
                .Select(g =>
                    (
                        g.Key,
                        g.Sum(d => Here(d.Row)),
                        g.Sum(d => d.Row.Share),
                        g.Where(d => d.Feature.Changeable).Sum(d => Here(d.Row))
                    )
                )
                .OrderByDescending(p => p.Item2),
        ];

    /// <summary>Parts of the record as a table.</summary>
    public static ChartTable PartsTable(DriverView view) =>
        new(
            [L["Part of the record"], L["Moves here"], L["Of that, can still change"], L["Later cohort, all schools"]],
            [
                .. Parts(view)
                    .Select(p =>
                        (string[])[ScoreWords.Group(p.Group), Percent(p.Here), Percent(p.Changeable), Percent(p.Pooled)]
                    ),
            ]
        );

    /// <summary>How much of what moves the score can still change.</summary>
    public static string Changeable(DriverView view) =>
        L[
            "{0} of what moves the score here can still change: attendance, work, marks to come. The rest is record or setting and never a reason to act.",
            Percent(Parts(view).Sum(p => p.Changeable))
        ];

    /// <summary>Three measures side by side.</summary>
    /// <param name="view">What is shown.</param>
    /// <param name="most">Most rows.</param>
    public static ChartTable Measures(DriverView view, int most)
    {
        var sheet = view.Figures.Content!;
        var (byRise, byGain) = (Ranks(sheet.Drivers, d => d.Rise), Ranks(sheet.Drivers, d => d.Gain));
        var hasOwn = sheet.OwnStudents is not null;
        var hasGain = byGain.Count > 0;
        return new ChartTable(
            [
                L["Signal"],
                L["Part of the record"],
                L["Can still change"],
                .. hasOwn ? [L["Here"]] : Array.Empty<string>(),
                L["Contributions"],
                L["Shuffled: error grows by"],
                .. hasGain ? [L["Gain"]] : Array.Empty<string>(),
            ],
            [
                .. sheet
                    .Drivers.Take(most)
                    .Select(
                        (d, i) =>
                            (string[])
                                [
                                    view.Features.Title(d.Feature),
                                    view.Features.Part(d.Feature),
                                    view.Features.Of(d.Feature).Changeable ? L["yes"] : L["no"],
                                    .. hasOwn ? [Percent(d.Own ?? 0)] : Array.Empty<string>(),
                                    Placed(i + 1, Percent(d.Share)),
                                    Rise(d, sheet.Loss, byRise),
                                    .. hasGain
                                        ? [Placed(byGain[d.Feature], Percent(d.Gain ?? 0))]
                                        : Array.Empty<string>(),
                                ]
                    ),
            ]
        );
    }

    /// <summary>Where the measures agree and where not.</summary>
    public static IReadOnlyList<string> Disagreements(DriverView view)
    {
        var sheet = view.Figures.Content!;
        var shuffled = sheet.Drivers.Where(d => d.Rise is not null).ToList();
        if (shuffled.Count < 2)
        {
            return [];
        }

        var first = Math.Min(First, shuffled.Count);
        List<double[]> measures =
        [
            [.. shuffled.Select(d => d.Share)],
            [.. shuffled.Select(d => d.Rise!.Value)],
        ];
        if (shuffled.TrueForAll(d => d.Gain is not null))
        {
            measures.Add([.. shuffled.Select(d => d.Gain!.Value)]);
        }

        var same = RankStability.Of(measures, first).FlaggedShare.Count(share => share == 1);
        var sentences = new List<string>
        {
            L[
                "Of the {0} signals that each of the {1} measures puts first, {2} are the same.",
                first,
                measures.Count,
                same
            ],
        };
        var (byShare, byRise) = (Ranks(shuffled, d => d.Share), Ranks(shuffled, d => d.Rise));
        sentences.AddRange(
            shuffled
                .Where(d => Math.Min(byShare[d.Feature], byRise[d.Feature]) <= First)
                .Where(d => IsFarApart(shuffled, d, byShare[d.Feature]))
                .OrderBy(d => Math.Min(byShare[d.Feature], byRise[d.Feature]))
                .Take(MostSentences)
                .Select(d =>
                    byShare[d.Feature] < byRise[d.Feature]
                        ? L[
                            "“{0}” moves scores (place {1}), but little is lost without it (place {2}), for instance because others say the same.",
                            view.Features.Title(d.Feature),
                            byShare[d.Feature],
                            byRise[d.Feature]
                        ]
                        : L[
                            "“{0}” is little of what moves scores (place {1}), but without it the error grows more than without most others (place {2}).",
                            view.Features.Title(d.Feature),
                            byShare[d.Feature],
                            byRise[d.Feature]
                        ]
                )
        );
        return sentences;
    }

    // A place among the errors holds only against those whose intervals lie wholly above or below: the rest may be chance.
    private static bool IsFarApart(List<DriverRow> rows, DriverRow row, int byShare) =>
        rows.Count(d => d.Low > row.High) + 1 - byShare >= FarApart
        || byShare - (rows.Count - rows.Count(d => d.High < row.Low)) >= FarApart;

    /// <summary>A share in whole percent, which no line breaks apart.</summary>
    public static string Percent(double share) => ModelWords.Percent(share).Replace(' ', '\u00A0');

    private static Dictionary<string, int> Ranks(IReadOnlyList<DriverRow> rows, Func<DriverRow, double?> measure) =>
        rows.Where(d => measure(d) is not null)
            .OrderByDescending(measure)
            .Select((d, i) => (d.Feature, Rank: i + 1))
            .ToDictionary(r => r.Feature, r => r.Rank, StringComparer.Ordinal);

    private static string Rise(DriverRow row, double loss, Dictionary<string, int> ranks) =>
        row is { Rise: { } rise, Low: { } low, High: { } high } && loss > 0
            ? Placed(
                ranks[row.Feature],
                L["{0} ({1} to {2})", Points(rise / loss), Points(low / loss), Points(high / loss)]
            )
            : L["too small to measure"];

    // No line breaks a place from its figure.
    private static string Placed(int place, string words) =>
        L["{0} · {1}|place and share", place, words].Replace(' ', '\u00A0');

    private static string Points(double part) =>
        string.Create(CultureInfo.CurrentCulture, $"{100 * part:0.0}\u00A0%")
            .Replace("-", "−", StringComparison.Ordinal);
}
