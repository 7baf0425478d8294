using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Shared;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>How terms went, by subject, by grade level and by organisation.</summary>
public sealed partial class TrendsPage
{
    private const int MostLines = 6;

    /// <summary>The organisation.</summary>
    [SupplyParameterFromQuery(Name = "org")]
    public long? OrgId { get; set; }

    /// <summary>What the lines stand for.</summary>
    [SupplyParameterFromQuery]
    public string? By { get; set; }

    /// <summary>What is measured.</summary>
    [SupplyParameterFromQuery]
    public string? Of { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{OrgId}");

    [Inject]
    private TrendsQuery Query { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private TrendCut Cut =>
        By switch
        {
            "grade" => TrendCut.Grade,
            "org" => TrendCut.Org,
            _ => TrendCut.Subject,
        };

    private TrendMeasure Measured =>
        Of switch
        {
            "score" => TrendMeasure.Score,
            "absence" => TrendMeasure.Absent,
            "missing" => TrendMeasure.Missing,
            _ => TrendMeasure.Passed,
        };

    /// <inheritdoc />
    protected override Task<TrendsView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, OrgId, cancel);

    private static string Lead(TrendsView view)
    {
        if (view.Sheet.Content is not { Terms.Count: > 0 } sheet)
        {
            return L["How terms went, by subject, grade level and school."];
        }

        var last = sheet.Terms.Count - 1;
        var whole = sheet.Lines.FirstOrDefault(l => l.Cut == TrendCut.Whole)?.Points.LastOrDefault();
        if (whole is null || whole.Figures.Passed is not { } passed)
        {
            return L["How terms went, by subject, grade level and school."];
        }

        var start = L[
            "In {0} {1} enrollments were passed.",
            sheet.Terms[whole.Term].Title,
            RiskWords.Frequency(passed.Value)
        ];
        var lowest = sheet
            .Lines.Where(l => l.Cut == TrendCut.Subject && l.Name.Length > 0)
            .Select(l => (l.Name, Passed: l.Points.FirstOrDefault(p => p.Term == last)?.Figures.Passed))
            .Where(l => l.Passed is not null)
            .OrderBy(l => l.Passed!.Value)
            .FirstOrDefault();
        return lowest.Passed is { } least && least.High < passed.Value
            ? $"{start} {L["The fewest in {0}: {1}.", lowest.Name, ExploreWords.Percent(least)]}"
            : start;
    }

    private static string MeasureName(TrendMeasure measure) =>
        measure switch
        {
            TrendMeasure.Passed => L["Passed|share"],
            TrendMeasure.Score => L["Mean final score"],
            TrendMeasure.Absent => L["School days missed"],
            _ => L["Work missing"],
        };

    private static string NameOf(TrendLine line) =>
        line switch
        {
            { Cut: TrendCut.Whole } => L["All together"],
            { Cut: TrendCut.Subject, Name: "" } => L["Other subjects"],
            { Name: "" } => L["not known"],
            { Cut: TrendCut.Grade } => L["Now in grade {0}", line.Name],
            _ => line.Name,
        };

    private static string CutHeading(TrendCut cut) =>
        cut switch
        {
            TrendCut.Subject => L["Subject"],
            TrendCut.Grade => L["Grade level"],
            _ => L["School or district"],
        };

    private static Measure? MeasureOf(CohortFigures figures, TrendMeasure measure) =>
        measure switch
        {
            TrendMeasure.Passed => figures.Passed,
            TrendMeasure.Score => figures.Score,
            TrendMeasure.Absent => figures.Absent,
            _ => figures.Missing,
        };

    private string Words(Measure? measure) =>
        Measured == TrendMeasure.Score ? ExploreWords.Points(measure) : ExploreWords.Percent(measure);

    private List<TrendLine> Lines(TrendSheet sheet) =>
        [.. sheet.Lines.Where(l => l.Cut == Cut), .. sheet.Lines.Where(l => l.Cut == TrendCut.Whole)];

    private GroupLinesChart Figure(TrendSheet sheet)
    {
        // A few lines can be told apart: those that changed or differ most are in the table with all others.
        var drawn = Lines(sheet)
            .Where(l => l.Points.Any(p => MeasureOf(p.Figures, Measured) is not null))
            .OrderBy(l => l.Cut == TrendCut.Whole)
            .ThenByDescending(l => l.Points.Sum(p => p.Figures.Enrollments))
            .ToList();
        var few = drawn
            .Where(l => l.Cut != TrendCut.Whole)
            .Take(MostLines)
            .Concat(drawn.Where(l => l.Cut == TrendCut.Whole));
        var lines = few.Select(l => new GroupLine(NameOf(l), l.Cut == TrendCut.Whole, [.. PointsOf(sheet, l)]))
            .ToList();
        return new GroupLinesChart(
            lines,
            new Axis(
                L["Term"],
                -0.4,
                sheet.Terms.Count - 0.6,
                [.. sheet.Terms.Select((t, i) => ((double)i, Short(t)))]
            ),
            AxisOf(lines),
            null,
            HasIntervals: true
        )
        {
            Title = L["{0} by {1}|trend", MeasureName(Measured), Casing.Lowered(CutHeading(Cut))],
            Description = L[
                "{0} over {1} terms, a line for each of {2}, with 95 % intervals.",
                MeasureName(Measured),
                sheet.Terms.Count,
                lines.Count
            ],
        };
    }

    private IEnumerable<LinePoint> PointsOf(TrendSheet sheet, TrendLine line) =>
        from point in line.Points
        let measure = MeasureOf(point.Figures, Measured)
        where measure is not null
        select new LinePoint(
            point.Term,
            measure.Value,
            measure.Low,
            measure.High,
            sheet.Terms[point.Term].Title,
            Words(measure)
        );

    private Axis AxisOf(IReadOnlyList<GroupLine> lines)
    {
        var (low, high) = (
            lines.SelectMany(l => l.Points).Select(p => p.Low ?? p.Y).DefaultIfEmpty(0).Min(),
            lines.SelectMany(l => l.Points).Select(p => p.High ?? p.Y).DefaultIfEmpty(1).Max()
        );
        var unit = Measured == TrendMeasure.Score ? 1.0 : 0.01;
        var step = ((double[])[1, 2, 5, 10, 20, 25]).First(s => s >= 25 || (high - low) / (s * unit) <= 6) * unit;
        var (first, last) = (Math.Floor(low / step), Math.Ceiling(high / step));
        return new Axis(
            MeasureName(Measured),
            (first - 0.2) * step,
            (last + 0.2) * step,
            [
                .. Enumerable
                    .Range((int)first, (int)(last - first) + 1)
                    .Select(i =>
                        (
                            i * step,
                            Measured == TrendMeasure.Score
                                ? (i * step).ToString("0", CultureInfo.CurrentCulture)
                                : ExploreWords.Percent(i * step)
                        )
                    ),
            ]
        );
    }

    // Titles are as long as a school makes them; the table has them whole.
    private static string Short(CohortTerm term) => term.Title.Length <= 16 ? term.Title : Dates.Medium(term.Start);

    private ChartTable Table(TrendSheet sheet) =>
        new(
            [CutHeading(Cut), .. sheet.Terms.Select(t => t.Title), L["Last against first"]],
            [.. Lines(sheet).Select(l => Row(sheet, l))]
        );

    private IReadOnlyList<string> Row(TrendSheet sheet, TrendLine line) =>
        [
            NameOf(line),
            .. sheet.Terms.Select((_, t) => Cell(line, t)),
            Change(line.Points.Select(p => MeasureOf(p.Figures, Measured)).OfType<Measure>().ToList()),
        ];

    private string Cell(TrendLine line, int term) =>
        line.Points.FirstOrDefault(p => p.Term == term) is { } point
            ? L[
                "{0}; {1:N0} students",
                Words(MeasureOf(point.Figures, Measured)),
                CohortWords.Rounded(point.Figures.Students)
            ]
            : ExploreWords.None;

    private string Change(List<Measure> measures)
    {
        if (measures.Count < 2)
        {
            return "";
        }

        var (first, last) = (measures[0], measures[^1]);
        var error = Math.Sqrt(Square(first.High - first.Low) + Square(last.High - last.Low)) / 2 / WilsonInterval.Z95;
        var change = last.Value - first.Value;
        var half = WilsonInterval.Z95 * error;
        return CohortWords.Difference(
            new Measure(change, change - half, change + half),
            Measured == TrendMeasure.Score
        );
    }

    private static double Square(double x) => x * x;

    private string With(string name, string? value) => Navigation.GetUriWithQueryParameter(name, value);
}
