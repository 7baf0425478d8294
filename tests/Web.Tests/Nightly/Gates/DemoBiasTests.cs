using EarlyWarning.Domain.Demo;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Support;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Nightly.Gates;

/// <summary>
/// A demo school whose record wrongs English learners (docs/demo-school.md): a model that
/// learns from it must not pass the fairness gate. The same school without that bias gives no cause to refuse.
/// </summary>
public sealed class DemoBiasTests
{
    private const int Students = 2600;
    private const string Learner = "english_learner";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public async Task The_fairness_gate_catches_a_record_that_wrongs_a_group_and_accuses_no_other(
        double bias,
        bool isRefused
    )
    {
        await using var database = await TestDatabase.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("bias-");
        try
        {
            var settings = new RetrainingSettings(1, 60, 400_000)
            {
                DatasetFolder = folder.FullName,
                Budget = new TournamentBudget().ForFirstStart(),
            };
            await MakeAsync(database, folder, bias);
            var hash = await DatasetAsync(database, settings);
            await using var db = database.CreateDbContext();
            var catalogue = new FeatureCatalogue(await db.AttributeDefinitions.AsNoTracking().ToListAsync(Cancel));
            var retraining = new RetrainingRun(database, database.Provider, settings, TimeProvider.System);
            var trial = retraining
                .Repeat(hash, [Goal.CourseFailure], catalogue, new Progress<string>(), Cancel)[Goal.CourseFailure]
                .Trial!;
            var label = await db
                .AttributeDefinitions.Where(a => a.Name == Learner)
                .Select(a => a.Label)
                .SingleAsync(Cancel);
            var found = FairnessGate.Judge(trial, await ProtectedGroups.ReadAsync(db, DateOnly.MaxValue, null, Cancel));
            var learners = found
                .Figures.Where(f => f.Name.StartsWith($"{label}: yes", StringComparison.Ordinal))
                .ToList();
            learners.Count.ShouldBe(2);
            var words = string.Join('\n', learners);
            TestContext.Current.TestOutputHelper!.WriteLine(words);
            learners.Any(f => f.Outcome == GateOutcome.Refused).ShouldBe(isRefused, words);
            if (isRefused)
            {
                found.Outcome.ShouldBe(GateOutcome.Refused);
                found.Sentence.ShouldContain(label);

                // Learners take places that others would have needed: more false alarms among them, more misses among others.
                learners
                    .Single(f => f.Name.EndsWith("alarms", StringComparison.Ordinal))
                    .Low!.Value.ShouldBeGreaterThan(0);
                learners
                    .Single(f => f.Name.EndsWith("misses", StringComparison.Ordinal))
                    .High!.Value.ShouldBeLessThan(0);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task MakeAsync(TestDatabase database, DirectoryInfo folder, double bias) =>
        DemoSchool.GenerateAsync(
            database,
            database.Provider,
            new DemoOptions(Students, 1, new DateOnly(2026, 11, 16), Path.Combine(folder.FullName, "truth.csv"))
            {
                Bias = bias,
            },
            new Progress<DemoProgress>(),
            Cancel
        );

    // A run as far as its dataset: of the tournaments only that for course failure is wanted here.
    private static async Task<string> DatasetAsync(TestDatabase database, RetrainingSettings settings)
    {
        var runs = new RunsOnTest(database, settings);
        var asked = await runs.Requests.NowAsync(RunKind.Retrain, RunTrigger.Verb, cancel: Cancel);
        using var enough = new CancellationTokenSource();
        await runs.Execution(step =>
            {
                if (step.StartsWith("Training", StringComparison.Ordinal))
                {
                    enough.Cancel();
                }
            })
            .ExecuteAsync(asked.RunId, RunLeases.NewOwner(), new Progress<string>(), enough.Token);
        await using var db = database.CreateDbContext();
        return (await db.Runs.SingleAsync(Cancel)).DatasetHash!;
    }
}
