using EarlyWarning.Ml.Multilevel;

namespace EarlyWarning.Web.Figures.Environs;

/// <summary>Names and limits of the figures of the environment.</summary>
internal static class EnvironmentSheets
{
    /// <summary>The topic.</summary>
    public const string Topic = "environment";

    /// <summary>Fewest students of a row that is shown.</summary>
    public const int FewestStudents = 10;

    /// <summary>Chance of calling some group of a cut different where none is.</summary>
    public const double Level = 0.05;

    /// <summary>Cut by school.</summary>
    public const string School = "school";

    /// <summary>Cut by course.</summary>
    public const string Course = "course";

    /// <summary>Cut by class; schools only.</summary>
    public const string Class = "class";

    /// <summary>Cut by period of the day.</summary>
    public const string Period = "period";

    /// <summary>Cut by day of the week; absence only.</summary>
    public const string Weekday = "weekday";

    /// <summary>Cut by year level.</summary>
    public const string Grade = "grade";

    /// <summary>Begins the key of a cut by an attribute.</summary>
    public const string Attribute = "a:";

    /// <summary>Begins the key of a sheet of a term whose outcomes are known.</summary>
    public const string Finished = "f-";

    /// <summary>Begins the key of a sheet of a term that runs, or whose outcomes have not come yet.</summary>
    public const string Running = "r-";
}

/// <summary>How a group stands to the rest, once chance and the number of groups looked at are allowed for.</summary>
public enum GroupStanding
{
    /// <summary>Cannot be told apart from the rest.</summary>
    NotApart,

    /// <summary>Higher than the rest.</summary>
    Higher,

    /// <summary>Lower than the rest.</summary>
    Lower,
}

/// <summary>A group of a cut. Where it is hidden nothing but its name is kept.</summary>
/// <param name="Name">Title of the course, code of the period, number of the weekday, level of the attribute; empty where none is recorded.</param>
/// <param name="Of">Course of a class, else null.</param>
/// <param name="Students">Students, to the nearest 5; null where hidden.</param>
/// <param name="Share">Raw share with its interval; not a number for classes not passed, of which only the steadied one is kept.</param>
/// <param name="Steadied">Share drawn towards the others as far as chance may have moved it.</param>
/// <param name="PlaceLow">Place from the highest, lower end of its interval.</param>
/// <param name="PlaceHigh">Upper end of it.</param>
/// <param name="Standing">How it stands to the rest.</param>
public sealed record EnvironmentGroup(
    string Name,
    string? Of,
    int? Students,
    ShareWithRange Share,
    ShareWithRange Steadied,
    int PlaceLow,
    int PlaceHigh,
    GroupStanding Standing
);

/// <summary>A share, 0 to 1, with its 95 % interval.</summary>
/// <param name="Value">The share; NaN where it cannot be told.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct ShareWithRange(double Value, double Low, double High)
{
    /// <summary>What cannot be told, or is not shown.</summary>
    public static ShareWithRange None { get; } = new(double.NaN, double.NaN, double.NaN);

    /// <summary>The same in whole percents: no more is stored than is shown.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ShareWithRange InPercents => new(Math.Round(Value, 2), Math.Round(Low, 2), Math.Round(High, 2));

    /// <summary>Of what is believed of a group.</summary>
    /// <param name="e">Estimate.</param>
    public static ShareWithRange Of(PooledEstimate e) => new(e.Value, e.Low, e.High);

    /// <summary>Of a part of a variance.</summary>
    /// <param name="s">Part.</param>
    public static ShareWithRange Of(VarianceShare s) => new(s.Share, s.Low, s.High);
}

/// <summary>Groups by one thing.</summary>
/// <param name="By">Which: a key of <see cref="EnvironmentSheets"/>.</param>
/// <param name="Label">Label of the attribute, else null.</param>
/// <param name="Spread">Standard deviation of the true shares between groups.</param>
/// <param name="Groups">In their natural order; hidden ones too.</param>
public sealed record EnvironmentCut(
    string By,
    string? Label,
    ShareWithRange Spread,
    IReadOnlyList<EnvironmentGroup> Groups
);

/// <summary>Failure or absence of a term at an organisation.</summary>
/// <param name="Students">Students, to the nearest 5.</param>
/// <param name="Share">Share of all.</param>
/// <param name="Cuts">What it is cut by.</param>
public sealed record EnvironmentMeasure(int Students, ShareWithRange Share, IReadOnlyList<EnvironmentCut> Cuts);

