using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Demo;
using EarlyWarning.Domain.Support;
using EarlyWarning.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Demo;

/// <summary>The history of support of the demo school: closed, plausible, and nothing else is touched by it.</summary>
public sealed class DemoSupportTests
{
    private static readonly DateOnly Today = new(2026, 3, 18);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_written_once_for_finished_terms_and_leaves_everything_else_as_it_was()
    {
        await using var demo = await DemoDatabase.CreateAsync(120, 1, Today);
        var people = await PeopleAsync(demo.Database);
        var before = await OthersAsync(demo.Database);

        var written = await DemoSupport.WriteAsync(demo.Database, 1, people, Today, Cancel);
        (await DemoSupport.WriteAsync(demo.Database, 1, people, Today, Cancel)).ShouldBe(0);

        (await OthersAsync(demo.Database)).ShouldBe(before);
        await using var db = demo.Database.CreateDbContext();
        var cases = await db.SupportCases.Include(c => c.Changes).AsNoTracking().ToListAsync(Cancel);
        cases.Count.ShouldBe(written);
        written.ShouldBeGreaterThan(30);
        cases.Select(c => c.KindId).Distinct().Order().ShouldBe([1, 2, 3]);
        var running = await db.AcademicSessions.MaxAsync(s => s.StartDate, Cancel);
        cases.ShouldAllBe(c => c.Status == SupportStatus.Closed && c.Outcome != null && c.ClosedOn < running);
        cases.ShouldAllBe(c => c.ReferredOn < c.StartsOn && c.StartsOn <= c.ClosedOn);
        cases.Count(c => c.Outcome == SupportOutcome.NotTakenUp).ShouldBeInRange(1, written / 4);
        // Every step is in the record of changes, as of a case that people went through.
        cases.ShouldAllBe(c => c.Changes.Max(x => x.Version) == c.Version);
        var entries = await db.SupportEntries.Include(e => e.Case).AsNoTracking().ToListAsync(Cancel);
        entries.ShouldAllBe(e => e.OccurredOn >= e.Case!.StartsOn && e.OccurredOn <= e.Case.ClosedOn);
        entries.ShouldAllBe(e => e.Problem(Today) == null);
    }

    [Fact]
    public async Task Follows_from_the_seed()
    {
        await using var demo = await DemoDatabase.CreateAsync(60, 2, Today);
        await using var twin = await demo.Database.CopyAsync();
        await using var other = await demo.Database.CopyAsync();
        var one = await CasesAsync(demo.Database, 2);
        (await CasesAsync(twin, 2)).ShouldBe(one);
        (await CasesAsync(other, 3)).SequenceEqual(one).ShouldBeFalse();
    }

    private static async Task<List<(long, int, DateOnly, DateOnly?)>> CasesAsync(TestDatabase database, int seed)
    {
        await DemoSupport.WriteAsync(database, seed, await PeopleAsync(database), Today, Cancel);
        await using var db = database.CreateDbContext();
        var cases = await db.SupportCases.OrderBy(c => c.Id).ToListAsync(Cancel);
        return cases.ConvertAll(c => (c.StudentId, c.KindId, c.ReferredOn, c.StartsOn));
    }

    private static async Task<DemoSupportPeople> PeopleAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        AppUser[] users = [New("counsellor"), New("teacher")];
        db.Users.AddRange(users);
        await db.SaveChangesAsync(Cancel);
        return new DemoSupportPeople(users[0].Id, users[1].Id);
    }

    private static AppUser New(string name) =>
        new()
        {
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            SecurityStamp = name,
            DisplayName = name,
        };

    // Rows of all other tables.
    private static async Task<string> OthersAsync(TestDatabase database)
    {
        await using var copy = await database.CopyAsync();
        await using var db = copy.CreateDbContext();
        await db.SupportEntries.ExecuteDeleteAsync(Cancel);
        await db.SupportChanges.ExecuteDeleteAsync(Cancel);
        await db.SupportCases.ExecuteDeleteAsync(Cancel);
        await db.InstallationFacts.Where(f => f.Name == DemoSupport.Marker).ExecuteDeleteAsync(Cancel);
        return await DatabaseContent.HashAsync(db);
    }
}
