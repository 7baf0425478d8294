using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Scores;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>Goes back to the scores before those in service, and to the models they were made with, in one transaction.</summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="time">The clock.</param>
internal sealed class RollBack(IDbContextFactory<EarlyWarningDb> factory, TimeProvider time)
{
    /// <summary>Goes back. What was in service is removed by the next run; its models stay in the registry.</summary>
    /// <param name="userId">Who decided.</param>
    /// <param name="reason">Why; kept with the decision.</param>
    /// <param name="cancel">Cancels; nothing is changed then.</param>
    /// <returns>Null where it was done, else why not, in a sentence.</returns>
    public async Task<string?> RunAsync(long userId, string reason, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return L["Say why: the reason is kept with the decision."];
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.Database.CreateExecutionStrategy().ExecuteAsync(() => RunAsync(db, userId, reason, cancel));
    }

    private async Task<string?> RunAsync(EarlyWarningDb db, long userId, string reason, CancellationToken cancel)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var pointer = await db.CurrentScores.SingleOrDefaultAsync(cancel);
        if (pointer?.PreviousGenerationId is not { } before)
        {
            return L["There are no earlier scores to go back to: only one step back is kept."];
        }

        var now = await db.ScoreGenerations.SingleAsync(g => g.Id == pointer.GenerationId, cancel);
        var then = await db.ScoreGenerations.SingleAsync(g => g.Id == before, cancel);
        (pointer.GenerationId, pointer.PreviousGenerationId) = (before, null);

        // Without an end it counts as unfinished, and the next run removes its rows.
        now.CompletedAt = null;
        foreach (var (old, back) in Pairs(now, then))
        {
            await SwapAsync(db, old, back, userId, reason, cancel);
        }

        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return null;
    }

    private static IEnumerable<(string? Old, string? Back)> Pairs(ScoreGeneration now, ScoreGeneration then) =>
        [
            (now.FailureModelId, then.FailureModelId),
            (now.GradeModelId, then.GradeModelId),
            (now.NextModelId, then.NextModelId),
            (now.LeavingModelId, then.LeavingModelId),
        ];

    private async Task SwapAsync(
        EarlyWarningDb db,
        string? old,
        string? back,
        long userId,
        string reason,
        CancellationToken cancel
    )
    {
        if (old is not null && old != back)
        {
            await SetRoleAsync(db, old, ModelRole.Retired, cancel);
        }

        if (back is not null)
        {
            await SetRoleAsync(db, back, ModelRole.Champion, cancel);
        }

        if ((old ?? back) is { } subject)
        {
            db.ModelDecisions.Add(
                new ModelDecision
                {
                    ModelId = subject,
                    At = time.GetUtcNow().UtcDateTime,
                    Kind = DecisionKind.RolledBack,
                    UserId = userId,
                    Reason = reason,
                }
            );
        }
    }

    private static Task SetRoleAsync(EarlyWarningDb db, string id, ModelRole role, CancellationToken cancel) =>
        db.ModelVersions.Where(m => m.Id == id).ExecuteUpdateAsync(m => m.SetProperty(v => v.Role, role), cancel);
}
