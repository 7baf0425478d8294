using System.Globalization;
using EarlyWarning.Web.Features.Models;
using EarlyWarning.Web.Figures.Fairness;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>The figures of the fairness page.</summary>
internal static class FairnessCharts
{
    private static readonly double[] Steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25];

    /// <summary>A rate of each group with its interval, beside everybody's.</summary>
    public static DotChart Dots(FairnessShown shown)
    {
        var rate = shown.Rate;
        var everybody = rate.In(shown.Cut.Overall);
        var known = shown.Groups.Where(g => !g.Hidden && rate.In(g) is not null).ToList();
        var hidden = shown.Groups.Count(g => g.Hidden);
        return new DotChart(
            [
                .. shown.Groups.Select(g =>
                    rate.In(g) is { } r
                        ? new Dot(
                            FairnessWords.Group(g),
                            r.Value,
                            Finite(r.Low),
                            Finite(r.High),
                            L["{0}, {1:N0} students", rate.Words(r), g.N],
                            shown.Verdict.ReadingOf(g, rate.Key) is GapReading.More
                        )
                        : new Dot(
                            FairnessWords.Group(g),
                            null,
                            null,
                            null,
                            g.Hidden ? FairnessWords.TooFew : L["not defined"]
                        )
                ),
            ],
            AxisOf(
                rate,
                [.. known.Select(g => rate.In(g)!), .. everybody is null ? [] : new[] { everybody }],
                rate.Label
            ),
            everybody?.Value,
            L["Group"]
        )
        {
            Title = L["{0} by {1}", rate.Label, FairnessWords.Attribute(shown.Attribute)],
            Description = string.Join(
                " ",
                known
                    .Select(g => L["{0}: {1}.", FairnessWords.Group(g), rate.Words(rate.In(g))])
                    .Append(L["Everybody: {0}.", rate.Words(everybody)])
                    .Concat(hidden == 0 ? [] : [Hidden(hidden)])
            ),
        };
    }

    /// <summary>A rate of each group over the grid of cuts, the one shown marked; null where there is no grid.</summary>
    public static GroupLinesChart? ByCut(FairnessShown shown, string key)
    {
        if (shown.Cuts.Count < 2)
        {
            return null;
        }

        var rate = FairnessRate.Of(key);
        var names = shown.Of(shown.Cuts[0]).Select(g => g.Group).ToList();
        var lines = names
            .Select(name => new GroupLine(
                FairnessWords.Group(name),
                false,
                Points(shown.Cuts, c => shown.Of(c).FirstOrDefault(g => g.Group == name), rate)
            ))
            .Append(new GroupLine(L["Everybody"], true, Points(shown.Cuts, c => c.Overall, rate)))
            .Where(l => l.Points.Count > 0)
            .ToList();
        return new GroupLinesChart(
            lines,
            new Axis(
                L["Students flagged, of 100"],
                0,
                shown.Cuts[^1].Share * 1.06,
                [.. shown.Cuts.Select(c => (c.Share, Text: TickOf(shown.Cuts, c)))]
            ),
            AxisOf(rate, [.. lines.SelectMany(l => l.Points).Select(p => new Rate(p.Y, p.Y, p.Y))], rate.Label),
            shown.Cut.Share,
            HasIntervals: false
        )
        {
            Title = L["{0} by cut, {1}", rate.Label, FairnessWords.Attribute(shown.Attribute)],
            Description = string.Join(
                " ",
                lines
                    .Where(l => l.Points.Count > 1)
                    .Select(l =>
                        L[
                            "{0}: from {1} at {2} to {3} at {4}.",
                            l.Name,
                            rate.Value(l.Points[0].Y),
                            l.Points[0].XWords,
                            rate.Value(l.Points[^1].Y),
                            l.Points[^1].XWords
                        ]
                    )
            ),
        };
    }

    /// <summary>A rate of each group over the versions, the oldest first; null with fewer than two.</summary>
    public static GroupLinesChart? Trend(FairnessShown shown)
    {
        var versions = TrendOf(shown);
        if (versions.Count < 2)
        {
            return null;
        }

        var names = versions
            .SelectMany(v => v.Groups)
            .Where(g => shown.Rate.In(g) is not null)
            .Select(g => g.Group)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        var lines = names.ConvertAll(name => new GroupLine(
            FairnessWords.Group(name),
            false,
            [
                .. versions
                    .Select((v, i) => (Place: i, v.Version, Rate: RateOf(v.Groups, name)))
                    .Where(p => p.Rate is not null)
                    .Select(p => Point(p.Place, p.Rate!, WordsOf(p.Version), shown.Rate)),
            ]
        ));
        return !lines.Exists(l => l.Points.Count > 1)
            ? null
            : new GroupLinesChart(
                lines,
                new Axis(
                    L["Version"],
                    -0.4,
                    versions.Count - 0.6,
                    [.. versions.Select((v, i) => ((double)i, ShortOf(v.Version)))]
                ),
                AxisOf(
                    shown.Rate,
                    [.. lines.SelectMany(l => l.Points).Select(p => new Rate(p.Y, p.Low ?? p.Y, p.High ?? p.Y))],
                    shown.Rate.Label
                ),
                versions.FindIndex(v => v.Version.Figures.Id == shown.Version.Figures.Id) is >= 0 and var at
                    ? at
                    : null,
                HasIntervals: true
            )
            {
                Title = L["{0} over versions, {1}", shown.Rate.Label, FairnessWords.Attribute(shown.Attribute)],
                Description = string.Join(
                    " ",
                    lines.Select(l =>
                        L[
                            "{0}: {1} in the version of {2}, {3} in that of {4}.",
                            l.Name,
                            l.Points[0].YWords,
                            l.Points[0].XWords,
                            l.Points[^1].YWords,
                            l.Points[^1].XWords
                        ]
                    )
                ),
            };

        Rate? RateOf(IReadOnlyList<GroupFigures> groups, string name) =>
            groups.FirstOrDefault(g => g.Group == name) is { } group ? shown.Rate.In(group) : null;

        string WordsOf(FairnessVersion version) => ModelWords.At(version.Figures.TrainedAt!.Value, shown.Zone);

        // Versions of one day are told apart by their hour.
        string ShortOf(FairnessVersion version) =>
            versions.Count(v => DayOf(v.Version) == DayOf(version)) > 1
                ? WordsOf(version)
                : Dates.Short(DayOf(version));

        DateOnly DayOf(FairnessVersion version) =>
            DateOnly.FromDateTime(
                TimeZoneInfo.ConvertTimeFromUtc(
                    DateTime.SpecifyKind(version.Figures.TrainedAt!.Value, DateTimeKind.Utc),
                    shown.Zone
                )
            );
    }

    /// <summary>Groups of the trend that are left out somewhere because they are hidden.</summary>
    public static int HiddenInTrend(FairnessShown shown) =>
        TrendOf(shown)
            .SelectMany(v => v.Groups)
            .Where(g => g.Hidden)
            .Select(g => g.Group)
            .Distinct(StringComparer.Ordinal)
            .Count();

    /// <summary>That groups are hidden, in a sentence.</summary>
    public static string Hidden(int groups) =>
        groups == 1
            ? L["One group is hidden, to protect privacy."]
            : L["{0} groups are hidden, to protect privacy.", groups];

    private static List<(FairnessVersion Version, List<GroupFigures> Groups)> TrendOf(FairnessShown shown) =>
        [
            .. shown
                .Versions.Where(v => v.Figures.TrainedAt is not null)
                .OrderBy(v => v.Figures.TrainedAt)
                .Select(v => (v, v.Figures.Trend.Where(g => g.Attribute == shown.Attribute).ToList()))
                .Where(v => v.Item2.Count > 0),
        ];

    private static List<LinePoint> Points(
        IReadOnlyList<CutFigures> cuts,
        Func<CutFigures, GroupFigures?> group,
        FairnessRate rate
    ) =>
        [
            .. cuts.Select(c => (Cut: c, Rate: group(c) is { } g ? rate.In(g) : null))
                .Where(p => p.Rate is not null)
                .Select(p => Point(p.Cut.Share, p.Rate!, FairnessWords.Cut(p.Cut), rate)),
        ];

    private static LinePoint Point(double x, Rate rate, string words, FairnessRate kind) =>
        new(x, rate.Value, Finite(rate.Low), Finite(rate.High), words, kind.Words(rate));

    // Cuts that lie close together share the room for words: every second keeps its own.
    private static string TickOf(IReadOnlyList<CutFigures> cuts, CutFigures cut)
    {
        var index = cuts.ToList().IndexOf(cut);
        return cuts.Count <= 6 || index % 2 == 1 || index == cuts.Count - 1
            ? FairnessRate.Whole(cut.Share).ToString("0", CultureInfo.CurrentCulture)
            : "";
    }

    // As long as what it holds, in steps a reader can count in; shares begin at 0.
    private static Axis AxisOf(FairnessRate rate, IReadOnlyList<Rate> rates, string title)
    {
        double[] ends = [.. rates.SelectMany(r => new[] { r.Value, r.Low, r.High }).Where(double.IsFinite)];
        var most = ends.Length == 0 ? 0.1 : ends.Max();
        var least = ends.Length == 0 ? 0 : ends.Min();
        var (low, high) = rate.Form switch
        {
            RateForm.Signed => (Math.Min(least, -0.02), Math.Max(most, 0.02)),
            RateForm.Chance => (Math.Min(least, 0.5), 1.0),
            _ => (0.0, Math.Max(most, 0.04)),
        };
        var step = Steps.First(s => (high - low) / s <= 6 || s == Steps[^1]);
        var ticks = Enumerable
            .Range((int)Math.Ceiling(low / step), (int)Math.Floor(high / step) - (int)Math.Ceiling(low / step) + 1)
            .Select(i => i * step)
            .Select(at => (at, rate.Value(at)))
            .ToList();
        var pad = (high - low) * 0.03;
        return new Axis(title, low - pad, high + pad, ticks);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
