using System.Text.Json.Serialization;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>A figure with its 95 % interval.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record Measure(double Value, double Low, double High);

/// <summary>What there is to choose for an organisation; the sheet with key "index".</summary>
/// <param name="Terms">The latest first.</param>
/// <param name="PassMark">Mark in percent from which work is passed.</param>
/// <param name="Students">Students looked at, in the whole installation.</param>
/// <param name="AllStudents">Students there are; more than were looked at where a sample was taken.</param>
/// <param name="BiasCourses">Courses with a sheet about bias.</param>
public sealed record AssessmentIndex(
    IReadOnlyList<AssessmentTerm> Terms,
    double PassMark,
    int Students,
    int AllStudents,
    IReadOnlyList<long> BiasCourses
)
{
    /// <summary>Whether figures are of a sample of the students.</summary>
    [JsonIgnore]
    public bool IsSample => Students < AllStudents;
}

/// <summary>A term with figures.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Start">First day.</param>
/// <param name="IsRunning">Whether it goes on: outcomes are not known yet.</param>
public sealed record AssessmentTerm(string Title, DateOnly Start, bool IsRunning);

/// <summary>All work of a term; the sheet with key "term|yyyy-MM-dd".</summary>
/// <param name="Courses">Courses, by title.</param>
/// <param name="Items">Pieces of work with at least ten students, course by course in the order they are due.</param>
/// <param name="TooSmall">Pieces of work with fewer, and those that such could be worked out from.</param>
/// <param name="LeftOut">Pieces of work left out because there are too many to list: those with the fewest students.</param>
public sealed record TermSheet(
    IReadOnlyList<CourseFigures> Courses,
    IReadOnlyList<ItemFigures> Items,
    int TooSmall,
    int LeftOut
);

/// <summary>A course in a term.</summary>
/// <param name="Id">Its key, the same in every term.</param>
/// <param name="Title">Its title.</param>
/// <param name="Subject">Its subject; empty where not known.</param>
/// <param name="Classes">Classes.</param>
/// <param name="Students">Enrollments, rounded to 5.</param>
/// <param name="Alpha">Cronbach's alpha of the work; null where there is none.</param>
/// <param name="Complete">Students with a mark in every piece, rounded to 5.</param>
/// <param name="Why">Why there is no alpha, where there is none.</param>
public sealed record CourseFigures(
    long Id,
    string Title,
    string Subject,
    int Classes,
    int Students,
    Measure? Alpha,
    int Complete,
    NoAlpha Why = NoAlpha.TooFew
);

/// <summary>Why the work of a course has no reliability.</summary>
public enum NoAlpha
{
    /// <summary>Fewer than ten students have all of it.</summary>
    TooFew,

    /// <summary>Half of the students have a mark in one piece of work only.</summary>
    OneItem,

    /// <summary>Marks do not differ, or half of the students have a mark in no piece of work.</summary>
    NoSpread,
}

/// <summary>A piece of work, pooled over the classes of a course that were set it in a term.</summary>
/// <param name="Id">Course, term and a line item of the pool: "12-20260504-4711".</param>
/// <param name="CourseId">The course.</param>
/// <param name="Category">Its kind, in the source's words.</param>
/// <param name="Title">Its title; empty where it has several, and the kind and its number name it.</param>
/// <param name="Number">Its number among the kind's in the course; 0 where the title names it.</param>
/// <param name="Classes">Classes that were set it.</param>
/// <param name="Due">Students it was due from: enrolled that day, not exempt; rounded to 5.</param>
/// <param name="Marked">Of those, marked; rounded to 5.</param>
/// <param name="Missing">Share not handed in.</param>
/// <param name="Mean">Mean mark in percent.</param>
/// <param name="Spread">Standard deviation of marks, in points.</param>
/// <param name="Passing">Share of marks that pass.</param>
/// <param name="DueAt">Share of the term that is over when it is due.</param>
/// <param name="KnownAt">Share of the term that is over when half of its marks are known.</param>
/// <param name="WeeksLeft">Weeks that are left then.</param>
/// <param name="Rest">Correlation of the mark with the mean of the student's other marks in the class.</param>
/// <param name="UpperLower">Upper-lower index, from -1 to 1.</param>
/// <param name="Foretells">How often one who does not pass the course stands below one who does (AUC).</param>
/// <param name="Biserial">Correlation of the mark, missing as 0, with not passing.</param>
/// <param name="Before">AUC of the mean of earlier work, among the same students.</param>
/// <param name="Added">Correlation of the mark with passing at an equal mean of earlier work.</param>
/// <param name="Twin">Earlier piece of work whose marks are most alike, as its Id.</param>
/// <param name="TwinRest">Their correlation.</param>
/// <param name="AddedToTwin">Correlation of the mark with passing at an equal mark in the twin.</param>
/// <param name="Bias">The largest difference between groups that stands out; null where none does or none could be looked at.</param>
/// <param name="Pooled">What it is called where groups are compared over several terms; null where it is called the same.</param>
public sealed record ItemFigures(
    string Id,
    long CourseId,
    string Category,
    string Title,
    int Number,
    int Classes,
    int Due,
    int Marked,
    double Missing,
    double? Mean,
    double? Spread,
    double? Passing,
    double DueAt,
    double? KnownAt,
    double? WeeksLeft,
    Measure? Rest,
    double? UpperLower,
    Measure? Foretells,
    Measure? Biserial,
    double? Before,
    Measure? Added,
    string? Twin,
    Measure? TwinRest,
    Measure? AddedToTwin,
    BiasHead? Bias,
    PooledName? Pooled = null
);

