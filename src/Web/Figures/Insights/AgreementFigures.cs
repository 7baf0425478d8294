using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// Holds the model in service against another on a later cohort: the other finalist where it did nearly as well, else a
/// plain one fitted on the terms before, so that there is always something to hold it against.
/// </summary>
internal static class AgreementFigures
{
    private const int MostRows = 6_000;
    private const int FittedRows = 15_000;
    private const int ExplainedRows = 1_500;
    private const int SampledRows = 100;
    private const int MostPoints = 300;
    private const int MostParting = 8;
    private const int Least = 10;

    /// <summary>By so many places of 100 ranks must differ to be worth a row.</summary>
    private const double LeastGap = 2;

    /// <summary>Compares; null where no other model can be had.</summary>
    public static AgreementSheet? Of(DriverCohort cohort, CancellationToken cancel)
    {
        var weeks = cohort.Later.Select(r => r.Week).Distinct().ToList();
        var week = weeks.MinBy(w => Math.Abs(w - FlaggedPeople.Week));
        var rows = cohort.SampleStudents(MostRows, week);
        if (rows is null || Rival(cohort, cancel) is not var (rival, name, kind))
        {
            return null;
        }

        var first = Scores(cohort.Judged, rows, cancel);
        var second = Scores(rival, rows, cancel);
        var people = People(rows, first, second);
        if (people.Count < DriverSheets.LeastStudents)
        {
            return null;
        }

        var byFirst = people.Count(p => p.By is FlaggedBy.First or FlaggedBy.Both);
        var both = people.Count(p => p.By == FlaggedBy.Both);
        var (a, b) = (ModelAgreement.Percentiles(first), ModelAgreement.Percentiles(second));
        return new AgreementSheet(
            cohort.Goal,
            cohort.Served.Version.Trainer,
            name,
            kind,
            cohort.IsUnseen,
            cohort.Term,
            week,
            DriverImportance.Rounded(people.Count),
            DriverImportance.Rounded(byFirst),
            Share(both, byFirst),
            Math.Round((double)both / people.Count(p => p.By != FlaggedBy.Neither), 3),
            Math.Round(ModelAgreement.RankCorrelation(first, second), 3),
            Loss(cohort.Judged, rows, cancel),
            Loss(rival, rows, cancel),
            cohort.Goal.IsMark() ? [] : Right(people),
            Importance(cohort.Judged.Model, rival.Model, rows, cancel),
            Parting(rows, a, b),
            Points(people)
        );
    }

    /// <summary>A proportion with Wilson's interval.</summary>
    public static Proportion Share(int some, int all)
    {
        var (low, high) = WilsonInterval.Of(some, all);
        return new Proportion(
            all == 0 ? 0 : Math.Round((double)some / all, 4),
            Math.Round(low, 4),
            Math.Round(high, 4)
        );
    }

    /// <summary>A student: who flags them, whether the outcome came, and their highest scores.</summary>
    internal readonly record struct Person(long StudentId, FlaggedBy By, bool Outcome, double First, double Second);

    /// <summary>Who of the students of a cohort is flagged by which.</summary>
    internal static List<Person> People(Dataset rows, double[] first, double[] second)
    {
        var other = FlaggedPeople.Of(rows, second, second).ToLookup(p => p.StudentId);
        return
        [
            .. FlaggedPeople
                .Of(rows, first, first)
                .GroupBy(p => p.StudentId)
                .Select(p => new Person(
                    p.Key,
                    By(p.Any(s => s.Flagged), other[p.Key].Any(s => s.Flagged)),
                    p.Any(s => s.Outcome),
                    p.Max(s => s.Shown),
                    other[p.Key].Max(s => s.Shown)
                )),
        ];
    }

    private static FlaggedBy By(bool first, bool second) =>
        (first, second) switch
        {
            (true, true) => FlaggedBy.Both,
            (true, false) => FlaggedBy.First,
            (false, true) => FlaggedBy.Second,
            _ => FlaggedBy.Neither,
        };

    private static (ScoringModel Model, string Trainer, RivalKind Kind)? Rival(
        DriverCohort cohort,
        CancellationToken cancel
    )
    {
        if (
            Finalist(cohort.Served.Version) is { } finalist
            && cohort.Served.Model.Schema.Count == finalist.Schema.Count
        )
        {
            return (finalist, finalist.Model.TrainerName, RivalKind.Finalist);
        }

        if (cohort.SampleEarlier(FittedRows) is not { } earlier || earlier.Data.Y.Distinct().Count() < 2)
        {
            return null;
        }

        // As unlike the model in service as a plain learner can be: a sum, or trees.
        var learners = Learners.Of(earlier.Task, cohort.Seed);
        var isSum = cohort.Served.Model.Model is Ml.Linear.LinearModel;
        var plain =
            isSum ? "gradientBoosting"
            : earlier.Task == TaskKind.Binary ? "logisticL2"
            : "ridge";
        var trainer = learners.Single(l => l.Name == plain).Make(null, false);
        return (new ScoringModel(trainer.Fit(earlier.Data, cancel)), plain, RivalKind.Fitted);
    }

