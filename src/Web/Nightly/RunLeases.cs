using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// The lock under which runs are executed, one at a time on any number of nodes. Each change is one conditional update, so
/// that of two who try at once one wins. A holder that dies is succeeded when its lease has run out; one that lives but
/// was succeeded (a stalled machine) learns so at its next renewal and stops before it writes the switch.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="settings">How long a lease is.</param>
/// <param name="time">The clock.</param>
internal sealed class RunLeases(
    IDbContextFactory<EarlyWarningDb> factory,
    RetrainingSettings settings,
    TimeProvider time
)
{
    /// <summary>A name that no other process has.</summary>
    public static string NewOwner() => $"{Environment.MachineName} {Environment.ProcessId} {Guid.NewGuid():n}";

    /// <summary>Takes the lease, or renews it for the one who has it.</summary>
    /// <returns>False where a living process holds it.</returns>
    public async Task<bool> TryTakeAsync(long runId, string owner, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var until = now + settings.Lease;

        // A renewal far in the future was written before the clock was set back, and would hold for as long as that.
        var impossible = now + settings.Lease;
        var taken = await db
            .RunLeases.Where(l => l.Owner == null || l.Owner == owner || l.Until < now || l.RenewedAt > impossible)
            .ExecuteUpdateAsync(
                l =>
                    l.SetProperty(x => x.RunId, runId)
                        .SetProperty(x => x.Owner, owner)
                        .SetProperty(x => x.RenewedAt, now)
                        .SetProperty(x => x.Until, until),
                cancel
            );
        return taken == 1;
    }

    /// <summary>Renews the lease.</summary>
    /// <returns>False where another has taken over.</returns>
    public async Task<bool> RenewAsync(string owner, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var until = now + settings.Lease;
        return await db
                .RunLeases.Where(l => l.Owner == owner)
                .ExecuteUpdateAsync(l => l.SetProperty(x => x.RenewedAt, now).SetProperty(x => x.Until, until), cancel)
            == 1;
    }

    /// <summary>Gives the lease back where it is still held.</summary>
    public async Task ReleaseAsync(string owner)
    {
        await using var db = await factory.CreateDbContextAsync(CancellationToken.None);
        await db
            .RunLeases.Where(l => l.Owner == owner)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.Owner, (string?)null).SetProperty(x => x.RunId, (long?)null));
    }

    /// <summary>Whether nobody living holds the lease.</summary>
    public async Task<bool> IsFreeAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var impossible = now + settings.Lease;
        return await db.RunLeases.AnyAsync(l => l.Owner == null || l.Until < now || l.RenewedAt > impossible, cancel);
    }
}

/// <summary>Another process has taken the run over and goes on with it; this one must not touch it any more.</summary>
internal sealed class LeaseLostException() : Exception("Another process has taken this run over and goes on with it.");
