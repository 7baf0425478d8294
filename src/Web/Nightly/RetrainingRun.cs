using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Demo;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Time;
using EarlyWarning.Web.Figures;
using EarlyWarning.Web.Nightly.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly;

/// <summary>Bad circumstances that end a run; the message is a sentence for the person who started it.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="inner">What caused it.</param>
public sealed class RetrainingException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// What a run does, step by step, each recorded: snapshots of finished terms, a tournament for each goal, the gates, and
/// scores of every running enrollment, made visible in one switch. A night, the button, the verb and the first start are this
/// class. What an earlier attempt of the same run had done (the dataset, the judged models) is not done again.
/// Longer than most because it is the one place that shows the order of a night.
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
    private readonly DatasetStore _datasets = new(settings, time);
    private readonly Registry _registry = new(factory, settings, time);

    /// <summary>What is made for administrators' pages after the scores.</summary>
    public IReadOnlyList<IFigures> Figures { get; init; } = FiguresStep.All;

    /// <summary>Runs to the switch, and makes the figures after it.</summary>
    /// <param name="journal">Records the steps.</param>
    /// <param name="cancel">Cancels; nothing becomes visible then.</param>
    /// <exception cref="RetrainingException">There is nothing to train on or to score.</exception>
    public async Task RunAsync(RunJournal journal, CancellationToken cancel)
    {
        var run = journal.Run;
        var input = await journal.StepAsync("Reading the school", note => ReadAsync(run, note, cancel), cancel);
        var chosen = run.Kind switch
        {
            RunKind.Retrain => await TrainAsync(input, journal, cancel),
            RunKind.Promote => [run.ModelId ?? throw new RetrainingException("The run names no model to promote.")],
            _ => [],
        };
        var serving = await journal.StepAsync("Loading the models", _ => ServingAsync(input, chosen, cancel), cancel);
        if (run.Kind == RunKind.Promote && serving.Models.All(m => m.Version.Id != run.ModelId))
        {
            throw new RetrainingException(
                "The model to be promoted is not in the registry, or its features are not those of today: an attribute was "
                    + "classed otherwise, or the program is another version. Retrain instead."
            );
        }

        if (run.Kind != RunKind.Figures)
        {
            await ScoreAsync(input, serving, journal, cancel);
        }

        // A first start is waited for: its figures are a run of their own, made while people look around.
        if (run.Trigger != RunTrigger.FirstStart || run.Kind == RunKind.Figures)
        {
            await new FiguresStep(Figures, factory, settings, time).RunAsync(input, serving, journal, cancel);
        }
    }

    private async Task ScoreAsync(RunInput input, Serving serving, RunJournal journal, CancellationToken cancel)
    {
        var run = journal.Run;
        await new ScoringStep(factory, provider, time).RunAsync(input, serving, journal, cancel);
        await journal.StepAsync(
            "Watching for drift and stopped feeds",
            note => WatchAsync(run, input, serving, note, cancel),
            cancel
        );
    }

    private async Task WatchAsync(Run run, RunInput input, Serving serving, StepNote note, CancellationToken cancel)
    {
        var watch = new MonitoringStep(factory, settings.Monitoring, time);
        var found = await watch.RunAsync(run, serving, input.Pass.School, input.AsOf.Day, cancel);
        (note.Rows, note.Detail) = (found.Figures, found.Sentence);
        if (run.Kind == RunKind.Retrain)
        {
            await using var db = await factory.CreateDbContextAsync(cancel);
            var heldBack = await RunObservations.OfGatesAsync(db, run, cancel);
            await new Alerts(factory, time).UpdateAsync(RunObservations.GateFamily, heldBack, run.Id, cancel);
        }

        var triggers = new RunTriggers(factory, new RunRequests(factory, time), settings.Monitoring, time);
        await triggers.OnDriftAsync(run, found, cancel);
    }

    /// <summary>Repeats the tournament of a stored dataset: the same code gives the same models, bit for bit.</summary>
    public IReadOnlyDictionary<Goal, TournamentResult> Repeat(
        string datasetHash,
        FeatureCatalogue catalogue,
        IProgress<string> progress,
        CancellationToken cancel
    ) => Repeat(datasetHash, GoalFacts.All, catalogue, progress, cancel);

    /// <summary>Repeats the tournaments of some goals.</summary>
    public IReadOnlyDictionary<Goal, TournamentResult> Repeat(
        string datasetHash,
        IReadOnlyList<Goal> goals,
        FeatureCatalogue catalogue,
        IProgress<string> progress,
        CancellationToken cancel
    )
    {
        var set = _datasets.Load(datasetHash, cancel);
        RefuseOther(set, catalogue);
        return goals.ToDictionary(g => g, g => Compete(g, set, catalogue, progress, cancel));
    }

    private async Task<Serving> ServingAsync(
        RunInput input,
        IReadOnlyCollection<string> chosen,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await Serving.ReadAsync(db, input.Catalogue, chosen, cancel);
    }

    // What was trained on is let go before scoring begins: at a district's size both together would not fit a small server.
    private async Task<IReadOnlyList<string>> TrainAsync(RunInput input, RunJournal journal, CancellationToken cancel)
    {
        if (await _registry.RecordedAsync(journal.Run, cancel) is { } recorded)
        {
            await journal.ReusedAsync("Training", "an earlier attempt had judged and recorded its models", cancel);
            return recorded;
        }

        var set = await DatasetAsync(input, journal, cancel);
        var results = new Dictionary<Goal, TournamentResult>();
        foreach (var goal in GoalsOf(journal.Run))
        {
            await RescoreWaitingAsync(journal, cancel);
            results[goal] = await journal.StepAsync(
                $"Training for {goal.Words()}",
                async note =>
                {
                    var result = await Task.Run(() => Compete(goal, set, input.Catalogue, journal, cancel), cancel);
                    note.Rows = result.Served?.Rows.Count;
                    note.Detail = result.Report.Champion ?? result.Report.Reason;
                    return result;
                },
                cancel
            );
        }

        return await journal.StepAsync(
            "Judging at the gates",
            _ => _registry.RecordAsync(journal.Run, set, input.OrgId, results, cancel),
            cancel
        );
    }

    // An import wants its students rescored within minutes, and training takes longer: what waits is done in between, with the
    // models in service. Where the process dies meanwhile, both runs are taken up again, one after the other.
    private async Task RescoreWaitingAsync(RunJournal journal, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var waiting = await db
            .Runs.Where(r => r.Kind == RunKind.Rescore && r.Status == RunStatus.Waiting)
            .OrderBy(r => r.Id)
            .FirstOrDefaultAsync(cancel);
        if (waiting is null)
        {
            return;
        }

        waiting.Status = RunStatus.Running;
        waiting.Attempts++;
        waiting.StartedAt ??= time.GetUtcNow().UtcDateTime;
        waiting.CodeVersion = RunningCode.Version;
        await db.SaveChangesAsync(cancel);
        await journal.StepAsync(
            "Rescoring what an import changed",
            note =>
            {
                note.Detail = $"Run {waiting.Id}";
                return RunAsync(journal.Of(waiting), cancel);
            },
            cancel
        );
    }

    // A first start is waited for: it learns what its pages show first, and the night learns the rest.
    private static IEnumerable<Goal> GoalsOf(Run run) =>
        run.Trigger == RunTrigger.FirstStart ? GoalFacts.All.Take(2) : GoalFacts.All;

    private TournamentBudget BudgetOf(Run run) =>
        run.Trigger == RunTrigger.FirstStart ? settings.Budget.ForFirstStart() : settings.Budget;

    private async Task<TrainingSet> DatasetAsync(RunInput input, RunJournal journal, CancellationToken cancel)
    {
        var run = journal.Run;
        if (TryLoad(run.DatasetHash, input.Catalogue, journal, cancel) is { } set)
        {
            await journal.ReusedAsync(
                "Computing features of finished terms",
                "an earlier attempt had stored them",
                cancel
            );
            return set;
        }

        var made = await journal.StepAsync(
            "Computing features of finished terms",
            async note =>
            {
                var set = await new FinishedTerms(factory, settings).ReadAsync(input, BudgetOf(run), cancel);
                note.Rows = set.Rows.Count;
                journal.Report(
                    $"{set.Rows.Count:n0} snapshots of finished enrollments, {input.Catalogue.Features.Count} features"
                );
                return set;
            },
            cancel
        );
        await journal.StepAsync(
            "Keeping the dataset",
            async note =>
            {
                run.DatasetHash = await Task.Run(() => _datasets.Save(made, cancel), cancel);
                note.Detail = run.DatasetHash;
                await using var db = await factory.CreateDbContextAsync(cancel);
                await db
                    .Runs.Where(r => r.Id == run.Id)
                    .ExecuteUpdateAsync(r => r.SetProperty(x => x.DatasetHash, run.DatasetHash), cancel);
            },
            cancel
        );
        return made;
    }

    // What an earlier attempt stored saves time where it is whole; else it is computed again.
    private TrainingSet? TryLoad(
        string? hash,
        FeatureCatalogue catalogue,
        IProgress<string> progress,
        CancellationToken cancel
    )
    {
        if (!_datasets.Has(hash))
        {
            return null;
        }

        try
        {
            var set = _datasets.Load(hash!, cancel);
            RefuseOther(set, catalogue);
            return set;
        }
        catch (RetrainingException e)
        {
            progress.Report($"What an earlier attempt had stored is not used: {e.Message}");
            return null;
        }
    }

    private static void RefuseOther(TrainingSet set, FeatureCatalogue catalogue)
    {
        if (set.FeatureNames != catalogue.Names)
        {
            throw new RetrainingException(
                "The features of the stored dataset are not those of today: an attribute was classed otherwise, or the "
                    + "program is another version. Retrain instead."
            );
        }
    }

    private async Task<RunInput> ReadAsync(Run run, StepNote note, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var today = DateOnly.FromDateTime(time.GetLocalNow().Date);
        var day = run.AsOf is { } asked
            ? new AsOfDate(asked, asked != today)
            : await AsOfDate.DefaultAsync(db, today, cancel);
        note.Detail = $"As of {day.Day:yyyy-MM-dd}";
        var isDemo = await db.InstallationFacts.AnyAsync(f => f.Name == InstallationFact.DemoSchool, cancel);
        var reader = new SchoolReader(factory, isDemo ? DemoSchool.PassMark : settings.PassMark);
        var school = await reader.ReadSchoolAsync(cancel);
        if (school.Classes.Count == 0)
        {
            throw new RetrainingException(
                "The database holds no classes. Import a school first: import PATH --format ..."
            );
        }

        note.Rows = school.Classes.Count;
        note.Detail = string.Join(' ', new[] { $"{note.Detail}.", LeftOut(school) }.OfType<string>());
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

    // What the administrator is told of records that cannot be true; null where there are none.
    private static string? LeftOut(SchoolBook school)
    {
        (int Count, string What)[] found =
        [
            (school.ImpossibleScores, "scores that are no number or on no scale"),
            (school.UnknownLineItems, "results of an unknown line item"),
            (school.EarlyOutcomes, "outcomes decided before their class began"),
        ];
        var words = found.Where(f => f.Count > 0).Select(f => $"{f.Count:n0} {f.What}").ToList();
        return words.Count == 0
            ? null
            : $"Left out because they cannot be true: {string.Join(", ", words)}. Mend them in the source and import again.";
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
        TrainingSet set,
        FeatureCatalogue catalogue,
        IProgress<string> progress,
        CancellationToken cancel
    )
    {
        var schema = Dataset.Schema(goal, catalogue.Features);
        var labelled = Dataset.Of(goal, schema, set.Rows, set.Terms, r => set.TermOfSession[r.Class.SessionId]);
        if (labelled is null)
        {
            return Tournament.Nothing(
                goal.Key(),
                $"No finished enrollment has a known {goal.Label()}, so nothing was trained."
            );
        }

        // A term that is still being shown is not trained on: its scores would know their own outcomes.
        var tournament = new Tournament(catalogue.Features, settings with { Budget = set.Budget }, time, progress);
        return tournament.Run(labelled, r => !set.ShownClasses.Contains(r.Class.Id), cancel);
    }
}
