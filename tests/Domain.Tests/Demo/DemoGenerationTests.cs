using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Demo;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Demo;

/// <summary>When the demo school may be made, and that it follows from its options.</summary>
public sealed class DemoGenerationTests
{
    private const int Few = 60;
    private static readonly DateOnly Today = new(2026, 3, 18);

    [Fact]
    public async Task Equal_options_make_equal_databases_and_truths()
    {
        await using var one = await DemoDatabase.CreateAsync(Few, 7, Today);
        await using var two = await DemoDatabase.CreateAsync(Few, 7, Today);
        (await HashAsync(one)).ShouldBe(await HashAsync(two));
        one.Truths.ShouldBe(two.Truths);
    }

    [Fact]
    public async Task Another_seed_or_day_makes_another_database()
    {
        await using var one = await DemoDatabase.CreateAsync(Few, 7, Today);
        await using var seed = await DemoDatabase.CreateAsync(Few, 8, Today);
        await using var day = await DemoDatabase.CreateAsync(Few, 7, Today.AddDays(1));
        var hash = await HashAsync(one);
        string.Equals(await HashAsync(seed), hash, StringComparison.Ordinal).ShouldBeFalse();
        string.Equals(await HashAsync(day), hash, StringComparison.Ordinal).ShouldBeFalse();
    }

    [Theory]
    [DatabaseData]
    public async Task Ends_complete_with_the_import_and_the_marker(DatabaseKind kind)
    {
        await using var demo = await DemoDatabase.CreateAsync(Few, 1, Today, kind);
        await using var db = demo.Database.CreateDbContext();
        (await DemoSchool.StateAsync(demo.Database, CancellationToken.None)).ShouldBe(DemoState.Complete);
        (await db.Students.CountAsync()).ShouldBe(Few);
        var import = await db.Imports.SingleAsync();
        (import.Format, import.State).ShouldBe(("demo", ImportState.Applied));
        (await db.InstallationFacts.SingleAsync()).Value.ShouldBe($"students={Few};seed=1");
    }

    [Fact]
    public async Task An_interrupted_generation_is_partial_and_made_again_as_if_nothing_had_been()
    {
        await using var whole = await DemoDatabase.CreateAsync(1600, 3, Today);
        await using var database = await TestDatabase.CreateAsync();
        var options = whole.Options with { TruthPath = whole.Options.TruthPath + ".again" };
        using var stop = new CancellationTokenSource();
        var afterFirstSchool = new Reported(stop.Cancel);
        await Should.ThrowAsync<OperationCanceledException>(() =>
            DemoSchool.GenerateAsync(database, database.Provider, options, afterFirstSchool, stop.Token)
        );
        (await DemoSchool.StateAsync(database, CancellationToken.None)).ShouldBe(DemoState.Partial);

        await DemoSchool.GenerateAsync(database, database.Provider, options, null, CancellationToken.None);

        await using var db = database.CreateDbContext();
        (await DatabaseContent.HashAsync(db)).ShouldBe(await HashAsync(whole));
        File.Delete(options.TruthPath);
    }

    [Fact]
    public async Task Refuses_a_database_that_holds_it_already()
    {
        await using var demo = await DemoDatabase.CreateAsync(Few, 1, Today);
        await Should.ThrowAsync<DemoRefusedException>(() => GenerateAsync(demo.Database));
    }

    [Fact]
    public async Task Refuses_a_database_with_real_data_and_leaves_it_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        await SampleSchool.CreateAsync(database, Today);
        await using var db = database.CreateDbContext();
        var before = await DatabaseContent.HashAsync(db);
        await Should.ThrowAsync<DemoRefusedException>(() => GenerateAsync(database));
        (await DatabaseContent.HashAsync(db)).ShouldBe(before);
    }

    [Fact]
    public async Task Never_wipes_an_interrupted_generation_that_real_data_was_added_to()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.CreateDbContext();
        db.Sources.AddRange(new Source { Id = 1, Name = "demo" }, new Source { Id = 2, Name = "oneroster" });
        await db.SaveChangesAsync();
        await Should.ThrowAsync<DemoRefusedException>(() => GenerateAsync(database));
        (await db.Sources.CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Refuses_fewer_students_than_make_a_school()
    {
        await using var database = await TestDatabase.CreateAsync();
        var options = DemoDatabase.NewOptions(19, 1, Today);
        await Should.ThrowAsync<DemoRefusedException>(() =>
            DemoSchool.GenerateAsync(database, database.Provider, options, null, CancellationToken.None)
        );
        (await DemoSchool.StateAsync(database, CancellationToken.None)).ShouldBe(DemoState.Absent);
    }

    private static Task GenerateAsync(TestDatabase database) =>
        DemoSchool.GenerateAsync(
            database,
            database.Provider,
            DemoDatabase.NewOptions(Few, 1, Today),
            null,
            CancellationToken.None
        );

    private static async Task<string> HashAsync(DemoDatabase demo)
    {
        await using var db = demo.Database.CreateDbContext();
        return await DatabaseContent.HashAsync(db);
    }

    private sealed class Reported(Action then) : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value) => then();
    }
}
