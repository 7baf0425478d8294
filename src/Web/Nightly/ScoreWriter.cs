using System.Runtime.CompilerServices;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>
/// Writes a generation of scores in small transactions, then switches the pointer in one. Readers see the old generation
/// until then; a run that dies leaves rows that no pointer names, which the next run removes.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="provider">Writes many rows fast.</param>
internal sealed class ScoreWriter(IDbContextFactory<EarlyWarningDb> factory, DatabaseProvider provider)
{
    private const int BatchSize = 4000;

    /// <summary>Rows walked through in one statement, so that other writers wait for a moment only.</summary>
    private const int RangeRows = 20_000;

    /// <summary>Begins a generation, after removing what an unfinished one left.</summary>
    public async Task<long> BeginAsync(ScoreGeneration generation, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var unfinished = await db
            .ScoreGenerations.Where(g => g.CompletedAt == null)
            .Select(g => g.Id)
            .ToListAsync(cancel);
        if (unfinished.Count > 0)
        {
            await RemoveAsync(db, long.MinValue, s => unfinished.Contains(s.GenerationId), cancel);
        }

        await db.ClassSummaries.Where(c => unfinished.Contains(c.GenerationId)).ExecuteDeleteAsync(cancel);
        await db.FlagCuts.Where(c => unfinished.Contains(c.GenerationId)).ExecuteDeleteAsync(cancel);
        await db.ScoreGenerations.Where(g => unfinished.Contains(g.Id)).ExecuteDeleteAsync(cancel);
        db.ScoreGenerations.Add(generation);
        await db.SaveChangesAsync(cancel);
        return generation.Id;
    }

    /// <summary>Writes scores in batches, each in a transaction of its own.</summary>
    public async Task WriteAsync(IEnumerable<Score> scores, CancellationToken cancel)
    {
        foreach (var batch in scores.Chunk(BatchSize))
        {
            await using var db = await factory.CreateDbContextAsync(cancel);
            await provider.BulkInsertAsync(db, batch, cancel);
        }
    }

    /// <summary>Writes cuts and class summaries.</summary>
    public async Task WriteAsync(
        IReadOnlyList<FlagCut> cuts,
        IEnumerable<ClassSummary> summaries,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await provider.BulkInsertAsync(db, cuts, cancel);
        await provider.BulkInsertAsync(db, summaries, cancel);
    }