/// <summary>What a piece of work is called where terms are pooled.</summary>
/// <param name="Category">Its kind.</param>
/// <param name="Title">Its title; empty where the kind and its number name it.</param>
/// <param name="Number">Its number; 0 where the title names it.</param>
public sealed record PooledName(string Category, string Title, int Number);

/// <summary>A difference between groups that stands out.</summary>
/// <param name="Attribute">Label of the attribute.</param>
/// <param name="Group">The group.</param>
/// <param name="Match">What students were matched on.</param>
/// <param name="Points">Group less everybody else, in points of 100.</param>
/// <param name="Odds">Odds of passing over those of everybody else, where only passing stands out; null where marks do.</param>
public sealed record BiasHead(string Attribute, string Group, BiasMatch Match, Measure Points, Measure? Odds = null);

/// <summary>What students of two groups are matched on.</summary>
public enum BiasMatch
{
    /// <summary>The mean of their other marks in the course.</summary>
    Rest,

    /// <summary>The final score of the course.</summary>
    Final,
}

/// <summary>Work of a course in a term in detail; the sheet with key "course|yyyy-MM-dd|id".</summary>
/// <param name="Course">The course.</param>
/// <param name="Items">Its pieces of work.</param>
/// <param name="Details">Of each of them, in the same order.</param>
/// <param name="Classes">Reliability of the work of each class, where ten students have all of it.</param>
public sealed record CourseSheet(
    CourseFigures Course,
    IReadOnlyList<ItemFigures> Items,
    IReadOnlyList<ItemDetail> Details,
    IReadOnlyList<ClassAlpha> Classes
);

/// <summary>Reliability of a class's work.</summary>
/// <param name="Title">Title of the class.</param>
/// <param name="Students">Students with a mark in every piece, rounded to 5.</param>
/// <param name="Alpha">Cronbach's alpha.</param>
public sealed record ClassAlpha(string Title, int Students, Measure Alpha);

/// <summary>A piece of work in detail.</summary>
/// <param name="Bars">Marks over the scale, each bar of ten students at least; empty where fewer than ten are marked.</param>
/// <param name="Bands">
/// Outcome of those who did not hand in, did not pass it, passed it and did well; ten students at least with either outcome.
/// </param>
/// <param name="Earlier">Earlier work it is like.</param>
/// <param name="Classes">Class by class, ten students at least; no other can be worked out.</param>
public sealed record ItemDetail(
    IReadOnlyList<MarkBar> Bars,
    IReadOnlyList<OutcomeBand> Bands,
    IReadOnlyList<EarlierItem> Earlier,
    IReadOnlyList<ClassItem> Classes
);

/// <summary>Marks within a part of the scale; tenths with few students are joined.</summary>
/// <param name="From">Where it begins, in percent.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Students">Students, rounded to 5.</param>
/// <param name="Share">Their share of all marks.</param>
public sealed record MarkBar(int From, int To, int Students, double Share);

/// <summary>Students by what became of a piece of work.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Students">How many, rounded to 5.</param>
/// <param name="NotPassed">Share who did not pass the course.</param>
public sealed record OutcomeBand(OutcomeBandKind Kind, int Students, Measure NotPassed);

