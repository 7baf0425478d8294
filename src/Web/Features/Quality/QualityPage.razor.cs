using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Figures.Quality;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Quality;

/// <summary>Feeds, faults, rows set aside, and what mending them would bring.</summary>
public sealed partial class QualityPage
{
    /// <summary>The organisation.</summary>
    [SupplyParameterFromQuery(Name = "org")]
    public long? OrgId { get; set; }

    /// <summary>Table whose checks are listed.</summary>
    [SupplyParameterFromQuery(Name = "table")]
    public string? Table { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{OrgId}/{Table}");

    [Inject]
    private QualityQuery Query { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<QualityView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, new QualityFilter(OrgId, TableOf(Table)), cancel);

    private static QualityTable? TableOf(string? word) =>
        Enum.TryParse<QualityTable>(word, ignoreCase: true, out var table) && Enum.IsDefined(table) ? table : null;

    private static string? FeedClass(QualityRecords records, int row) =>
        records.Feeds.OrderBy(f => f.State is not (FeedState.Stopped or FeedState.GivenUp)).ElementAt(row).State
            is FeedState.Stopped
                or FeedState.GivenUp
            ? "stopped"
            : null;
}
