using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Nightly.Monitoring;

public sealed class RunTriggersTests : IAsyncLifetime
{
    private readonly SettableClock _clock = new(TimeProvider.System.GetUtcNow());
    private TestDatabase _database = null!;
    private SampleSchool _school = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunTriggers Triggers(double importShare = 0.05) =>
        new(
            _database,
            new RunRequests(_database, _clock),
            new MonitoringSettings { ImportShare = importShare },
            _clock
        );

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _school = await SampleSchool.CreateAsync(_database, DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime));
        await using var db = _database.CreateDbContext();

        // The sample's own import is history here.
        await db.Imports.ExecuteUpdateAsync(i => i.SetProperty(b => b.RowsApplied, 0), Cancel);
        db.Outcomes.AddRange(
            Enumerable
                .Range(1, 8)
                .Select(id => new Outcome
                {
                    EnrollmentId = id,
                    Kind = OutcomeKind.Passed,
                    DecidedOn = _school.Today,
                    KnownFrom = _school.Today,
                    ImportId = 1,
                })
        );
        await db.SaveChangesAsync(Cancel);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task An_import_is_rescored_once_and_retrained_on_where_it_changed_enough()
    {
        (await Triggers().LookForImportsAsync(Cancel)).ShouldBe(0);
        await ImportAsync(2, outcomes: 1);
        (await Triggers(0.2).LookForImportsAsync(Cancel)).ShouldBe(1);
        (await Triggers(0.2).LookForImportsAsync(Cancel)).ShouldBe(0);
        (await RunsAsync()).Select(r => (r.Kind, r.Fence)).ShouldBe([(RunKind.Rescore, "import 2 rescore")]);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await ImportAsync(3, outcomes: 1);
        await ImportAsync(4, outcomes: 1);
        (await Triggers(0.2).LookForImportsAsync(Cancel)).ShouldBe(2);
        var runs = (await RunsAsync()).Skip(1).ToList();
        runs.Select(r => r.Kind).ShouldBe([RunKind.Rescore, RunKind.Retrain]);
        runs.ShouldAllBe(r => r.Status == RunStatus.Waiting && r.Trigger == RunTrigger.Import);
        runs[1].Reason.ShouldBe("Imports 3, 4 changed 2 of 8 enrollments with a known outcome (25 %).");
    }

    [Fact]
    public async Task A_fact_about_a_student_counts_for_the_enrollments_it_falls_into()
    {
        await using (var db = _database.CreateDbContext())
        {
            await NewImportAsync(db, 2);
            await db.AttendanceEvents.ExecuteUpdateAsync(a => a.SetProperty(e => e.ImportId, 2), Cancel);
            await db
                .Results.Where(r => r.StudentId == SampleSchool.BenId)
                .ExecuteUpdateAsync(r => r.SetProperty(e => e.ImportId, 2), Cancel);
        }

        // Ada's absences fall into both of her classes, Ben's marks into his one.
        await using var after = _database.CreateDbContext();
        (await ImportChange.LargestAsync(after, [2], Cancel)).ShouldBe(new ImportChange(3, 8));
        (await ImportChange.LargestAsync(after, [99], Cancel)).ShouldBe(new ImportChange(0, 8));
    }

    [Fact]
    public async Task Refused_imports_those_without_news_and_those_a_night_took_up_ask_for_nothing()
    {
        await using (var db = _database.CreateDbContext())
        {
            (await NewImportAsync(db, 2)).State = ImportState.Refused;
            (await NewImportAsync(db, 3)).RowsApplied = 0;
            await NewImportAsync(db, 4);
            db.Runs.Add(
                new Run
                {
                    Fence = Run.NightFence(_school.Today),
                    Kind = RunKind.Retrain,
                    Trigger = RunTrigger.Schedule,
                    StartedAt = _clock.GetUtcNow().UtcDateTime.AddMinutes(1),
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        (await Triggers().LookForImportsAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task Other_code_than_that_of_the_models_asks_for_one_retraining()
    {
        (await Triggers().LookForUpgradeAsync(Cancel)).ShouldBeNull();
        await SampleScores.WriteGenerationsAsync(_database, _school.Today, SampleSchool.NorthId);
        (await Triggers().LookForUpgradeAsync(Cancel))!.Value.IsNew.ShouldBeTrue();
        (await Triggers().LookForUpgradeAsync(Cancel))!.Value.IsNew.ShouldBeFalse();
        await using var db = _database.CreateDbContext();
        await db.ModelVersions.ExecuteUpdateAsync(m => m.SetProperty(v => v.CodeVersion, RunningCode.Version), Cancel);
        (await Triggers().LookForUpgradeAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Drift_that_lasts_asks_once_for_each_model_and_not_after_a_retraining()
    {
        var rescored = new Run
        {
            Id = 9,
            Fence = "a",
            Kind = RunKind.Rescore,
        };
        var trained = new Run
        {
            Id = 10,
            Fence = "b",
            Kind = RunKind.Retrain,
        };
        var lasting = new MonitoringResult(10, 1, 0, SampleScores.ModelId, "10 figures, 1 beyond their limits");
        (await Triggers().OnDriftAsync(rescored, lasting with { DriftingModelId = null }, Cancel)).ShouldBeNull();
        (await Triggers().OnDriftAsync(trained, lasting, Cancel)).ShouldBeNull();
        (await Triggers().OnDriftAsync(rescored, lasting, Cancel))!.Value.IsNew.ShouldBeTrue();
        (await Triggers().OnDriftAsync(rescored, lasting, Cancel))!.Value.IsNew.ShouldBeFalse();
        (await RunsAsync()).ShouldHaveSingleItem().Trigger.ShouldBe(RunTrigger.Drift);
    }

    private async Task ImportAsync(long id, int outcomes)
    {
        await using var db = _database.CreateDbContext();
        await NewImportAsync(db, id);
        var next = await db
            .Outcomes.Where(o => o.ImportId == 1)
            .OrderBy(o => o.EnrollmentId)
            .Take(outcomes)
            .ToListAsync(Cancel);
        next.ForEach(o => o.ImportId = id);
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<ImportBatch> NewImportAsync(EarlyWarningDb db, long id)
    {
        var now = _clock.GetUtcNow().UtcDateTime;
        var batch = new ImportBatch
        {
            Id = id,
            SourceId = 1,
            Format = "oneroster",
            State = ImportState.Applied,
            StartedAt = now,
            EndedAt = now,
            RowsApplied = 1,
        };
        db.Imports.Add(batch);
        await db.SaveChangesAsync(Cancel);
        return batch;
    }

    private async Task<List<Run>> RunsAsync()
    {
        await using var db = _database.CreateDbContext();
        return await db.Runs.AsNoTracking().OrderBy(r => r.Id).ToListAsync(Cancel);
    }
}
