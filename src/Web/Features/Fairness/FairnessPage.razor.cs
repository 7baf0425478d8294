using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Fairness;

/// <summary>Is it fair, to whom not, and how sure are we: the published table of one version, term and horizon.</summary>
public sealed partial class FairnessPage
{
    private (FairnessShown Of, ChartSpec Dots, ChartSpec? Trend)? _drawn;

    /// <summary>Key of the organisation.</summary>
    [SupplyParameterFromQuery]
    public long? Org { get; set; }

    /// <summary>Id of a version, or "rules".</summary>
    [SupplyParameterFromQuery]
    public string? Model { get; set; }

    /// <summary>First day of a term.</summary>
    [SupplyParameterFromQuery]
    public string? Term { get; set; }

    /// <summary>The horizon.</summary>
    [SupplyParameterFromQuery]
    public int? Week { get; set; }

    /// <summary>Label of the attribute.</summary>
    [SupplyParameterFromQuery]
    public string? Attribute { get; set; }

    /// <summary>Students flagged of 100.</summary>
    [SupplyParameterFromQuery]
    public int? Cut { get; set; }

    /// <summary>Key of the rate that is drawn.</summary>
    [SupplyParameterFromQuery]
    public string? Rate { get; set; }

    /// <inheritdoc />
    protected override string Key => Filter.Address;

    [Inject]
    private FairnessQuery Query { get; set; } = null!;

    private FairnessFilter Filter => new(Org, Model, Term, Week, Attribute, Cut, Rate);

    /// <inheritdoc />
    protected override Task<FairnessView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, Filter, cancel);

    private static string ReportAddress(FairnessView view) =>
        $"fairness/report{new FairnessFilter(view.Filter.Org, view.Filter.Model).Query}";

    private static bool Known(FairnessShown shown, FairnessRate rate) =>
        shown.Groups.Append(shown.Cut.Overall).Any(g => rate.In(g) is not null);

    private static string Reading(FairnessShown shown)
    {
        var hint = string.Create(CultureInfo.CurrentCulture, $"{shown.Rate.Label}: {shown.Rate.Hint}.");
        var drawn = L[
            "Dot and line: rate and 95 % interval; dotted line: everybody. A diamond is surely more than others."
        ];
        return $"{hint} {drawn}";
    }

    // One set of figures for one view, so that charts are drawn again only where there is something new.
    private (ChartSpec Dots, ChartSpec? Trend) Drawn(FairnessShown shown)
    {
        if (_drawn is not { } drawn || !ReferenceEquals(drawn.Of, shown))
        {
            drawn = (shown, FairnessCharts.Dots(shown), FairnessCharts.Trend(shown));
            _drawn = drawn;
        }

        return (drawn.Dots, drawn.Trend);
    }
}
