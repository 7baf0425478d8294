using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Demo;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Time;
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
        var champions = await TrainAsync(input, progress, cancel);
        await new ScoringStep(factory, provider, time).RunAsync(input, champions, progress, cancel);
        return champions.Report;
    }

    // What was trained on is let go before scoring begins: at a district's size both together would not fit a small server.
    private async Task<Champions> TrainAsync(RunInput input, IProgress<string> progress, CancellationToken cancel)
    {
        progress.Report("Computing features of finished terms");
        var finished = await FinishedAsync(input.Pass, cancel);
        progress.Report(
            $"{finished.Count:n0} snapshots of finished enrollments, {input.Catalogue.Features.Count} features"
        );
        var results = Goals.ToDictionary(g => g, g => Compete(g, input, finished, progress, cancel));
        var report = new RetrainingReport(input.AsOf.Day, [.. Goals.Select(g => results[g].Report)]);
        return Champions.Of(results, report, input, settings.Seed, time);
    }

    private async Task<RunInput> ReadAsync(DateOnly? asOf, IProgress<string> progress, CancellationToken cancel)
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
        var orgId = await db
            .Orgs.OrderBy(o => o.ParentId != null)
            .ThenBy(o => o.Id)
            .Select(o => o.Id)
            .FirstAsync(cancel);
        return new RunInput(day, catalogue, pass, terms, termOf, orgId);
    }

    private async Task<List<SnapshotRow>> FinishedAsync(SnapshotPass pass, CancellationToken cancel)
    {
        var rows = new List<SnapshotRow>();
        var sample = new StudentSample(await CountRowsAsync(cancel), settings.TrainingRows, settings.Seed);
        await pass.RunAsync(
            sample.Takes,
            pass.AtHorizons,
            batch =>
            {
                rows.AddRange(batch);
                return Task.CompletedTask;
            },
            cancel
        );

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

    private async Task<long> CountRowsAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.Outcomes.LongCountAsync(o => o.Version == 0, cancel) * SnapshotPass.Horizons.Count;
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

    private TournamentResult Compete(
        Goal goal,
        RunInput input,
        IReadOnlyList<SnapshotRow> finished,
        IProgress<string> progress,
        CancellationToken cancel
    )
    {
        var name = goal == Goal.CourseFailure ? "courseFailure" : "finalGrade";
        var schema = Dataset.Schema(goal, input.Catalogue.Features);
        var labelled = Dataset.Of(goal, schema, finished, input.Terms, r => input.TermOfSession[r.Class.SessionId]);
        if (labelled is null)
        {
            var what = goal == Goal.CourseFailure ? "outcome" : "final score";
            return Tournament.Nothing(name, $"No finished enrollment has a known {what}, so nothing was trained.");
        }

        // A term that is still being shown is not trained on: its scores would know their own outcomes.
        var tournament = new Tournament(input.Catalogue.Features, settings.Seed, progress);
        return tournament.Run(labelled, r => !input.Pass.IsShown(r.Class), cancel);
    }
}
