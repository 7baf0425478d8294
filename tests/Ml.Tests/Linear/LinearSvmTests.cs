using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;

namespace EarlyWarning.Ml.Tests.Linear;

public class LinearSvmTests
{
    [Fact]
    public void The_margin_of_new_rows_is_log_odds()
    {
        var model = new LinearSvmTrainer().Fit(SyntheticSchool.Binary(4_000, 1, rowsPerGroup: 2), default);
        var test = SyntheticSchool.Binary(4_000, 2);
        var margins = model.Margins(test.X);
        var metrics = Metrics.Of(new BinaryPredictions(Array.ConvertAll(margins, Sigmoid.Of), test.Y));
        metrics[MetricKeys.Ece].ShouldBeLessThan(0.03);
        var logistic = new LogisticRegressionTrainer().Fit(SyntheticSchool.Binary(4_000, 1), default);
        var beside = Metrics.Of(new BinaryPredictions(Array.ConvertAll(logistic.Margins(test.X), Sigmoid.Of), test.Y));
        metrics[MetricKeys.Auc].ShouldBe(beside[MetricKeys.Auc], 0.01);
    }

    [Fact]
    public void Calibration_stretches_the_margin_and_changes_no_order()
    {
        var data = SyntheticSchool.Binary(600, 3);
        var bare = new LinearSvmTrainer(new LinearSvmOptions { Calibrate = false }).Fit(data, default).Margins(data.X);
        var model = new LinearSvmTrainer().Fit(data, default);
        var calibrated = model.Margins(data.X);
        var slope = (calibrated[1] - calibrated[0]) / (bare[1] - bare[0]);
        slope.ShouldBeGreaterThan(0);
        for (var i = 1; i < bare.Length; i++)
        {
            (calibrated[i] - calibrated[0]).ShouldBe(slope * (bare[i] - bare[0]), 1e-9);
        }

        var contributions = new double[data.X.ColumnCount];
        var explainer = model.CreateExplainer();
        explainer.Explain(data.X.Row(7), contributions);
        (explainer.BaseValue + contributions.Sum()).ShouldBe(calibrated[7], 1e-9);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        var data = SyntheticSchool.Binary(8_000, 4);
        string Hash(int threads) =>
            ModelFormat.Hash(new LinearSvmTrainer(new LinearSvmOptions { Threads = threads }).Fit(data, default));
        Hash(2).ShouldBe(Hash(1));
    }

    [Fact]
    public void A_penalty_of_nothing_or_a_single_fold_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new LinearSvmTrainer(new LinearSvmOptions { Penalty = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() =>
            new LinearSvmTrainer(new LinearSvmOptions { CalibrationFolds = 1 })
        );
    }

    [Fact]
    public void Several_classes_are_each_set_against_the_rest()
    {
        var data = ThreeClasses(600, 3);
        var options = new LinearSvmOptions { Calibrate = false, Penalty = 0.01 };
        var model = new LinearSvmTrainer(options, TaskKind.Multiclass).Fit(data, default);
        var margins = model.Margins(data.X);

        for (var k = 0; k < 3; k++)
        {
            var code = k;
            var rest = new TrainingData(data.X, Array.ConvertAll(data.Y, y => y == code ? 1.0 : 0.0));
            var alone = new LinearSvmTrainer(options).Fit(rest, default).Margins(data.X);
            for (var i = 0; i < alone.Length; i++)
            {
                margins[(3 * i) + k].ShouldBe(alone[i], 1e-9);
            }
        }
    }

    [Fact]
    public void Several_classes_become_frequencies_that_hold()
    {
        var (train, test) = (ThreeClasses(3_000, 4), ThreeClasses(6_000, 5));
        var model = new LinearSvmTrainer(task: TaskKind.Multiclass).Fit(train, default);
        var shown = Softmax.OfRows(model.Margins(test.X), 3);

        for (var k = 0; k < 3; k++)
        {
            // Of ten bins of equal size none lies far from what happened; 0.08 is four standard errors of a bin of 600.
            var code = k;
            var bins = Enumerable.Range(0, test.Y.Length).OrderBy(i => shown[(3 * i) + code]).Chunk(test.Y.Length / 10);
            foreach (var bin in bins)
            {
                var (said, was) = (
                    bin.Average(i => shown[(3 * i) + code]),
                    bin.Average(i => test.Y[i] == code ? 1.0 : 0)
                );
                said.ShouldBe(was, 0.08);
            }
        }

        // The truth is a softmax of lines, so that little may be lost to it.
        Loss(shown, test.Y).ShouldBeLessThan(Loss(Truth(test.X), test.Y) + 0.02);
        Should.Throw<ArgumentException>(() => new LinearSvmTrainer(task: TaskKind.Regression));
    }

