using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// Trains and scores the demo school at its first start. A real school's first run takes longer than a start should and
/// is begun by the verb retrain; until then its pages say so.
/// </summary>
internal static class FirstScoresStep
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(IServiceProvider services, IProgress<string> progress, CancellationToken cancel)
    {
        var factory = services.GetRequiredService<IDbContextFactory<EarlyWarningDb>>();
        if (!services.GetRequiredService<DemoMode>().Enabled)
        {
            return;
        }

        var here = services.GetRequiredService<RunHere>();
        var time = services.GetRequiredService<TimeProvider>();
        while (!await HasScoresAsync(factory, cancel))
        {
            // A start that was killed left its run behind, and its lease for a little while; another node may be at it.
            if (await here.TryExecuteFirstAsync(progress, cancel))
            {
                break;
            }

            progress.Report("Waiting for another process, or for the end of the lease of one that died");
            await Task.Delay(Pause, time, cancel);
        }

        await AskForFiguresAsync(factory, services.GetRequiredService<RunRequests>(), cancel);
    }

    // Once for a database, as a run of its own: nobody waits at the door for figures of administrators.
    private static async Task AskForFiguresAsync(
        IDbContextFactory<EarlyWarningDb> factory,
        RunRequests requests,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (!await db.FigureSheets.AnyAsync(cancel))
        {
            await requests.AddAsync(RunKind.Figures, RunTrigger.FirstStart, "first figures", null, cancel);
        }
    }

    private static async Task<bool> HasScoresAsync(IDbContextFactory<EarlyWarningDb> factory, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.CurrentScores.AnyAsync(cancel);
    }
}
