using EarlyWarning.Domain.Runs;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Admin;
using EarlyWarning.Web.Features.Runs;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace EarlyWarning.Web.Tests.Features.Runs;

public sealed class RunsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetrainingSettings Settings = new(1, 40, 1000) { TimeZone = TimeZoneInfo.Utc };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task Run_now_asks_once_while_one_waits(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, DateOnly.FromDateTime(Now.UtcDateTime));
        var scope = school.ScopeOf(CastMember.DistrictAdministrator);
        var ask = new AskForRun(database, new RunRequests(database, new SettableClock(Now)));

        var first = (await ask.NowAsync(scope, RunTrigger.Button, Cancel))!.Value;
        var second = (await ask.NowAsync(scope, RunTrigger.Api, Cancel))!.Value;

        (first.IsNew, second.IsNew).ShouldBe((true, false));
        second.RunId.ShouldBe(first.RunId);
        (await ask.StopAsync(scope, first.RunId, Cancel)).ShouldBeNull();
        (await ask.StopAsync(scope, first.RunId, Cancel)).ShouldBe("The run was over already.");
        (await ask.NowAsync(scope, RunTrigger.Button, Cancel))!.Value.IsNew.ShouldBeTrue("the first one is over");
        await using var db = database.CreateDbContext();
        (await db.Runs.Select(r => r.RequestedBy).Distinct().ToListAsync(Cancel)).ShouldBe([scope.UserId]);
    }

    [Fact]
    public async Task Pressing_at_the_same_moment_makes_one_run()
    {
        await using var database = await TestDatabase.CreateAsync();
        var school = await SampleSchool.CreateAsync(database, DateOnly.FromDateTime(Now.UtcDateTime));
        var scope = school.ScopeOf(CastMember.DistrictAdministrator);
        var ask = new AskForRun(database, new RunRequests(database, TimeProvider.System));

        var asked = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => ask.NowAsync(scope, RunTrigger.Button, Cancel)))
        );

        asked.Count(a => a!.Value.IsNew).ShouldBe(1);
        await using var db = database.CreateDbContext();
        (await db.Runs.CountAsync(Cancel)).ShouldBe(1);
    }

    [Theory, DatabaseData]
    public async Task The_page_shows_the_run_at_work_with_its_steps(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(database, DateOnly.FromDateTime(Now.UtcDateTime));
        var scope = school.ScopeOf(CastMember.DistrictAdministrator);
        var (done, running) = await AddRunsAsync(database, scope.UserId);
        var query = Query(database);

        var view = (await query.GetAsync(scope, null, 1, Cancel))!;

        view.Total.ShouldBe(2);
        view.Runs.Select(r => r.Id).ShouldBe([running, done]);
        view.Open.Single().Id.ShouldBe(running);
        view.Shown!.Run.Id.ShouldBe(running);
        view.Shown.Run.RequestedBy.ShouldNotBeNullOrEmpty();
        view.Shown.Steps.Select(s => s.Name).ShouldBe(["Reading the school", "Training"]);
        view.Schedule.Next!.Value.ShouldBe(new DateTimeOffset(2026, 11, 21, 2, 0, 0, TimeSpan.Zero));
        (await query.GetAsync(scope, done, 1, Cancel))!.Shown!.Run.Id.ShouldBe(done);
        (await query.GetAsync(scope, 4711, 1, Cancel)).ShouldBeNull();

        var figure = RunTimeLine.Of(view.Shown, Now.UtcDateTime);
        figure
            .Spans.Select(s => (s.Start, s.Length, s.Kind))
            .ShouldBe([(0, 20, SpanKind.Done), (20, 40, SpanKind.Running)]);
        figure.Table.Rows[0].ShouldBe(["Reading the school", "under 1 s", "20 s", "1,200", "done: As of 2026-11-20"]);
    }

    [Theory]
    [InlineData(CastMember.TeacherA)]
    [InlineData(CastMember.Counsellor)]
    [InlineData(CastMember.SouthAdministrator)]
    [InlineData(CastMember.WithoutRole)]
    public async Task Runs_are_not_there_for_others(CastMember member)
    {
        await using var database = await TestDatabase.CreateAsync();
        var school = await SampleSchool.CreateAsync(database, DateOnly.FromDateTime(Now.UtcDateTime));
        var scope = school.ScopeOf(member);
        var (_, running) = await AddRunsAsync(database, null);
        var ask = new AskForRun(database, new RunRequests(database, TimeProvider.System));

        (await Query(database).GetAsync(scope, null, 1, Cancel)).ShouldBeNull();
        (await Query(database).FindAsync(scope, running, Cancel)).ShouldBeNull();
        (await ask.NowAsync(scope, RunTrigger.Button, Cancel)).ShouldBeNull();
        (await ask.StopAsync(scope, running, Cancel)).ShouldBe(Administration.NotFound);
        await using var db = database.CreateDbContext();
        (await db.Runs.AnyAsync(r => r.CancelRequested, Cancel)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0 0 2 * * ?", "every night at 02:00")]
    [InlineData("0 30 23 ? * *", "every night at 23:30")]
    [InlineData("0 0 2 ? * MON-FRI", "by the schedule \"0 0 2 ? * MON-FRI\"")]
    [InlineData("0 0 2/4 * * ?", "by the schedule \"0 0 2/4 * * ?\"")]
    [InlineData("0 0 2 1 * ?", "by the schedule \"0 0 2 1 * ?\"")]
    public void A_simple_schedule_is_said_in_words(string cron, string words) =>
        RunWords.Schedule(cron).ShouldBe(words);

    [Theory]
    [InlineData(0.4, "under 1 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(3900, "1 h 05 min")]
    public void Durations_are_said_in_two_units_at_most(double seconds, string words) =>
        RunWords.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(words);

    private static NightlyQuery Query(TestDatabase database)
    {
        var clock = new SettableClock(Now);
        var requests = new RunRequests(database, clock);
        var schedule = new NightlySchedule(requests, database, Settings, clock, NullLogger<NightlySchedule>.Instance);
        return new NightlyQuery(database, schedule, Settings, clock);
    }

    private static async Task<(long Done, long Running)> AddRunsAsync(TestDatabase database, long? userId)
    {
        var start = Now.UtcDateTime.AddSeconds(-60);
        var done = new Run
        {
            Fence = "done",
            Kind = RunKind.Retrain,
            Trigger = RunTrigger.Schedule,
            Status = RunStatus.Succeeded,
            RequestedAt = start.AddHours(-9),
            StartedAt = start.AddHours(-9),
            EndedAt = start.AddHours(-8),
        };
        var running = new Run
        {
            Fence = "running",
            Kind = RunKind.Retrain,
            Trigger = RunTrigger.Button,
            Status = RunStatus.Running,
            RequestedAt = start,
            StartedAt = start,
            RequestedBy = userId,
            Attempts = 1,
        };
        await using var db = database.CreateDbContext();
        db.Runs.Add(done);
        await db.SaveChangesAsync(Cancel);
        db.Runs.Add(running);
        await db.SaveChangesAsync(Cancel);
        db.RunSteps.AddRange(
            new RunStep
            {
                RunId = running.Id,
                Number = 1,
                Attempt = 1,
                Name = "Reading the school",
                StartedAt = start,
                EndedAt = start.AddSeconds(20),
                Rows = 1200,
                Outcome = StepOutcome.Done,
                Detail = "As of 2026-11-20",
            },
            new RunStep
            {
                RunId = running.Id,
                Number = 2,
                Attempt = 1,
                Name = "Training",
                StartedAt = start.AddSeconds(20),
                Outcome = StepOutcome.Running,
            }
        );
        await db.SaveChangesAsync(Cancel);
        return (done.Id, running.Id);
    }
}
