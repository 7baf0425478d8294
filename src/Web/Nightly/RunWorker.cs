using System.Diagnostics;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// Takes up runs that wait, and runs whose node died: takes the lease, starts the child process, and waits for its end.
/// Every node has one; the lease lets one of them through.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="leases">The lock.</param>
/// <param name="child">Starts processes.</param>
/// <param name="settings">Whether to work at all.</param>
/// <param name="startUp">Nothing is taken up before the application is ready.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives what went wrong.</param>
internal sealed class RunWorker(
    IDbContextFactory<EarlyWarningDb> factory,
    RunLeases leases,
    ChildProcess child,
    RetrainingSettings settings,
    StartUp startUp,
    TimeProvider time,
    ILogger<RunWorker> logger
) : BackgroundService
{
    /// <summary>Exit code of a child that left the run to another process.</summary>
    public const int NotMine = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>The oldest run to take up now: one that waits, or one whose process let its lease run out.</summary>
    public static async Task<long?> NextAsync(EarlyWarningDb db, RunLeases leases, CancellationToken cancel)
    {
        if (!await leases.IsFreeAsync(cancel))
        {
            return null;
        }

        return await db
            .Runs.Where(r => r.Status == RunStatus.Running || r.Status == RunStatus.Waiting)
            .OrderByDescending(r => r.Status)
            .ThenBy(r => r.Id)
            .Select(r => (long?)r.Id)
            .FirstOrDefaultAsync(cancel);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Enabled)
        {
            return;
        }

        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (startUp.IsReady)
                {
                    await WorkAsync(stoppingToken);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The run's row still says what is to be done; the next tick tries again.
                logger.LogError(e, "A run could not be taken up; trying again.");
            }
        }
    }

    private async Task WorkAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (await NextAsync(db, leases, cancel) is not { } runId)
        {
            return;
        }

        var owner = RunLeases.NewOwner();
        if (!await leases.TryTakeAsync(runId, owner, cancel))
        {
            return;
        }

        try
        {
            var attempts = await AttemptsAsync(runId, cancel);
            using var process = child.Start(runId, owner);
            if (await WaitAsync(process, runId, cancel) is var code && code != 0)
            {
                await RunExecution.CloseStepsOfEndedAsync(db, time.GetUtcNow().UtcDateTime, cancel);
                await CountAsync(runId, attempts, code, cancel);
            }
        }
        finally
        {
            // The child gives the lease back itself; where it could not, this is sooner than waiting for the lease's end.
            await leases.ReleaseAsync(owner);
        }
    }

    private async Task<int> AttemptsAsync(long runId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.Runs.Where(r => r.Id == runId).Select(r => r.Attempts).SingleAsync(cancel);
    }

    // A child that ends before it has begun (a setting it cannot read, a library that is missing) counts no attempt itself,
    // and would be started for ever.
    private async Task CountAsync(long runId, int before, int code, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var open = db.Runs.Where(r =>
            r.Id == runId && r.Attempts == before && (r.Status == RunStatus.Waiting || r.Status == RunStatus.Running)
        );
        if (code == NotMine)
        {
            return;
        }

        if (before + 1 < settings.Attempts)
        {
            await open.ExecuteUpdateAsync(r => r.SetProperty(x => x.Attempts, before + 1), cancel);
            return;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var sentence =
            $"Its process ended with code {code} before it began, {before + 1} times. The log of the program says why. "
            + "What was in service still is.";
        await open.ExecuteUpdateAsync(
            r =>
                r.SetProperty(x => x.Status, RunStatus.Failed)
                    .SetProperty(x => x.EndedAt, now)
                    .SetProperty(x => x.Error, sentence),
            cancel
        );
    }

    // The exit code; a process that is told to go is not one that failed.
    private async Task<int> WaitAsync(Process process, long runId, CancellationToken cancel)
    {
        try
        {
            // A learner that neither ends nor listens is stopped with its process, some minutes after it was asked to stop.
            using var limit = new CancellationTokenSource(settings.LongestRun + TimeSpan.FromMinutes(5), time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
            await process.WaitForExitAsync(either.Token);
            if (process.ExitCode != 0)
            {
                logger.LogWarning("The process of run {RunId} ended with code {Code}.", runId, process.ExitCode);
            }

            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            if (cancel.IsCancellationRequested)
            {
                await InterruptedAsync(runId);
            }

            cancel.ThrowIfCancellationRequested();
            return process.ExitCode;
        }
    }

    // The run is gone on with at the next start, from where it was; that the program was stopped is no failure of the run.
    private async Task InterruptedAsync(long runId)
    {
        await using var db = await factory.CreateDbContextAsync(CancellationToken.None);
        await db
            .Runs.Where(r => r.Id == runId && r.Status == RunStatus.Running && r.Attempts > 0)
            .ExecuteUpdateAsync(r =>
                r.SetProperty(x => x.Status, RunStatus.Waiting).SetProperty(x => x.Attempts, x => x.Attempts - 1)
            );
    }
}
