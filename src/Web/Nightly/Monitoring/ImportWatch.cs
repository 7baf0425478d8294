using EarlyWarning.Web.Shared.Hosting;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>
/// Looks every minute for imports that changed records, by the page or by the verb in another process, and at the start
/// whether the code is another than the one that trained the models.
/// </summary>
/// <param name="triggers">Asks for runs.</param>
/// <param name="settings">Whether to work at all.</param>
/// <param name="startUp">Nothing is asked for before the application is ready.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives what went wrong.</param>
internal sealed class ImportWatch(
    RunTriggers triggers,
    RetrainingSettings settings,
    StartUp startUp,
    TimeProvider time,
    ILogger<ImportWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.Enabled)
        {
            return;
        }

        var isUpgradeSeen = false;
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (!startUp.IsReady)
                {
                    continue;
                }

                await triggers.LookForImportsAsync(stoppingToken);
                if (!isUpgradeSeen)
                {
                    await triggers.LookForUpgradeAsync(stoppingToken);
                    isUpgradeSeen = true;
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The imports' rows still say what is to be done; the next minute tries again.
                logger.LogError(e, "Imports could not be looked for; trying again.");
            }
        }
    }
}