/// <summary>Where the variance of failure lies.</summary>
/// <param name="School">Between schools; NaN where there is one.</param>
/// <param name="Course">Between courses of a school.</param>
/// <param name="Teacher">Between sets of classes that one teacher teaches; NaN where it cannot be told from courses.</param>
/// <param name="Class">Between classes alike in all of these.</param>
/// <param name="Student">Between students, the same in all their classes.</param>
/// <param name="Rest">This student in this class, and chance.</param>
/// <param name="Together">Between classes for whatever reason: the intraclass correlation as observed.</param>
/// <param name="Latent">The same on the scale of log-odds, as multilevel models report it; null where it cannot be fitted.</param>
/// <param name="Classes">Classes.</param>
public sealed record EnvironmentParts(
    ShareWithRange School,
    ShareWithRange Course,
    ShareWithRange Teacher,
    ShareWithRange Class,
    ShareWithRange Student,
    ShareWithRange Rest,
    ShareWithRange Together,
    ShareWithRange? Latent,
    int Classes
);

/// <summary>What individual scores tell beyond the average of the class.</summary>
/// <param name="Week">Week of the scores.</param>
/// <param name="Term">Title of the term that they were judged on.</param>
/// <param name="Between">What the average of a class tells, of all that there is to tell.</param>
/// <param name="Within">What the student's score tells beyond it.</param>
/// <param name="Unknown">What these scores cannot tell.</param>
/// <param name="Observed">The last as outcomes showed it.</param>
/// <param name="Students">Students, to the nearest 5.</param>
/// <param name="Classes">Classes.</param>
/// <param name="Rules">Of the highest tenth by accepted rules, the share with the outcome; NaN where not reported.</param>
/// <param name="ClassAverage">The same by the average of the course.</param>
/// <param name="Model">The same by the model.</param>
public sealed record EnvironmentSplit(
    int Week,
    string Term,
    ShareWithRange Between,
    ShareWithRange Within,
    ShareWithRange Unknown,
    double Observed,
    int Students,
    int Classes,
    ShareWithRange Rules,
    ShareWithRange ClassAverage,
    ShareWithRange Model
);

/// <summary>A class beside what was expected of its students.</summary>
/// <param name="Name">Title of the class.</param>
/// <param name="Of">Course.</param>
/// <param name="Students">Students, to the nearest 5; null where hidden.</param>
/// <param name="Expected">Share that was expected not to pass.</param>
/// <param name="Difference">Share that did not, less that expected, steadied, in whole percents; below 0 fewer failed than expected.</param>
/// <param name="Standing">How it stands to the rest.</param>
public sealed record EqualClass(
    string Name,
    string Of,
    int? Students,
    double Expected,
    ShareWithRange Difference,
    GroupStanding Standing
);

/// <summary>Classes at equal students.</summary>
/// <param name="Week">Week whose scores are the expectation.</param>
/// <param name="Term">Title of the term.</param>
/// <param name="Spread">Standard deviation of the true differences between classes.</param>
/// <param name="Classes">By course and title.</param>
public sealed record EnvironmentEqual(int Week, string Term, ShareWithRange Spread, IReadOnlyList<EqualClass> Classes);

/// <summary>A term that there is a sheet of.</summary>
/// <param name="Key">Key of the sheet.</param>
/// <param name="Title">Title of the term.</param>
public sealed record EnvironmentTermName(string Key, string Title);

/// <summary>Everything of a term at an organisation.</summary>
/// <param name="Terms">Terms to choose from, the latest first.</param>
/// <param name="Title">Title of this one.</param>
/// <param name="IsRunning">Whether it is too early to say who passes: outcomes are not known yet.</param>
/// <param name="IsOver">Whether no class of it runs any more.</param>
/// <param name="Failure">Not passed; null while outcomes are not known, and where too few would be shown.</param>
/// <param name="Absence">School days missed; null where attendance is not recorded.</param>
/// <param name="Parts">Where the variance of failure lies, or null.</param>
/// <param name="Split">What individual scores tell, or null where no model was judged here.</param>
/// <param name="Equal">Classes at equal students, or null.</param>
/// <param name="Unclassed">Attributes that nobody has classed, which are therefore not among the cuts.</param>
public sealed record EnvironmentSheet(
    IReadOnlyList<EnvironmentTermName> Terms,
    string Title,
    bool IsRunning,
    bool IsOver,
    EnvironmentMeasure? Failure,
    EnvironmentMeasure? Absence,
    EnvironmentParts? Parts,
    EnvironmentSplit? Split,
    EnvironmentEqual? Equal,
    int Unclassed
);