    /// <summary>
    /// Makes the generation the one readers see, with the models it was scored by, and the run a success, in one
    /// transaction: a process that dies before it has changed nothing, one that dies after it has done all.
    /// </summary>
    /// <exception cref="LeaseLostException">Another process has taken the run over.</exception>
    public async Task SwitchAsync(
        long generationId,
        RunJournal journal,
        Serving serving,
        DateTime now,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                await EndRunAsync(db, journal, generationId, now, cancel);
                await ReplaceChampionsAsync(db, serving, journal.Run, now, cancel);
                var generation = await db.ScoreGenerations.SingleAsync(g => g.Id == generationId, cancel);
                generation.CompletedAt = now;
                var isBack = await RemoveLaterAsync(db, generation, cancel) > 0;
                var current = await db.CurrentScores.SingleOrDefaultAsync(cancel);
                if (current is null)
                {
                    db.CurrentScores.Add(new CurrentScores { GenerationId = generationId });
                }
                else
                {
                    current.PreviousGenerationId = isBack ? null : current.GenerationId;
                    current.GenerationId = generationId;
                }

                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
            });
    }

    private static async Task EndRunAsync(
        EarlyWarningDb db,
        RunJournal journal,
        long generationId,
        DateTime now,
        CancellationToken cancel
    )
    {
        // The write to the lease's row makes this transaction wait for, and see, whoever has taken it over.
        var mine = await db
            .RunLeases.Where(l => l.Owner == journal.Owner)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.RenewedAt, now), cancel);
        if (mine != 1)
        {
            throw new LeaseLostException();
        }

        await db
            .Runs.Where(r => r.Id == journal.Run.Id)
            .ExecuteUpdateAsync(
                r =>
                    r.SetProperty(x => x.Status, RunStatus.Succeeded)
                        .SetProperty(x => x.EndedAt, now)
                        .SetProperty(x => x.GenerationId, generationId),
                cancel
            );
    }

    private static async Task ReplaceChampionsAsync(
        EarlyWarningDb db,
        Serving serving,
        Run run,
        DateTime now,
        CancellationToken cancel
    )
    {
        foreach (var model in serving.Models)
        {
            var id = model.Version.Id;
            await db
                .ModelVersions.Where(m => m.Goal == model.Version.Goal && m.Role == ModelRole.Champion && m.Id != id)
                .ExecuteUpdateAsync(m => m.SetProperty(v => v.Role, ModelRole.Retired), cancel);
            await db
                .ModelVersions.Where(m => m.Id == id)
                .ExecuteUpdateAsync(m => m.SetProperty(v => v.Role, ModelRole.Champion), cancel);
        }

        if (run.Kind == RunKind.Promote)
        {
            db.ModelDecisions.Add(
                new ModelDecision
                {
                    ModelId = run.ModelId!,
                    At = now,
                    Kind = DecisionKind.Promoted,
                    UserId = run.RequestedBy,
                    RunId = run.Id,
                    Reason = run.Reason ?? "No reason was given.",
                }
            );
        }
    }

    // Where the as-of date went back (asked for, or the clock was set back) over the end of a week, rows of weeks that have
    // not come yet would be taken for the latest ones. There is then nothing whole to roll back to.
    private static async Task<int> RemoveLaterAsync(
        EarlyWarningDb db,
        ScoreGeneration generation,
        CancellationToken cancel
    )
    {
        var (id, asOf) = (generation.Id, generation.AsOf);
        if (!await db.ScoreGenerations.AnyAsync(g => g.Id < id && g.AsOf > asOf, cancel))
        {
            return 0;
        }

        return await db
            .Scores.Where(s =>
                s.GenerationId < id
                && s.AsOf > asOf
                && !db.Scores.Any(n =>
                    n.EnrollmentId == s.EnrollmentId && n.Goal == s.Goal && n.Week == s.Week && n.GenerationId == id
                )
            )
            .ExecuteDeleteAsync(cancel);
    }

    /// <summary>
    /// Removes rows that neither the generation in service nor the one kept for roll-back shows, and the reasons of weeks
    /// that are over: those are kept for the latest week only.
    /// </summary>
    /// <param name="first">Least key of the enrollments on show: those of terms that are over are not walked through again.</param>
    /// <param name="cancel">Cancels; the next run goes on.</param>
    public async Task CleanAsync(long? first, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (await db.CurrentScores.Select(c => c.PreviousGenerationId).SingleAsync(cancel) is not { } previous)
        {
            return;
        }

        await foreach (var range in RangesAsync(db, first ?? long.MaxValue, cancel))
        {
            await CleanAsync(db, range, previous, cancel);
        }

        await db.ClassSummaries.Where(c => c.GenerationId < previous).ExecuteDeleteAsync(cancel);
    }

    private static async Task CleanAsync(
        EarlyWarningDb db,
        (long First, long Last) range,
        long previous,
        CancellationToken cancel
    )
    {
        var old = db.Scores.Where(s =>
            s.EnrollmentId >= range.First && s.EnrollmentId <= range.Last && s.GenerationId < previous
        );
        await old.Where(s =>
                db.Scores.Any(newer =>
                    newer.EnrollmentId == s.EnrollmentId
                    && newer.Goal == s.Goal
                    && newer.Week == s.Week
                    && newer.GenerationId > s.GenerationId
                    && newer.GenerationId <= previous
                )
            )
            .ExecuteDeleteAsync(cancel);
        await old.Where(s =>
                s.Features != null
                && db.Scores.Any(newer =>
                    newer.EnrollmentId == s.EnrollmentId
                    && newer.Goal == s.Goal
                    && newer.Week > s.Week
                    && newer.GenerationId <= previous
                )
            )
            .ExecuteUpdateAsync(
                s => s.SetProperty(x => x.Features, (byte[]?)null).SetProperty(x => x.Contributions, (byte[]?)null),
                cancel
            );
    }

    private static async Task RemoveAsync(
        EarlyWarningDb db,
        long first,
        System.Linq.Expressions.Expression<Func<Score, bool>> which,
        CancellationToken cancel
    )
    {
        await foreach (var range in RangesAsync(db, first, cancel))
        {
            await db
                .Scores.Where(s => s.EnrollmentId >= range.First && s.EnrollmentId <= range.Last)
                .Where(which)
                .ExecuteDeleteAsync(cancel);
        }
    }

    // One statement over all rows would hold every other writer up for as long as it takes.
    private static async IAsyncEnumerable<(long First, long Last)> RangesAsync(
        EarlyWarningDb db,
        long first,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        long? next = first;
        while (next is { } from)
        {
            var last = await db
                .Scores.Where(s => s.EnrollmentId >= from)
                .OrderBy(s => s.EnrollmentId)
                .Skip(RangeRows)
                .Select(s => (long?)s.EnrollmentId)
                .FirstOrDefaultAsync(cancel);
            yield return (from, last ?? long.MaxValue);
            next = last + 1;
        }
    }
}
