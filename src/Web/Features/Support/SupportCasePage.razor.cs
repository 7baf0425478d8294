using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Support;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Shared.Components;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Support;

/// <summary>What somebody is typing about a plan, and the version it was typed over.</summary>
public sealed class PlanEdit
{
    /// <summary>The version that is on screen.</summary>
    public int Version { get; set; }

    /// <summary>Account that acts, or 0.</summary>
    public long OwnerId { get; set; }

    /// <summary>First day.</summary>
    public DateOnly? StartsOn { get; set; }

    /// <summary>The day somebody looks again.</summary>
    public DateOnly? FollowUpOn { get; set; }

    /// <summary>What is to be reached.</summary>
    public string? Goals { get; set; }

    /// <summary>How it ended, where it is to be closed.</summary>
    public SupportOutcome? Outcome { get; set; }

    /// <summary>What came of it.</summary>
    public string? OutcomeText { get; set; }

    /// <summary>The plan typed.</summary>
    public SupportPlan Plan => new(OwnerId == 0 ? null : OwnerId, StartsOn, FollowUpOn, Goals);

    /// <summary>What stands in a case.</summary>
    public static PlanEdit Of(SupportCaseView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return new PlanEdit
        {
            Version = view.Version,
            OwnerId = view.Plan.OwnerId ?? 0,
            StartsOn = view.Plan.StartsOn,
            FollowUpOn = view.Plan.FollowUpOn,
            Goals = view.Plan.Goals,
        };
    }
}

/// <summary>A case: why, plan, log, history. Opening it writes one line to the access log.</summary>
public sealed partial class SupportCasePage
{
    private readonly CancellationTokenSource _gone = new();
    private PlanEdit? _edit;
    private long? _opened;
    private string? _problem;
    private string? _done;

    /// <summary>The case.</summary>
    [Parameter]
    public long CaseId { get; set; }

    /// <inheritdoc />
    protected override string Key => CaseId.ToString(CultureInfo.InvariantCulture);

    [Inject]
    private SupportCaseQuery Query { get; set; } = null!;

    [Inject]
    private ChangeSupport Change { get; set; } = null!;

    [Inject]
    private CurrentScope Scope { get; set; } = null!;

    /// <inheritdoc />
    protected override async Task<SupportCaseView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel)
    {
        // The view of a first paint was read by another instance of this page.
        var isSame = _opened == CaseId || View?.Row.CaseId == CaseId;
        if (!isSame)
        {
            (_edit, _problem, _done) = (null, null, null);
        }

        var view =
            isOpened || isSame
                ? await Query.GetAsync(scope, CaseId, cancel)
                : await Query.OpenAsync(scope, CaseId, cancel);
        _opened = view?.Row.CaseId;
        return view;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        _gone.Cancel();
        _gone.Dispose();
        base.Dispose(disposing);
    }

    private static IReadOnlyList<Crumb> Crumbs => [new Crumb(L["Support"], "support")];

    private PlanEdit Edit(SupportCaseView view) => _edit ??= PlanEdit.Of(view);

    private Task SaveAsync(PlanEdit edit) =>
        RunAsync(
            scope => Change.ReviseAsync(scope, CaseId, edit.Version, edit.Plan, _gone.Token),
            L["The plan was saved."]
        );

    private Task MoveAsync((PlanEdit Edit, SupportStatus Next) move) =>
        RunAsync(
            scope => Change.MoveAsync(scope, CaseId, move.Edit.Version, move.Edit.Plan, move.Next, _gone.Token),
            move.Next == SupportStatus.Planned ? L["The plan stands."] : L["Support has begun."]
        );

    private async Task CloseAsync(PlanEdit edit)
    {
        if (edit.Outcome is not { } outcome)
        {
            (_done, _problem) = (null, L["Choose how it ended."]);
            return;
        }

        await RunAsync(
            scope => Change.CloseAsync(scope, CaseId, edit.Version, outcome, edit.OutcomeText, _gone.Token),
            L["The case is closed."]
        );
    }

    private async Task LoggedAsync()
    {
        await RetryAsync();
        (_done, _problem) = (L["The entry was added."], null);
    }

    // After a conflict the newer state is shown around what was typed, and the next save is made over it knowingly.
    private async Task RunAsync(Func<StaffScope, Task<SupportResult>> change, string done)
    {
        var result = await change(await Scope.GetAsync(_gone.Token));
        (_done, _problem) = (result.Problem is null ? done : null, result.Problem);
        if (result.Problem is not null && !result.IsConflict)
        {
            return;
        }

        await RetryAsync();
        if (result.IsConflict && _edit is not null && View is not null)
        {
            _edit.Version = View.Version;
        }
        else
        {
            _edit = null;
        }
    }
}
