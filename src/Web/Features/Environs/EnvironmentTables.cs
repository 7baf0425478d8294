using System.Globalization;
using EarlyWarning.Web.Figures.Environs;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Environs;

/// <summary>Charts and tables of the environment page.</summary>
internal static class EnvironmentTables
{
    /// <summary>Most groups of a drawing; beyond it only those that can be told apart are drawn and listed.</summary>
    public const int MostDrawn = 30;

    /// <summary>Columns of words in <see cref="Groups"/>: the course of classes, and the reading.</summary>
    public static IReadOnlyCollection<int> WordColumns(EnvironmentCut cut) =>
        cut.By == EnvironmentSheets.Class ? [1, 7] : [6];

    /// <summary>Groups as dots with intervals; null where there is none to draw.</summary>
    public static DotChart? Dots(EnvironmentView view, EnvironmentCut cut)
    {
        IReadOnlyList<EnvironmentGroup> groups = [.. view.Shown.Take(MostDrawn)];
        if (groups.Count == 0 || view.Measure is not { } measure)
        {
            return null;
        }

        var highest = groups.Max(g => g.Steadied.High);
        return new DotChart(
            [
                .. groups.Select(g => new Dot(
                    EnvironmentWords.Group(cut, g),
                    g.Steadied.Value,
                    g.Steadied.Low,
                    g.Steadied.High,
                    L[
                        "{0} ({1}), {2}",
                        EnvironmentWords.Percent(g.Steadied.Value),
                        EnvironmentWords.Range(g.Steadied),
                        EnvironmentWords.Reading(g)
                    ],
                    g.Standing != GroupStanding.NotApart
                )),
            ],
            AxisTo(highest, EnvironmentWords.Count(view.Filter.Count ?? EnvironmentCount.Failure)),
            measure.Share.Value,
            EnvironmentWords.By(cut)
        )
        {
            Title =
                $"{EnvironmentWords.Count(view.Filter.Count ?? EnvironmentCount.Failure)}, {EnvironmentWords.By(cut)}",
            Description = L[
                "Steadied shares with 95 % intervals; the dotted line is the share of all, {0}.",
                EnvironmentWords.Percent(measure.Share.Value)
            ],
        };
    }

    /// <summary>Groups as a table.</summary>
    public static ChartTable Groups(EnvironmentCut cut, IReadOnlyList<EnvironmentGroup> groups)
    {
        var isClass = cut.By == EnvironmentSheets.Class;
        var shown = cut.Groups.Count(g => g.Students is not null);
        string[] first = isClass ? [L["Class"], L["Course"]] : [L["Group"]];
        return new ChartTable(
            [
                .. first,
                L["Students, to the nearest 5"],
                L["Share"],
                L["95 % interval"],
                L["Steadied share, interval"],
                L["Place from the highest"],
                L["Reading|of a figure"],
            ],
            [.. groups.Select(g => (IReadOnlyList<string>)[.. Name(cut, g), .. Cells(g, shown)])]
        );
    }

    /// <summary>What can be told about failure, as bars.</summary>
    public static BarChart Split(EnvironmentSplit split) =>
        new(
            [
                new(
                    L["Between classes: the average tells"],
                    EnvironmentWords.Range(split.Between),
                    split.Between.Value,
                    true
                ),
                new(
                    L["Within classes: one's own record adds"],
                    EnvironmentWords.Range(split.Within),
                    split.Within.Value,
                    true
                ),
                new(
                    L["What these scores cannot tell in week {0}", split.Week],
                    EnvironmentWords.Range(split.Unknown),
                    split.Unknown.Value,
                    false
                ),
            ],
            L["Part"],
            L["95 % interval"],
            L["Share of what decides who does not pass"]
        )
        {
            Title = L["What can be told about failure, between classes and within"],
            Description = L[
                "Bars of three parts that make up the whole: between classes {0}, within classes {1}, not to be told {2}.",
                EnvironmentWords.Percent(split.Between.Value),
                EnvironmentWords.Percent(split.Within.Value),
                EnvironmentWords.Percent(split.Unknown.Value)
            ],
        };

