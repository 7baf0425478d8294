using System.Globalization;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Figures.Assessments;

namespace EarlyWarning.Web.Features.Assessments;

/// <summary>Figures of pieces of work in words.</summary>
internal static class AssessmentWords
{
    /// <summary>Share of pairs that guessing gets right.</summary>
    private const double Guess = 0.5;

    /// <summary>From this share of pairs on, marks tell much (acceptable, as Hosmer and Lemeshow call it).</summary>
    private const double Much = 0.7;

    /// <summary>How many students of how many were looked at.</summary>
    public static string Sample(AssessmentIndex index) =>
        L[
            "Figures are of a sample of {0:N0} of {1:N0} students, drawn by their keys; those of a class or small school are then of few students.",
            index.Students,
            index.AllStudents
        ];

    /// <summary>What a piece of work is called.</summary>
    public static string Name(ItemFigures item) => Name(item.Category, item.Title, item.Number);

    /// <summary>What a piece of work is called.</summary>
    public static string Name(BiasItem item) => Name(item.Category, item.Title, item.Number);

    /// <summary>What a piece of work is called, with its course.</summary>
    public static string InCourse(AssessmentRow row) =>
        L["{0} in {1}|work in course", Name(row.Figures), row.Course.Title];

    /// <summary>A share in whole percent.</summary>
    public static string Percent(double share) =>
        string.Create(CultureInfo.CurrentCulture, $"{Math.Round(100 * share):0} %");

    /// <summary>A share in whole percent, or a dash.</summary>
    public static string Percent(double? share) => share is { } known ? Percent(known) : Nothing;

    /// <summary>Where there is nothing to show.</summary>
    public static string Nothing => "–";

    /// <summary>A mark to a point.</summary>
    public static string Mark(double? mark) =>
        mark is { } known ? known.ToString("0", CultureInfo.CurrentCulture) : Nothing;

    /// <summary>A correlation.</summary>
    public static string Number(double? value) =>
        value is { } known ? known.ToString("0.00", CultureInfo.CurrentCulture) : Nothing;

    /// <summary>A correlation with its interval.</summary>
    public static string Number(Measure? value) =>
        value is { } known
            ? L["{0:0.00} ({1:0.00} to {2:0.00})|figure and interval", known.Value, known.Low, known.High]
            : Nothing;

    /// <summary>Weeks, to half of one.</summary>
    public static string Weeks(double? weeks) =>
        weeks is { } known
            ? (Math.Round(2 * Math.Max(0, known)) / 2).ToString("0.#", CultureInfo.CurrentCulture)
            : Nothing;

    /// <summary>In how many of ten pairs the one who does not pass is lower ("about 8 in 10 (7 to 9)").</summary>
    public static string Foretells(Measure? auc) =>
        auc is { } known ? RiskWords.FrequencyWithInterval(known.Value, known.Low, known.High) : Nothing;

    /// <summary>A reason on a chip.</summary>
    public static string Reason(WorthReason reason) =>
        reason switch
        {
            WorthReason.Bias => L["Groups differ at equal ability"],
            WorthReason.Late => L["Too late to act on"],
            WorthReason.Missing => L["Often not handed in"],
            WorthReason.Weak => L["Tells students hardly apart"],
            _ => L["Repeats earlier work"],
        };

    /// <summary>An order of the list.</summary>
    public static string Sort(AssessmentSort sort) =>
        sort switch
        {
            AssessmentSort.Course => L["Course, as it is due"],
            AssessmentSort.Foretells => L["Foretells best"],
            AssessmentSort.Missing => L["Missing most"],
            AssessmentSort.Late => L["Known last"],
            AssessmentSort.Hard => L["Lowest marks"],
            AssessmentSort.Discrimination => L["Tells students apart least"],
            _ => L["Worth changing"],
        };

    /// <summary>Why a piece of work is worth a look, in a sentence that needs no table.</summary>
    public static string Why(AssessmentRow row, WorthReason reason, IEnumerable<ItemFigures> others)
    {
        var item = row.Figures;
        return reason switch
        {
            WorthReason.Bias when item.Bias is { } bias => Bias(bias),
            WorthReason.Late => Late(item),
            WorthReason.Missing => L["Not handed in by {0}.", RiskWords.Frequency(item.Missing)],
            WorthReason.Weak => L[
                "Who does well here hardly does well elsewhere: the correlation with the rest of the work is {0}.",
                Number(item.Rest)
            ],
            _ => others.FirstOrDefault(o => string.Equals(o.Id, item.Twin, StringComparison.Ordinal)) is { } twin
                ? L["It tells little of the outcome that earlier work, above all “{0}”, had not told.", Name(twin)]
                : L["It tells little of the outcome that earlier work had not told."],
        };
    }

    /// <summary>How many have all work of a course, or why there is no reliability.</summary>
    public static string Complete(CourseFigures course) =>
        (course.Alpha, course.Why) switch
        {
            (not null, _) => course.Complete.ToString("N0", CultureInfo.CurrentCulture),
            (_, NoAlpha.TooFew) => L["fewer than 10"],
            (_, NoAlpha.OneItem) => L["one piece of work"],
            _ => Nothing,
        };

    /// <summary>A difference between groups in a sentence: of marks, or of passing where that alone stands out.</summary>
    public static string Bias(BiasRow row) =>
        Bias(
            new BiasHead(
                row.Attribute,
                row.Group,
                row.Match,
                row.Points,
                row.StandsOut && !row.ByMarks ? row.Passing?.OddsRatio : null
            )
        );