    private static ScoringModel? Finalist(ModelVersion version)
    {
        if (version.RivalContent is not { } bytes)
        {
            return null;
        }

        using var content = new MemoryStream(bytes);
        return ModelFormat.ReadScoring(content);
    }

    // Larger is flagged first: of marks the lowest.
    private static double[] Scores(ScoringModel model, Dataset rows, CancellationToken cancel)
    {
        var margins = model.Model.Margins(rows.Data.X, cancel);
        return rows.Goal.IsMark() ? Array.ConvertAll(margins, m => -m) : margins;
    }

    private static double Loss(ScoringModel model, Dataset rows, CancellationToken cancel)
    {
        var loss = DriverImportance.LossOf(model, rows);
        var margins = model.Model.Margins(rows.Data.X, cancel);
        return Math.Round(margins.Select((m, i) => loss(i, m)).Average(), 4);
    }

    private static IReadOnlyList<FlaggedRight> Right(List<Person> people) =>
        [
            .. new[] { FlaggedBy.Both, FlaggedBy.First, FlaggedBy.Second }.Select(by =>
            {
                var some = people.FindAll(p => p.By == by);
                var right = some.Count(p => p.Outcome);
                return some.Count >= Least
                    ? new FlaggedRight(by, DriverImportance.Rounded(some.Count), Share(right, some.Count))
                    : new FlaggedRight(by, null, null);
            }),
        ];

    private static IReadOnlyList<ImportancePair> Importance(
        Model first,
        Model second,
        Dataset rows,
        CancellationToken cancel
    )
    {
        var isExact = first.CreateExplainer().IsExact && second.CreateExplainer().IsExact;
        var taken = Math.Min(rows.Rows.Count, isExact ? ExplainedRows : SampledRows);
        var some = rows.Data.X.Select([
            .. Enumerable.Range(0, taken).Select(k => (int)((k + 0.5) * rows.Rows.Count / taken)),
        ]);
        var (a, b) = (Shares(first), Shares(second));
        return
        [
            .. Enumerable
                .Range(0, some.ColumnCount)
                .Where(c => a[c] > 0 || b[c] > 0)
                .OrderByDescending(c => a[c])
                .Select(c => new ImportancePair(some.Schema.Columns[c].Name, Math.Round(a[c], 4), Math.Round(b[c], 4))),
        ];

        double[] Shares(Model model) =>
            DriverImportance.Shares(
                GlobalImportance.Contributions(model, some, cancel),
                some.ColumnCount,
                [.. Enumerable.Range(0, some.RowCount)]
            );
    }

    private static IReadOnlyList<PartingRow> Parting(Dataset rows, double[] first, double[] second)
    {
        var cells = ModelAgreement.Parting(rows.Data.X, first, second, rows.Data.Groups!, DriverSheets.LeastStudents);
        return
        [
            .. cells
                .Where(c => Math.Abs(c.MeanGap) >= LeastGap)
                // Signals of one source are missing together: the same students need one row.
                .DistinctBy(c => (c.Rows, c.Groups, Math.Round(c.MeanGap, 6)))
                .Take(MostParting)
                .Select(c => new PartingRow(
                    rows.Data.X.Schema.Columns[c.Column].Name,
                    float.IsNaN(c.Low) ? null : Math.Round((double)c.Low, 3),
                    float.IsNaN(c.High) ? null : Math.Round((double)c.High, 3),
                    DriverImportance.Rounded(c.Groups),
                    Math.Round(c.MeanGap, 1)
                )),
        ];
    }

    private static IReadOnlyList<RankPoint> Points(List<Person> people)
    {
        var a = ModelAgreement.Percentiles([.. people.Select(p => p.First)]);
        var b = ModelAgreement.Percentiles([.. people.Select(p => p.Second)]);
        var taken = Math.Min(MostPoints, people.Count);
        return
        [
            .. Enumerable
                .Range(0, taken)
                .Select(k => (int)((k + 0.5) * people.Count / taken))
                .Select(i => new RankPoint((int)Math.Round(a[i]), (int)Math.Round(b[i]), people[i].By))
                .OrderBy(p => p.X)
                .ThenBy(p => p.Y),
        ];
    }
}
