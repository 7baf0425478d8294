using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Demo;
using EarlyWarning.Domain.Time;
using EarlyWarning.Support;

namespace EarlyWarning.Domain.Tests.Time;

public sealed class AsOfDateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_demo_school_looked_at_later_is_history_as_of_the_day_it_was_made()
    {
        await using var database = await TestDatabase.CreateAsync();
        var truth = Path.Combine(Path.GetTempPath(), $"truth-{Guid.NewGuid():n}.csv");
        var made = new DateOnly(2026, 10, 14);
        await DemoSchool.GenerateAsync(
            database,
            database.Provider,
            new DemoOptions(60, 1, made, truth),
            new Progress<DemoProgress>(),
            Cancel
        );
        File.Delete(truth);

        await using var db = database.CreateDbContext();
        (await AsOfDate.DefaultAsync(db, made, Cancel)).ShouldBe(new AsOfDate(made, false));
        (await AsOfDate.DefaultAsync(db, made.AddDays(9), Cancel)).ShouldBe(new AsOfDate(made, true));
    }
}
