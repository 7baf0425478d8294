using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Preparation;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Ml.Tests.Validation;

public class LeakCheckTests
{
    private static readonly TrainingData Data = SyntheticSchool.Binary(400, 1, weights: true, rowsPerGroup: 2);
    private static readonly Fold Fold = GroupKFold.Split(Data.Groups!, Data.Y, 4, seed: 1)[0];

    public static TheoryData<string> Clean =>
        [
            "logistic",
            "svm",
            "boosting",
            "constant",
            "mean",
            "median",
            "model",
            "capped",
            "scaled",
            "correlated",
            "important",
        ];

    [Theory]
    [MemberData(nameof(Clean))]
    public void What_is_fitted_inside_the_fold_does_not_leak(string kind) =>
        LeakCheck.Find(_ => Trainer(kind), Data, Fold, seed: 2).ShouldBe(Leaks.None);

    [Fact]
    public void A_mean_of_all_rows_is_caught()
    {
        // The planted leak: missing values are filled by weighted means that the held-out rows had a part in.
        var leaks = LeakCheck.Find(
            (all, fold) => new LogisticRegressionTrainer().Fit(Filled(all).Select(fold.Train), default),
            Data,
            Fold,
            seed: 2
        );
        leaks.ShouldBe(Leaks.Values | Leaks.Missing | Leaks.Weights);
    }

    [Fact]
    public void A_filter_chosen_by_all_outcomes_is_caught()
    {
        var leaks = LeakCheck.Find(
            (all, fold) =>
            {
                var columns = ClosestToOutcome(all, keep: 3);
                return new LogisticRegressionTrainer().Fit(Narrowed(all, columns).Select(fold.Train), default);
            },
            Data,
            Fold,
            seed: 2
        );
        leaks.HasFlag(Leaks.Outcomes).ShouldBeTrue();
        leaks.HasFlag(Leaks.Weights).ShouldBeFalse();
    }

    [Fact]
    public void A_target_statistic_of_all_rows_is_caught() =>
        LeakCheck
            .Find(all => new Closed(WithTargetMean(all)), Data, Fold, seed: 2)
            .HasFlag(Leaks.Outcomes)
            .ShouldBeTrue();

    [Fact]
    public void A_trainer_that_remembers_its_first_fit_is_caught() =>
        LeakCheck.Find(_ => new Remembering(), Data, Fold, seed: 2).ShouldBe(Leaks.EarlierFits);

    [Fact]
    public void Preparation_outside_the_fold_flatters_and_inside_does_not()
    {
        // Outcomes are coin flips: nobody can do better than half. Columns chosen by all outcomes seem to.
        var random = new Ml.Numerics.SeededRandom(7, 0);
        const int columns = 300;
        var values = new float[80 * columns];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.NextDouble();
        }

