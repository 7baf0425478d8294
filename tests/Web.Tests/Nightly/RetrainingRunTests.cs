using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Demo;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Students;
using EarlyWarning.Ml.Models;
using EarlyWarning.Support;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>The whole way from records to scores on a small demo school, made and trained once for all tests here.</summary>
[CollectionDefinition(nameof(TrainedSchool))]
public sealed class TrainedSchool : IAsyncLifetime, ICollectionFixture<TrainedSchool>
{
    public TestDatabase Database { get; private set; } = null!;

    internal RetrainingReport Report { get; private set; } = null!;

    internal RetrainingSettings Settings { get; } =
        new(1, 60, 40_000)
        {
            DatasetFolder = Path.Combine(Path.GetTempPath(), $"datasets-{Guid.NewGuid():n}"),
            Budget = new TournamentBudget
            {
                ComparisonRows = 800,
                Trials = 2,
                Rows = new Dictionary<string, int>(StringComparer.Ordinal) { ["lstm"] = 800 },
            },
        };

    internal RunsOnTest Runs => new(Database, Settings);

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        var truth = Path.Combine(Path.GetTempPath(), $"truth-{Guid.NewGuid():n}.csv");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().Date);
        await DemoSchool.GenerateAsync(
            Database,
            Database.Provider,
            new DemoOptions(240, 5, today, truth),
            new Progress<DemoProgress>(),
            TestContext.Current.CancellationToken
        );
        File.Delete(truth);
        var run = await Runs.RetrainAsync(TestContext.Current.CancellationToken);
        Report = RunHere.ReportOf(run)!;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Settings.DatasetFolder, recursive: true);
        return Database.DisposeAsync();
    }
}

