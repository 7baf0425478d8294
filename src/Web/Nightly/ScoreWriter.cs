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

    /// <summary>Begins a generation, after removing what an unfinished one left.</summary>
    public async Task<long> BeginAsync(ScoreGeneration generation, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var unfinished = await db
            .ScoreGenerations.Where(g => g.CompletedAt == null)
            .Select(g => g.Id)
            .ToListAsync(cancel);
        await RemoveAsync(db, s => unfinished.Contains(s.GenerationId), cancel);
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
    /// <exception cref="RetrainingException">Another process has taken the run over.</exception>
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
                var current = await db.CurrentScores.SingleOrDefaultAsync(cancel);
                if (current is null)
                {
                    db.CurrentScores.Add(new CurrentScores { GenerationId = generationId });
                }
                else
                {
                    (current.PreviousGenerationId, current.GenerationId) = (current.GenerationId, generationId);
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
            throw new RetrainingException("Another process has taken this run over and goes on with it.");
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

    /// <summary>Removes rows that no generation in service or kept for roll-back shows.</summary>
    public async Task CleanAsync(long generationId, DateOnly asOf, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await CleanAsync(db, generationId, asOf, cancel);
    }

    // Rows of the same week from generations before the last two, and rows of days after an as-of date that went back.
    private static async Task CleanAsync(EarlyWarningDb db, long generationId, DateOnly asOf, CancellationToken cancel)
    {
        var previous = await db.CurrentScores.Select(c => c.PreviousGenerationId).SingleAsync(cancel);
        await RemoveAsync(db, s => s.GenerationId < generationId && s.AsOf > asOf, cancel);
        if (previous is null)
        {
            return;
        }

        await RemoveAsync(
            db,
            s =>
                s.GenerationId < previous
                && db.Scores.Any(newer =>
                    newer.EnrollmentId == s.EnrollmentId
                    && newer.Goal == s.Goal
                    && newer.Week == s.Week
                    && newer.GenerationId > s.GenerationId
                    && newer.GenerationId <= previous
                ),
            cancel
        );
        await db.ClassSummaries.Where(c => c.GenerationId < previous).ExecuteDeleteAsync(cancel);
    }

    private static Task RemoveAsync(
        EarlyWarningDb db,
        System.Linq.Expressions.Expression<Func<Score, bool>> which,
        CancellationToken cancel
    ) => db.Scores.Where(which).ExecuteDeleteAsync(cancel);
}
