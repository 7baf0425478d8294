namespace EarlyWarning.Web.Figures.Insights;

/// <summary>Keys of the sheets of when the warning comes.</summary>
public static class WarningSheets
{
    /// <summary>The topic.</summary>
    public const string Topic = "warnings";

    /// <summary>The one sheet of an organisation.</summary>
    public const string Key = "weeks";

    /// <summary>The least of students, of those with and without the outcome, and of those flagged.</summary>
    public const int Least = 10;
}

/// <summary>When warnings came, in the terms that the model in service was judged on.</summary>
/// <param name="Trainer">Its trainer.</param>
/// <param name="IsSample">Whether the students are a sample of a large installation.</param>
/// <param name="Terms">The latest first.</param>
public sealed record WarningSheet(string Trainer, bool IsSample, IReadOnlyList<WarningTerm> Terms);

/// <summary>A term.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Start">First day.</param>
/// <param name="IsLater">Whether it is the later cohort; earlier ones were foretold by the same learner fitted on terms before.</param>
/// <param name="Students">Students, rounded to 5; null where hidden.</param>
/// <param name="Needed">Of those, who did not pass a course, rounded to 5; null where hidden.</param>
/// <param name="Model">Warnings of the model; null where hidden.</param>
/// <param name="Rules">Warnings of the rules; null where hidden.</param>
/// <param name="IsUnseen">Whether the model knew nothing of the term; else it knew other students of it.</param>
public sealed record WarningTerm(
    string Title,
    DateOnly Start,
    bool IsLater,
    int? Students,
    int? Needed,
    WarningSide? Model,
    WarningSide? Rules,
    bool IsUnseen = true
);

/// <summary>Warnings of one kind.</summary>
/// <param name="Weeks">By week.</param>
/// <param name="Never">Of those who did not pass, never flagged in any week; null where no week is shown.</param>
/// <param name="Lead">Weeks between the first flag and the end of the course, of those flagged at all; null where too few.</param>
public sealed record WarningSide(IReadOnlyList<WarningWeek> Weeks, Proportion? Never, LeadTime? Lead);

/// <summary>How long before the end the first flag came.</summary>
/// <param name="Median">Half had at least so many weeks.</param>
/// <param name="Low">Three quarters had at least so many.</param>
/// <param name="High">A quarter had at least so many.</param>
/// <param name="Students">Students, rounded to 5.</param>
public sealed record LeadTime(double Median, double Low, double High, int Students);

/// <summary>Warnings at the end of a week.</summary>
/// <param name="Week">The week.</param>
/// <param name="Flagged">Students flagged then, rounded to 5; null where hidden.</param>
/// <param name="FoundSoFar">Of all who did not pass, flagged in this week or one before; null where hidden.</param>
/// <param name="Found">Of those who did not pass and were there, flagged in this week; null where hidden.</param>
/// <param name="Right">Of those flagged in this week, who did not pass; null where hidden.</param>
/// <param name="Holds">Of those flagged and still there at the next of these weeks, flagged then too; null where hidden or the last.</param>
public sealed record WarningWeek(
    int Week,
    int? Flagged,
    Proportion? FoundSoFar,
    Proportion? Found,
    Proportion? Right,
    Proportion? Holds
);
