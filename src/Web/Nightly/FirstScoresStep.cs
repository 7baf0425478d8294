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
    public static async Task RunAsync(IServiceProvider services, IProgress<string> progress, CancellationToken cancel)
    {
        var factory = services.GetRequiredService<IDbContextFactory<EarlyWarningDb>>();
        await using (var db = await factory.CreateDbContextAsync(cancel))
        {
            var hasScores = await db.CurrentScores.AnyAsync(cancel);
            if (hasScores || !services.GetRequiredService<DemoMode>().Enabled)
            {
                return;
            }
        }

        await services
            .GetRequiredService<RunHere>()
            .ExecuteAsync(RunKind.Retrain, RunTrigger.FirstStart, null, progress, cancel);
    }
}
