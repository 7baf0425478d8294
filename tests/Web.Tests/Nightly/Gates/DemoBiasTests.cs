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
/// The demo school's record wrongs English learners (docs/demo-school.md). A model that learns from it must not pass the
/// fairness gate; the same model passes where learners are drawn by lot among the students.
/// </summary>
public sealed class DemoBiasTests
{
    /// <summary>Enough for the interval of the difference to lie beyond the limit.</summary>
    private const int Students = 2600;

    private const string Learner = "english_learner";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demo_school_s_bias_is_caught_and_groups_drawn_by_lot_are_not_accused()
    {
        await using var database = await TestDatabase.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("bias-");
        try
        {
            var settings = new RetrainingSettings(1, 60, 60_000) { DatasetFolder = folder.FullName };
            await MakeAsync(database, folder);
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
            var groups = await ProtectedGroups.ReadAsync(db, DateOnly.MaxValue, Cancel);

            var found = FairnessGate.Judge(trial, groups);
            var alarms = found.Figures.Single(f =>
                f.Name.StartsWith(label, StringComparison.Ordinal)
                && f.Name.EndsWith("false alarms", StringComparison.Ordinal)
            );
            TestContext.Current.TestOutputHelper!.WriteLine(found.Sentence);
            alarms.Outcome.ShouldBe(GateOutcome.Refused, found.Sentence);
            found.Outcome.ShouldBe(GateOutcome.Refused);

            var lots = FairnessGate.Judge(trial, Shuffled(groups, label));
            lots.Figures.Where(f => f.Name.StartsWith(label, StringComparison.Ordinal))
                .ShouldAllBe(f => f.Outcome != GateOutcome.Refused);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task MakeAsync(TestDatabase database, DirectoryInfo folder) =>
        DemoSchool.GenerateAsync(
            database,
            database.Provider,
            new DemoOptions(
                Students,
                1,
                DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().Date),
                Path.Combine(folder.FullName, "truth.csv")
            ),
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

    private static ProtectedGroups Shuffled(ProtectedGroups groups, string label)
    {
        var learners = groups.ByAttribute[label];
        var (students, values) = (
            learners.Keys.Order().ToArray(),
            learners.OrderBy(l => l.Key).Select(l => l.Value).ToArray()
        );
        new Random(11).Shuffle(values);
        return new ProtectedGroups(
            new Dictionary<string, Dictionary<long, string>>
            {
                [label] = students.Zip(values).ToDictionary(p => p.First, p => p.Second),
            }
        );
    }
}
