using System.Globalization;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>Keys of the sheets of trends and cohorts: both are cells of one table, so that neither gives away the other.</summary>
public static class CohortSheets
{
    /// <summary>The topic.</summary>
    public const string Topic = "cohorts";

    /// <summary>Key of the sheet with a <see cref="CohortIndex"/>.</summary>
    public const string Index = "index";

    /// <summary>Key of the sheet with a <see cref="TrendSheet"/>.</summary>
    public const string Trends = "trends";

    /// <summary>Fewest students of what is shown, of those who passed something, and of those who did not.</summary>
    public const int Least = 10;

    /// <summary>Key of the sheet with <see cref="CohortCells"/>.</summary>
    /// <param name="term">First day of the term; null for all terms together.</param>
    public static string Cells(DateOnly? term) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"cells|{term?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"
        );
}

/// <summary>A figure with its 95 % interval over students.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record Measure(double Value, double Low, double High);

/// <summary>What is known of a cohort. A measure that fewer than ten students have is left out.</summary>
/// <param name="Students">Distinct students.</param>
/// <param name="Enrollments">Enrollments that ended.</param>
/// <param name="Passed">Share of enrollments passed.</param>
/// <param name="Score">Mean final score, 0 to 100.</param>
/// <param name="Absent">Share of school days missed, as last known in the term.</param>
/// <param name="Missing">Share of work missing, as last known in the term.</param>
public sealed record CohortFigures(
    int Students,
    int Enrollments,
    Measure? Passed,
    Measure? Score,
    Measure? Absent,
    Measure? Missing
);

/// <summary>A finished term.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Start">Its first day.</param>
public sealed record CohortTerm(string Title, DateOnly Start);

/// <summary>What a state at week 8 was decided by.</summary>
public enum CohortBasis
{
    /// <summary>Accepted rules.</summary>
    Rules,

    /// <summary>
    /// The model in service, or the same learner fitted on earlier terms. It had not seen these students in the term; where no
    /// term had ended before, it had seen others of the same term.
    /// </summary>
    Model,
}

/// <summary>What cohorts can be chosen by. A value's number in a cell is its place here plus one; 0 stands for all.</summary>
/// <param name="Terms">Finished terms in order.</param>
/// <param name="Grades">Grade levels, as they are now; empty where not known.</param>
/// <param name="Subjects">Subjects; empty for others and unknown ones.</param>
/// <param name="Basis">What states at week 8 come from.</param>
/// <param name="Students">Distinct students, rounded to 5.</param>
/// <param name="IsSample">Whether they are a sample of the students.</param>
/// <param name="Within">Terms in which the model knew other students of the same term.</param>
public sealed record CohortIndex(
    IReadOnlyList<CohortTerm> Terms,
    IReadOnlyList<string> Grades,
    IReadOnlyList<string> Subjects,
    CohortBasis Basis,
    int Students,
    bool IsSample = false,
    IReadOnlyList<string>? Within = null
);

/// <summary>A cell of a term: numbers of values as in the index, 0 for all.</summary>
/// <param name="Grade">Grade level.</param>
/// <param name="Subject">Subject.</param>
/// <param name="State">A <see cref="CohortState"/>.</param>
/// <param name="Figures">What is known of it.</param>
public sealed record CohortCell(int Grade, int Subject, int State, CohortFigures Figures);

/// <summary>State of a student at week 8 of a term.</summary>
public enum CohortState
{
    /// <summary>Any.</summary>
    All = 0,

    /// <summary>In a term that nothing was judged on.</summary>
    Unknown = 1,

    /// <summary>Not flagged, or not there at week 8.</summary>
    NotFlagged = 2,

    /// <summary>Flagged.</summary>
    Flagged = 3,
}

/// <summary>All cells of a term that may be shown.</summary>
/// <param name="Cells">Cells; one that is not here is empty or hidden.</param>
public sealed record CohortCells(IReadOnlyList<CohortCell> Cells);

/// <summary>What a line over terms stands for.</summary>
public enum TrendCut
{
    /// <summary>The whole organisation.</summary>
    Whole,

    /// <summary>A subject.</summary>
    Subject,

    /// <summary>A grade level, as students are in it now.</summary>
    Grade,

    /// <summary>An organisation next below.</summary>
    Org,
}

/// <summary>A term of a line.</summary>
/// <param name="Term">Place among the terms.</param>
/// <param name="Figures">What is known of it.</param>
public sealed record TrendPoint(int Term, CohortFigures Figures);

/// <summary>A line over terms.</summary>
/// <param name="Cut">What it stands for.</param>
/// <param name="Name">The subject, grade level or organisation; empty where not known.</param>
/// <param name="Points">Terms that may be shown.</param>
/// <param name="Hidden">Terms with students that are not shown.</param>
public sealed record TrendLine(TrendCut Cut, string Name, IReadOnlyList<TrendPoint> Points, int Hidden);

/// <summary>Lines over terms of an organisation.</summary>
/// <param name="Terms">Finished terms in order.</param>
/// <param name="Lines">All lines.</param>
public sealed record TrendSheet(IReadOnlyList<CohortTerm> Terms, IReadOnlyList<TrendLine> Lines);
