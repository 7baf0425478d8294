using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Imports;

/// <summary>The published data set, against the totals its publishers give.</summary>
public class OuladDatasetTests
{
    [Theory, DatabaseData]
    public async Task Whole_data_set_is_imported_and_a_second_import_adds_nothing(DatabaseKind kind)
    {
        var path = SharedData.Require("oulad");
        await using var database = await TestDatabase.CreateAsync(kind);
        var run = new ImportRun(database, database.Provider, new TestClock(2026, 1, 2), new ImportOptions());

        var first = await run.RunAsync(new ImportRequest(path, "oulad"));
        first.State.ShouldBe(ImportState.Applied, first.Message);
        first.Quarantined.ShouldBeEmpty();

        await using var db = database.CreateDbContext();
        (await db.Enrollments.CountAsync()).ShouldBe(32_593);
        (await db.Results.CountAsync()).ShouldBe(173_912);
        (await db.Students.CountAsync()).ShouldBe(28_785);
        (await db.Classes.CountAsync()).ShouldBe(22);
        (await db.LineItems.CountAsync()).ShouldBe(206);
        (await db.Outcomes.CountAsync(o => o.Kind == OutcomeKind.Passed)).ShouldBe(12_361 + 3_024);
        (await db.Outcomes.CountAsync(o => o.Kind == OutcomeKind.Withdrawn)).ShouldBe(10_156);
        (await db.Outcomes.CountAsync(o => o.Kind == OutcomeKind.Failed)).ShouldBe(7_052);
        (await db.Results.CountAsync(r => r.Score == null)).ShouldBe(173);
        (await db.Results.CountAsync(r => r.IsBanked)).ShouldBe(1_909);
        (await db.StudentAttributes.CountAsync()).ShouldBe(32_593 * 8 - 1_111);
        (await db.ActivityDays.SumAsync(a => (long)a.Events)).ShouldBeGreaterThan(13_905);

        var second = await run.RunAsync(new ImportRequest(path, "oulad"));
        second.State.ShouldBe(ImportState.Applied, second.Message);
        second.Files.Sum(f => f.Applied).ShouldBe(0);
        (await db.Results.CountAsync()).ShouldBe(173_912);
    }
}
