using System.Globalization;
using EarlyWarning.Web.Figures.Quality;

namespace EarlyWarning.Web.Features.Quality;

/// <summary>What is asked; everything lives in the address.</summary>
/// <param name="Org">The organisation; null for the highest that the reader administers.</param>
/// <param name="Table">Table whose faults are shown; null for all with a fault.</param>
public sealed record QualityFilter(long? Org, QualityTable? Table)
{
    /// <summary>The address of the page so filtered.</summary>
    public string Address
    {
        get
        {
            string?[] given =
            [
                Org is { } org ? string.Create(CultureInfo.InvariantCulture, $"org={org}") : null,
                Table is { } table ? $"table={table.ToString()!.ToLowerInvariant()}" : null,
            ];
            var query = string.Join('&', given.OfType<string>());
            return query.Length == 0 ? "data" : $"data?{query}";
        }
    }
}

/// <summary>A feature whose values differ from those that a model in service learned from.</summary>
/// <param name="Label">The feature in words.</param>
/// <param name="Value">Stability index.</param>
/// <param name="Rows">Rows now.</param>
/// <param name="IsBeyond">Whether it lies beyond its limit.</param>
/// <param name="IsNotJudged">Whether it lies above the limit and is not judged: it moves with the calendar, or may be chance.</param>
public sealed record DriftedFeature(string Label, double Value, int Rows, bool IsBeyond, bool IsNotJudged);

/// <summary>The page.</summary>
/// <param name="Org">The organisation shown.</param>
/// <param name="Orgs">Those to choose from.</param>
/// <param name="AsOf">What was known by the end of this day went in; null where no figures are made.</param>
/// <param name="MadeAt">When they were made, UTC.</param>
/// <param name="Filter">What was asked, with what was left open filled in.</param>
/// <param name="Records">Records of the organisation; null where there are none.</param>
/// <param name="Imports">Imports and what they set aside; null for readers who do not administer the whole installation.</param>
/// <param name="Drift">Features that moved furthest; null for those readers too, and where no model serves.</param>
/// <param name="ModelId">The model in service that the drift is of.</param>
/// <param name="Zone">Time zone of instants.</param>
public sealed record QualityView(
    OrgChoice Org,
    IReadOnlyList<OrgChoice> Orgs,
    DateOnly? AsOf,
    DateTime? MadeAt,
    QualityFilter Filter,
    QualityRecords? Records,
    QualityImports? Imports,
    IReadOnlyList<DriftedFeature>? Drift,
    string? ModelId,
    TimeZoneInfo Zone
)
{
    /// <summary>Faults to list: those found, or all that were looked for in the table asked for.</summary>
    public IReadOnlyList<QualityCount> Counts =>
        Records is not { } records ? []
        : Filter.Table is { } table ? [.. records.Counts.Where(c => c.Table == table)]
        : [.. records.Counts.Where(c => c.Count > 0).OrderByDescending(c => c.Share).ThenBy(c => c.Table)];
}
