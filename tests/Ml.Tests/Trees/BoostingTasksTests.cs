using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Trees;

/// <summary>Boosting of several classes and of quantiles.</summary>
public class BoostingTasksTests
{
    private static readonly GradientBoostingOptions Quick = new()
    {
        MaxTrees = 60,
        LearningRate = 0.1,
        MinRowsPerLeaf = 20,
        EarlyStoppingRounds = 0,
    };

    [Theory]
    [InlineData(TaskKind.Binary, false)]
    [InlineData(TaskKind.Regression, false)]
    [InlineData(TaskKind.Multiclass, true)]
    public void Parameters_say_where_directions_are_not_kept(TaskKind task, bool said)
    {
        ITrainer[] trainers =
        [
            new GradientBoostingTrainer(task),
            new RandomForestTrainer(task),
            new BaggedTreesTrainer(task),
            new DecisionTreeTrainer(task),
        ];
        trainers.ShouldAllBe(trainer => trainer.Parameters.ContainsKey("monotone") == said);
    }

    [Fact]
    public void Classes_are_told_apart_nearly_as_well_as_by_the_truth()
    {
        var (train, test) = (ThreeClasses.Make(12_000, 1), ThreeClasses.Make(6_000, 2));
        var model = Fit(train, Quick with { MaxTrees = 500, EarlyStoppingRounds = 20 });
        var p = new MulticlassPredictions(Softmax.OfRows(model.Margins(test.X), 3), test.Y, 3);
        double[] truth = [.. Enumerable.Range(0, 6_000).SelectMany(i => ThreeClasses.Margins(test.X.Row(i)))];
        var best = Metrics.Of(new MulticlassPredictions(Softmax.OfRows(truth, 3), test.Y, 3));
        var found = Metrics.Of(p);
        found[MetricKeys.LogLoss].ShouldBeLessThan(best[MetricKeys.LogLoss] + 0.06);
        found[MetricKeys.Accuracy].ShouldBeGreaterThan(best[MetricKeys.Accuracy] - 0.02);
        (model.TreeCount % 3).ShouldBe(0);
        model.TreeCount.ShouldBeLessThan(1_500, "stopped early");
    }

    [Fact]
    public void Every_class_is_explained_to_its_own_margin()
    {
        var data = ThreeClasses.Make(2_000, 3);
        var model = Fit(data, Quick);
        var explainer = model.CreateExplainer();
        var (margins, contributions) = (new double[3], new double[8]);
        for (var row = 0; row < 50; row++)
        {
            model.Margins(data.X.Row(row), margins);
            for (var code = 0; code < 3; code++)
            {
                explainer.Explain(data.X.Row(row), code, contributions);
                (explainer.BaseValueOf(code) + contributions.Sum()).ShouldBe(margins[code], 1e-9);
                contributions[7].ShouldBe(0, "the constant column");
            }
        }
    }

