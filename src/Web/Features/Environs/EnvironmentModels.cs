using System.Globalization;
using EarlyWarning.Web.Figures.Environs;

namespace EarlyWarning.Web.Features.Environs;

/// <summary>What is counted.</summary>
public enum EnvironmentCount
{
    /// <summary>Courses taken and not passed.</summary>
    Failure,

    /// <summary>School days missed.</summary>
    Absence,
}

/// <summary>What is asked; everything lives in the address.</summary>
/// <param name="Org">The organisation; null for the highest that the reader administers.</param>
/// <param name="Term">Key of the term's sheet; null for the latest finished.</param>
/// <param name="Count">What is counted; null for failure where it is known.</param>
/// <param name="By">What it is cut by; null for the first there is.</param>
/// <param name="Course">Course whose classes are shown; null for all.</param>
public sealed record EnvironmentFilter(long? Org, string? Term, EnvironmentCount? Count, string? By, string? Course)
{
    /// <summary>The address of the page so filtered.</summary>
    public string Address
    {
        get
        {
            string?[] given =
            [
                Org is { } org ? string.Create(CultureInfo.InvariantCulture, $"org={org}") : null,
                Part("term", Term),
                Part("measure", Count is { } count ? Word(count) : null),
                Part("by", By),
                Part("course", Course),
            ];
            var query = string.Join('&', given.OfType<string>());
            return query.Length == 0 ? "environment" : $"environment?{query}";
        }
    }

    /// <summary>What is counted, as the address writes it.</summary>
    /// <param name="count">What.</param>
    public static string Word(EnvironmentCount count) => count == EnvironmentCount.Absence ? "absence" : "failure";

    private static string? Part(string name, string? value) =>
        value is null ? null : $"{name}={Uri.EscapeDataString(value)}";
}

/// <summary>The page.</summary>
/// <param name="Org">The organisation shown.</param>
/// <param name="Orgs">Those to choose from.</param>
/// <param name="AsOf">What was known by the end of this day went in; null where no figures are made.</param>
/// <param name="MadeAt">When they were made, UTC.</param>
/// <param name="Filter">What was asked, with what was left open filled in.</param>
/// <param name="Sheet">The term's figures; null where there are none.</param>
public sealed record EnvironmentView(
    OrgChoice Org,
    IReadOnlyList<OrgChoice> Orgs,
    DateOnly? AsOf,
    DateTime? MadeAt,
    EnvironmentFilter Filter,
    EnvironmentSheet? Sheet
)
{
    /// <summary>What is counted, where it is known.</summary>
    public EnvironmentMeasure? Measure => Filter.Count == EnvironmentCount.Absence ? Sheet?.Absence : Sheet?.Failure;

    /// <summary>The cut shown; null where nothing is shown.</summary>
    public EnvironmentCut? Cut => Measure?.Cuts.FirstOrDefault(c => c.By == Filter.By);

    /// <summary>Groups of the cut: all, or the classes of the course asked for; of very many those that can be told apart.</summary>
    public IReadOnlyList<EnvironmentGroup> Groups =>
        Cut is not { } cut ? []
        : cut.By == EnvironmentSheets.Class && Filter.Course is { } course ? [.. cut.Groups.Where(g => g.Of == course)]
        : IsCut ? [.. cut.Groups.Where(g => g.Standing != GroupStanding.NotApart)]
        : cut.Groups;

    /// <summary>Of those the ones with figures.</summary>
    public IReadOnlyList<EnvironmentGroup> Shown => [.. Groups.Where(g => g.Students is not null)];

    /// <summary>Of those the hidden ones.</summary>
    public IReadOnlyList<EnvironmentGroup> Hidden => [.. Groups.Where(g => g.Students is null)];

    /// <summary>Whether there are so many groups that only those that can be told apart are listed.</summary>
    public bool IsCut =>
        Cut is { } cut
        && cut.Groups.Count > EnvironmentTables.MostDrawn
        && (cut.By != EnvironmentSheets.Class || Filter.Course is null);

    /// <summary>Courses whose classes can be chosen, in the table of classes or in that at equal students.</summary>
    public IReadOnlyList<string> Courses =>
        [
            .. (Sheet?.Equal?.Classes.Select(c => c.Of) ?? [])
                .Concat(
                    Measure
                        ?.Cuts.Where(c => c.By == EnvironmentSheets.Class)
                        .SelectMany(c => c.Groups.Select(g => g.Of!))
                        ?? []
                )
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.CurrentCulture),
        ];
}
