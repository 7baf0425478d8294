using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Features.Inbox.Digest;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Inbox.Making;

/// <summary>
/// Looks for what is to be told, every half minute. Every node does; a lock lets one at a time through so that none does
/// another's work again, and the key of an item keeps it to once even where the lock is lost.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="provider">The lock.</param>
/// <param name="states">Tells changes of state.</param>
/// <param name="cases">Tells of cases and flags.</param>
/// <param name="settings">Whether to work at all.</param>
/// <param name="startUp">Nothing is told before the application is ready.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives what was told and what went wrong; never a name.</param>
internal sealed class InboxWatch(
    IDbContextFactory<EarlyWarningDb> factory,
    DatabaseProvider provider,
    TellStates states,
    TellCases cases,
    DigestSettings settings,
    StartUp startUp,
    TimeProvider time,
    ILogger<InboxWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

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
                    await LookAsync(stoppingToken);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // What is to be told still stands in the database; the next tick tries again.
                logger.LogError(e, "What is new could not be told; trying again.");
            }
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var held = await provider.TryLockAsync(db, "inbox", cancel);
        if (held is null)
        {
            return;
        }

        var started = time.GetTimestamp();
        var told = await states.RunAsync(cancel) + await cases.RunAsync(cancel);
        if (told > 0)
        {
            logger.LogInformation(
                "{Count} items were put into inboxes in {Milliseconds:0} ms.",
                told,
                time.GetElapsedTime(started).TotalMilliseconds
            );
        }
    }
}
