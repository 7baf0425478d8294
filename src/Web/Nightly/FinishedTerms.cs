using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Neural;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>Makes what a run learns from: snapshots of finished terms, of a sample of the students where there are many.</summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="settings">Rows and seed.</param>
internal sealed class FinishedTerms(IDbContextFactory<EarlyWarningDb> factory, RetrainingSettings settings)
{
    /// <summary>Outcomes decided later after a class's end than this are left out of training and tests.</summary>
    private const int MostDaysAfterEnd = 30;

    /// <summary>One pass over every record.</summary>
    /// <param name="input">The school.</param>
    /// <param name="budget">How many rows carry weekly signals.</param>
    /// <param name="cancel">Cancels the pass.</param>
    public async Task<TrainingSet> ReadAsync(RunInput input, TournamentBudget budget, CancellationToken cancel)
    {
        var rows = new List<SnapshotRow>();
        var all = await CountRowsAsync(cancel);
        var sample = new StudentSample(all, settings.TrainingRows, settings.Seed);
        // Only who is compared on weekly signals carries them: at a district's size all would take as much as the features.
        // They are drawn as the comparison draws its sample, so that they are found in it.
        var weekly = new StudentSample(
            Math.Min(all, settings.TrainingRows),
            budget.RowsOf(WeeklySequenceTrainer.TrainerName),
            Comparison.SampleSeed(settings.Seed)
        );
        await input
            .Pass.WithWeekly(weekly.Takes)
            .RunAsync(
                sample.Takes,
                input.Pass.AtHorizons,
                batch =>
                {
                    rows.AddRange(batch);
                    return Task.CompletedTask;
                },
                cancel
            );

        // Just after a term's end only departures are known; training on those would teach that everybody leaves.
        var decided = rows.GroupBy(r => r.Class.SessionId)
            .Where(t => t.Count(r => r.Outcome is not null) * 2 >= t.Count())
            .Select(t => t.Key)
            .ToHashSet();
        List<SnapshotRow> kept = [.. rows.Where(r => decided.Contains(r.Class.SessionId) && IsTimely(r))];
        return new TrainingSet(
            input.AsOf.Day,
            input.Catalogue.Names,
            input.Terms,
            input.TermOfSession,
            kept.Select(r => r.Class).DistinctBy(c => c.Id).Where(input.Pass.IsShown).Select(c => c.Id).ToHashSet(),
            budget,
            kept
        );
    }

    // One outcome written up long after its class would hold its whole term back from later tests; one decided before its
    // class began cannot be true.
    private static bool IsTimely(SnapshotRow row) =>
        row.Outcome is { } outcome
        && outcome.DecidedOn < row.Class.End + MostDaysAfterEnd
        && outcome.DecidedOn >= row.Class.Start;

    private async Task<long> CountRowsAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.Outcomes.LongCountAsync(o => o.Version == 0, cancel) * SnapshotPass.Horizons.Count;
    }
}