    /// <summary>How often those put first were right.</summary>
    public static ChartTable Precision(EnvironmentSplit split) =>
        new(
            [L["Put first by"], L["Right of the highest tenth"], L["95 % interval"]],
            [
                .. new[]
                {
                    (L["the average of the course"], split.ClassAverage),
                    (L["accepted rules"], split.Rules),
                    (L["the model"], split.Model),
                }.Select(r =>
                    (IReadOnlyList<string>)
                        [r.Item1, EnvironmentWords.Percent(r.Item2.Value), EnvironmentWords.Range(r.Item2)]
                ),
            ]
        );

    /// <summary>Parts of the variance.</summary>
    public static ChartTable Parts(EnvironmentParts parts) =>
        new(
            [L["Where failure differs"], L["Share of the variance"], L["95 % interval"]],
            [
                .. new[]
                {
                    (L["Between schools"], parts.School),
                    (L["Between courses"], parts.Course),
                    (L["Between the sets of classes that one teacher teaches"], parts.Teacher),
                    (L["Between classes alike in all of these"], parts.Class),
                    (L["Between students, the same in all their classes"], parts.Student),
                    (L["This student in this class, and chance"], parts.Rest),
                }
                    .Where(p => double.IsFinite(p.Item2.Value))
                    .Select(p =>
                        (IReadOnlyList<string>)
                            [p.Item1, EnvironmentWords.Percent(p.Item2.Value), EnvironmentWords.Range(p.Item2)]
                    ),
            ]
        );

    /// <summary>Classes at equal students.</summary>
    public static ChartTable Equal(EnvironmentEqual equal) =>
        new(
            [
                L["Class"],
                L["Course"],
                L["Students, to the nearest 5"],
                L["Expected of these students"],
                L["Steadied difference, interval"],
                L["Reading|of a figure"],
            ],
            [
                .. equal.Classes.Select(c =>
                    (IReadOnlyList<string>)(
                        c.Students is not { } n
                            ? [c.Name, c.Of, L["hidden|count"], "", "", L["not shown"]]
                            :
                            [
                                c.Name,
                                c.Of,
                                n.ToString("N0", CultureInfo.CurrentCulture),
                                EnvironmentWords.Percent(c.Expected),
                                Difference(c.Difference),
                                c.Standing switch
                                {
                                    GroupStanding.Higher => L["more than expected"],
                                    GroupStanding.Lower => L["fewer than expected"],
                                    _ => L["cannot be told apart from the rest"],
                                },
                            ]
                    )
                ),
            ]
        );

    private static string Difference(ShareWithRange d) =>
        L["{0} points ({1} to {2})", Signed(d.Value), Signed(d.Low), Signed(d.High)];

    private static string Signed(double value) =>
        Math.Round(100 * value).ToString("+0;−0;0", CultureInfo.CurrentCulture);

    private static string[] Name(EnvironmentCut cut, EnvironmentGroup group) =>
        cut.By == EnvironmentSheets.Class
            ? [EnvironmentWords.Group(cut, group), group.Of ?? ""]
            : [EnvironmentWords.Group(cut, group)];

    private static string[] Cells(EnvironmentGroup group, int shown) =>
        group.Students is not { } students
            ? [L["hidden|count"], "", "", "", "", EnvironmentWords.Reading(group)]
            :
            [
                students.ToString("N0", CultureInfo.CurrentCulture),
                EnvironmentWords.Percent(group.Share.Value),
                EnvironmentWords.Range(group.Share),
                $"{EnvironmentWords.Percent(group.Steadied.Value)} ({EnvironmentWords.Range(group.Steadied)})",
                group.PlaceLow == group.PlaceHigh
                    ? L["{0} of {1}|place", group.PlaceLow, shown]
                    : L["{0} to {1} of {2}|place", group.PlaceLow, group.PlaceHigh, shown],
                EnvironmentWords.Reading(group),
            ];

    // From none to a round share above the highest, in four or five steps.
    private static Axis AxisTo(double highest, string title)
    {
        var step = new[] { 0.01, 0.02, 0.05, 0.1, 0.2 }.FirstOrDefault(s => highest <= 5 * s, 0.25);
        var top = Math.Min(1, step * Math.Ceiling(highest / step));
        var marks = Enumerable.Range(0, (int)Math.Round(top / step) + 1).Select(i => i * step);
        return new Axis(title, -0.02 * top, top * 1.02, [.. marks.Select(m => (m, EnvironmentWords.Percent(m)))]);
    }
}