    private static double Loss(double[] shares, double[] y) =>
        -Enumerable.Range(0, y.Length).Average(i => Math.Log(shares[(3 * i) + (int)y[i]]));

    private static double[] Truth(Table x)
    {
        var margins = new double[3 * x.RowCount];
        for (var i = 0; i < x.RowCount; i++)
        {
            var (a, b) = (x.Row(i)[0], x.Row(i)[1]);
            (margins[3 * i], margins[(3 * i) + 1], margins[(3 * i) + 2]) = (1.2 * a, (-0.8 * a) + b, -b);
        }

        return Softmax.OfRows(margins, 3);
    }

    private static TrainingData ThreeClasses(int rows, int seed)
    {
        var random = new Random(seed);
        var schema = new TableSchema([new Column("a", ColumnKind.Numeric), new Column("b", ColumnKind.Numeric)]);
        var x = new Table(
            schema,
            [.. Enumerable.Range(0, 2 * rows).Select(_ => (float)((4 * random.NextDouble()) - 2))]
        );
        var shares = Truth(x);
        var y = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            var draw = random.NextDouble();
            y[i] =
                draw < shares[3 * i] ? 0
                : draw < shares[3 * i] + shares[(3 * i) + 1] ? 1
                : 2;
        }

        return new TrainingData(x, y);
    }

    [Theory]
    [InlineData("svm")]
    [InlineData("logistic")]
    [InlineData("linear")]
    public void Data_that_cannot_be_fitted_are_refused_with_the_reason(string kind)
    {
        ITrainer trainer = kind switch
        {
            "svm" => new LinearSvmTrainer(),
            "logistic" => new LogisticRegressionTrainer(),
            _ => new LinearRegressionTrainer(),
        };
        var data = SyntheticSchool.Binary(50, 5);
        var rows = data.X.RowCount;
        string Refusal(TrainingData bad) => Should.Throw<TrainingException>(() => trainer.Fit(bad, default)).Message;
        Table Filled(float value) =>
            new(SyntheticSchool.Schema, [.. Enumerable.Repeat(value, rows * SyntheticSchool.Schema.Count)]);

        Refusal(data.Select([])).ShouldContain("no rows");
        Refusal(new TrainingData(data.X, data.Y, new double[rows])).ShouldContain("no rows");
        Refusal(new TrainingData(Filled(float.NaN), data.Y)).ShouldContain("missing");
        Refusal(new TrainingData(Filled(3), data.Y)).ShouldContain("one and the same value");
        if (trainer.Task == TaskKind.Binary)
        {
            Refusal(new TrainingData(data.X, new double[rows])).ShouldContain("both outcomes");
        }
        else
        {
            var bare = new LinearRegressionTrainer(new ElasticNetOptions { Penalty = 0 });
            Should
                .Throw<TrainingException>(() => bare.Fit(data.Select([0, 1, 2, 3]), default))
                .Message.ShouldContain("more rows than inputs");
        }
    }

    [Fact]
    public void Scaling_columns_changes_no_standardised_model()
    {
        var data = SyntheticSchool.Binary(500, 6);
        var scaled = data.X.Values.ToArray();
        for (var i = 0; i < scaled.Length; i += data.X.ColumnCount)
        {
            scaled[i] *= 1024;
        }

        var a = new LinearSvmTrainer().Fit(data, default).Margins(data.X);
        var table = new Table(data.X.Schema, scaled);
        var b = new LinearSvmTrainer().Fit(new TrainingData(table, data.Y), default).Margins(table);
        for (var i = 0; i < a.Length; i++)
        {
            b[i].ShouldBe(a[i], 1e-6);
        }
    }
}
