using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Web.Figures.Insights;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>What drives risk here.</summary>
public sealed partial class InsightsPage
{
    private const int MostMeasured = 15;

    private DriverView? _drawn;
    private BarChart? _bars;
    private SwarmChart? _swarm;
    private DependenceChart? _curve;
    private HeatMapChart? _weeks;

    /// <summary>The organisation.</summary>
    [SupplyParameterFromQuery(Name = "org")]
    public long? Org { get; set; }

    /// <summary>Key of the goal.</summary>
    [SupplyParameterFromQuery(Name = "goal")]
    public string? GoalKey { get; set; }

    /// <summary>The feature looked at closely.</summary>
    [SupplyParameterFromQuery(Name = "feature")]
    public string? Feature { get; set; }

    /// <summary>Whether all features are listed.</summary>
    [SupplyParameterFromQuery(Name = "all")]
    public bool? All { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{Org}/{GoalKey}/{Feature}");

    [Inject]
    private DriverQuery Query { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<DriverView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, new DriverQuestion(Org, GoalKey, Feature), cancel);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        await base.OnParametersSetAsync();
        Draw();
    }

    /// <inheritdoc />
    protected override bool ShouldRender()
    {
        Draw();
        return base.ShouldRender();
    }

    // A figure that is the same object is not drawn again.
    private void Draw()
    {
        if (View is not { Figures.Content: not null } view || ReferenceEquals(view, _drawn))
        {
            return;
        }

        _drawn = view;
        _bars = DriverCharts.Bars(view);
        _swarm = DriverCharts.Swarm(view);
        _curve = DriverCharts.Curve(view);
        _weeks = DriverCharts.Weeks(view);
    }

    private static string Loss(DriverSheet sheet) =>
        sheet.Goal.IsMark() ? L["{0:0.0} points", sheet.Loss] : L["a log loss of {0:0.000}", sheet.Loss];

    private void ChooseFeature(ChangeEventArgs change) =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameter("feature", Convert.ToString(change.Value, CultureInfo.InvariantCulture))
        );
}
