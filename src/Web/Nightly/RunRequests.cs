using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// Asks for runs. A request is a row with a fence of its own or of its night; whoever comes second with the same fence is
/// told of the first, on any node. <see cref="RunWorker"/> takes requests up, one after the other.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="time">The clock.</param>
internal sealed class RunRequests(IDbContextFactory<EarlyWarningDb> factory, TimeProvider time)
{
    /// <summary>The run of a night; the one that is there already where there is one.</summary>
    public Task<RunRequest> NightAsync(DateOnly night, RunTrigger trigger, CancellationToken cancel) =>
        AddAsync(RunKind.Retrain, trigger, Run.NightFence(night), null, cancel);

    /// <summary>A run beside those of the nights.</summary>
    public Task<RunRequest> NowAsync(
        RunKind kind,
        RunTrigger trigger,
        Action<Run>? with = null,
        CancellationToken cancel = default
    ) => AddAsync(kind, trigger, $"{trigger} {Guid.NewGuid():n}", with, cancel);

    /// <summary>A run with a fence of the caller's, so that it is asked for once.</summary>
    public async Task<RunRequest> AddAsync(
        RunKind kind,
        RunTrigger trigger,
        string fence,
        Action<Run>? with,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (await FindAsync(db, fence, cancel) is { } there)
        {
            return new RunRequest(there, false);
        }

        var run = new Run
        {
            Fence = fence,
            Kind = kind,
            Trigger = trigger,
            Status = RunStatus.Waiting,
            RequestedAt = time.GetUtcNow().UtcDateTime,
        };
        with?.Invoke(run);
        db.Runs.Add(run);
        try
        {
            await db.SaveChangesAsync(cancel);
            return new RunRequest(run.Id, true);
        }
        catch (DbUpdateException)
        {
            // Another node was quicker, or the database refused for another reason: the row tells.
            db.ChangeTracker.Clear();
            if (await FindAsync(db, fence, cancel) is not { } first)
            {
                throw;
            }

            return new RunRequest(first, false);
        }
    }

    /// <summary>Asks a run to stop: one that waits ends at once, one that is running at its next heartbeat.</summary>
    /// <returns>False where it was over already.</returns>
    public async Task<bool> CancelAsync(long runId, string who, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var sentence = $"Stopped by {who} before it began. What was in service still is.";
        var waiting = await db
            .Runs.Where(r => r.Id == runId && r.Status == RunStatus.Waiting)
            .ExecuteUpdateAsync(
                r =>
                    r.SetProperty(x => x.Status, RunStatus.Cancelled)
                        .SetProperty(x => x.EndedAt, now)
                        .SetProperty(x => x.Error, sentence),
                cancel
            );
        var running = await db
            .Runs.Where(r => r.Id == runId && r.Status == RunStatus.Running)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.CancelRequested, true), cancel);
        return waiting + running > 0;
    }

    private static Task<long?> FindAsync(EarlyWarningDb db, string fence, CancellationToken cancel) =>
        db.Runs.Where(r => r.Fence == fence).Select(r => (long?)r.Id).SingleOrDefaultAsync(cancel);
}

/// <summary>What became of a request.</summary>
/// <param name="RunId">The run.</param>
/// <param name="IsNew">Whether this request made it; else it was there before.</param>
internal readonly record struct RunRequest(long RunId, bool IsNew);
