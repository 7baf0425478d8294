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
/// The second half of a run: scores every enrollment on show, decides the states and writes a generation. Other
/// goals are written as they come; risks wait until all are known, since the cut of a school is among all its students.
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
    public async Task RunAsync(RunInput input, Serving serving, RunJournal journal, CancellationToken cancel)
    {
        var groups = await GroupCuts.ReadAsync(factory, serving, input.AsOf.Day, cancel);
        var id = await BeginAsync(input, serving, groups, journal.Run.Id, cancel);
        var (shown, failures) = await journal.StepAsync(
            "Scoring running enrollments",
            async note =>
            {
                var shown = await StoredWeeks.ReadAsync(factory, input.Pass.ShownSessions, input.AsOf.Day, cancel);
                var scored = await ScoreAsync(input, serving, shown, id, cancel);
                note.Rows = scored.Count;
                return (shown, scored);
            },
            cancel
        );
        await journal.StepAsync(
            "Writing the scores",
            note => WriteAsync(input, serving, id, failures, shown, groups, note, cancel),
            cancel
        );
        await journal.StepAsync(
            "Putting the scores into service",
            _ => _writer.SwitchAsync(id, journal, serving, time.GetUtcNow().UtcDateTime, cancel),
            cancel
        );
        journal.Report("Scores are visible");
        await journal.StepAsync(
            "Clearing what nobody reads any more",
            _ => _writer.CleanAsync(failures.Count == 0 ? null : failures.Min(f => f.EnrollmentId), cancel),
            cancel
        );
    }

    private async Task WriteAsync(
        RunInput input,
        Serving serving,
        long id,
        List<ScoredRow> failures,
        StoredWeeks shown,
        GroupCuts? groups,
        StepNote note,
        CancellationToken cancel
    )
    {
        var cuts = StateCuts.Decide(failures, serving.Failure is not null, shown, groups);
        await _writer.WriteAsync(failures.Select(r => r.ToScore(id)), cancel);
        foreach (var cut in cuts)
        {
            cut.GenerationId = id;
            cut.ExpectedPrecision = ExpectedPrecision(cut, failures, serving.FlaggedRight);
        }

        var summaries = ClassSummaries.Of(failures, input.Catalogue.Features.Count);
        await _writer.WriteAsync(cuts, summaries.Select(s => WithGeneration(s, id)), cancel);
        note.Rows = failures.Count;
    }

    private Task<long> BeginAsync(
        RunInput input,
        Serving serving,
        GroupCuts? groups,
        long runId,
        CancellationToken cancel
    ) =>
        _writer.BeginAsync(
            new ScoreGeneration
            {
                AsOf = input.AsOf.Day,
                IsHistoric = input.AsOf.IsHistoric,
                CreatedAt = time.GetUtcNow().UtcDateTime,
                RunId = runId,
                FailureModelId = serving.Failure?.Version.Id,
                GradeModelId = serving.ByGoal.GetValueOrDefault(Goal.FinalGrade)?.Version.Id,
                NextModelId = serving.ByGoal.GetValueOrDefault(Goal.NextAssessment)?.Version.Id,
                LeavingModelId = serving.ByGoal.GetValueOrDefault(Goal.Leaving)?.Version.Id,
                Notice = serving.Notice ?? groups?.Notice,
            },
            cancel
        );

    private async Task<List<ScoredRow>> ScoreAsync(
        RunInput input,
        Serving serving,
        StoredWeeks shown,
        long generation,
        CancellationToken cancel
    )
    {
        var failures = new List<ScoredRow>();
        var scorer = serving.Failure?.Scorer ?? new Scorer(Goal.CourseFailure, null, input.Catalogue.Features);
        var last = input.AsOf.Day.DayNumber;
        int Last(ClassBook book) => Math.Min(last, book.End - 1);
        await input.Pass.RunAsync(
            _ => true,
            (timeline, enrollment) =>
                input
                    .Pass.EveryWeek(timeline, enrollment)
                    .Where(w => w.AsOf == Last(enrollment.Class) || !shown.Has(enrollment.Class, w.Week)),
            async batch =>
            {
                failures.AddRange(scorer.Score(batch, r => IsCurrent(r, last)));
                foreach (var model in serving.Others)
                {
                    // Of these goals pages show where a student stands now, not how it came.
                    SnapshotRow[] current = [.. batch.Where(r => IsCurrent(r, last))];
                    var scored = model.Scorer.Score(current, _ => true).Select(WithoutCut);
                    await _writer.WriteAsync(scored.Select(r => r.ToScore(generation)), cancel);
                }
            },
            cancel
        );
        return failures;
    }

    private static bool IsCurrent(SnapshotRow row, int last) => row.AsOf == Math.Min(last, row.Class.End - 1);

    // States are decided by the risk of failing alone: any other score is known or not.
    private static ScoredRow WithoutCut(ScoredRow row)
    {
        row.State = row.Margin is null ? RiskState.NotEnoughData : RiskState.OnTrack;
        row.StateSince = row.AsOf;
        return row;
    }

    private static double? ExpectedPrecision(
        FlagCut cut,
        List<ScoredRow> failures,
        IReadOnlyDictionary<int, double> flaggedRight
    )
    {
        if (flaggedRight.Count == 0)
        {
            return null;
        }

        var week = failures.First(f => f.Class.SessionId == cut.SessionId && f.IsCurrent).Week;
        return flaggedRight[flaggedRight.Keys.MinBy(k => Math.Abs(k - week))];
    }

    private static ClassSummary WithGeneration(ClassSummary summary, long id)
    {
        summary.GenerationId = id;
        return summary;
    }
}
