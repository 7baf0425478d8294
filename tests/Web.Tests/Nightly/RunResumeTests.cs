using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>Runs that are interrupted, stopped or succeeded by another, on a copy of a trained school.</summary>
[Collection(nameof(TrainedSchool))]
public sealed class RunResumeTests(TrainedSchool school)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_was_interrupted_goes_on_with_its_dataset_and_then_with_its_models()
    {
        await using var database = await school.Database.CopyAsync();
        var runs = new RunsOnTest(database, school.Settings);
        var asked = await runs.Requests.NowAsync(RunKind.Retrain, RunTrigger.Button, cancel: Cancel);

        var first = await InterruptAtAsync(runs, database, asked.RunId, "Training for course failure");
        first.Status.ShouldBe(RunStatus.Waiting);
        first.Attempts.ShouldBe(0, "being told to go is no failure");
        first.DatasetHash.ShouldNotBeNull();

        var second = await InterruptAtAsync(runs, database, asked.RunId, "Scoring running enrollments");
        second.Report.ShouldNotBeNull();
        second.DatasetHash.ShouldBe(first.DatasetHash);

        var (end, run) = await runs.ExecuteAsync(asked.RunId, null, Cancel);
        end.ShouldBe(ExecutionEnd.Over);
        run.Status.ShouldBe(RunStatus.Succeeded, run.Error);
        await using var db = database.CreateDbContext();
        var reused = await db
            .RunSteps.Where(s => s.RunId == run.Id && s.Outcome == StepOutcome.Reused)
            .OrderBy(s => s.Number)
            .Select(s => s.Name)
            .ToListAsync(Cancel);
        reused.ShouldBe(["Computing features of finished terms", "Training"]);
        (await db.RunSteps.AnyAsync(s => s.Outcome == StepOutcome.Running, Cancel)).ShouldBeFalse();
        (await db.ScoreGenerations.CountAsync(g => g.CompletedAt == null, Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task What_an_import_changed_is_rescored_between_two_trainings()
    {
        await using var database = await school.Database.CopyAsync();
        var runs = new RunsOnTest(database, school.Settings);
        var night = await runs.Requests.NowAsync(RunKind.Retrain, RunTrigger.Button, cancel: Cancel);
        var (rescore, steps) = (0L, new List<string>());

        var (_, run) = await runs.ExecuteAsync(
            night.RunId,
            step =>
            {
                steps.Add(step);
                if (step == "Training for course failure")
                {
                    var asked = runs.Requests.NowAsync(RunKind.Rescore, RunTrigger.Import, cancel: Cancel);
                    rescore = asked.GetAwaiter().GetResult().RunId;
                }
            },
            Cancel
        );

        run.Status.ShouldBe(RunStatus.Succeeded, run.Error);
        await using var db = database.CreateDbContext();
        var between = await db.Runs.SingleAsync(r => r.Id == rescore, Cancel);
        between.Status.ShouldBe(RunStatus.Succeeded, between.Error);
        between.EndedAt!.Value.ShouldBeLessThan(run.EndedAt!.Value);
        between.GenerationId!.Value.ShouldBeLessThan(run.GenerationId!.Value);
        (await db.CurrentScores.SingleAsync(Cancel)).GenerationId.ShouldBe(run.GenerationId.Value);
        var next = steps.IndexOf("Training for the final grade");
        steps.IndexOf("Putting the scores into service").ShouldBeInRange(0, next - 1);
        steps.LastIndexOf("Putting the scores into service").ShouldBeGreaterThan(next);
        (await db.RunSteps.AnyAsync(s => s.Outcome == StepOutcome.Running, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_person_stops_a_run_and_what_was_in_service_stays()
    {
        await using var database = await school.Database.CopyAsync();
        var settings = school.Settings with { Lease = TimeSpan.FromSeconds(0.6) };
        var runs = new RunsOnTest(database, settings);
        var before = await PointerAsync(database);
        var asked = await runs.Requests.NowAsync(RunKind.Rescore, RunTrigger.Button, cancel: Cancel);
        var (end, run) = await runs.ExecuteAsync(
            asked.RunId,
            step =>
            {
                if (step == "Writing the scores")
                {
                    runs.Requests.CancelAsync(asked.RunId, "Ada", Cancel).GetAwaiter().GetResult().ShouldBeTrue();
                    WaitForBeats(database, 3);
                }
            },
            Cancel
        );
        end.ShouldBe(ExecutionEnd.Over);
        run.Status.ShouldBe(RunStatus.Cancelled);
        run.Error!.ShouldContain("Stopped by an administrator");
        (await PointerAsync(database)).ShouldBe(before);
    }

    [Fact]
    public async Task A_process_that_stalled_and_was_succeeded_stops_before_the_switch_and_writes_no_end()
    {
        await using var database = await school.Database.CopyAsync();
        var runs = new RunsOnTest(database, school.Settings);
        var before = await PointerAsync(database);
        var asked = await runs.Requests.NowAsync(RunKind.Rescore, RunTrigger.Button, cancel: Cancel);
        var (end, run) = await runs.ExecuteAsync(
            asked.RunId,
            step =>
            {
                if (step == "Putting the scores into service")
                {
                    using var db = database.CreateDbContext();
                    db.RunLeases.ExecuteUpdate(l => l.SetProperty(x => x.Owner, "the successor"));
                }
            },
            Cancel
        );
        end.ShouldBe(ExecutionEnd.NotMine);
        run.Status.ShouldBe(RunStatus.Running, "it is the successor's now");
        run.Error.ShouldBeNull();
        (await PointerAsync(database)).ShouldBe(before);
        await using var after = database.CreateDbContext();
        (await after.RunLeases.SingleAsync(Cancel)).Owner.ShouldBe("the successor");

        // The successor dies in turn; who comes next finishes the run and clears away what both had written.
        await after.RunLeases.ExecuteUpdateAsync(l => l.SetProperty(x => x.Owner, (string?)null), Cancel);
        var (_, done) = await runs.ExecuteAsync(asked.RunId, null, Cancel);
        done.Status.ShouldBe(RunStatus.Succeeded, done.Error);
        done.Attempts.ShouldBe(2);
        (await after.ScoreGenerations.CountAsync(g => g.RunId == asked.RunId, Cancel)).ShouldBe(1);
        (
            await after.Scores.AnyAsync(s => !after.ScoreGenerations.Any(g => g.Id == s.GenerationId), Cancel)
        ).ShouldBeFalse();
    }

    [Fact]
    public async Task Two_processes_at_once_execute_a_run_once()
    {
        await using var database = await school.Database.CopyAsync();
        var runs = new RunsOnTest(database, school.Settings);
        var asked = await runs.Requests.NowAsync(RunKind.Rescore, RunTrigger.Button, cancel: Cancel);
        var ends = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => Task.Run(() => runs.ExecuteAsync(asked.RunId, null, Cancel)))
        );
        ends.Count(e => e.End == ExecutionEnd.Over).ShouldBeGreaterThanOrEqualTo(1);
        await using var db = database.CreateDbContext();
        var run = await db.Runs.SingleAsync(r => r.Id == asked.RunId, Cancel);
        (run.Status, run.Attempts).ShouldBe((RunStatus.Succeeded, 1));
        (await db.ScoreGenerations.CountAsync(g => g.RunId == asked.RunId, Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_night_scores_the_current_week_and_leaves_the_weeks_before_as_they_were_shown()
    {
        await using var database = await school.Database.CopyAsync();
        var runs = new RunsOnTest(database, school.Settings);
        var before = await PastAsync(database);
        before.ShouldNotBeEmpty();
        var current = await CurrentAsync(database, (await PointerAsync(database)).GenerationId);
        var asked = await runs.Requests.NowAsync(RunKind.Rescore, RunTrigger.Button, cancel: Cancel);
        var (_, run) = await runs.ExecuteAsync(asked.RunId, null, Cancel);
        run.Status.ShouldBe(RunStatus.Succeeded, run.Error);

        (await PastAsync(database)).ShouldBe(before);
        await using var db = database.CreateDbContext();
        (
            await db.Scores.AnyAsync(s => s.GenerationId == run.GenerationId && s.Features == null, Cancel)
        ).ShouldBeFalse();

        // The same model on the same day: the same states, with the same past.
        (await CurrentAsync(database, run.GenerationId!.Value)).ShouldBe(current);
    }

    private static async Task<Run> InterruptAtAsync(RunsOnTest runs, TestDatabase database, long runId, string step)
    {
        using var go = new CancellationTokenSource();
        var end = await runs.Execution(name =>
            {
                if (name == step)
                {
                    go.Cancel();
                }
            })
            .ExecuteAsync(runId, RunLeases.NewOwner(), new Progress<string>(), go.Token);
        end.ShouldBe(ExecutionEnd.Interrupted);
        await using var db = database.CreateDbContext();
        return await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId, Cancel);
    }

    // The heart beats on a thread of its own; its marks are in the lease.
    private static void WaitForBeats(TestDatabase database, int beats)
    {
        using var db = database.CreateDbContext();
        var seen = new HashSet<DateTime>();
        SpinWait
            .SpinUntil(
                () =>
                {
                    Thread.Sleep(20);
                    seen.Add(db.RunLeases.AsNoTracking().Single().RenewedAt);
                    return seen.Count > beats;
                },
                TimeSpan.FromMinutes(2)
            )
            .ShouldBeTrue("the heart stopped");
    }

    private static async Task<CurrentScores> PointerRowAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        return await db.CurrentScores.AsNoTracking().SingleAsync(Cancel);
    }

    private static async Task<(long GenerationId, long? Previous)> PointerAsync(TestDatabase database)
    {
        var row = await PointerRowAsync(database);
        return (row.GenerationId, row.PreviousGenerationId);
    }

    private static async Task<List<string>> PastAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        return await db
            .Scores.Where(s => s.Features == null)
            .OrderBy(s => s.EnrollmentId)
            .ThenBy(s => s.Week)
            .Select(s => $"{s.EnrollmentId} {s.Week} {s.GenerationId} {s.State} {s.Margin} {s.StateSince}")
            .ToListAsync(Cancel);
    }

    private static async Task<List<string>> CurrentAsync(TestDatabase database, long generation)
    {
        await using var db = database.CreateDbContext();
        return await db
            .Scores.Where(s => s.GenerationId == generation && s.Features != null)
            .OrderBy(s => s.EnrollmentId)
            .ThenBy(s => s.Goal)
            .Select(s => $"{s.EnrollmentId} {s.Goal} {s.Week} {s.State} {s.PreviousState} {s.StateSince} {s.Margin}")
            .ToListAsync(Cancel);
    }
}
