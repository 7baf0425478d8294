using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Which weeks the warning comes.</summary>
public sealed partial class WarningsPage
{
    private const string DayFormat = "yyyy-MM-dd";

    private WarningView? _drawn;
    private LineChart? _chart;

    /// <summary>The organisation.</summary>
    [SupplyParameterFromQuery(Name = "org")]
    public long? Org { get; set; }

    /// <summary>First day of the term.</summary>
    [SupplyParameterFromQuery(Name = "term")]
    public string? Term { get; set; }

    /// <summary>The week that sentences speak of.</summary>
    [SupplyParameterFromQuery(Name = "week")]
    public int? Week { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{Org}/{Term}/{Week}");

    [Inject]
    private WarningQuery Query { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<WarningView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(
            scope,
            Org,
            DateOnly.TryParseExact(Term, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day
                : null,
            Week,
            cancel
        );

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

    private static string Code(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    // A figure that is the same object is not drawn again.
    private void Draw()
    {
        if (View is { Term.Model: not null } view && !ReferenceEquals(view, _drawn))
        {
            _drawn = view;
            _chart = WarningWords.Chart(view);
        }
    }

    private void Choose(string name, ChangeEventArgs change) =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameter(name, Convert.ToString(change.Value, CultureInfo.InvariantCulture))
        );
}
