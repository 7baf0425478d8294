using System.Diagnostics;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Benchmarks.Nights;

/// <summary>Times the champions on the feature values that the last night stored.</summary>
internal static class ScoringSpeeds
{
    private const int MostRows = 20_000;
    private const int Threads = 2;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3);

    /// <summary>Measures each champion.</summary>
    public static async Task<List<ScoringSpeed>> MeasureAsync(NightSchool school, CancellationToken cancel)
    {
        await using var db = school.CreateDbContext();
        var catalogue = new FeatureCatalogue(await db.AttributeDefinitions.AsNoTracking().ToListAsync(cancel));
        var serving = await Serving.ReadAsync(db, catalogue, [], cancel);
        var generation = (await db.CurrentScores.SingleAsync(cancel)).GenerationId;
        var speeds = new List<ScoringSpeed>();
        foreach (var model in serving.Models)
        {
            var goal = model.Version.Goal;
            var values = await db
                .Scores.Where(s => s.GenerationId == generation && s.Goal == goal && s.Contributions != null)
                .OrderBy(s => s.EnrollmentId)
                .Select(s => s.Features)
                .Take(MostRows)
                .ToListAsync(cancel);
            if (values.Count > 0)
            {
                var rows = values.ConvertAll(v => Row(FloatBlob.Decode(v)));
                speeds.Add(new ScoringSpeed(goal.ToString(), model.Version.Trainer, Rate(model.Scorer, rows)));
            }
        }

        return speeds;
    }

    private static SnapshotRow Row(float[] values) => new(1, 1, Class, 8, 0, true, RuleSignals.None, values, null);

    private static readonly ClassBook Class = new()
    {
        Id = 1,
        OrgId = 1,
        CourseId = 1,
        SessionId = 1,
        Start = 0,
        End = 1,
    };

    // The first pass warms up; whole passes are counted until enough time has gone by.
    private static double Rate(Scorer scorer, List<SnapshotRow> rows)
    {
        scorer.Score(rows, _ => true, Threads);
        var began = Stopwatch.GetTimestamp();
        long scored = 0;
        while (Stopwatch.GetElapsedTime(began) < Least)
        {
            scorer.Score(rows, _ => true, Threads);
            scored += rows.Count;
        }

        return scored / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
