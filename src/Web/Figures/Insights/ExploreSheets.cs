using System.Globalization;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>Keys of the sheets of exploring: one per term and week.</summary>
public static class ExploreSheets
{
    /// <summary>The topic.</summary>
    public const string Topic = "explore";

    /// <summary>Fewest students of a group or a bar.</summary>
    public const int Least = 10;

    /// <summary>Fewest students of an organisation; smaller ones are seen within those above them.</summary>
    public const int FewestStudents = 50;

    /// <summary>The key of a sheet.</summary>
    /// <param name="start">First day of the term.</param>
    /// <param name="week">Week of the class.</param>
    public static string Key(DateOnly start, int week) =>
        string.Create(CultureInfo.InvariantCulture, $"{start:yyyy-MM-dd}|{week:00}");

    /// <summary>What a key says; null where it is none.</summary>
    /// <param name="key">The key.</param>
    public static (DateOnly Start, int Week)? Parse(string key)
    {
        var parts = key.Split('|');
        return
            parts.Length == 2
            && DateOnly.TryParseExact(
                parts[0],
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var start
            )
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var week)
            ? (start, week)
            : null;
    }
}

/// <summary>Every feature at the end of a week of a finished term, beside the outcome.</summary>
/// <param name="Terms">Terms with sheets, in order.</param>
/// <param name="Start">First day of the term.</param>
/// <param name="Week">Week of the class.</param>
/// <param name="Students">Distinct students, rounded to 5.</param>
/// <param name="Enrollments">Enrollments, rounded to 5.</param>
/// <param name="OutcomeShare">Share of enrollments that were not passed.</param>
/// <param name="Looks">How many correlations the intervals are wide enough for together.</param>
/// <param name="Features">Features in the order of the catalogue.</param>
/// <param name="Top">Names of those that go most with the outcome, for the map of correlations.</param>
/// <param name="Correlations">Rank correlations among them; null where too few have both.</param>
public sealed record ExploreSheet(
    IReadOnlyList<CohortTerm> Terms,
    DateOnly Start,
    int Week,
    int Students,
    int Enrollments,
    double OutcomeShare,
    int Looks,
    IReadOnlyList<ExploreFeature> Features,
    IReadOnlyList<string> Top,
    IReadOnlyList<IReadOnlyList<double?>> Correlations
);

/// <summary>A feature beside the outcome.</summary>
/// <param name="Name">Its name in the catalogue.</param>
/// <param name="Outcome">Rank correlation with the outcome; null where too few have a value or nothing varies.</param>
/// <param name="Level">For a feature of named groups, the group that goes most with the outcome; else null.</param>
/// <param name="Missing">Share of enrollments without a value; null where fewer than ten students are without one.</param>
/// <param name="MissingOutcome">Correlation of having no value with the outcome; null where on either side too few passed or did not.</param>
/// <param name="OutcomeIfMissing">Share not passed of those without a value.</param>
/// <param name="OutcomeIfKnown">Share not passed of those with one.</param>
/// <param name="Median">Median of those who passed; of levels the lower one.</param>
/// <param name="MedianOutcome">Median of those who did not.</param>
/// <param name="Bars">The distribution; empty where too few of those with a value passed, or did not.</param>
public sealed record ExploreFeature(
    string Name,
    Measure? Outcome,
    string? Level,
    double? Missing,
    Measure? MissingOutcome,
    double? OutcomeIfMissing,
    double? OutcomeIfKnown,
    double? Median,
    double? MedianOutcome,
    IReadOnlyList<ExploreBar> Bars
);

/// <summary>A bar of a histogram, of at least ten students who passed and ten who did not.</summary>
/// <param name="From">Where it begins; null for the first, which is open, and for named groups.</param>
/// <param name="To">Where it ends; null for the last, and for named groups.</param>
/// <param name="Level">The named group; null for numbers.</param>
/// <param name="Passed">Share of those who passed that lies in it.</param>
/// <param name="NotPassed">Share of those who did not that lies in it.</param>
/// <param name="OutcomeShare">Share of those in it who did not pass.</param>
public sealed record ExploreBar(
    double? From,
    double? To,
    string? Level,
    double Passed,
    double NotPassed,
    double OutcomeShare
);
