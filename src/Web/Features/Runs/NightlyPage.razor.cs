using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Identity;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace EarlyWarning.Web.Features.Runs;

/// <summary>When the next night is, what runs now, and what earlier runs did. It follows a run while it is at work.</summary>
public sealed partial class NightlyPage
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(20);
    private readonly CancellationTokenSource _gone = new();
    private bool _isAsking;
    private Task _following = Task.CompletedTask;

    /// <summary>The run to show with its steps; the latest where none is named.</summary>
    [Parameter]
    public long? RunId { get; set; }

    /// <summary>Page of the log, from 1.</summary>
    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{RunId}/{Page}");

    [Inject]
    private NightlyQuery Query { get; set; } = null!;

    [Inject]
    private AskForRun Ask { get; set; } = null!;

    [Inject]
    private CurrentScope Scope { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private NotificationService Notifications { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<NightlyView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, RunId, Page ?? 1, cancel);

    /// <inheritdoc />
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _following = FollowAsync();
        }
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (!_gone.IsCancellationRequested)
        {
            _gone.Cancel();
            _gone.Dispose();
        }

        base.Dispose(disposing);
    }

    private static string Lead(NightlyView view)
    {
        var now =
            view.Open.FirstOrDefault(r => r.Status == RunStatus.Running) is { } run ? RunWords.AtWork(run.Kind) + " "
            : view.Open.Count > 0 ? L["A run waits to be taken up."] + " "
            : "";
        var next = view.Schedule.Next is { } at
            ? L[
                "The models are retrained {0}; next on {1} ({2}).",
                RunWords.Schedule(view.Schedule.Cron),
                RunWords.Night(at),
                RunWords.Zone(view.Schedule.Zone)
            ]
            : L["No night is planned."];
        return now + next;
    }

    private static string PathOf(long runId) => string.Create(CultureInfo.InvariantCulture, $"nightly/{runId}");

    private string PageOf(int page) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"nightly{(RunId is { } id ? $"/{id}" : "")}{(page == 1 ? "" : $"?page={page}")}"
        );

    // A timer of its own asks the database again: often while a run is open, else seldom, so that one asked for
    // elsewhere is seen too.
    private async Task FollowAsync()
    {
        try
        {
            while (true)
            {
                var isOpen = View is { Open.Count: > 0 };
                await Task.Delay(isOpen ? Often : Seldom, Time, _gone.Token);
                await InvokeAsync(RetryAsync);
                await InvokeAsync(StateHasChanged);
            }
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The reader has left the page.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private async Task RunNowAsync()
    {
        _isAsking = true;
        try
        {
            var request = await Ask.NowAsync(await Scope.GetAsync(_gone.Token), RunTrigger.Button, _gone.Token);
            Say(
                request is not null,
                request switch
                {
                    null => Admin.Administration.NotFound,
                    { IsNew: true } => L["The run was asked for. It begins within a few seconds."],
                    _ => L["A run waits already; it will do the same."],
                }
            );
            if (RunId is not null)
            {
                Navigation.NavigateTo("nightly");
            }

            await RetryAsync();
        }
        finally
        {
            _isAsking = false;
        }
    }

    private async Task StopAsync(RunRow run)
    {
        var sure = await Dialogs.Confirm(
            L["The run ends within half a minute. The models and scores in service stay as they are."],
            L["Stop this run?"],
            new ConfirmOptions { OkButtonText = L["Stop the run"], CancelButtonText = L["Let it go on"] }
        );
        if (sure == true)
        {
            var problem = await Ask.StopAsync(await Scope.GetAsync(_gone.Token), run.Id, _gone.Token);
            Say(problem is null, problem ?? L["The run was asked to stop."]);
            await RetryAsync();
        }
    }

    private void Say(bool isDone, string sentence) =>
        Notifications.Notify(
            new NotificationMessage
            {
                Severity = isDone ? NotificationSeverity.Success : NotificationSeverity.Error,
                Summary = sentence,
                Duration = isDone ? 4000 : 10000,
            }
        );
}