[Collection(nameof(TrainedSchool))]
public sealed class RetrainingRunTests(TrainedSchool school)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Judges_on_a_term_that_no_model_was_trained_on()
    {
        foreach (var horizon in school.Report.Goals.SelectMany(g => g.Horizons))
        {
            horizon.TrainTerms.ShouldNotContain(horizon.TestTerm);
            horizon.Models.Count(m => m.Role == "champion").ShouldBe(1);
            horizon.Models.Count(m => m.Role == "challenger").ShouldBe(1);
            horizon.Models.Where(m => m.Role == "baseline").Select(m => m.Name).ShouldBe(["rules", "classAverage"]);
        }

        school.Report.Goals.Select(g => g.Goal).ShouldBe(["courseFailure", "finalGrade", "nextAssessment", "leaving"]);
        school.Report.Goals[0].Horizons.Select(h => h.Week).ShouldBe([2, 4, 6, 8, 12, 16]);
    }

    [Fact]
    public void The_learner_of_weekly_signals_is_compared_on_the_same_students_as_the_others()
    {
        foreach (var contenders in school.Report.Goals.Select(g => g.Contenders))
        {
            // Whether so few students hold both outcomes is the demo's luck; that they are the same students is not.
            var all = contenders.Single(c => c.Name == "gradientBoosting");
            var weekly = contenders.Single(c => c.Name == "lstm");

            weekly.Rows.ShouldBeInRange(all.Rows / 2, all.Rows);
        }
    }

    [Fact]
    public async Task Stored_contributions_sum_to_the_margin_and_the_margin_to_the_model()
    {
        await using var db = school.Database.CreateDbContext();
        foreach (var version in await db.ModelVersions.Where(m => m.Role == ModelRole.Champion).ToListAsync(Cancel))
        {
            using var content = new MemoryStream(version.Content);
            var model = ModelFormat.ReadScoring(content);
            var scores = await db
                .Scores.Where(s => s.Goal == version.Goal && s.Contributions != null)
                .ToListAsync(Cancel);
            scores.ShouldNotBeEmpty();
            foreach (var score in scores)
            {
                var sum = FloatBlob.Decode(score.Contributions).Sum(c => (double)c);
                (version.BaseValue + sum + score.Remainder).ShouldBe(score.Margin!.Value, 1e-9);
                model.Model.Margin(FloatBlob.Decode(score.Features)).ShouldBe(score.Margin.Value, 1e-12);
                score.Value!.Value.ShouldBeInRange(score.Low!.Value, score.High!.Value);
            }
        }
    }

    [Fact]
    public async Task No_protected_or_unclassified_attribute_is_in_a_model()
    {
        await using var db = school.Database.CreateDbContext();
        var barred = await db
            .AttributeDefinitions.Where(a => a.Use != AttributeUse.Feature)
            .Select(a => a.Name)
            .ToListAsync(Cancel);
        barred.ShouldNotBeEmpty();
        foreach (var version in await db.ModelVersions.ToListAsync(Cancel))
        {
            version.FeatureNames.Split('\n').Intersect(barred.Select(b => $"attribute:{b}")).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Every_running_enrollment_has_a_row_of_the_generation_in_service()
    {
        await using var db = school.Database.CreateDbContext();
        var generation = (await db.CurrentScores.SingleAsync(Cancel)).GenerationId;
        var asOf = (await db.ScoreGenerations.SingleAsync(g => g.Id == generation, Cancel)).AsOf;
        var running = await db
            .Enrollments.Where(e =>
                e.Class!.StartDate <= asOf
                && asOf < e.Class.EndDate
                && e.BeginDate <= asOf
                && (e.EndDate == null || e.EndDate > asOf)
            )
            .Select(e => e.Id)
            .ToListAsync(Cancel);
        var scored = await db
            .Scores.Where(s => s.GenerationId == generation && s.Goal == Goal.CourseFailure && s.Features != null)
            .Select(s => s.EnrollmentId)
            .ToListAsync(Cancel);
        scored.Order().ShouldBe(running.Order());
    }

    [Fact]
    public async Task Training_again_on_the_same_records_gives_the_same_model_and_keeps_two_generations()
    {
        await using var before = school.Database.CreateDbContext();
        var ids = await before.ModelVersions.Select(m => new { m.Id, m.ContentHash }).ToListAsync(Cancel);
        var generation = (await before.CurrentScores.AsNoTracking().SingleAsync(Cancel)).GenerationId;

        await school.Runs.RetrainAsync(Cancel);

        await using var after = school.Database.CreateDbContext();
        (await after.ModelVersions.Select(m => new { m.Id, m.ContentHash }).ToListAsync(Cancel)).ShouldBe(
            ids,
            ignoreOrder: true
        );
        var current = await after.CurrentScores.SingleAsync(Cancel);
        current.GenerationId.ShouldBeGreaterThan(generation);
        current.PreviousGenerationId.ShouldBe(generation);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_what_readers_see()
    {
        await using var before = school.Database.CreateDbContext();
        var generation = (await before.CurrentScores.AsNoTracking().SingleAsync(Cancel)).GenerationId;
        using var stop = new CancellationTokenSource();
        var progress = new CancelAt("Writing", stop);
        await Should.ThrowAsync<OperationCanceledException>(() => school.Runs.RetrainAsync(stop.Token, progress));
        await using var after = school.Database.CreateDbContext();
        (await after.CurrentScores.SingleAsync(Cancel)).GenerationId.ShouldBe(generation);
    }

    [Fact]
    public async Task An_empty_database_is_refused_with_a_sentence()
    {
        await using var empty = await TestDatabase.CreateAsync();
        var runs = new RunsOnTest(empty, new RetrainingSettings(1, 60, 1000));
        var refused = await Should.ThrowAsync<RetrainingException>(() => runs.RetrainAsync(Cancel));
        refused.Message.ShouldContain("Import a school first");
    }

    private sealed class CancelAt(string step, CancellationTokenSource stop) : IProgress<string>
    {
        public void Report(string value)
        {
            if (value.StartsWith(step, StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }
}
