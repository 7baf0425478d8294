using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Nightly;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EarlyWarning.Web.Features.Models;

/// <summary>Which models serve, which were refused and why, and the way back.</summary>
public sealed partial class ModelsPage
{
    private bool _isBusy;

    /// <summary>Key of a goal; those of course failure where there is none.</summary>
    [SupplyParameterFromQuery(Name = "goal")]
    public string? GoalName { get; set; }

    /// <summary>Week whose figures are shown.</summary>
    [SupplyParameterFromQuery]
    public int? Week { get; set; }

    /// <summary>From 1.</summary>
    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    /// <inheritdoc />
    protected override string Key => Address(Goal, Week, Page ?? 1);

    [Inject]
    private ModelsQuery Query { get; set; } = null!;

    [Inject]
    private RollBack RollBack { get; set; } = null!;

    [Inject]
    private CurrentScope Scope { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private NotificationService Notifications { get; set; } = null!;

    private Goal Goal => ModelWords.GoalOf(GoalName);

    /// <inheritdoc />
    protected override Task<ModelsView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, new ModelsFilter(Goal, Week, Page ?? 1), cancel);

    private static string Lead(ModelsView view)
    {
        var serving = view.Champions.Count switch
        {
            0 => L["No model is in service: states come from simple rules."],
            1 => L["One model is in service, for {0}.", ModelWords.GoalWithin(view.Champions[0].Info.Goal)],
            var n => L["{0} models are in service.", n],
        };
        var alerts = view.Alerts.Count switch
        {
            0 => L["Nothing raises concern about them."],
            1 => L["One thing needs your attention."],
            var n => L["{0} things need your attention.", n],
        };
        return $"{serving} {alerts}";
    }

    private static string Legend(Goal goal)
    {
        string[] keys = goal.IsMark() ? [MetricKeys.Rmse, MetricKeys.R2] : [MetricKeys.Auc, MetricKeys.Ece];
        return string.Join(' ', keys.Select(k => L["{0}: {1}.", ModelWords.Metric(k), ModelWords.Hint(k)]));
    }

    private static string Address(Goal goal, int? week, int page)
    {
        string?[] parts =
        [
            goal == Goal.CourseFailure ? null : $"goal={goal.Key()}",
            week is { } w ? FormattableString.Invariant($"week={w}") : null,
            page > 1 ? FormattableString.Invariant($"page={page}") : null,
        ];
        var query = string.Join('&', parts.Where(p => p is not null));
        return query.Length == 0 ? "models" : $"models?{query}";
    }

    private static string CompareQueryOf(ModelsView view) =>
        view.Versions is [var a, var b, ..] ? $"?a={a.Info.Id}&b={b.Info.Id}" : "";

    private async Task RollBackAsync(ModelsView view)
    {
        var reason = await ReasonDialog.AskAsync(
            Dialogs,
            L["Roll back?"],
            L[
                "Pages show the scores of {0} again, at once, and the models they were made with are in service. "
                    + "One step back is kept; the next night goes on from there.",
                ModelWords.At(view.EarlierScores!.Value, view.Zone)
            ],
            L["Roll back"]
        );
        if (reason is null)
        {
            return;
        }

        _isBusy = true;
        var scope = await Scope.GetAsync(CancellationToken.None);
        var problem = Policies.AdministersTop(scope)
            ? await RollBack.RunAsync(scope.UserId, reason, CancellationToken.None)
            : Admin.Administration.NotFound;
        _isBusy = false;
        Notifications.Notify(
            new NotificationMessage
            {
                Severity = problem is null ? NotificationSeverity.Success : NotificationSeverity.Error,
                Summary = problem ?? L["Rolled back. The earlier scores are in service."],
                Duration = problem is null ? 4000 : 10000,
            }
        );
        await RetryAsync();
    }
}
