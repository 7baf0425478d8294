using System.Text.Json;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Time;
using EarlyWarning.Ml.Models;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>What a run read before it trained.</summary>
/// <param name="AsOf">As-of date.</param>
/// <param name="School">Classes, calendars and feeds.</param>
/// <param name="Catalogue">Features.</param>
/// <param name="Pass">Makes snapshots.</param>
/// <param name="Terms">Terms in order.</param>
/// <param name="TermOfSession">Number of a session's term.</param>
/// <param name="Finished">Snapshots of terms that are over and decided.</param>
/// <param name="OrgId">The organisation that the models belong to.</param>
internal sealed record RunInput(
    AsOfDate AsOf,
    SchoolBook School,
    FeatureCatalogue Catalogue,
    SnapshotPass Pass,
    IReadOnlyList<Term> Terms,
    IReadOnlyDictionary<long, int> TermOfSession,
    IReadOnlyList<SnapshotRow> Finished,
    long OrgId
);

/// <summary>The second half of a run: scores every enrollment on show, decides the states and writes a generation.</summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="provider">Writes many rows fast.</param>
/// <param name="seed">Seed of the run, for the record.</param>
/// <param name="time">The clock.</param>
internal sealed class ScoringStep(
    IDbContextFactory<EarlyWarningDb> factory,
    DatabaseProvider provider,
    int seed,
    TimeProvider time
)
{
    /// <summary>Scores, writes and switches.</summary>
    public async Task RunAsync(
        RunInput input,
        IReadOnlyDictionary<Goal, TournamentResult> results,
        RetrainingReport report,
        IProgress<string> progress,
        CancellationToken cancel
    )
    {
        progress.Report("Scoring running enrollments");
        var failure = results[Goal.CourseFailure];
        var passed = failure is { Model: not null, Report.Gate.Passed: true };
        var grade = results[Goal.FinalGrade];
        var gradePassed = grade is { Model: not null, Report.Gate.Passed: true };
        var features = input.Catalogue.Features;
        var failureScorer = new Scorer(Goal.CourseFailure, passed ? failure.Model : null, features);
        var gradeScorer = gradePassed ? new Scorer(Goal.FinalGrade, grade.Model, features) : null;
        var last = input.AsOf.Day.DayNumber;
        var rows = new List<ScoredRow>();
        await input.Pass.RunAsync(
            _ => true,
            input.Pass.EveryWeek,
            batch => rows.AddRange(ScoreBatch(batch, failureScorer, gradeScorer, last)),
            cancel
        );
        var failures = rows.Where(r => r.Goal == Goal.CourseFailure).ToList();
        var cuts = StateCuts.Decide(failures, passed);
        foreach (var row in rows.Where(r => r.Goal == Goal.FinalGrade))
        {
            row.State = row.Margin is null ? RiskState.NotEnoughData : RiskState.OnTrack;
            row.StateSince = row.AsOf;
        }

        var champions = new List<ModelVersion>();
        if (passed)
        {
            champions.Add(Version(Goal.CourseFailure, failure, failureScorer, input, report));
        }

        if (gradePassed)
        {
            champions.Add(Version(Goal.FinalGrade, grade, gradeScorer!, input, report));
        }

        await WriteAsync(
            input,
            rows,
            failures,
            cuts,
            champions,
            Notice(failure, passed),
            failure.FlaggedRight,
            progress,
            cancel
        );
    }

    private static string? Notice(TournamentResult failure, bool passed) =>
        passed
            ? null
            : "These signals come from accepted rules (attendance, marks, missing work, behaviour). "
                + (failure.Report.Gate?.Sentence ?? failure.Report.Reason ?? "No model has been trained yet.");

    private static ScoredRow[] ScoreBatch(IReadOnlyList<SnapshotRow> batch, Scorer failure, Scorer? grade, int last)
    {
        var perRow = grade is null ? 1 : 2;
        var scored = new ScoredRow[batch.Count * perRow];
        Parallel.For(
            0,
            batch.Count,
            i =>
            {
                var row = batch[i];
                var isCurrent = row.AsOf == Math.Min(last, row.Class.End - 1);
                scored[i * perRow] = failure.Score(row, isCurrent);
                if (grade is not null)
                {
                    scored[(i * perRow) + 1] = grade.Score(row, isCurrent);
                }
            }
        );
        return scored;
    }

    private async Task WriteAsync(
        RunInput input,
        List<ScoredRow> rows,
        List<ScoredRow> failures,
        IReadOnlyList<FlagCut> cuts,
        List<ModelVersion> champions,
        string? notice,
        IReadOnlyDictionary<int, double> flaggedRight,
        IProgress<string> progress,
        CancellationToken cancel
    )
    {
        progress.Report($"Writing {rows.Count:n0} scores");
        var writer = new ScoreWriter(factory, provider);
        var generation = new ScoreGeneration
        {
            AsOf = input.AsOf.Day,
            IsHistoric = input.AsOf.IsHistoric,
            CreatedAt = time.GetUtcNow().UtcDateTime,
            FailureModelId = champions.Find(c => c.Goal == Goal.CourseFailure)?.Id,
            GradeModelId = champions.Find(c => c.Goal == Goal.FinalGrade)?.Id,
            Notice = notice,
        };
        var id = await writer.BeginAsync(generation, cancel);
        await writer.WriteAsync(rows.Select(r => r.ToScore(id)), cancel);
        foreach (var cut in cuts)
        {
            cut.GenerationId = id;
            var week = failures.First(f => f.Class.SessionId == cut.SessionId && f.IsCurrent).Week;
            cut.ExpectedPrecision =
                notice is null && flaggedRight.Count > 0
                    ? flaggedRight[flaggedRight.Keys.MinBy(k => Math.Abs(k - week))]
                    : null;
        }

        var summaries = ClassSummaries.Of(failures, input.Catalogue.Features.Count);
        await writer.WriteAsync(cuts, summaries.Select(s => WithGeneration(s, id)), cancel);
        await writer.SwitchAsync(id, input.AsOf.Day, time.GetUtcNow().UtcDateTime, champions, cancel);
        progress.Report("Scores are visible");
    }

    private static ClassSummary WithGeneration(ClassSummary summary, long id)
    {
        summary.GenerationId = id;
        return summary;
    }

    private ModelVersion Version(
        Goal goal,
        TournamentResult result,
        Scorer scorer,
        RunInput input,
        RetrainingReport report
    )
    {
        var data = result.Served!.Data;
        var fingerprint = data.Fingerprint();
        var code = CodeVersion.Of(typeof(Model), typeof(FeatureCatalogue), typeof(RetrainingRun));
        using var content = new MemoryStream();
        ModelFormat.Write(content, result.Model!);
        var bytes = content.ToArray();
        return new ModelVersion
        {
            Id = ModelId.Compute(result.Trainer!.Name, result.Trainer.Parameters, fingerprint, code, seed),
            OrgId = input.OrgId,
            Goal = goal,
            Trainer = result.Trainer.Name,
            Role = ModelRole.Champion,
            TrainedAt = time.GetUtcNow().UtcDateTime,
            AsOf = input.AsOf.Day,
            DataFingerprint = fingerprint,
            CodeVersion = code,
            Seed = seed,
            FeatureNames = input.Catalogue.Names,
            Content = bytes,
            ContentHash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)),
            Report = JsonSerializer.Serialize(report, ReportJson.Options),
            Decision = result.Report.Gate!.Sentence,
            BaseValue = scorer.BaseValue,
            BaseRate = data.Y.Average(),
        };
    }
}
