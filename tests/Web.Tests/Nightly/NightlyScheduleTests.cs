using EarlyWarning.Domain.Runs;
using EarlyWarning.Support;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>When nights are due: time zones, daylight saving, nights missed, clocks set back.</summary>
public sealed class NightlyScheduleTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-03-27T12:00Z", "2026-03-27T01:00Z")]
    [InlineData("2026-07-01T12:00Z", "2026-07-01T00:00Z")]
    [InlineData("2026-01-15T00:59Z", "2026-01-14T01:00Z")]
    public async Task Nights_begin_at_two_in_the_school_s_own_time(string now, string due)
    {
        await using var database = await TestDatabase.CreateAsync();
        Schedule(database, At(now)).LatestBefore(At(now)).ShouldBe(At(due));
    }

    [Fact]
    public async Task In_the_night_without_two_o_clock_and_in_that_with_two_of_them_a_year_has_a_run_for_every_night()
    {
        await using var database = await TestDatabase.CreateAsync();
        var nights = new List<DateOnly>();
        var last = At("2025-12-31T12:00Z");
        for (var now = At("2026-01-01T00:00Z"); now < At("2027-01-01T00:00Z"); now = now.AddMinutes(30))
        {
            var schedule = Schedule(database, now);
            if (schedule.LatestBefore(now) is { } due && due > last)
            {
                last = due;
                nights.Add(schedule.NightOf(due));
            }
        }

        // 29 March has no two o'clock in Berlin, 25 October has it twice.
        nights.Distinct().Count().ShouldBe(nights.Count);
        nights.ShouldContain(new DateOnly(2026, 10, 25));
        nights.ShouldContain(new DateOnly(2026, 3, 28));
        nights.ShouldContain(new DateOnly(2026, 3, 29));
        nights.ShouldContain(new DateOnly(2026, 3, 30));
        nights.Count.ShouldBeInRange(364, 365);
    }

    [Theory, DatabaseData]
    public async Task A_night_that_was_missed_is_made_up_for_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var now = At("2026-03-03T07:30Z");
        (await Schedule(database, now).CatchUpAsync(Cancel)).ShouldBeNull("there is no school to train on");
        await SampleSchool.CreateAsync(database, new DateOnly(2026, 3, 3));
        var made = await Schedule(database, now).CatchUpAsync(Cancel);
        made.ShouldNotBeNull();
        (await Schedule(database, now).CatchUpAsync(Cancel)).ShouldBeNull();
        await using var db = database.CreateDbContext();
        var run = await db.Runs.SingleAsync(Cancel);
        (run.Fence, run.Trigger).ShouldBe(("night 2026-03-03", RunTrigger.CatchUp));
    }

    [Theory, DatabaseData]
    public async Task A_clock_set_back_neither_runs_the_night_again_nor_keeps_later_nights_from_being_made_up(
        DatabaseKind kind
    )
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await SampleSchool.CreateAsync(database, new DateOnly(2026, 3, 3));
        var night = At("2026-03-03T01:00Z");
        await SucceedAsync(database, new DateOnly(2026, 3, 3), night.UtcDateTime);

        // Back over two o'clock: the night's name is the same, so is its run.
        var again = await new RunsOnTest(database, new RetrainingSettings(1, 60, 1000)).Requests.NightAsync(
            Schedule(database, night).NightOf(night),
            RunTrigger.Schedule,
            Cancel
        );
        again.IsNew.ShouldBeFalse();
        (await Schedule(database, night.AddHours(3)).CatchUpAsync(Cancel)).ShouldBeNull();

        // A clock a year ahead left a run in what is the future now; that says nothing about the night before today.
        await SucceedAsync(database, new DateOnly(2027, 3, 3), night.AddYears(1).UtcDateTime);
        var missed = await Schedule(database, At("2026-03-05T08:00Z")).CatchUpAsync(Cancel);
        missed.ShouldNotBeNull();
    }

    [Theory, DatabaseData]
    public async Task Rescoring_in_the_morning_does_not_stand_for_the_night_that_was_missed(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await SampleSchool.CreateAsync(database, new DateOnly(2026, 3, 3));
        var now = At("2026-03-03T08:00Z");
        await using var db = database.CreateDbContext();
        db.ScoreGenerations.Add(
            new Domain.Scores.ScoreGeneration
            {
                AsOf = new DateOnly(2026, 3, 3),
                CreatedAt = now.UtcDateTime.AddHours(-1),
                CompletedAt = now.UtcDateTime.AddHours(-1),
                RunId = 17,
            }
        );
        await db.SaveChangesAsync(Cancel);
        (await Schedule(database, now).CatchUpAsync(Cancel)).ShouldNotBeNull();
    }

    private static async Task SucceedAsync(TestDatabase database, DateOnly night, DateTime at)
    {
        await using var db = database.CreateDbContext();
        db.Runs.Add(
            new Run
            {
                Fence = Run.NightFence(night),
                Kind = RunKind.Retrain,
                Trigger = RunTrigger.Schedule,
                Status = RunStatus.Succeeded,
                RequestedAt = at,
                StartedAt = at,
                EndedAt = at.AddMinutes(9),
            }
        );
        await db.SaveChangesAsync(Cancel);
    }

    private static NightlySchedule Schedule(TestDatabase database, DateTimeOffset now)
    {
        var clock = new SettableClock(now);
        var settings = new RetrainingSettings(1, 60, 1000) { TimeZone = Berlin };
        return new NightlySchedule(
            new RunRequests(database, clock),
            database,
            settings,
            clock,
            NullLogger<NightlySchedule>.Instance
        );
    }

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
