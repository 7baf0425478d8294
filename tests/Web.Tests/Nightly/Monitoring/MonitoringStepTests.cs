using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Demo;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Monitoring;
using EarlyWarning.Support;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Nightly.Monitoring;

/// <summary>Monitoring of a trained demo school: quiet, drifting, and with a feed that stops.</summary>
public sealed class MonitoringStepTests : IAsyncLifetime
{
    private readonly TrainedSchool _trained = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TestDatabase Database => _trained.Database;

    public async ValueTask InitializeAsync()
    {
        await _trained.InitializeAsync();
        await GiveReferencesAsync();
    }

    public ValueTask DisposeAsync() => _trained.DisposeAsync();

    [Fact]
    public async Task Drift_is_measured_told_and_retrained_on_and_a_stopped_feed_takes_the_scores_away()
    {
        await QuietAsync();
        await DriftingAsync();
        await StoppedAsync();
        await OutcomesAsync();
    }

    private async Task QuietAsync()
    {
        var found = await MonitorAsync();
        await using var db = Database.CreateDbContext();
        var figures = await db.DriftFigures.AsNoTracking().ToListAsync(Cancel);
        found.Figures.ShouldBe(figures.Count);
        found.Breaks.ShouldBe(0);
        figures.Count(f => f.Kind == DriftKind.Feature).ShouldBeGreaterThan(20);
        figures.ShouldAllBe(f => f.Value >= 0 || f.Kind == DriftKind.Calibration);
        foreach (var expected in figures.Where(f => f.Kind == DriftKind.ExpectedPerformance))
        {
            expected.Value.ShouldBeInRange(expected.Low!.Value, expected.High!.Value, expected.Name);
        }

        // The demo's running term is drawn like those before it.
        figures
            .Where(f => f.IsBeyond)
            .Select(f => string.Create(null, $"{f.Kind} {f.Name} {f.Value:0.00} {f.AdjustedPValue:0.000}"))
            .ShouldBeEmpty();
        figures.ShouldContain(f => f.Name == MetricKeys.Auc && f.Value > 0.6 && f.Value < 0.95);

        // Measured again, a run's figures are replaced.
        await MonitorAsync();
        (await db.DriftFigures.CountAsync(Cancel)).ShouldBe(figures.Count);
    }

    private async Task DriftingAsync()
    {
        var feature = await ComparedAsync();
        await ShiftAsync(feature, -40);
        var first = await MonitorAsync();
        first.Beyond.ShouldBeGreaterThan(0);
        first.DriftingModelId.ShouldBeNull("one run is no lasting drift");
        await using var db = Database.CreateDbContext();
        var alert = await db.Alerts.AsNoTracking().SingleAsync(a => a.Subject == "drift features", Cancel);
        alert.Sentence.ShouldContain(feature);
        alert.Severity.ShouldBe(AlertSeverity.Warning);

        await RescoreAsync();
        await ShiftAsync(feature, -40);
        var second = await MonitorAsync();
        second.DriftingModelId.ShouldBe(
            (
                await db.ModelVersions.SingleAsync(
                    m => m.Role == ModelRole.Champion && m.Goal == Goal.CourseFailure,
                    Cancel
                )
            ).Id
        );

        // The rescoring between measured its own scores, which had not drifted, and ended the first alert.
        (
            await db.Alerts.CountAsync(a => a.ResolvedAt == null && a.Subject.StartsWith("drift features"), Cancel)
        ).ShouldBe(1);

        await RescoreAsync();
        (await MonitorAsync()).DriftingModelId.ShouldBeNull();
        (await db.Alerts.AsNoTracking().SingleAsync(a => a.Id == alert.Id, Cancel)).ResolvedAt.ShouldNotBeNull();
    }

    // Which marks are compared depends on the night: some move too much between two horizons.
    private async Task<string> ComparedAsync()
    {
        await using var db = Database.CreateDbContext();
        var compared = await db
            .DriftFigures.Where(f => f.Kind == DriftKind.Feature)
            .Select(f => f.Name)
            .Distinct()
            .ToListAsync(Cancel);
        string[] candidates = ["mark_mean", "mark_last", "mark_lowest", "mark_vs_class"];
        return candidates.First(compared.Contains);
    }

    private async Task StoppedAsync()
    {
        await using var db = Database.CreateDbContext();
        var last = await db.AttendanceEvents.MaxAsync(a => a.KnownFrom, Cancel);
        var lost = await db
            .AttendanceEvents.AsNoTracking()
            .Where(a => a.KnownFrom > last.AddDays(-16))
            .ToListAsync(Cancel);
        await db.AttendanceEvents.Where(a => a.KnownFrom > last.AddDays(-16)).ExecuteDeleteAsync(Cancel);
        await RescoreAsync();
        var found = await MonitorAsync();
        found.Breaks.ShouldBe(1);

        var generation = (await db.CurrentScores.AsNoTracking().SingleAsync(Cancel)).GenerationId;
        var current = await db
            .Scores.AsNoTracking()
            .Where(s => s.GenerationId == generation && s.Features != null)
            .ToListAsync(Cancel);
        current.ShouldNotBeEmpty();
        current.ShouldAllBe(s => s.StoppedFeeds == FeedKinds.Attendance);
        current.ShouldAllBe(s => s.State == RiskState.NotEnoughData && s.Value == null && s.Margin == null);

        // Silence is told, not taken for calm; nothing is said of drift of rows that are not there.
        var alert = await db.Alerts.AsNoTracking().SingleAsync(a => a.Severity == AlertSeverity.Critical, Cancel);
        var school = (await db.Orgs.ToListAsync(Cancel)).Single(o => alert.Subject == $"feed attendance {o.Id}");
        alert.Sentence.ShouldContain($"The attendance feed of {school.Name} stopped");
        var kept = await db
            .AttendanceEvents.Where(a => a.Student!.OrgId == school.Id)
            .MaxAsync(a => a.KnownFrom, Cancel);
        alert.Sentence.ShouldContain(string.Create(null, $"became known on {kept:yyyy-MM-dd}"));
        (await db.Alerts.CountAsync(a => a.ResolvedAt == null && a.Subject.StartsWith("drift"), Cancel)).ShouldBe(0);

        await Database.Provider.BulkInsertAsync(db, lost, Cancel);
        await RescoreAsync();
        (await MonitorAsync()).Breaks.ShouldBe(0);
        (await db.Alerts.AsNoTracking().SingleAsync(a => a.Id == alert.Id, Cancel)).ResolvedAt.ShouldNotBeNull();
        (await db.Scores.CountAsync(s => s.StoppedFeeds == FeedKinds.Attendance && s.Value != null, Cancel)).ShouldBe(
            0
        );
    }

