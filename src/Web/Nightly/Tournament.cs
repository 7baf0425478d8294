using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Validation;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Nightly;

/// <summary>The champion of a goal, ready to serve, with how it measured.</summary>
/// <param name="Report">Figures on a later term.</param>
/// <param name="Trainer">The trainer chosen; null where none could be fitted.</param>
/// <param name="Model">Fitted on every finished term; null where none could be.</param>
/// <param name="Served">What it was fitted on.</param>
/// <param name="FlaggedRight">By week, the share of the tenth of students flagged in the test term that had the outcome.</param>
/// <param name="Trial">The chosen trainer's model as it was judged; null where none could be.</param>
internal sealed record TournamentResult(
    GoalReport Report,
    ITrainer? Trainer,
    ScoringModel? Model,
    Dataset? Served,
    IReadOnlyDictionary<int, double> FlaggedRight,
    Trial? Trial = null
);

/// <summary>
/// Chooses a champion for a goal: all learners are compared on a sample of the training terms, the best that may serve on
/// all of their rows; two are judged once on the latest finished term, which none of them saw, and the chosen one is fitted
/// again on every finished term.
/// </summary>
/// <param name="features">The catalogue's features.</param>
/// <param name="settings">Seed of all randomness, and what may be spent.</param>
/// <param name="time">Tells how long each learner took.</param>
/// <param name="progress">Receives a sentence at each step.</param>
/// <param name="learners">The learners of a task, from a seed; null for all there are.</param>
internal sealed class Tournament(
    IReadOnlyList<FeatureDefinition> features,
    RetrainingSettings settings,
    TimeProvider time,
    IProgress<string> progress,
    Func<TaskKind, int, IReadOnlyList<Learner>>? learners = null
)
{
    /// <summary>Share of students that "needs support" holds by default.</summary>
    public const double TopFraction = 0.1;

    /// <summary>By how much of the champion's loss a rival's may lie above it and still count as nearly equal.</summary>
    private const double NearlyEqual = 0.02;

    public TournamentResult Run(Dataset labelled, Func<SnapshotRow, bool> mayServe, CancellationToken cancel)
    {
        var name = labelled.Goal.Words();
        var split = Split(labelled);
        var (finalists, reports) = Compete(name, split.Train, cancel);
        if (finalists is not [var champion, ..])
        {
            var reasons = string.Join(' ', reports.Select(r => r.Reason).Prepend(split.Note).Where(s => s is not null));
            var nothing = Nothing(labelled.Goal.Key(), $"No learner can serve. {reasons}");
            return nothing with { Report = nothing.Report with { Contenders = reports } };
        }

        var judged = Judge(split, finalists, name, cancel);
        var (model, served) = Serve(labelled, split, champion.Trainer, judged, mayServe, name, cancel);
        var report = judged.Report with { Reason = split.Note, Champion = champion.Learner.Name, Contenders = reports };
        var trial = new Trial(
            split.Test,
            judged.Champion,
            judged.Margins,
            champion.Held,
            judged.Report.Gate!,
            judged.Rival
        );
        return new TournamentResult(report, champion.Trainer, model, served, judged.FlaggedRight, trial);
    }

    private (IReadOnlyList<Contender> Finalists, IReadOnlyList<ContenderReport> Reports) Compete(
        string name,
        Dataset train,
        CancellationToken cancel
    )
    {
        var (budget, seed) = (settings.Budget, settings.Seed);
        var comparison = new Comparison(budget, seed, time, progress);
        Learner[] taken = [.. (learners ?? Learners.Of)(train.Task, seed).Where(l => budget.Takes(l.Name))];
        var compared = comparison.Run(name, taken, train, cancel);
        var failures = new Dictionary<string, string>(StringComparer.Ordinal);
        var sample = comparison.Sample(train, budget.ComparisonRows);
        var finalists = new Finals(budget, seed, time, progress).Run(name, compared, train, sample, failures, cancel);
        return (finalists, ContenderReports.Of(compared, finalists, failures, budget, train.Rows.Count, cancel));
    }

    // The model in service learns from the test term too, and is calibrated on how the judged one did there. Where the test
    // term is itself on show, the judged model serves: a score must not know its own outcome.
    private (ScoringModel? Model, Dataset? Served) Serve(
        Dataset labelled,
        Parts split,
        ITrainer champion,
        Judged judged,
        Func<SnapshotRow, bool> mayServe,
        string name,
        CancellationToken cancel
    )
    {
        if (!split.Test.Rows.All(mayServe))
        {
            return split.Train.Rows.All(mayServe) ? (judged.Champion, split.Train) : (null, null);
        }

        var served = labelled.Select([
            .. Enumerable.Range(0, labelled.Rows.Count).Where(i => mayServe(labelled.Rows[i])),
        ]);
        progress.Report($"{name}: fitting {champion.Name} on all {served.Rows.Count:n0} rows");
        var model = champion.Fit(served.Data, cancel);
        return (new HeldOut(split.Test, judged.Margins).Calibrate(model, settings.Seed, cancel), served);
    }

    /// <summary>What a goal without labels reports.</summary>
    public static TournamentResult Nothing(string goal, string reason) =>
        new(new GoalReport(goal, reason, null, null, []), null, null, null, new Dictionary<int, double>());

    private sealed record Parts(
        Dataset Train,
        Dataset Test,
        IReadOnlyList<string> TrainTerms,
        string TestTerm,
        string? Note
    );

    private Parts Split(Dataset labelled)
    {
        if (labelled.RollingOrigins() is [.., var last])
        {
            return new Parts(
                labelled.Select(last.Rows.Train),
                labelled.Select(last.Rows.Test),
                [.. last.TrainTerms.Select(t => labelled.Terms[t].Title)],
                labelled.Terms[last.TestTerm].Title,
                null
            );
        }

        // One finished term: students are kept apart, but not time; the report says so.
        var fold = GroupKFold.Split(labelled.Data.Groups!, labelled.Data.Y, 5, settings.Seed)[0];
        var terms = labelled.TermOfRow.Distinct().Order().Select(t => labelled.Terms[t].Title).ToList();
        return new Parts(
            labelled.Select(fold.Train),
            labelled.Select(fold.Test),
            terms,
            terms[^1],
            "No term is later than a finished one yet: tested on a fifth of the same students' term, held out by student."
        );
    }

    private sealed record Judged(
        GoalReport Report,
        IReadOnlyDictionary<int, double> FlaggedRight,
        ScoringModel Champion,
        double[] Margins,
        ScoringModel? Rival
    );

    private Judged Judge(Parts split, IReadOnlyList<Contender> finalists, string goal, CancellationToken cancel)
    {
        var entries = new List<Entry>();
        var judged = new List<(ScoringModel Model, double Loss)>();
        foreach (var contender in finalists)
        {
            progress.Report($"{goal}: judging {contender.Learner.Name} on {split.TestTerm}");
            var fitted = contender.Trainer.Fit(split.Train.Data, cancel);
            var model = contender.Held.Calibrate(fitted, settings.Seed, cancel);
            var margins = fitted.Margins(split.Test.Data.X, cancel);
            judged.Add((model, new HeldOut(split.Test, margins).Loss()));
            var role = contender == finalists[0] ? "champion" : "challenger";
            entries.Add(new Entry(contender.Learner.Name, role, Array.ConvertAll(margins, model.Shown), margins));
        }

        var rules = Baselines.PredictRules(split.Train, split.Test, features);
        entries.Add(new Entry(Baselines.Rules, "baseline", rules, rules));
        var average = Baselines.PredictClassAverage(split.Train, split.Test);
        entries.Add(new Entry(Baselines.ClassAverage, "baseline", average, average));
        var horizons = SnapshotPass
            .Horizons.Select(w => Horizon(split, entries, w, cancel))
            .OfType<HorizonReport>()
            .ToList();
        var gate = ValueAddedGate.Judge(split.Test, entries, cancel);
        var report = new GoalReport(
            split.Test.Goal.Key(),
            null,
            null,
            gate,
            horizons,
            Curves.LeadTime(CurveRows.Of(split.Test, entries[0]))
        );
        var best = judged[0];
        var rival = judged.Skip(1).FirstOrDefault(r => r.Loss <= best.Loss * (1 + NearlyEqual)).Model;
        return new Judged(report, FlaggedRight(split.Test, entries[0]), best.Model, entries[0].Scores, rival);
    }

    private static HorizonReport? Horizon(Parts split, List<Entry> entries, short week, CancellationToken cancel)
    {
        var rows = Enumerable.Range(0, split.Test.Rows.Count).Where(i => split.Test.Rows[i].Week == week).ToArray();
        if (rows.Length == 0)
        {
            return null;
        }

        var y = Array.ConvertAll(rows, i => split.Test.Data.Y[i]);
        var groups = Array.ConvertAll(rows, i => split.Test.Data.Groups![i]);
        var isBinary = split.Test.Task == TaskKind.Binary;
        return new HorizonReport(
            week,
            split.TrainTerms,
            split.TestTerm,
            rows.Length,
            isBinary ? (int)y.Sum() : y.Length,
            y.Average(),
            [.. entries.Select(e => new ModelReport(e.Name, e.Role, e.Metrics(rows, y, groups, isBinary, cancel)))],
            Curves.Of(CurveRows.Of(split.Test, entries[0]), rows)
        );
    }

    // People, not enrollments: a student is flagged by the highest of their enrollments.
    private static Dictionary<int, double> FlaggedRight(Dataset test, Entry champion)
    {
        var right = new Dictionary<int, double>();
        if (test.Task != TaskKind.Binary)
        {
            return right;
        }

        foreach (var week in Enumerable.Range(0, test.Rows.Count).GroupBy(i => (int)test.Rows[i].Week))
        {
            var students = week.GroupBy(i => test.Rows[i].StudentId)
                .Select(s => (Top: s.Max(i => champion.Scores[i]), Outcome: s.Max(i => test.Data.Y[i])))
                .OrderByDescending(s => s.Top)
                .ToList();
            var flagged = students.Take(Math.Max(1, (int)Math.Ceiling(students.Count * TopFraction))).ToList();
            right[week.Key] = flagged.Average(s => s.Outcome);
        }

        return right;
    }
}

