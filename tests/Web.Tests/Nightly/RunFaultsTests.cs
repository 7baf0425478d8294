using System.Data.Common;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>
/// Faults whose cause lies outside the program: each ends the run with a sentence, and what is in service answers all the
/// while.
/// </summary>
[Collection(nameof(TrainedSchool))]
public sealed class RunFaultsTests(TrainedSchool school)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_under_the_database_fails_the_run_with_a_sentence()
    {
        await using var database = await school.Database.CopyAsync("Pooling=False");
        var disk = new SmallDisk(database);
        var runs = new RunsOnTest(database, school.Settings, contexts: disk);
        var asked = await runs.Requests.NowAsync(RunKind.Rescore, RunTrigger.Button, cancel: Cancel);
        var before = await RosterAsync(database);
        var (end, run) = await runs.ExecuteAsync(
            asked.RunId,
            step => disk.IsFull = step == "Writing the scores",
            Cancel
        );
        end.ShouldBe(ExecutionEnd.Over);
        run.Status.ShouldBe(RunStatus.Failed);
        run.Error!.ShouldContain("disk is full");
        run.Error!.ShouldContain("What was in service still is.");
        (await RosterAsync(database)).ShouldBe(before);

        // Room is made: the next run clears away the half-written scores and succeeds.
        disk.IsFull = false;
        var again = await runs.Requests.NowAsync(RunKind.Rescore, RunTrigger.Button, cancel: Cancel);
        var (_, next) = await runs.ExecuteAsync(again.RunId, null, Cancel);
        next.Status.ShouldBe(RunStatus.Succeeded, next.Error);
        await using var db = database.CreateDbContext();
        (await db.ScoreGenerations.CountAsync(g => g.CompletedAt == null, Cancel)).ShouldBe(0);
    }

    [Fact]
    public void A_full_disk_under_the_datasets_has_the_same_sentence()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no /dev/full.");
        var full = Should.Throw<IOException>(() =>
        {
            using var file = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
            file.Write(new byte[100_000]);
            file.Flush(flushToDisk: true);
        });
        RunFaults.Sentence(full)!.ShouldContain("The disk is full");
        RunFaults.Sentence(new AggregateException(full))!.ShouldContain("The disk is full");
    }

    [Fact]
    public async Task A_locked_database_fails_the_run_which_says_so_once_it_may()
    {
        await using var database = await school.Database.CopyAsync("Default Timeout=1;Pooling=False");
        using var log = new OnWarning();
        var runs = new RunsOnTest(database, school.Settings, logger: log);
        var asked = await runs.Requests.NowAsync(RunKind.Rescore, RunTrigger.Button, cancel: Cancel);
        var before = await RosterAsync(database);
        await using var other = database.CreateDbContext();
        await other.Database.OpenConnectionAsync(Cancel);
        var during = "";
        log.Do = () =>
        {
            // The end of the run could not be written either: the roster is read meanwhile, then the other program lets go.
            during = RosterAsync(database).GetAwaiter().GetResult();
            other.Database.ExecuteSqlRaw("ROLLBACK");
        };
        var (end, run) = await runs.ExecuteAsync(
            asked.RunId,
            step =>
            {
                if (step == "Writing the scores")
                {
                    other.Database.ExecuteSqlRaw("BEGIN EXCLUSIVE");
                }
            },
            Cancel
        );
        end.ShouldBe(ExecutionEnd.Over);
        run.Status.ShouldBe(RunStatus.Failed);
        run.Error!.ShouldContain("held by another program");
        during.ShouldBe(before);
        (await RosterAsync(database)).ShouldBe(before);
    }

    [Fact]
    public async Task Poisoned_rows_are_left_out_and_counted()
    {
        await using var database = await school.Database.CopyAsync();
        await using (var db = database.CreateDbContext())
        {
            await db.Database.OpenConnectionAsync(Cancel);
            await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF", Cancel);
            var scored = await db
                .Results.Where(r => r.Version == 0 && r.Score != null && r.ScoreKnownFrom != null)
                .OrderBy(r => r.StudentId)
                .ThenBy(r => r.LineItemId)
                .Select(r => new { r.StudentId, r.LineItemId })
                .Take(4)
                .ToListAsync(Cancel);
            double[] poison = [double.PositiveInfinity, 1e300, -1e300];
            for (var i = 0; i < poison.Length; i++)
            {
                var (row, score) = (scored[i], poison[i]);
                await db
                    .Results.Where(r =>
                        r.StudentId == row.StudentId && r.LineItemId == row.LineItemId && r.Version == 0
                    )
                    .ExecuteUpdateAsync(r => r.SetProperty(x => x.Score, score), Cancel);
            }

            await db
                .Results.Where(r =>
                    r.StudentId == scored[3].StudentId && r.LineItemId == scored[3].LineItemId && r.Version == 0
                )
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.LineItemId, 987654321), Cancel);
            var outcomes = await db
                .Outcomes.Where(o => o.Kind == OutcomeKind.Passed)
                .OrderBy(o => o.EnrollmentId)
                .Select(o => o.EnrollmentId)
                .Take(2)
                .ToListAsync(Cancel);
            await db
                .Outcomes.Where(o => o.EnrollmentId == outcomes[0])
                .ExecuteUpdateAsync(o => o.SetProperty(x => x.DecidedOn, new DateOnly(1999, 1, 1)), Cancel);
            await db
                .Outcomes.Where(o => o.EnrollmentId == outcomes[1])
                .ExecuteUpdateAsync(o => o.SetProperty(x => x.FinalScore, 1e300), Cancel);
        }

        var runs = new RunsOnTest(database, school.Settings);
        var asked = await runs.Requests.NowAsync(RunKind.Retrain, RunTrigger.Button, cancel: Cancel);
        var (_, run) = await runs.ExecuteAsync(asked.RunId, null, Cancel);
        run.Status.ShouldBe(RunStatus.Succeeded, run.Error);
        await using var after = database.CreateDbContext();
        var detail = (await after.RunSteps.SingleAsync(s => s.RunId == run.Id && s.Number == 1, Cancel)).Detail!;
        detail.ShouldContain("3 scores that are no number or on no scale");
        detail.ShouldContain("1 results of an unknown line item");
        detail.ShouldContain("1 outcomes decided before their class began");
        var scores = await after
            .Scores.Where(s => s.GenerationId == run.GenerationId && s.Margin != null)
            .ToListAsync(Cancel);
        scores.ShouldNotBeEmpty();
        scores.ShouldAllBe(s => double.IsFinite(s.Margin!.Value) && Math.Abs(s.Margin.Value) < 1000);
    }

    [Fact]
    public async Task An_error_that_nobody_foresaw_is_a_sentence_too_and_the_next_run_succeeds()
    {
        await using var database = await school.Database.CopyAsync();
        var runs = new RunsOnTest(database, school.Settings);
        var before = await RosterAsync(database);
        var asked = await runs.Requests.NowAsync(RunKind.Rescore, RunTrigger.Button, cancel: Cancel);
        var (_, run) = await runs.ExecuteAsync(
            asked.RunId,
            step =>
            {
                if (step == "Putting the scores into service")
                {
                    throw new InvalidTimeZoneException("out of the blue");
                }
            },
            Cancel
        );
        run.Status.ShouldBe(RunStatus.Failed);
        run.Error!.ShouldContain("out of the blue");
        run.Error!.ShouldContain("What was in service still is.");
        (await RosterAsync(database)).ShouldBe(before);
        await runs.RetrainAsync(Cancel);
    }

    // What a roster shows, read as pages read it.
    private static async Task<string> RosterAsync(TestDatabase database)
    {
        await using var db = database.CreateDbContext();
        var scores = await ScoresInService.ReadAsync(db, new DateOnly(2026, 1, 1), Cancel);
        var standings = await db.StandingsOf(db.Enrollments, scores.GenerationId, Goal.CourseFailure)
            .OrderBy(s => s.Enrollment.Id)
            .Select(s => new
            {
                s.Enrollment.Id,
                s.Score!.Value,
                State = (RiskState?)s.Score.State,
            })
            .ToListAsync(Cancel);
        standings.Count(s => s.Value is not null).ShouldBeGreaterThan(100);
        return string.Join('\n', standings);
    }

    /// <summary>A database on a disk that has no page left while it is full.</summary>
    private sealed class SmallDisk(TestDatabase database) : IDbContextFactory<EarlyWarningDb>
    {
        public bool IsFull { get; set; }

        public EarlyWarningDb CreateDbContext()
        {
            var options = new DbContextOptionsBuilder<EarlyWarningDb>();
            database.Provider.Configure(options, database.ConnectionString);
            options.AddInterceptors(new Full(this));
            return new EarlyWarningDb(options.Options);
        }

        private sealed class Full(SmallDisk disk) : DbConnectionInterceptor
        {
            public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
                Limit(connection);

            public override Task ConnectionOpenedAsync(
                DbConnection connection,
                ConnectionEndEventData eventData,
                CancellationToken cancellationToken = default
            )
            {
                Limit(connection);
                return Task.CompletedTask;
            }

            private void Limit(DbConnection connection)
            {
                if (disk.IsFull)
                {
                    using var command = connection.CreateCommand();
                    command.CommandText = "PRAGMA max_page_count = 1";
                    command.ExecuteNonQuery();
                }
            }
        }
    }

    /// <summary>Does something at the first warning.</summary>
    private sealed class OnWarning : ILogger<RunExecution>, IDisposable
    {
        public Action? Do { get; set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (logLevel == LogLevel.Warning)
            {
                var once = Do;
                Do = null;
                once?.Invoke();
            }
        }

        public void Dispose() { }
    }
}
