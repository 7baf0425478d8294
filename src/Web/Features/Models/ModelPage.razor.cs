using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly.Gates;
using EarlyWarning.Web.Shared.Charts;
using EarlyWarning.Web.Shared.Components;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EarlyWarning.Web.Features.Models;

/// <summary>The card of one version: gates, figures, what it was made from, and what was decided about it.</summary>
public sealed partial class ModelPage
{
    private (ModelView Of, int Week, IReadOnlyList<ModelFigure> Figures, ChartSpec? Drift)? _figures;
    private bool _isBusy;

    /// <summary>Hash of the version.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>Week whose curves are shown.</summary>
    [SupplyParameterFromQuery]
    public int? Week { get; set; }

    /// <inheritdoc />
    protected override string Key => Id;

    private static IReadOnlyList<Crumb> Crumbs => [new Crumb(L["Models"], "models")];

    [Inject]
    private ModelQuery Query { get; set; } = null!;

    [Inject]
    private PromoteModel Promote { get; set; } = null!;

    [Inject]
    private CurrentScope Scope { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private NotificationService Notifications { get; set; } = null!;

    private int ShownWeek
    {
        get
        {
            var wished = Week ?? FlaggedPeople.Week;
            var weeks = View?.Model.Weeks.ToList() ?? [];
            return weeks.Count == 0 ? wished : weeks.MinBy(w => Math.Abs(w - wished));
        }
    }

    private IReadOnlyList<ModelFigure> Figures => Drawn().Figures;

    private ChartSpec? DriftChart => Drawn().Drift;

    /// <inheritdoc />
    protected override Task<ModelView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, Id, cancel);

    private static string Title(ModelInfo model) =>
        L["{0}: {1}", ModelWords.Goal(model.Goal), ModelWords.TrainerWithin(model.Trainer)];

    private string Address(int week) => string.Create(CultureInfo.InvariantCulture, $"models/{Id}?week={week}");

    private string LabelOf(string feature) =>
        View!.Features.FirstOrDefault(f => f.Name == feature)?.Label ?? ModelWords.Plain(feature);

    // One set of figures for one view and week, so that charts are drawn again only where there is something new.
    private (IReadOnlyList<ModelFigure> Figures, ChartSpec? Drift) Drawn()
    {
        if (_figures is not { } drawn || !ReferenceEquals(drawn.Of, View) || drawn.Week != ShownWeek)
        {
            drawn = (
                View!,
                ShownWeek,
                ModelFigures.Of(View!.Model, ShownWeek),
                View.Drift is { } drift ? ModelFigures.Drift(drift, View.Zone) : null
            );
            _figures = drawn;
        }

        return (drawn.Figures, drawn.Drift);
    }

    private async Task PromoteAsync(ModelView view)
    {
        var gates = view.Model.Gates.Any(g => g.Outcome is GateOutcome.Refused or GateOutcome.CannotTell)
            ? L["Not every gate let it pass."] + " "
            : "";
        var reason = await ReasonDialog.AskAsync(
            Dialogs,
            L["Put this model into service?"],
            gates
                + L[
                    "A run scores every student with it and then switches, all at once. The decision is kept with "
                        + "your name and reason; you can roll back."
                ],
            L["Put into service"]
        );
        if (reason is null)
        {
            return;
        }

        _isBusy = true;
        var scope = await Scope.GetAsync(CancellationToken.None);
        var (run, problem) = await Promote.RunAsync(scope, Id, reason, CancellationToken.None);
        _isBusy = false;
        Notifications.Notify(
            new NotificationMessage
            {
                Severity = problem is null ? NotificationSeverity.Success : NotificationSeverity.Error,
                Summary = problem ?? L["The run was asked for. The model serves once it is done."],
                Duration = problem is null ? 4000 : 10000,
            }
        );
        if (run is { } id)
        {
            Navigation.NavigateTo(string.Create(CultureInfo.InvariantCulture, $"nightly/{id}"));
        }
    }
}