/// <summary>Predictions of one entrant for the test rows.</summary>
/// <param name="Name">Trainer or baseline.</param>
/// <param name="Role">champion, challenger or baseline.</param>
/// <param name="Predictions">Frequencies or grades.</param>
/// <param name="Scores">What ranks the rows.</param>
internal sealed record Entry(string Name, string Role, double[] Predictions, double[] Scores)
{
    private static readonly MetricOptions Options = new() { TopFraction = Tournament.TopFraction };

    /// <summary>Metrics of some rows; precision and recall are those of the highest-ranked tenth.</summary>
    public IReadOnlyDictionary<string, MetricReport> Metrics(
        int[] rows,
        double[] y,
        long[] groups,
        bool isBinary,
        CancellationToken cancel
    )
    {
        var values = isBinary
            ? Ml.Evaluation.Metrics.WithIntervals(Binary(rows, y), groups, Options, cancel)
            : Ml.Evaluation.Metrics.WithIntervals(
                new RegressionPredictions(Pick(Predictions, rows), y),
                groups,
                Options,
                cancel
            );
        var report = values.ToDictionary(v => v.Key, v => MetricReport.Of(v.Value), StringComparer.Ordinal);
        if (isBinary)
        {
            report.Remove(MetricKeys.F1);
            report[MetricKeys.Precision] = report[MetricKeys.PrecisionAtTop];
            report[MetricKeys.Recall] = report[MetricKeys.RecallAtTop];
        }

        return report;
    }

    public BinaryPredictions Binary(int[] rows, double[] y) => new(Pick(Predictions, rows), y, Pick(Scores, rows));

    private static double[] Pick(double[] values, int[] rows) => Array.ConvertAll(rows, i => values[i]);
}
