using System.Globalization;
using EarlyWarning.Web.Figures.Assessments;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Assessments;

/// <summary>Figures of pieces of work as charts and tables.</summary>
internal static class AssessmentTables
{
    /// <summary>How early against how well it foretells, as large as what is missing; null where no outcome is known.</summary>
    public static BubbleChart? Scatter(AssessmentsShown shown, double weeksToAct)
    {
        var known = shown.Found.Where(r => r.Figures is { Foretells: not null, KnownAt: not null }).ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var low = Math.Min(0.45, Math.Floor(10 * known.Min(r => r.Figures.Foretells!.Value)) / 10);
        return new BubbleChart(
            [
                .. known.Select(r => new Bubble(
                    r.Figures.KnownAt!.Value,
                    r.Figures.Foretells!.Value,
                    r.Figures.Missing,
                    ItemWorth.IsLate(r.Figures, weeksToAct),
                    [
                        AssessmentWords.InCourse(r),
                        AssessmentWords.Percent(r.Figures.KnownAt),
                        AssessmentWords.Foretells(r.Figures.Foretells),
                        AssessmentWords.Percent(r.Figures.Missing),
                    ]
                )),
            ],
            Axis.OfShares(L["Share of the term over when marks are known"]) with
            {
                High = 1.06,
            },
            new Axis(
                L["Pairs in which who does not pass is lower"],
                low,
                1.02,
                [
                    .. new[] { 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1 }
                        .Where(t => t >= low)
                        .Select(t => (t, $"{100 * t:0} %")),
                ]
            ),
            [
                L["Work|piece"],
                L["Share of the term over when marks are known"],
                L["Pairs in which who does not pass is lower"],
                L["Not handed in"],
            ],
            L["In time to act"],
            L["Too late to act on"]
        )
        {
            Title = L["How early, how telling, how often missing"],
            Description = L[
                "Each of {0:N0} pieces of work by how early its marks are known and how well they foretell who does not pass; the larger, the more often it is not handed in.",
                known.Count
            ],
        };
    }

    /// <summary>Marks in parts of the scale.</summary>
    public static BarChart? Histogram(AssessmentView view)
    {
        // Figures of another version of the program have no bars.
        return view.Detail.Bars is not { Count: > 0 } bars
            ? null
            : new BarChart(
                [
                    .. bars.Select(b => new Bar(
                        L["{0} to {1}|marks", b.From, b.To],
                        b.Students.ToString("N0", CultureInfo.CurrentCulture),
                        b.Share,
                        b.From >= view.Index.PassMark
                    )),
                ],
                L["Mark in percent"],
                L["Students"],
                L["Share"]
            )
            {
                Title = L["Marks"],
                Description = L[
                    "Shares of about {0:N0} marks in parts of the scale, each of ten students at least; parts that lie wholly at or above {1:0} stand out.",
                    view.Row.Figures.Marked,
                    view.Index.PassMark
                ],
            };
    }

    /// <summary>A page of the list, for the file; the page draws the same with links.</summary>
    public static ChartTable List(IEnumerable<AssessmentRow> rows) => new(Columns, [.. rows.Select(Cells)]);

    /// <summary>Headings of the list.</summary>
    public static IReadOnlyList<string> Columns =>
        [
            L["Work|piece"],
            L["Kind|of work"],
            L["Students"],
            L["Mean mark"],
            L["Spread|of marks"],
            L["Pass it"],
            L["Not handed in"],
            L["Due at"],
            L["Marks known at"],
            L["Weeks left"],
            L["Foretells, in pairs"],
            L["Adds to earlier work"],
            L["Goes with the rest"],
            L["Upper less lower 27 %"],
        ];