    [Fact]
    public void One_leaf_a_class_fits_the_weighted_shares()
    {
        // A column with two values and a weight per row: boosting to the end gives each value its shares.
        float[] x = [.. Enumerable.Range(0, 600).Select(i => (float)(i % 2))];
        double[] y =
        [
            .. Enumerable
                .Range(0, 600)
                .Select(i =>
                    (double)(
                        i % 2 == 0 ? i / 2 % 3
                        : i / 2 % 5 == 0 ? 0
                        : 1
                    )
                ),
        ];
        double[] weights = [.. Enumerable.Range(0, 600).Select(i => 1.0 + (i % 7))];
        var schema = new TableSchema([new Column("x", ColumnKind.Numeric)]);
        var options = Quick with { MaxTrees = 300, LearningRate = 0.3, L2 = 0, ColumnFraction = 1 };
        var model = Fit(new TrainingData(new Table(schema, x), y, weights), options);
        foreach (var value in new[] { 0f, 1f })
        {
            var p = new double[3];
            model.Margins([value], p);
            Softmax.InPlace(p);
            var rows = Enumerable.Range(0, 600).Where(i => x[i] == value).ToArray();
            for (var code = 0; code < 3; code++)
            {
                var share = rows.Where(i => y[i] == code).Sum(i => weights[i]) / rows.Sum(i => weights[i]);
                p[code].ShouldBe(share, 2e-3);
            }
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_quantile_has_its_share_of_rows_below(double quantile)
    {
        var (train, test) = (SyntheticSchool.Regression(8_000, 1), SyntheticSchool.Regression(4_000, 2));
        var model = new GradientBoostingTrainer(TaskKind.Regression, Quick with { Quantile = quantile }).Fit(
            train,
            CancellationToken.None
        );
        var below = test.Y.Zip(model.Margins(test.X), (y, m) => y <= m ? 1.0 : 0).Average();
        below.ShouldBe(quantile, 0.04);
        var constant = Pinball(
            test.Y,
            [.. test.Y.Select(_ => WeightedQuantile.Of((double[])train.Y.Clone(), null, quantile))],
            quantile
        );
        Pinball(test.Y, model.Margins(test.X), quantile).ShouldBeLessThan(0.5 * constant);
    }

    [Fact]
    public void A_quantile_keeps_its_monotone_promise()
    {
        var data = SyntheticSchool.Regression(3_000, 5);
        var options = Quick with { Quantile = 0.8, LearningRate = 0.3, MinRowsPerLeaf = 5 };
        var model = new GradientBoostingTrainer(TaskKind.Regression, options).Fit(data, CancellationToken.None);
        for (var i = 0; i < 100; i++)
        {
            var row = data.X.Row(i).ToArray();
            var previous = double.NegativeInfinity;
            for (var absence = -2.5f; absence <= 2.5f; absence += 0.1f)
            {
                row[0] = absence;
                model.Margin(row).ShouldBeGreaterThanOrEqualTo(previous - 1e-12);
                previous = model.Margin(row);
            }
        }
    }

    [Fact]
    public void Weighted_quantiles_are_those_of_repeated_rows()
    {
        var random = new SeededRandom(4, 4);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            double[] values = [.. Enumerable.Range(0, 12).Select(_ => (double)random.NextInt(6))];
            int[] times = [.. values.Select(_ => 1 + random.NextInt(4))];
            var share = 0.05 + (0.9 * random.NextDouble());
            double[] repeated = [.. values.SelectMany((value, i) => Enumerable.Repeat(value, times[i]))];
            WeightedQuantile
                .Of((double[])values.Clone(), Array.ConvertAll(times, t => (double)t), share)
                .ShouldBe(WeightedQuantile.Of(repeated, null, share));
        }
    }

    [Fact]
    public void A_quantile_of_classes_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() =>
            new GradientBoostingTrainer(TaskKind.Binary, Quick with { Quantile = 0.5 })
        );

    [Fact]
    public void The_sigmoid_in_fixed_order_is_the_sigmoid()
    {
        double[] x = [.. Enumerable.Range(-8_003, 16_007).Select(i => i / 100.0 * Math.Sqrt(2)), 0, 745, -745, 1e300];
        var found = new double[x.Length];
        FixedSigmoid.Of(x, found);
        for (var i = 0; i < x.Length; i++)
        {
            var exact = Sigmoid.Of(x[i]);
            Math.Abs(found[i] - exact).ShouldBeLessThanOrEqualTo(4e-15 * exact + 1e-300, $"at {x[i]}");
        }
    }

    private static double Pinball(double[] y, double[] m, double quantile) =>
        y.Zip(m, (value, margin) => new QuantileLoss(quantile).Of(value, margin)).Average();

    private static TreeEnsemble Fit(TrainingData data, GradientBoostingOptions options) =>
        (TreeEnsemble)new GradientBoostingTrainer(TaskKind.Multiclass, options).Fit(data, CancellationToken.None);
}