        double[] y = [.. Enumerable.Range(0, 80).Select(i => i % 2.0)];
        var names = Enumerable.Range(0, columns).Select(j => new Column($"x{j}", ColumnKind.Numeric));
        var data = new TrainingData(new Table(new TableSchema([.. names]), values), y);
        var folds = GroupKFold.Split([.. Enumerable.Range(0, 80).Select(i => (long)i)], y, 5, seed: 1);
        var logistic = new LogisticRegressionTrainer(new ElasticNetOptions { Penalty = 0.01 });
        var outside = OutOfFold.Margins(logistic, Narrowed(data, ClosestToOutcome(data, keep: 10)), folds, default);
        var filter = new ImportanceFilterStep(logistic, maxColumns: 10);
        var inside = OutOfFold.Margins(new PreparedTrainer(logistic, [filter]), data, folds, default);
        Right(outside, y).ShouldBeGreaterThan(0.7);
        Right(inside, y).ShouldBeLessThan(0.65);
    }

    private static double Right(double[] margins, double[] y) =>
        margins.Zip(y, (margin, outcome) => margin > 0 == (outcome == 1) ? 1.0 : 0).Average();

    private static ITrainer Trainer(string kind)
    {
        var logistic = new LogisticRegressionTrainer();
        PreparedTrainer With(params PreparationStep[] steps) => new(logistic, steps);
        return kind switch
        {
            "logistic" => logistic,
            "svm" => new LinearSvmTrainer(),
            "boosting" => new GradientBoostingTrainer(
                TaskKind.Binary,
                new GradientBoostingOptions { MaxTrees = 5, MinRowsPerLeaf = 20 }
            ),
            "constant" => new ConstantTrainer(TaskKind.Binary),
            "mean" => With(new ImputationStep(ImputationKind.Mean, indicators: true)),
            "median" => With(new ImputationStep(ImputationKind.Median)),
            "model" => With(new ModelImputationStep()),
            "capped" => With(new OutlierCapStep(0.05, 0.95)),
            "scaled" => With(new ScalingStep(), new OneHotStep()),
            "correlated" => With(new CorrelationFilterStep(0.1)),
            _ => With(new ImportanceFilterStep(logistic, minShare: 0.1)),
        };
    }

    private static TrainingData Filled(TrainingData all)
    {
        var step = new ImputationStep(ImputationKind.Mean).Fit(all, default);
        return all with { X = step.Step.Apply(all.X, step.Output, default) };
    }

    private static int[] ClosestToOutcome(TrainingData all, int keep)
    {
        var mean = all.Y.Average();
        double Covariance(int column) =>
            Enumerable
                .Range(0, all.X.RowCount)
                .Where(row => !float.IsNaN(all.X.Row(row)[column]))
                .Sum(row => (all.Y[row] - mean) * all.X.Row(row)[column]);
        return
        [
            .. Enumerable
                .Range(0, all.X.ColumnCount)
                .OrderByDescending(column => Math.Abs(Covariance(column)))
                .Take(keep)
                .Order(),
        ];
    }

    private static TrainingData Narrowed(TrainingData all, int[] columns)
    {
        var rules = new ColumnRules(all.X.ColumnCount, Array.ConvertAll(columns, column => new ColumnRule(column)));
        var schema = new TableSchema([.. columns.Select(column => all.X.Schema.Columns[column])]);
        return all with { X = rules.Apply(all.X, schema, default) };
    }

    private static Dictionary<float, double> WithTargetMean(TrainingData all) =>
        Enumerable
            .Range(0, all.X.RowCount)
            .Where(row => !float.IsNaN(all.X.Row(row)[5]))
            .GroupBy(row => all.X.Row(row)[5])
            .ToDictionary(group => group.Key, group => group.Average(row => all.Y[row]));

    /// <summary>Replaces a category by the mean outcome of it, learned before any fold was made.</summary>
    private sealed class Closed(Dictionary<float, double> means) : ITrainer
    {
        public string Name => "closed";

        public TaskKind Task => TaskKind.Binary;

        public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>();

        public Model Fit(TrainingData data, CancellationToken ct)
        {
            var values = data.X.Values.ToArray();
            for (var i = 6; i < values.Length; i += data.X.ColumnCount)
            {
                values[i] = float.IsNaN(values[i - 1]) ? 0 : (float)means[values[i - 1]];
            }

            return new LogisticRegressionTrainer().Fit(data with { X = new Table(data.X.Schema, values) }, ct);
        }
    }

    /// <summary>Fits its imputation once and keeps it.</summary>
    private sealed class Remembering : ITrainer
    {
        private PreparedColumns? _step;

        public string Name => "remembering";

        public TaskKind Task => TaskKind.Binary;

        public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>();

        public Model Fit(TrainingData data, CancellationToken ct)
        {
            _step ??= new ImputationStep(ImputationKind.Mean).Fit(data, ct);
            var x = _step.Step.Apply(data.X, _step.Output, ct);
            return new LogisticRegressionTrainer().Fit(data with { X = x }, ct);
        }
    }
}
