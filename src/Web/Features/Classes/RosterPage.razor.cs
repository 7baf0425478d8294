using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Shared.Charts;
using EarlyWarning.Web.Shared.Components;
using EarlyWarning.Web.Shared.Layout;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Classes;

/// <summary>The students of a class: who needs support, since when, and why.</summary>
public sealed partial class RosterPage
{
    private static readonly IReadOnlyList<Crumb> Crumbs = [new Crumb("Classes", "classes")];
    private (RosterView View, ChartSpec Figure)? _drivers;

    /// <summary>The class.</summary>
    [Parameter]
    public long ClassId { get; set; }

    /// <summary>Which students.</summary>
    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    /// <summary>Part of a name.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? SearchText { get; set; }

    /// <summary>Order.</summary>
    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    /// <summary>From 1.</summary>
    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    /// <inheritdoc />
    protected override string Key => Address(Filter);

    [Inject]
    private RosterQuery Query { get; set; } = null!;

    private RosterFilter Filter => RosterFilter.Parse(Show, SearchText, Sort, Page);

    /// <inheritdoc />
    protected override Task<RosterView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, ClassId, Filter, cancel);

    private static string LeadCount(RosterView view) =>
        !view.Scores.Exist ? $"{view.Counts.Total:N0} students, not scored yet"
        : view.Counts.NeedsSupport == 0 ? $"Nobody of {view.Counts.Total:N0} needs support"
        : $"{view.Counts.NeedsSupport:N0} of {view.Counts.Total:N0} {(view.Counts.NeedsSupport == 1 ? "needs" : "need")} support";

    private static string LeadNews(StateCounts counts)
    {
        var fresh =
            counts.New == 0 ? ""
            : counts.NeedsSupport == 1 ? ", new since last week"
            : $", {counts.New} of them new since last week";
        var better =
            counts.Better > 0 ? $"; {counts.Better} {(counts.Better == 1 ? "is" : "are")} better than last week" : "";
        return $"{fresh}{better}.";
    }

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.CurrentCulture);

    // One figure for one view, so that the chart is drawn again only where there is something new.
    private ChartSpec DriverChart(RosterView view)
    {
        if (!ReferenceEquals(_drivers?.View, view))
        {
            _drivers = (view, Figure(view));
        }

        return _drivers!.Value.Figure;
    }

    private static BarChart Figure(RosterView view) =>
        new(
            [.. view.Drivers.Select(d => new Bar(d.Label, d.Group, d.Share, d.Changeable))],
            "Signal",
            "Part of the record",
            "Share of what moves the scores"
        )
        {
            Title = $"What drives risk in {view.Class.Title}",
            Description =
                $"Bars of what moves the scores of this class most: {string.Join(", ", view.Drivers.Take(3).Select(d => d.Label))}.",
        };

    private string FileAddress => Address(Filter with { Page = 1 }, "/roster.csv");

    private string Address(RosterFilter filter) => Address(filter, "");

    private string Address(RosterFilter filter, string file) =>
        string.Join(
            '?',
            new[] { string.Create(CultureInfo.InvariantCulture, $"classes/{ClassId}{file}"), filter.ToQuery() }.Where(
                p => p.Length > 0
            )
        );

    private void Search(string? text) => Navigation.NavigateTo(Address(Filter with { Search = text, Page = 1 }));
}