    /// <summary>Cells of a row of the list.</summary>
    public static IReadOnlyList<string> Cells(AssessmentRow row)
    {
        var item = row.Figures;
        return
        [
            AssessmentWords.InCourse(row),
            item.Category,
            item.Due.ToString("N0", CultureInfo.CurrentCulture),
            AssessmentWords.Mark(item.Mean),
            AssessmentWords.Mark(item.Spread),
            AssessmentWords.Percent(item.Passing),
            AssessmentWords.Percent(item.Missing),
            AssessmentWords.Percent(item.DueAt),
            AssessmentWords.Percent(item.KnownAt),
            AssessmentWords.Weeks(item.WeeksLeft),
            AssessmentWords.Foretells(item.Foretells),
            AssessmentWords.Number(item.Added),
            AssessmentWords.Number(item.Rest),
            AssessmentWords.Number(item.UpperLower),
        ];
    }

    /// <summary>Reliability of the work of courses.</summary>
    public static ChartTable Courses(IEnumerable<CourseFigures> courses) =>
        new(
            [L["Course"], L["Classes"], L["Students"], L["With all marks"], L["Cronbach's alpha"]],
            [
                .. courses.Select(c =>
                    (string[])
                        [
                            c.Title,
                            c.Classes.ToString("N0", CultureInfo.CurrentCulture),
                            c.Students.ToString("N0", CultureInfo.CurrentCulture),
                            AssessmentWords.Complete(c),
                            AssessmentWords.Number(c.Alpha),
                        ]
                ),
            ]
        );

    /// <summary>Reliability of the work of classes.</summary>
    public static ChartTable Classes(IEnumerable<ClassAlpha> classes) =>
        new(
            [L["Class"], L["With all marks"], L["Cronbach's alpha"]],
            [
                .. classes.Select(c =>
                    (string[])
                        [
                            c.Title,
                            c.Students.ToString("N0", CultureInfo.CurrentCulture),
                            AssessmentWords.Number(c.Alpha),
                        ]
                ),
            ]
        );

    /// <summary>Outcome by what became of the work.</summary>
    public static ChartTable Bands(AssessmentView view) =>
        new(
            [L["This work"], L["Students"], L["Did not pass the course"], L["95 % interval"]],
            [
                .. view.Detail.Bands.Select(b =>
                    (string[])
                        [
                            AssessmentWords.Band(b.Kind, view.Index.PassMark),
                            b.Students.ToString("N0", CultureInfo.CurrentCulture),
                            AssessmentWords.Percent(b.NotPassed.Value),
                            L[
                                "{0} to {1}|interval",
                                AssessmentWords.Percent(b.NotPassed.Low),
                                AssessmentWords.Percent(b.NotPassed.High)
                            ],
                        ]
                ),
            ]
        );

    /// <summary>Earlier work that it is like.</summary>
    public static ChartTable Earlier(AssessmentView view) =>
        new(
            [L["Earlier work"], L["Correlation of marks"], L["What it adds to that"]],
            [
                .. view.Detail.Earlier.Select(e =>
                    (string[])
                        [
                            view.Others.FirstOrDefault(o => string.Equals(o.Id, e.Id, StringComparison.Ordinal))
                                is { } other
                                ? AssessmentWords.Name(other)
                                : AssessmentWords.Nothing,
                            AssessmentWords.Number(e.Marks),
                            AssessmentWords.Number(e.Added),
                        ]
                ),
            ]
        );

    /// <summary>The work in each class.</summary>
    public static ChartTable InClasses(AssessmentView view) =>
        new(
            [L["Class"], L["Students"], L["Mean mark"], L["Not handed in"], L["Weeks left"], L["Goes with the rest"]],
            [
                .. view.Detail.Classes.Select(c =>
                    (string[])
                        [
                            c.Title,
                            c.Due.ToString("N0", CultureInfo.CurrentCulture),
                            AssessmentWords.Mark(c.Mean),
                            AssessmentWords.Percent(c.Missing),
                            AssessmentWords.Weeks(c.WeeksLeft),
                            AssessmentWords.Number(c.Rest),
                        ]
                ),
            ]
        );
}
