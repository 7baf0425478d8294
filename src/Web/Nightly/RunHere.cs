using System.Text.Json;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>Asks for a run and executes it in this process: the verb, the first start, and the child of the worker.</summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="requests">Asks for runs.</param>
/// <param name="execution">Executes them.</param>
internal sealed class RunHere(IDbContextFactory<EarlyWarningDb> factory, RunRequests requests, RunExecution execution)
{
    /// <summary>Asks for a run of its own and executes it to its end.</summary>
    /// <returns>The run as it ended.</returns>
    /// <exception cref="RetrainingException">It failed, was stopped, or another run is going on.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing became visible.</exception>
    public async Task<Run> ExecuteAsync(
        RunKind kind,
        RunTrigger trigger,
        Action<Run>? with,
        IProgress<string> progress,
        CancellationToken cancel
    )
    {
        var request = await requests.NowAsync(kind, trigger, with, cancel);
        var end = await ExecuteAsync(request.RunId, RunLeases.NewOwner(), progress, cancel);
        if (end != ExecutionEnd.Over)
        {
            // Nobody is to go on with a run whose caller is gone or was told to come back later.
            await requests.CancelAsync(request.RunId, "the caller", CancellationToken.None);
            cancel.ThrowIfCancellationRequested();
            throw new RetrainingException(
                "Another retraining is running on this database. Wait for it, or stop it first."
            );
        }

        return await EndedAsync(request.RunId);
    }

    /// <summary>Executes the first run, or goes on with the one that a start which was killed had begun.</summary>
    /// <returns>False where another process is at it, or where one that died still holds the lease.</returns>
    /// <exception cref="RetrainingException">It failed or was stopped.</exception>
    public async Task<bool> TryExecuteFirstAsync(IProgress<string> progress, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var begun = await db
            .Runs.Where(r =>
                r.Kind == RunKind.Retrain
                && r.Trigger == RunTrigger.FirstStart
                && (r.Status == RunStatus.Waiting || r.Status == RunStatus.Running)
            )
            .Select(r => (long?)r.Id)
            .FirstOrDefaultAsync(cancel);
        var id = begun ?? (await requests.NowAsync(RunKind.Retrain, RunTrigger.FirstStart, cancel: cancel)).RunId;
        var end = await ExecuteAsync(id, RunLeases.NewOwner(), progress, cancel);
        cancel.ThrowIfCancellationRequested();
        if (end != ExecutionEnd.Over)
        {
            return false;
        }

        await EndedAsync(id);
        return true;
    }

    /// <summary>Executes a run that was asked for before.</summary>
    public Task<ExecutionEnd> ExecuteAsync(
        long runId,
        string owner,
        IProgress<string> progress,
        CancellationToken cancel
    ) => execution.ExecuteAsync(runId, owner, progress, cancel);

    private async Task<Run> EndedAsync(long runId)
    {
        await using var db = await factory.CreateDbContextAsync(CancellationToken.None);
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId, CancellationToken.None);
        return run.Status == RunStatus.Succeeded
            ? run
            : throw new RetrainingException(run.Error ?? "The run ended without a reason.");
    }

    /// <summary>The report of a run that trained.</summary>
    public static RetrainingReport? ReportOf(Run run) =>
        run.Report is null ? null : JsonSerializer.Deserialize<RetrainingReport>(run.Report, ReportJson.Options);
}
