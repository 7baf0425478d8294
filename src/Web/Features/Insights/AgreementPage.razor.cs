using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Insights;

/// <summary>Where the model in service and another agree.</summary>
public sealed partial class AgreementPage
{
    private AgreementView? _drawn;
    private PairChart? _chart;

    /// <summary>The organisation.</summary>
    [SupplyParameterFromQuery(Name = "org")]
    public long? Org { get; set; }

    /// <summary>Key of the goal.</summary>
    [SupplyParameterFromQuery(Name = "goal")]
    public string? GoalKey { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{Org}/{GoalKey}");

    [Inject]
    private AgreementQuery Query { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<AgreementView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, Org, GoalKey, cancel);

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
        if (View is { Figures.Content: not null } view && !ReferenceEquals(view, _drawn))
        {
            _drawn = view;
            _chart = AgreementWords.Chart(view);
        }
    }
}
