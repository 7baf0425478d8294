using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Benchmarks.Nights;

/// <summary>What must hold of a school whatever happened to its runs; each violation is a sentence.</summary>
/// <param name="school">The school.</param>
internal sealed class SchoolChecks(NightSchool school)
{
    private const int Sample = 60;
    private readonly HashSet<string> _whole = new(StringComparer.Ordinal);

    /// <summary>What must hold at any instant: one champion, whole scores in service, no half dataset, a night once.</summary>
    public async Task<List<string>> AlwaysAsync(CancellationToken cancel)
    {
        var found = new List<string>();
        await using var db = school.CreateDbContext();
        var pointer = await db.CurrentScores.AsNoTracking().SingleAsync(cancel);
        var generation = await db
            .ScoreGenerations.AsNoTracking()
            .SingleOrDefaultAsync(g => g.Id == pointer.GenerationId, cancel);
        if (generation?.CompletedAt is null)
        {
            return ["The pointer names a generation that is not complete."];
        }

        await CheckChampionsAsync(db, generation, found, cancel);
        await CheckScoresAsync(db, generation, found, cancel);
        await CheckNightsAsync(db, found, cancel);
        CheckDatasets(found, cancel);
        return found;
    }

    /// <summary>What must hold once a run has succeeded: nothing is left of those that did not.</summary>
    public async Task<List<string>> AfterSuccessAsync(CancellationToken cancel)
    {
        var found = new List<string>();
        await using var db = school.CreateDbContext();
        var unfinished = await db.ScoreGenerations.CountAsync(g => g.CompletedAt == null, cancel);
        Expect(found, unfinished == 0, $"{unfinished} unfinished generations were left.");
        var orphans = await db.Scores.CountAsync(s => !db.ScoreGenerations.Any(g => g.Id == s.GenerationId), cancel);
        Expect(found, orphans == 0, $"{orphans} scores belong to no generation.");
        var open = await db.RunSteps.CountAsync(
            s =>
                s.Outcome == StepOutcome.Running
                && db.Runs.Any(r => r.Id == s.RunId && r.Status != RunStatus.Running && r.Status != RunStatus.Waiting),
            cancel
        );
        Expect(found, open == 0, $"{open} steps of runs that are over count as running.");
        var parts = Directory.GetFiles(school.Settings.DatasetFolder, "*.part").Length;
        Expect(found, parts == 0, $"{parts} half-written datasets were left.");
        return found;
    }

    private static async Task CheckChampionsAsync(
        EarlyWarningDb db,
        ScoreGeneration generation,
        List<string> found,
        CancellationToken cancel
    )
    {
        var champions = await db
            .ModelVersions.Where(m => m.Role == ModelRole.Champion)
            .Select(m => new { m.Id, m.Goal })
            .ToListAsync(cancel);
        foreach (var (goal, serving) in Serving(generation))
        {
            var ids = champions.Where(c => c.Goal == goal).Select(c => c.Id).ToList();
            Expect(found, ids.Count == (serving is null ? 0 : 1), $"{goal} has {ids.Count} champions.");
            Expect(found, serving is null || ids.Contains(serving), $"{goal} is scored by another than its champion.");
        }
    }

    private static IEnumerable<(Goal Goal, string? ModelId)> Serving(ScoreGeneration generation) =>
        [
            (Goal.CourseFailure, generation.FailureModelId),
            (Goal.FinalGrade, generation.GradeModelId),
            (Goal.NextAssessment, generation.NextModelId),
            (Goal.Leaving, generation.LeavingModelId),
        ];

    private static async Task CheckScoresAsync(
        EarlyWarningDb db,
        ScoreGeneration generation,
        List<string> found,
        CancellationToken cancel
    )
    {
        var asOf = generation.AsOf;
        var running = await db.Enrollments.CountAsync(
            e =>
                e.Class!.StartDate <= asOf
                && asOf < e.Class.EndDate
                && e.BeginDate <= asOf
                && (e.EndDate == null || e.EndDate > asOf),
            cancel
        );
        foreach (var (goal, modelId) in Serving(generation))
        {
            var rows = await db.Scores.CountAsync(
                s => s.GenerationId == generation.Id && s.Goal == goal && s.Features != null,
                cancel
            );
            var expected = modelId is null && goal != Goal.CourseFailure ? 0 : running;
            Expect(found, rows == expected, $"{rows} scores of {goal} for {expected} running enrollments.");
            if (modelId is not null)
            {
                await CheckSumsAsync(db, generation, goal, modelId, found, cancel);
            }
        }
    }

    private static async Task CheckSumsAsync(
        EarlyWarningDb db,
        ScoreGeneration generation,
        Goal goal,
        string modelId,
        List<string> found,
        CancellationToken cancel
    )
    {
        var baseValue = await db
            .ModelVersions.Where(m => m.Id == modelId)
            .Select(m => (double?)m.BaseValue)
            .SingleOrDefaultAsync(cancel);
        var sample = await db
            .Scores.AsNoTracking()
            .Where(s => s.GenerationId == generation.Id && s.Goal == goal && s.Contributions != null)
            .OrderBy(s => s.EnrollmentId * 7919 % 1009)
            .Take(Sample)
            .ToListAsync(cancel);
        foreach (var score in sample)
        {
            var sum = baseValue + FloatBlob.Decode(score.Contributions).Sum(c => (double)c) + score.Remainder;
            Expect(
                found,
                sum is { } s && Math.Abs(s - score.Margin!.Value) <= 1e-9,
                $"The reasons of enrollment {score.EnrollmentId} do not sum to its score."
            );
        }
    }

    private static async Task CheckNightsAsync(EarlyWarningDb db, List<string> found, CancellationToken cancel)
    {
        var twice = await db
            .ScoreGenerations.Where(g => g.CompletedAt != null && g.RunId != null)
            .GroupBy(g => g.RunId)
            .Where(g => g.Count() > 1)
            .CountAsync(cancel);
        Expect(found, twice == 0, $"{twice} runs put scores into service twice.");
        var running = await db.Runs.CountAsync(r => r.Status == RunStatus.Running, cancel);
        Expect(found, running <= 1, $"{running} runs count as running.");
        var silent = await db.Runs.CountAsync(r => r.Status == RunStatus.Failed && r.Error == null, cancel);
        Expect(found, silent == 0, $"{silent} runs failed without a sentence.");
    }

    // A file under a hash name is whole or not there; those read once are not read again.
    private void CheckDatasets(List<string> found, CancellationToken cancel)
    {
        var store = new DatasetStore(school.Settings, TimeProvider.System);
        foreach (var file in Directory.GetFiles(school.Settings.DatasetFolder, "*.ewd"))
        {
            var hash = Path.GetFileNameWithoutExtension(file);
            var stamp = string.Create(CultureInfo.InvariantCulture, $"{hash} {File.GetLastWriteTimeUtc(file):O}");
            if (!_whole.Add(stamp))
            {
                continue;
            }

            try
            {
                store.Load(hash, cancel);
            }
            catch (RetrainingException e)
            {
                found.Add(e.Message);
            }
        }
    }

    private static void Expect(List<string> found, bool holds, string violation)
    {
        if (!holds)
        {
            found.Add(violation);
        }
    }
}
