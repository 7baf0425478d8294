using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Inbox;
using EarlyWarning.Web.Features.Inbox.Making;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Inbox;

/// <summary>The sample school with what fills and reads inboxes on its database.</summary>
internal sealed class InboxWorld : IAsyncDisposable
{
    private InboxWorld(TestDatabase database, SampleSchool school) => (Database, School) = (database, school);

    public static DateOnly Today { get; } = new(2026, 11, 20);

    public static long Algebra { get; } = SampleSchool.EnrollmentId(SampleSchool.AdaId, SampleSchool.AlgebraId);

    public static long English { get; } = SampleSchool.EnrollmentId(SampleSchool.AdaId, SampleSchool.EnglishId);

    public TestDatabase Database { get; }

    public SampleSchool School { get; }

    /// <summary>Nine in the morning of <see cref="Today"/>, until a test moves it.</summary>
    public SettableClock Clock { get; } = new(new DateTimeOffset(Today, new TimeOnly(9, 0), TimeSpan.Zero));

    public TellStates States => new(Database, Database.Provider, new PostItems(Database), Zone, Clock);

    public TellCases Cases => new(Database, new PostItems(Database), Zone, Clock);

    public InboxQuery Query => new(Database, Clock);

    public MarkItems Mark => new(Database, Clock);

    public static RetrainingSettings Zone { get; } = new(1, 40, 1000) { TimeZone = TimeZoneInfo.Utc };

    public static async Task<InboxWorld> CreateAsync(DatabaseKind kind)
    {
        var database = await TestDatabase.CreateAsync(kind);
        return new InboxWorld(database, await SampleSchool.CreateAsync(database, Today));
    }

    /// <summary>Puts a generation into service: the first as of 20 days ago, each later one a day later.</summary>
    public async Task ScoreAsync(params (long Enrollment, RiskState State, bool MayChange)[] scores)
    {
        await using var db = Database.CreateDbContext();
        var pointer = await db.CurrentScores.SingleOrDefaultAsync();
        var id = (pointer?.GenerationId ?? 0) + 1;
        var asOf = Today.AddDays((int)id - 20);
        await Database.Provider.BulkInsertAsync(
            db,
            [
                new ScoreGeneration
                {
                    Id = id,
                    AsOf = asOf,
                    CreatedAt = Clock.GetUtcNow().UtcDateTime,
                    CompletedAt = Clock.GetUtcNow().UtcDateTime,
                },
            ],
            CancellationToken.None
        );
        if (pointer is null)
        {
            db.CurrentScores.Add(new CurrentScores { GenerationId = id });
        }
        else
        {
            pointer.GenerationId = id;
        }

        await db.SaveChangesAsync();
        await SampleScores.WriteAsync(
            Database,
            scores.Select(s =>
            {
                var score = SampleScores.Of(s.Enrollment, 6, s.State, 0.4, asOf, generation: id);
                score.MayChange = s.MayChange;
                return score;
            })
        );
    }

    public Task ScoreAsync(RiskState ofAdaInAlgebra, bool mayChange = false) =>
        ScoreAsync((Algebra, ofAdaInAlgebra, mayChange), (English, RiskState.OnTrack, false));

    /// <summary>All items, with whom they go to.</summary>
    public async Task<IReadOnlyList<InboxItem>> ItemsAsync()
    {
        await using var db = Database.CreateDbContext();
        return await db.InboxItems.AsNoTracking().OrderBy(i => i.Id).ToListAsync();
    }

    /// <summary>Who was told, in the order of the cast.</summary>
    public async Task<IReadOnlyList<CastMember>> ToldAsync() =>
        [.. (await ItemsAsync()).Select(i => (CastMember)i.UserId).Order()];

    /// <summary>The sentences a person reads, latest first.</summary>
    public async Task<IReadOnlyList<string>> SentencesAsync(CastMember member)
    {
        var view = await Query.GetAsync(School.ScopeOf(member), InboxShow.All, 1, CancellationToken.None);
        return [.. view.Rows.Select(r => InboxWords.Sentence(r, Today))];
    }

    public async Task OptOutAsync(CastMember member, params InboxTopic[] topics) =>
        await new InboxChoices(Database).SaveAsync(School.ScopeOf(member), topics, CancellationToken.None);

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
