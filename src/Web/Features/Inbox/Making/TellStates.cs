using System.Runtime.CompilerServices;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Inbox.Making;

/// <summary>
/// Takes in a generation of scores once it is in service and tells whose state changed. It runs after the night, beside the
/// pages, and never holds a run up. The first generation is only remembered: nothing has changed when nothing was told.
/// </summary>
/// <remarks>
/// Items are written first, then what was told, then that the generation was taken in. Whatever dies in between, the next
/// attempt goes on: facts that were written are passed over, scorings that were counted are not counted again.
/// </remarks>
/// <param name="factory">Makes contexts.</param>
/// <param name="provider">Writes many rows fast.</param>
/// <param name="post">Writes items.</param>
/// <param name="settings">The time zone of the day.</param>
/// <param name="time">The clock.</param>
internal sealed class TellStates(
    IDbContextFactory<EarlyWarningDb> factory,
    DatabaseProvider provider,
    PostItems post,
    RetrainingSettings settings,
    TimeProvider time
)
{
    /// <summary>Days for which items are kept.</summary>
    public const int KeptDays = 180;

    /// <summary>Days after the end of a class for which it is kept what was told of it.</summary>
    private const int ClassKeptDays = 30;

    /// <summary>Score rows walked through in one query.</summary>
    private const int RangeRows = 50_000;

    /// <summary>Rows replaced in one transaction, so that others wait for a moment only.</summary>
    private const int AtOnce = 2000;

    /// <summary>Takes in the generation in service where it was not yet.</summary>
    /// <returns>Items written; 0 where there is nothing new.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var told = await db.ToldScores.AsNoTracking().SingleOrDefaultAsync(cancel);
        var generation = await db
            .CurrentScores.Join(db.ScoreGenerations, c => c.GenerationId, g => g.Id, (_, g) => g)
            .AsNoTracking()
            .SingleOrDefaultAsync(cancel);
        // What is scored as of a day long past is no news; after a roll-back the earlier scores were told already.
        if (generation is null || generation.IsHistoric || generation.Id <= told?.GenerationId)
        {
            return 0;
        }

        var isFirst = told is not { GenerationId: > 0 };
        var (after, changes) = await SeeAsync(db, generation, isFirst, cancel);
        var written = 0;
        if (!isFirst && told!.ItemsOf != generation.Id)
        {
            var now = time.GetUtcNow().UtcDateTime;
            var items = await StateItems.MakeAsync(db, generation, changes, now, Today(), cancel);
            written = await post.RunAsync(items, cancel);
            await NoteAsync(told.GenerationId, generation.Id, cancel);
        }

        await ReplaceAsync(after, cancel);
        await NoteAsync(generation.Id, generation.Id, cancel);
        await ForgetAsync(db, generation.AsOf, cancel);
        return written;
    }

    private DateOnly Today() =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), settings.TimeZone).DateTime);

    private async Task<(List<ToldState> After, List<StateChange> Changes)> SeeAsync(
        EarlyWarningDb db,
        ScoreGeneration generation,
        bool isFirst,
        CancellationToken cancel
    )
    {
        var cuts = await db
            .FlagCuts.Where(c => c.GenerationId == generation.Id)
            .ToDictionaryAsync(c => (c.OrgId, c.SessionId), c => c.WatchFrom, cancel);
        var after = new List<ToldState>();
        var changes = new List<StateChange>();
        await foreach (var (first, last) in RangesAsync(db, generation.AsOf, cancel))
        {
            var rows = await db.StatesToSee(generation, first, last, Today()).AsNoTracking().ToListAsync(cancel);
            foreach (var row in rows)
            {
                See(row, Seen(row, cuts, generation), isFirst, after, changes);
            }
        }

        return (after, changes);
    }

    private static void See(
        StateToSee row,
        SeenState seen,
        bool isFirst,
        List<ToldState> after,
        List<StateChange> changes
    )
    {
        var before = row.Told ?? ToldState.Nothing(row.EnrollmentId);
        var (now, news) = isFirst ? (ToldState.Found(row.EnrollmentId, seen), null) : before.See(seen);
        if (!ReferenceEquals(now, before))
        {
            after.Add(now);
        }

        if (news is not null)
        {
            changes.Add(new StateChange(row.EnrollmentId, row.StudentId, row.ClassId, news, row.Value));
        }
    }

    // "May change" is said of the upper cut; of the lower one the interval tells. Rules have no interval and are clear.
    private static SeenState Seen(
        StateToSee row,
        Dictionary<(long OrgId, long SessionId), double> cuts,
        ScoreGeneration generation
    )
    {
        var isNearWatch =
            row.State == RiskState.Watch
            && row.Low is { } low
            && cuts.TryGetValue((row.OrgId, row.SessionId), out var watchFrom)
            && low <= watchFrom;
        return new SeenState(row.State, !row.MayChange && !isNearWatch, generation.AsOf, generation.Id);
    }

    // Terms that are over are not walked through again.
    private static async IAsyncEnumerable<(long First, long Last)> RangesAsync(
        EarlyWarningDb db,
        DateOnly asOf,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var next = await db.FirstRunningEnrollmentAsync(asOf, cancel);
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

    private async Task ReplaceAsync(List<ToldState> rows, CancellationToken cancel)
    {
        foreach (var chunk in rows.Chunk(AtOnce))
        {
            await using var db = await factory.CreateDbContextAsync(cancel);
            await db
                .Database.CreateExecutionStrategy()
                .ExecuteAsync(async () =>
                {
                    await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                    foreach (var keys in chunk.Select(r => r.EnrollmentId).Chunk(AtOnce / 2))
                    {
                        await db.ToldStates.Where(t => keys.Contains(t.EnrollmentId)).ExecuteDeleteAsync(cancel);
                    }

                    await provider.BulkInsertAsync(db, chunk, cancel);
                    await transaction.CommitAsync(cancel);
                });
        }
    }

    private async Task NoteAsync(long takenIn, long itemsOf, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var told = await db.ToldScores.SingleOrDefaultAsync(cancel);
        if (told is null)
        {
            db.ToldScores.Add(told = new ToldScores());
        }

        (told.GenerationId, told.ItemsOf) = (takenIn, itemsOf);
        await db.SaveChangesAsync(cancel);
    }

    private async Task ForgetAsync(EarlyWarningDb db, DateOnly asOf, CancellationToken cancel)
    {
        var old = time.GetUtcNow().UtcDateTime.AddDays(-KeptDays);
        await db.InboxItems.Where(i => i.MadeAt < old).ExecuteDeleteAsync(cancel);
        var over = asOf.AddDays(-ClassKeptDays);
        await db.ToldStates.Where(t => t.Enrollment!.Class!.EndDate < over).ExecuteDeleteAsync(cancel);
    }
}
