using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Time;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>What a run read before it trained.</summary>
/// <param name="AsOf">As-of date.</param>
/// <param name="Catalogue">Features.</param>
/// <param name="Pass">Makes snapshots.</param>
/// <param name="Terms">Terms in order.</param>
/// <param name="TermOfSession">Number of a session's term.</param>
/// <param name="OrgId">The organisation that the models belong to.</param>
internal sealed record RunInput(
    AsOfDate AsOf,
    FeatureCatalogue Catalogue,
    SnapshotPass Pass,
    IReadOnlyList<Term> Terms,
    IReadOnlyDictionary<long, int> TermOfSession,
    long OrgId
);

/// <summary>
/// The second half of a run: scores every enrollment on show, decides the states and writes a generation. Grades are
/// written as they come; risks wait until all are known, since the cut of a school is among all its students.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="provider">Writes many rows fast.</param>
/// <param name="time">The clock.</param>
internal sealed class ScoringStep(
    IDbContextFactory<EarlyWarningDb> factory,
    DatabaseProvider provider,
    TimeProvider time
)
{
    private readonly ScoreWriter _writer = new(factory, provider);

    /// <summary>Scores, writes and switches.</summary>
    public async Task RunAsync(
        RunInput input,
        Champions champions,
        IProgress<string> progress,
        CancellationToken cancel
    )
    {
        progress.Report("Scoring running enrollments");
        var id = await BeginAsync(input, champions, cancel);
        var failures = await ScoreAsync(input, champions, id, cancel);
        var cuts = StateCuts.Decide(failures, champions.Failure is not null);
        progress.Report($"Writing {failures.Count:n0} risks");
        await _writer.WriteAsync(failures.Select(r => r.ToScore(id)), cancel);
        foreach (var cut in cuts)
        {
            cut.GenerationId = id;
            cut.ExpectedPrecision = ExpectedPrecision(cut, failures, champions);
        }

        var summaries = ClassSummaries.Of(failures, input.Catalogue.Features.Count);
        await _writer.WriteAsync(cuts, summaries.Select(s => WithGeneration(s, id)), cancel);
        var versions = new[] { champions.Failure, champions.Grade }.Where(c => c is not null).Select(c => c!.Version);
        await _writer.SwitchAsync(id, input.AsOf.Day, time.GetUtcNow().UtcDateTime, [.. versions], cancel);
        progress.Report("Scores are visible");
    }

    private Task<long> BeginAsync(RunInput input, Champions champions, CancellationToken cancel) =>
        _writer.BeginAsync(
            new ScoreGeneration
            {
                AsOf = input.AsOf.Day,
                IsHistoric = input.AsOf.IsHistoric,
                CreatedAt = time.GetUtcNow().UtcDateTime,
                FailureModelId = champions.Failure?.Version.Id,
                GradeModelId = champions.Grade?.Version.Id,
                Notice = champions.Notice,
            },
            cancel
        );

    private async Task<List<ScoredRow>> ScoreAsync(
        RunInput input,
        Champions champions,
        long generation,
        CancellationToken cancel
    )
    {
        var failures = new List<ScoredRow>();
        var scorer = champions.Failure?.Scorer ?? new Scorer(Goal.CourseFailure, null, input.Catalogue.Features);
        var last = input.AsOf.Day.DayNumber;
        await input.Pass.RunAsync(
            _ => true,
            input.Pass.EveryWeek,
            async batch =>
            {
                failures.AddRange(ScoreBatch(batch, scorer, last));
                if (champions.Grade is { } grade)
                {
                    var grades = ScoreBatch(batch, grade.Scorer, last).Select(AsGrade);
                    await _writer.WriteAsync(grades.Select(r => r.ToScore(generation)), cancel);
                }
            },
            cancel
        );
        return failures;
    }

    private static ScoredRow[] ScoreBatch(IReadOnlyList<SnapshotRow> batch, Scorer scorer, int last)
    {
        var scored = new ScoredRow[batch.Count];
        Parallel.For(
            0,
            batch.Count,
            i => scored[i] = scorer.Score(batch[i], batch[i].AsOf == Math.Min(last, batch[i].Class.End - 1))
        );
        return scored;
    }

    // A grade has no cut: it is known or not.
    private static ScoredRow AsGrade(ScoredRow row)
    {
        row.State = row.Margin is null ? RiskState.NotEnoughData : RiskState.OnTrack;
        row.StateSince = row.AsOf;
        return row;
    }

    private static double? ExpectedPrecision(FlagCut cut, List<ScoredRow> failures, Champions champions)
    {
        if (champions.Failure is null || champions.FlaggedRight.Count == 0)
        {
            return null;
        }

        var week = failures.First(f => f.Class.SessionId == cut.SessionId && f.IsCurrent).Week;
        return champions.FlaggedRight[champions.FlaggedRight.Keys.MinBy(k => Math.Abs(k - week))];
    }

    private static ClassSummary WithGeneration(ClassSummary summary, long id)
    {
        summary.GenerationId = id;
        return summary;
    }
}
