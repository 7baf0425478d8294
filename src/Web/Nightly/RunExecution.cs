using System.Data.Common;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Nightly.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>How the execution of a run ended.</summary>
internal enum ExecutionEnd
{
    /// <summary>Another process holds the lease; the run was not touched.</summary>
    NotMine,

    /// <summary>The run is over: succeeded, failed or stopped by a person.</summary>
    Over,

    /// <summary>The process was told to go; the run waits to be gone on with.</summary>
    Interrupted,
}

/// <summary>
/// Executes a run under the lease, from its claim to its end: heartbeat, attempts, and a sentence for every way to fail.
/// Whatever happens, what was in service stays in service until the one transaction that replaces it.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="provider">Holds the lock of the machine.</param>
/// <param name="leases">The lock of all nodes.</param>
/// <param name="retraining">What a run does.</param>
/// <param name="settings">Length of a lease, attempts, longest run.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives what an administrator cannot mend from a sentence alone.</param>
internal sealed class RunExecution(
    IDbContextFactory<EarlyWarningDb> factory,
    DatabaseProvider provider,
    RunLeases leases,
    RetrainingRun retraining,
    RetrainingSettings settings,
    TimeProvider time,
    ILogger<RunExecution> logger
)
{
    /// <summary>Called at every boundary of a step with its name; tests of faults stop the process there.</summary>
    public Action<string>? AtBoundary { get; init; }

    /// <summary>Executes a run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="owner">Who holds or takes the lease; unique to this process.</param>
    /// <param name="progress">Receives sentences.</param>
    /// <param name="interrupted">The process is told to go; the run is then gone on with later.</param>
    public async Task<ExecutionEnd> ExecuteAsync(
        long runId,
        string owner,
        IProgress<string> progress,
        CancellationToken interrupted
    )
    {
        if (!await leases.TryTakeAsync(runId, owner, interrupted))
        {
            return ExecutionEnd.NotMine;
        }

        try
        {
            // A process that stalled, and was succeeded, may still be writing: on the same machine this lock waits for its end.
            await using var db = await factory.CreateDbContextAsync(interrupted);
            await using var held = await provider.TryLockAsync(db, "retraining", interrupted);
            return held is null ? ExecutionEnd.NotMine : await ExecuteHeldAsync(runId, owner, progress, interrupted);
        }
        finally
        {
            await leases.ReleaseAsync(owner);
        }
    }

    private async Task<ExecutionEnd> ExecuteHeldAsync(
        long runId,
        string owner,
        IProgress<string> progress,
        CancellationToken interrupted
    )
    {
        if (await BeginAsync(runId, owner, interrupted) is not { } run)
        {
            return ExecutionEnd.Over;
        }

        var journal = new RunJournal(factory, run, owner, progress, time) { AtBoundary = AtBoundary };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        var heartbeat = new Heartbeat(factory, leases, settings, time);
        var beating = heartbeat.RunAsync(run.Id, owner, journal, stop);
        Ending? ending;
        try
        {
            ending = await RunToEndAsync(run, journal, heartbeat, stop.Token, interrupted);
        }
        finally
        {
            await heartbeat.StopAsync(beating);
        }

        if (ending is null)
        {
            return ExecutionEnd.NotMine;
        }

        await EndAsync(run.Id, owner, ending);
        return ending.Status == RunStatus.Waiting ? ExecutionEnd.Interrupted : ExecutionEnd.Over;
    }

    // What became of the run; null where another process has taken over and goes on with it.
    private async Task<Ending?> RunToEndAsync(
        Run run,
        RunJournal journal,
        Heartbeat heartbeat,
        CancellationToken cancel,
        CancellationToken interrupted
    )
    {
        try
        {
            await retraining.RunAsync(journal, cancel);
            return new Ending(RunStatus.Succeeded, null);
        }
        catch (Exception e) when (heartbeat.IsLost || e is LeaseLostException)
        {
            logger.LogWarning(e, "Run {RunId} was taken over by another process; this one stopped.", run.Id);
            return null;
        }
        catch (RetrainingException e)
        {
            return new Ending(RunStatus.Failed, e.Message);
        }
        catch (Exception e) when (interrupted.IsCancellationRequested && IsOfStopping(e))
        {
            return new Ending(RunStatus.Waiting, null);
        }
        catch (Exception e) when (heartbeat.Stopped is not null && IsOfStopping(e))
        {
            return heartbeat.Stopped;
        }
        catch (Exception e) when (RunFaults.Sentence(e) is { } sentence)
        {
            logger.LogError(e, "Run {RunId} failed: {Sentence}", run.Id, sentence);
            return new Ending(RunStatus.Failed, sentence);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Run {RunId} failed at \"{Step}\"", run.Id, journal.Latest);
            return new Ending(
                RunStatus.Failed,
                $"It stopped at \"{journal.Latest}\" with an error this version does not know: {e.Message} "
                    + "The log holds the details. What was in service still is."
            );
        }
    }

    // SQL Server reports a command that was cancelled as an error of its own.
    private static bool IsOfStopping(Exception e) =>
        e
            is OperationCanceledException
                or DbException
                or AggregateException { InnerException: OperationCanceledException };

    private async Task<Run?> BeginAsync(long runId, string owner, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var run = await db.Runs.SingleAsync(r => r.Id == runId, cancel);
        var now = time.GetUtcNow().UtcDateTime;
        await CloseStepsOfEndedAsync(db, now, cancel);
        if (run.IsOver)
        {
            return null;
        }

        await CloseStepsAsync(db, runId, now, StepOutcome.Interrupted, cancel);
        if (run.CancelRequested || run.Attempts >= settings.Attempts)
        {
            await EndAsync(runId, owner, run.CancelRequested ? Heartbeat.Asked : await GivenUpAsync(db, run, cancel));
            return null;
        }

        run.Attempts++;
        run.StartedAt ??= now;
        run.Status = RunStatus.Running;
        run.CodeVersion = RunningCode.Version;
        await db.SaveChangesAsync(cancel);
        return run;
    }

    private static async Task<Ending> GivenUpAsync(EarlyWarningDb db, Run run, CancellationToken cancel)
    {
        var last = await db
            .RunSteps.Where(s => s.RunId == run.Id)
            .OrderByDescending(s => s.Number)
            .Select(s => s.Name)
            .FirstOrDefaultAsync(cancel);
        return new Ending(
            RunStatus.Failed,
            $"Its process ended {run.Attempts} times without a word, the last time at \"{last}\". Often that is memory or "
                + "the machine going down: see the system's log. What was in service still is."
        );
    }

    // A full disk or a held database that ended the run may for a while refuse its last word, too.
    private async Task EndAsync(long runId, string owner, Ending ending)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await WriteEndAsync(runId, owner, ending);
                await RunObservations.ReportAsync(new Alerts(factory, time), runId, ending, CancellationToken.None);
                return;
            }
            catch (Exception e)
                when (RunFaults.Sentence(e) is not null && time.GetElapsedTime(began) < settings.LastWord)
            {
                logger.LogWarning(e, "The end of run {RunId} could not be written yet: {Error}", runId, ending.Error);
                await Task.Delay(TimeSpan.FromSeconds(1), time, CancellationToken.None);
            }
        }
    }

    private async Task WriteEndAsync(long runId, string owner, Ending ending)
    {
        await using var db = await factory.CreateDbContextAsync(CancellationToken.None);
        var now = time.GetUtcNow().UtcDateTime;
        var waits = ending.Status == RunStatus.Waiting;
        DateTime? ended = waits ? null : now;

        // The switch has already made a success of a run that came so far; what fails after it does not undo it. Whoever
        // was told to go has not failed: the attempt does not count. And nobody writes the end of a run that another has.
        await db
            .Runs.Where(r => r.Id == runId && (r.Status == RunStatus.Running || r.Status == RunStatus.Waiting))
            .Where(_ => db.RunLeases.Any(l => l.Owner == owner))
            .ExecuteUpdateAsync(r =>
                r.SetProperty(x => x.Status, ending.Status)
                    .SetProperty(x => x.EndedAt, ended)
                    .SetProperty(x => x.Attempts, x => waits ? x.Attempts - 1 : x.Attempts)
                    .SetProperty(x => x.Error, ending.Error)
            );
        var open = ending.Status switch
        {
            RunStatus.Failed => StepOutcome.Failed,
            RunStatus.Succeeded => StepOutcome.Done,
            _ => StepOutcome.Interrupted,
        };
        await CloseStepsAsync(db, runId, now, open, CancellationToken.None);
    }

    /// <summary>Closes the last step of runs that are over: a process that died after the switch left it open.</summary>
    public static Task CloseStepsOfEndedAsync(EarlyWarningDb db, DateTime now, CancellationToken cancel) =>
        db
            .RunSteps.Where(s =>
                s.Outcome == StepOutcome.Running
                && db.Runs.Any(r => r.Id == s.RunId && r.Status != RunStatus.Running && r.Status != RunStatus.Waiting)
            )
            .ExecuteUpdateAsync(
                s => s.SetProperty(x => x.Outcome, StepOutcome.Interrupted).SetProperty(x => x.EndedAt, now),
                cancel
            );

    private static Task CloseStepsAsync(
        EarlyWarningDb db,
        long runId,
        DateTime now,
        StepOutcome outcome,
        CancellationToken cancel
    ) =>
        db
            .RunSteps.Where(s => s.RunId == runId && s.Outcome == StepOutcome.Running)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.Outcome, outcome).SetProperty(x => x.EndedAt, now), cancel);
}

/// <summary>How a run ends.</summary>
/// <param name="Status">Its status; Waiting where it is gone on with later.</param>
/// <param name="Error">Why, where it did not succeed.</param>
internal sealed record Ending(RunStatus Status, string? Error);
