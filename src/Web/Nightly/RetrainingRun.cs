using System.Text.Json;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Demo;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Time;
using EarlyWarning.Ml.Models;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>Bad circumstances that end a run; the message is a sentence for the person who started it.</summary>
/// <param name="message">What is wrong and what to do.</param>
public sealed class RetrainingException(string message) : Exception(message);

/// <summary>
/// One retraining: snapshots of finished terms, a tournament for each goal, the value-added gate, and scores of every
/// running enrollment, made visible in one switch. The nightly run, the verb and the first start are this class.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="provider">Writes many rows fast.</param>
/// <param name="settings">Seed, pass mark and budgets.</param>
/// <param name="time">The clock.</param>
internal sealed class RetrainingRun(
    IDbContextFactory<EarlyWarningDb> factory,
    DatabaseProvider provider,
    RetrainingSettings settings,
    TimeProvider time
)
{
    /// <summary>Outcomes decided later after a class's end than this are left out of training and tests.</summary>
    private const int MostDaysAfterEnd = 30;

    private static readonly Goal[] Goals = [Goal.CourseFailure, Goal.FinalGrade];

    /// <summary>Runs to the end.</summary>
    /// <param name="asOf">As-of date, or null for today (or the last day with data).</param>
    /// <param name="progress">Receives a sentence at each step.</param>
    /// <param name="cancel">Cancels; nothing becomes visible then.</param>
    /// <exception cref="RetrainingException">There is nothing to train on or to score.</exception>
    public async Task<RetrainingReport> RunAsync(DateOnly? asOf, IProgress<string> progress, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        await using var held = await provider.TryLockAsync(db, "retraining", cancel);
        if (held is null)
        {
            throw new RetrainingException(
                "Another retraining is running on this database. Wait for it, or stop it first."
            );
        }

        var input = await ReadAsync(asOf, progress, cancel);
        var results = new Dictionary<Goal, TournamentResult>();
        foreach (var goal in Goals)
        {
            results[goal] = Compete(goal, input, progress, cancel);
        }

        var report = new RetrainingReport(input.AsOf.Day, [.. Goals.Select(g => results[g].Report)]);
        await ScoreAsync(input, results, report, progress, cancel);
        return report;
    }

    private sealed record Input(
        AsOfDate AsOf,
        SchoolBook School,
        SchoolReader Reader,
        FeatureCatalogue Catalogue,
        SnapshotPass Pass,
        IReadOnlyList<Term> Terms,
        IReadOnlyDictionary<long, int> TermOfSession,
        IReadOnlyList<SnapshotRow> Finished,
        long OrgId
    );

    private async Task<Input> ReadAsync(DateOnly? asOf, IProgress<string> progress, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var today = DateOnly.FromDateTime(time.GetLocalNow().Date);
        var day = asOf is { } asked
            ? new AsOfDate(asked, asked != today)
            : await AsOfDate.DefaultAsync(db, today, cancel);
        progress.Report($"Reading the school as of {day.Day:yyyy-MM-dd}");
        var isDemo = await db.InstallationFacts.AnyAsync(f => f.Name == InstallationFact.DemoSchool, cancel);
        var reader = new SchoolReader(factory, isDemo ? DemoSchool.PassMark : settings.PassMark);
        var school = await reader.ReadSchoolAsync(cancel);
        if (school.Classes.Count == 0)
        {
            throw new RetrainingException(
                "The database holds no classes. Import a school first: import PATH --format ..."
            );
        }

        var catalogue = new FeatureCatalogue(await db.AttributeDefinitions.AsNoTracking().ToListAsync(cancel));
        var pass = new SnapshotPass(reader, catalogue, school, day.Day.DayNumber);
        var (terms, termOf) = await TermsAsync(db, cancel);
        progress.Report("Computing features of finished terms");
        var finished = await FinishedAsync(pass, cancel);
        progress.Report($"{finished.Count:n0} snapshots of finished enrollments, {catalogue.Features.Count} features");
        var orgId = await db
            .Orgs.OrderBy(o => o.ParentId != null)
            .ThenBy(o => o.Id)
            .Select(o => o.Id)
            .FirstAsync(cancel);
        return new Input(day, school, reader, catalogue, pass, terms, termOf, finished, orgId);
    }

    private async Task<List<SnapshotRow>> FinishedAsync(SnapshotPass pass, CancellationToken cancel)
    {
        var rows = new List<SnapshotRow>();
        var students = await CountStudentsAsync(cancel);
        var sample = new StudentSample(students, settings.TrainingStudents, settings.Seed);
        await pass.RunAsync(sample.Takes, pass.AtHorizons, rows.AddRange, cancel);

        // Just after a term's end only departures are known; training on those would teach that everybody leaves.
        var decided = rows.GroupBy(r => r.Class.SessionId)
            .Where(t => t.Count(r => r.Outcome is not null) * 2 >= t.Count())
            .Select(t => t.Key)
            .ToHashSet();
        return [.. rows.Where(r => decided.Contains(r.Class.SessionId) && IsTimely(r))];
    }

    // One outcome written up long after its class would hold its whole term back from later tests.
    private static bool IsTimely(SnapshotRow row) =>
        row.Outcome is { } outcome && outcome.DecidedOn < row.Class.End + MostDaysAfterEnd;

    private async Task<int> CountStudentsAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.Students.CountAsync(cancel);
    }

    private static async Task<(IReadOnlyList<Term> Terms, IReadOnlyDictionary<long, int> TermOf)> TermsAsync(
        EarlyWarningDb db,
        CancellationToken cancel
    )
    {
        var sessions = await db
            .AcademicSessions.Where(s => db.Classes.Any(c => c.SessionId == s.Id))
            .OrderBy(s => s.StartDate)
            .ThenBy(s => s.Id)
            .ToListAsync(cancel);
        var terms = sessions
            .GroupBy(s => s.StartDate)
            .Select((g, number) => new Term(number, g.First().Title, g.Key))
            .ToList();
        var byStart = terms.ToDictionary(t => t.Start, t => t.Number);
        return (terms, sessions.ToDictionary(s => s.Id, s => byStart[s.StartDate]));
    }

    private TournamentResult Compete(Goal goal, Input input, IProgress<string> progress, CancellationToken cancel)
    {
        var name = goal == Goal.CourseFailure ? "courseFailure" : "finalGrade";
        var schema = Dataset.Schema(goal, input.Catalogue.Features);
        var labelled = Dataset.Of(
            goal,
            schema,
            input.Finished,
            input.Terms,
            r => input.TermOfSession[r.Class.SessionId]
        );
        if (labelled is null)
        {
            var what = goal == Goal.CourseFailure ? "outcome" : "final score";
            return Tournament.Nothing(name, $"No finished enrollment has a known {what}, so nothing was trained.");
        }

        // A term that is still being shown is not trained on: its scores would know their own outcomes.
        var tournament = new Tournament(input.Catalogue.Features, settings.Seed, progress);
        return tournament.Run(labelled, r => !input.Pass.IsShown(r.Class), cancel);
    }

    private async Task ScoreAsync(
        Input input,
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
        Input input,
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
        Input input,
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
            Id = ModelId.Compute(result.Trainer!.Name, result.Trainer.Parameters, fingerprint, code, settings.Seed),
            OrgId = input.OrgId,
            Goal = goal,
            Trainer = result.Trainer.Name,
            Role = ModelRole.Champion,
            TrainedAt = time.GetUtcNow().UtcDateTime,
            AsOf = input.AsOf.Day,
            DataFingerprint = fingerprint,
            CodeVersion = code,
            Seed = settings.Seed,
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
