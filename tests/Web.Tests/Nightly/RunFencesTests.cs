using EarlyWarning.Domain.Runs;
using EarlyWarning.Support;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>What keeps a night to one run on any number of nodes: the fence, the lease, the count of attempts.</summary>
public sealed class RunFencesTests
{
    private static readonly DateTimeOffset Night = new(2026, 3, 3, 2, 0, 0, TimeSpan.Zero);
    private static readonly RetrainingSettings Settings = new(1, 60, 1000) { Lease = TimeSpan.FromSeconds(60) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task A_night_asked_for_many_times_at_once_is_one_run(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var night = new DateOnly(2026, 3, 3);
        var asked = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(() =>
                        new RunsOnTest(database, Settings).Requests.NightAsync(night, RunTrigger.Schedule, Cancel)
                    )
                )
        );
        asked.Count(a => a.IsNew).ShouldBe(1);
        asked.Select(a => a.RunId).Distinct().Count().ShouldBe(1);
        await using var db = database.CreateDbContext();
        (await db.Runs.CountAsync(Cancel)).ShouldBe(1);
        (await db.Runs.SingleAsync(Cancel)).Fence.ShouldBe("night 2026-03-03");
    }

    [Theory, DatabaseData]
    public async Task Of_many_nodes_that_want_the_lease_one_gets_it(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var runs = new RunsOnTest(database, Settings);
        var taken = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Task.Run(() => runs.Leases.TryTakeAsync(1, $"node {i}", Cancel)))
        );
        taken.Count(t => t).ShouldBe(1);
        (await runs.Leases.IsFreeAsync(Cancel)).ShouldBeFalse();
    }

    [Theory, DatabaseData]
    public async Task A_node_that_dies_is_succeeded_when_its_lease_ends_and_not_before(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var clock = new SettableClock(Night);
        var leases = new RunsOnTest(database, Settings, clock).Leases;
        (await leases.TryTakeAsync(1, "first", Cancel)).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(59));
        (await leases.TryTakeAsync(1, "second", Cancel)).ShouldBeFalse();
        (await leases.RenewAsync("first", Cancel)).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(59));
        (await leases.TryTakeAsync(1, "second", Cancel)).ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(2));
        (await leases.TryTakeAsync(1, "second", Cancel)).ShouldBeTrue();

        // The first may only have stalled: it learns that it was succeeded, and cannot give away what is not its own.
        (await leases.RenewAsync("first", Cancel)).ShouldBeFalse();
        await leases.ReleaseAsync("first");
        (await leases.IsFreeAsync(Cancel)).ShouldBeFalse();
    }

    [Theory, DatabaseData]
    public async Task A_clock_that_is_set_back_does_not_hold_the_lease_for_hours(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var clock = new SettableClock(Night);
        var leases = new RunsOnTest(database, Settings, clock).Leases;
        (await leases.TryTakeAsync(1, "died", Cancel)).ShouldBeTrue();
        clock.Advance(TimeSpan.FromHours(-5));
        (await leases.IsFreeAsync(Cancel)).ShouldBeTrue();
        (await leases.TryTakeAsync(1, "next", Cancel)).ShouldBeTrue();

        // Set back by less than a lease it holds a moment longer, never more than two leases.
        clock.Advance(TimeSpan.FromSeconds(-59));
        (await leases.IsFreeAsync(Cancel)).ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(120));
        (await leases.IsFreeAsync(Cancel)).ShouldBeTrue();
    }

    [Theory, DatabaseData]
    public async Task A_run_whose_process_died_three_times_is_failed_with_its_last_step(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var runs = new RunsOnTest(database, Settings);
        var asked = await runs.Requests.NightAsync(new DateOnly(2026, 3, 3), RunTrigger.Schedule, Cancel);
        await using (var db = database.CreateDbContext())
        {
            var run = await db.Runs.SingleAsync(Cancel);
            (run.Status, run.Attempts) = (RunStatus.Running, 3);
            db.RunSteps.Add(
                new RunStep
                {
                    RunId = run.Id,
                    Number = 1,
                    Attempt = 3,
                    Name = "Scoring running enrollments",
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        var (end, ended) = await runs.ExecuteAsync(asked.RunId, null, Cancel);
        end.ShouldBe(ExecutionEnd.Over);
        ended.Status.ShouldBe(RunStatus.Failed);
        ended.EndedAt.ShouldNotBeNull();
        ended.Error!.ShouldContain("ended 3 times without a word");
        ended.Error!.ShouldContain("Scoring running enrollments");
        await using var after = database.CreateDbContext();
        (await after.RunSteps.SingleAsync(Cancel)).Outcome.ShouldBe(StepOutcome.Interrupted);
        (await runs.Leases.IsFreeAsync(Cancel)).ShouldBeTrue();
    }

    [Theory, DatabaseData]
    public async Task A_run_that_waits_is_stopped_at_once_and_one_that_is_over_not_at_all(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var runs = new RunsOnTest(database, Settings);
        var asked = await runs.Requests.NowAsync(RunKind.Retrain, RunTrigger.Button, cancel: Cancel);
        (await runs.Requests.CancelAsync(asked.RunId, "Ada", Cancel)).ShouldBeTrue();
        await using var db = database.CreateDbContext();
        var run = await db.Runs.AsNoTracking().SingleAsync(Cancel);
        run.Status.ShouldBe(RunStatus.Cancelled);
        run.Error!.ShouldContain("Ada");
        (await runs.Requests.CancelAsync(asked.RunId, "Ada", Cancel)).ShouldBeFalse();
        var (end, after) = await runs.ExecuteAsync(asked.RunId, null, Cancel);
        end.ShouldBe(ExecutionEnd.Over);
        after.Attempts.ShouldBe(0);
    }

    [Theory, DatabaseData]
    public async Task While_one_node_holds_the_lease_another_leaves_the_run_alone(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var runs = new RunsOnTest(database, Settings);
        var asked = await runs.Requests.NightAsync(new DateOnly(2026, 3, 3), RunTrigger.Schedule, Cancel);
        (await runs.Leases.TryTakeAsync(asked.RunId, "the other node", Cancel)).ShouldBeTrue();
        var (end, run) = await runs.ExecuteAsync(asked.RunId, null, Cancel);
        end.ShouldBe(ExecutionEnd.NotMine);
        run.Status.ShouldBe(RunStatus.Waiting);
        run.Attempts.ShouldBe(0);
    }

    [Theory, DatabaseData]
    public async Task The_oldest_run_is_taken_up_first_and_one_left_behind_before_any_that_waits(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var runs = new RunsOnTest(database, Settings);
        var first = await runs.Requests.NowAsync(RunKind.Retrain, RunTrigger.Button, cancel: Cancel);
        var second = await runs.Requests.NowAsync(RunKind.Rescore, RunTrigger.Import, cancel: Cancel);
        await using var db = database.CreateDbContext();
        (await RunWorker.NextAsync(db, runs.Leases, Cancel)).ShouldBe(first.RunId);
        await db
            .Runs.Where(r => r.Id == second.RunId)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.Status, RunStatus.Running), Cancel);
        (await RunWorker.NextAsync(db, runs.Leases, Cancel)).ShouldBe(second.RunId);
        await runs.Leases.TryTakeAsync(second.RunId, "node", Cancel);
        (await RunWorker.NextAsync(db, runs.Leases, Cancel)).ShouldBeNull();
    }
}