    /// <summary>The same of the largest one.</summary>
    public static string Bias(BiasHead bias) =>
        bias.Odds is { } odds
            ? Passing(bias.Attribute, bias.Group, bias.Match, odds)
            : Bias(bias.Attribute, bias.Group, bias.Match, bias.Points);

    /// <summary>A difference of marks between groups in a sentence.</summary>
    public static string Bias(string attribute, string group, BiasMatch match, Measure points)
    {
        var (size, low, high) = (
            Math.Abs(points.Value),
            Math.Min(Math.Abs(points.Low), Math.Abs(points.High)),
            Math.Max(Math.Abs(points.Low), Math.Abs(points.High))
        );
        if (points.Low <= 0 && points.High >= 0)
        {
            return match == BiasMatch.Rest
                ? L[
                    "At equal marks in the rest of the course, the marks of students with {0}: {1} cannot be told from those of others here ({2:+0;-0;0} to {3:+0;-0;0} points).",
                    attribute,
                    group,
                    points.Low,
                    points.High
                ]
                : L[
                    "At an equal final score, the marks of students with {0}: {1} cannot be told from those of others here ({2:+0;-0;0} to {3:+0;-0;0} points).",
                    attribute,
                    group,
                    points.Low,
                    points.High
                ];
        }

        return (match, points.Value < 0) switch
        {
            (BiasMatch.Rest, true) => L[
                "At equal marks in the rest of the course, students with {0}: {1} score about {2:0} points lower here ({3:0} to {4:0}).",
                attribute,
                group,
                size,
                low,
                high
            ],
            (BiasMatch.Rest, false) => L[
                "At equal marks in the rest of the course, students with {0}: {1} score about {2:0} points higher here ({3:0} to {4:0}).",
                attribute,
                group,
                size,
                low,
                high
            ],
            (_, true) => L[
                "At an equal final score, students with {0}: {1} score about {2:0} points lower here ({3:0} to {4:0}).",
                attribute,
                group,
                size,
                low,
                high
            ],
            _ => L[
                "At an equal final score, students with {0}: {1} score about {2:0} points higher here ({3:0} to {4:0}).",
                attribute,
                group,
                size,
                low,
                high
            ],
        };
    }

    // Not uniform: the odds say nothing of where a group is better or worse off.
    private static string Passing(string attribute, string group, BiasMatch match, Measure odds) =>
        (
            match,
            odds.Low > 1 ? 1
            : odds.High < 1 ? -1
            : 0
        ) switch
        {
            (BiasMatch.Rest, -1) => L[
                "At equal marks in the rest of the course, students with {0}: {1} pass it less often: odds {2:0.0} ({3:0.0} to {4:0.0}) of those of others.",
                attribute,
                group,
                odds.Value,
                odds.Low,
                odds.High
            ],
            (BiasMatch.Rest, 1) => L[
                "At equal marks in the rest of the course, students with {0}: {1} pass it more often: odds {2:0.0} ({3:0.0} to {4:0.0}) times those of others.",
                attribute,
                group,
                odds.Value,
                odds.Low,
                odds.High
            ],
            (BiasMatch.Rest, _) => L[
                "At equal marks in the rest of the course, whether students with {0}: {1} pass it more or less often than others depends on how high those marks are.",
                attribute,
                group
            ],
            (_, -1) => L[
                "At an equal final score, students with {0}: {1} pass it less often: odds {2:0.0} ({3:0.0} to {4:0.0}) of those of others.",
                attribute,
                group,
                odds.Value,
                odds.Low,
                odds.High
            ],
            (_, 1) => L[
                "At an equal final score, students with {0}: {1} pass it more often: odds {2:0.0} ({3:0.0} to {4:0.0}) times those of others.",
                attribute,
                group,
                odds.Value,
                odds.Low,
                odds.High
            ],
            _ => L[
                "At an equal final score, whether students with {0}: {1} pass it more or less often than others depends on how high that score is.",
                attribute,
                group
            ],
        };

    /// <summary>What became of a piece of work.</summary>
    public static string Band(OutcomeBandKind kind, double passMark)
    {
        var middle = (passMark + 100) / 2;
        return kind switch
        {
            OutcomeBandKind.Missing => L["Not handed in"],
            OutcomeBandKind.Below => L["Below {0:0}", passMark],
            OutcomeBandKind.Passed => L["{0:0} to below {1:0}", passMark, middle],
            _ => L["{0:0} and above", middle],
        };
    }

    private static string Late(ItemFigures item)
    {
        var weeks = Weeks(item.WeeksLeft);
        return (item.Foretells, item.DueAt >= ItemWorth.EndOfCourse) switch
        {
            ({ Low: > Guess, Value: >= Much } auc, false) => L[
                "Its marks are known when {0} weeks are left, though they tell much: in {1} pairs of a student who does not pass and one who does, the first is lower.",
                weeks,
                RiskWords.Frequency(auc.Value)
            ],
            (_, true) => L["It ends the course: its marks are known when {0} weeks are left.", weeks],
            _ => L["Its marks are known when {0} weeks are left.", weeks],
        };
    }

    private static string Name(string category, string title, int number) =>
        title.Length == 0 ? L["{0} no. {1}", category, number]
        : number > 0 ? L["{0} ({1})|title and which", title, number + 1]
        : title;
}