/// <summary>What became of a piece of work.</summary>
public enum OutcomeBandKind
{
    /// <summary>It was not handed in.</summary>
    Missing,

    /// <summary>Marked below the pass mark.</summary>
    Below,

    /// <summary>In the lower half of the passing marks.</summary>
    Passed,

    /// <summary>In the upper half of the passing marks.</summary>
    Well,
}

/// <summary>Another piece of work of the course that was due earlier.</summary>
/// <param name="Id">Its Id.</param>
/// <param name="Marks">Correlation of marks.</param>
/// <param name="Added">Correlation with passing at an equal mark in the earlier one; null where it cannot be told.</param>
public sealed record EarlierItem(string Id, Measure Marks, Measure? Added);

/// <summary>A piece of work in one class.</summary>
/// <param name="Title">Title of the class.</param>
/// <param name="Due">Students it was due from, rounded to 5.</param>
/// <param name="Missing">Share not handed in.</param>
/// <param name="Mean">Mean mark; null where fewer than ten are marked, or another class's could be worked out.</param>
/// <param name="Rest">Correlation with the rest of the work.</param>
/// <param name="WeeksLeft">Weeks left when half of the marks are known.</param>
public sealed record ClassItem(string Title, int Due, double Missing, double? Mean, double? Rest, double? WeeksLeft);

/// <summary>
/// Differences between groups at equal ability, pooled over classes and the latest finished terms; the sheets with keys
/// "bias|id" of a course, and "bias|all" of all courses together.
/// </summary>
/// <param name="Terms">Titles of the terms pooled, the earliest first.</param>
/// <param name="Tests">Tests made for the organisation; probabilities are adjusted for all of them (Holm).</param>
/// <param name="Items">Pieces of work.</param>
public sealed record BiasSheet(IReadOnlyList<string> Terms, int Tests, IReadOnlyList<BiasItem> Items);

/// <summary>Differences in a piece of work.</summary>
/// <param name="Category">Its kind.</param>
/// <param name="Title">Its title; empty where the kind and its number name it.</param>
/// <param name="Number">Its number; 0 where the title names it or all of the kind are taken together.</param>
/// <param name="Rows">Comparisons large enough to be shown.</param>
/// <param name="TooFew">Attributes without any.</param>
public sealed record BiasItem(
    string Category,
    string Title,
    int Number,
    IReadOnlyList<BiasRow> Rows,
    IReadOnlyList<string> TooFew
);

/// <summary>A group against everybody else at equal ability.</summary>
/// <param name="Attribute">Label of the attribute.</param>
/// <param name="Group">The group.</param>
/// <param name="Match">What students are matched on.</param>
/// <param name="Students">Students of the group, rounded to 5.</param>
/// <param name="Others">Everybody else, rounded to 5.</param>
/// <param name="Points">Marks of the group less those of everybody else, in points of 100.</param>
/// <param name="Standardised">The same in standard deviations.</param>
/// <param name="Probability">Of as great a difference where there is none, adjusted.</param>
/// <param name="Passing">Passing by logistic regression; null where fewer than ten of a group pass or do not.</param>
/// <param name="Delta">Mantel and Haenszel's difference on ETS's scale; null where it cannot be told.</param>
/// <param name="DeltaClass">A, B or C.</param>
/// <param name="StandsOut">Whether it is neither chance, all tests considered, nor negligible.</param>
/// <param name="ByMarks">Whether marks stand out, not passing alone.</param>
public sealed record BiasRow(
    string Attribute,
    string Group,
    BiasMatch Match,
    int Students,
    int Others,
    Measure Points,
    double Standardised,
    double Probability,
    PassingRow? Passing,
    Measure? Delta,
    string? DeltaClass,
    bool StandsOut,
    bool ByMarks = true
);

/// <summary>Passing a piece of work at equal ability.</summary>
/// <param name="OddsRatio">Odds of passing of the group over those of everybody else.</param>
/// <param name="Uniform">Probability of the uniform difference where there is none, adjusted.</param>
/// <param name="NonUniform">The same of a difference that depends on ability.</param>
/// <param name="Effect">Change of Nagelkerke's R2.</param>
/// <param name="Class">Jodoin and Gierl's class: A, B or C.</param>
public sealed record PassingRow(Measure OddsRatio, double Uniform, double NonUniform, double Effect, string Class);