    // Everybody fails: far more than was shown, at every week at which scores were shown before.
    private async Task OutcomesAsync()
    {
        await using var db = Database.CreateDbContext();
        (await db.DriftFigures.AnyAsync(f => f.Kind == DriftKind.Calibration, Cancel)).ShouldBeFalse();
        var asOf = await db.ScoreGenerations.MaxAsync(g => g.AsOf, Cancel);
        var running = await db
            .Enrollments.Where(e => e.Class!.StartDate <= asOf && asOf < e.Class.EndDate)
            .Select(e => e.Id)
            .ToListAsync(Cancel);
        db.Outcomes.AddRange(
            running.Select(id => new Outcome
            {
                EnrollmentId = id,
                Version = 9,
                Kind = OutcomeKind.Failed,
                DecidedOn = asOf,
                KnownFrom = asOf,
                ImportId = 1,
            })
        );
        await db.SaveChangesAsync(Cancel);
        await MonitorAsync();
        var figures = await db.DriftFigures.Where(f => f.Kind == DriftKind.Calibration).ToListAsync(Cancel);
        figures.Select(f => f.Name).Take(5).ShouldBe(["all", "week 2", "week 4", "week 6", "week 8"]);
        figures.ShouldAllBe(f => f.IsBeyond && f.Value > 0.3 && f.Low > 0.25 && f.N <= 240);
        (await db.Alerts.SingleAsync(a => a.Subject == "drift calibration", Cancel)).Sentence.ShouldContain("100");
    }

    private Task<Run> RescoreAsync() =>
        new RunHere(Database, _trained.Runs.Requests, _trained.Runs.Execution()).ExecuteAsync(
            RunKind.Rescore,
            RunTrigger.Verb,
            null,
            new Progress<string>(),
            Cancel
        );

    // Over the latest run, as it does it itself after the switch.
    private async Task<MonitoringResult> MonitorAsync()
    {
        await using var db = Database.CreateDbContext();
        var run = await db.Runs.AsNoTracking().OrderByDescending(r => r.Id).FirstAsync(Cancel);
        var asOf = await db
            .ScoreGenerations.Where(g => db.CurrentScores.Any(c => c.GenerationId == g.Id))
            .Select(g => g.AsOf)
            .SingleAsync(Cancel);
        var serving = await Serving.ReadAsync(db, await CatalogueAsync(db), [], Cancel);
        var school = await new SchoolReader(Database, DemoSchool.PassMark).ReadSchoolAsync(Cancel);
        var step = new MonitoringStep(Database, new MonitoringSettings(), TimeProvider.System);
        return await step.RunAsync(run, serving, school, asOf, Cancel);
    }

    private async Task GiveReferencesAsync()
    {
        await using var db = Database.CreateDbContext();
        var run = new RetrainingRun(Database, Database.Provider, _trained.Settings, TimeProvider.System);

        // Models of the other goals keep none, as models of before references were kept: they are not compared.
        Goal[] goals = [Goal.CourseFailure, Goal.FinalGrade];
        var models = await db.ModelVersions.Where(m => goals.Contains(m.Goal)).ToListAsync(Cancel);
        var results = run.Repeat(
            models[0].DatasetHash!,
            goals,
            await CatalogueAsync(db),
            new Progress<string>(),
            Cancel
        );
        foreach (var model in models)
        {
            model.Reference = ModelReference.Of(results[model.Goal], Cancel);
            var reference = ReferenceDistribution.FromJson(model.Reference)!;
            reference.Features.Select(f => f.Name).ShouldBe(model.FeatureNames.Split('\n'));
            reference.Scores.ShouldNotBeNull();
            reference.Calibration.Count.ShouldBeInRange(model.Goal.IsMark() ? 0 : 2, model.Goal.IsMark() ? 0 : 10);
        }

        await db.SaveChangesAsync(Cancel);
    }

    private async Task ShiftAsync(string feature, float by)
    {
        await using var db = Database.CreateDbContext();
        var column = Array.IndexOf((await CatalogueAsync(db)).Names.Split('\n'), feature);
        var generation = (await db.CurrentScores.SingleAsync(Cancel)).GenerationId;
        foreach (
            var score in await db
                .Scores.Where(s => s.GenerationId == generation && s.Features != null)
                .ToListAsync(Cancel)
        )
        {
            var values = FloatBlob.Decode(score.Features);
            values[column] += by;
            score.Features = FloatBlob.Encode(values);
        }

        await db.SaveChangesAsync(Cancel);
    }

    private static async Task<FeatureCatalogue> CatalogueAsync(EarlyWarningDb db) =>
        new(await db.AttributeDefinitions.AsNoTracking().ToListAsync(Cancel));
}
