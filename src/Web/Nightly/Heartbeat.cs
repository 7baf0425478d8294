using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// Renews the lease of a run three times in its length, stores the progress, and stops the run where somebody asked for
/// it, where it takes too long, or where another process has taken over.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="leases">The lock.</param>
/// <param name="settings">Length of a lease, longest run.</param>
/// <param name="time">The clock.</param>
internal sealed class Heartbeat(
    IDbContextFactory<EarlyWarningDb> factory,
    RunLeases leases,
    RetrainingSettings settings,
    TimeProvider time
)
{
    private readonly CancellationTokenSource _ended = new();

    /// <summary>The ending of a run that a person stopped.</summary>
    public static Ending Asked { get; } =
        new(RunStatus.Cancelled, "Stopped by an administrator. What was in service still is.");

    /// <summary>Why the run was stopped; null where it was not.</summary>
    public Ending? Stopped { get; private set; }

    /// <summary>Whether another process has taken over, so that this one must not touch the run any more.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Beats until <see cref="StopAsync"/>.</summary>
    public async Task RunAsync(long runId, string owner, RunJournal journal, CancellationTokenSource stop)
    {
        var started = time.GetTimestamp();
        using var timer = new PeriodicTimer(settings.Lease / 3, time);
        try
        {
            var renewed = started;
            while (!IsLost && await timer.WaitForNextTickAsync(_ended.Token))
            {
                try
                {
                    // A run that was told to stop may take a while to; the lease is held until it has.
                    var reason = await BeatAsync(runId, owner, journal.Latest, time.GetElapsedTime(started));
                    Stopped ??= reason;
                    renewed = time.GetTimestamp();
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // A database that is busy for a moment is asked again at the next beat, while the lease still holds.
                    IsLost = time.GetElapsedTime(renewed) >= settings.Lease;
                }

                if (Stopped is not null || IsLost)
                {
                    await stop.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The run has ended; so does its heart.
        }
    }

    /// <summary>Ends the heartbeat.</summary>
    public async Task StopAsync(Task beating)
    {
        await _ended.CancelAsync();
        await beating;
        _ended.Dispose();
    }

    private async Task<Ending?> BeatAsync(long runId, string owner, string? progress, TimeSpan elapsed)
    {
        if (!await leases.RenewAsync(owner, _ended.Token))
        {
            IsLost = true;
            return null;
        }

        await using var db = await factory.CreateDbContextAsync(_ended.Token);
        await db
            .Runs.Where(r => r.Id == runId)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.Progress, progress), _ended.Token);
        if (await db.Runs.AnyAsync(r => r.Id == runId && r.CancelRequested, _ended.Token))
        {
            return Asked;
        }

        return elapsed > settings.LongestRun
            ? new Ending(
                RunStatus.Failed,
                $"It was stopped after {elapsed.TotalHours:0.#} hours at \"{progress}\", the most that "
                    + "Retraining:LongestRunHours allows. What was in service still is."
            )
            : null;
    }
}
