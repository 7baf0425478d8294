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

    private static IReadOnlyList<Crumb> Crumbs => [new Crumb(L["Classes"], "classes")];

    private static string LeadCount(RosterView view) =>
        (view.Scores.Exist, view.Counts.NeedsSupport, view.Counts.Total) switch
        {
            (false, _, 1) => L["1 student, not scored yet"],
            (false, _, var all) => L["{0:N0} students, not scored yet", all],
            (_, 0, var all) => L["Nobody of {0:N0} needs support", all],
            (_, 1, var all) => L["1 of {0:N0} needs support", all],
            (_, var support, var all) => L["{0:N0} of {1:N0} need support", support, all],
        };

    private static string LeadNews(StateCounts counts)
    {
        var fresh =
            counts.New == 0 ? ""
            : counts.NeedsSupport == 1 ? L[", new since last week"]
            : counts.New == 1 ? L[", 1 of them new since last week"]
            : L[", {0} of them new since last week", counts.New];
        var better =
            counts.Better == 0 ? ""
            : counts.Better == 1 ? L["; 1 is better than last week"]
            : L["; {0} are better than last week", counts.Better];
        return $"{fresh}{better}.";
    }

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
            L["Signal"],
            L["Part of the record"],
            L["Share of what moves the scores"]
        )
        {
            Title = L["What drives risk in {0}", view.Class.Title],
            Description = L[
                "Bars of what moves the scores of this class most: {0}.",
                string.Join(", ", view.Drivers.Take(3).Select(d => d.Label))
            ],
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
