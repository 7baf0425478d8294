using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Neighbours;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace EarlyWarning.Ml.Tests.Neighbours;

public class NearestNeighboursTests
{
    [Theory]
    [InlineData(RowDistance.Gower, false)]
    [InlineData(RowDistance.Gower, true)]
    [InlineData(RowDistance.EuclideanOverlap, false)]
    [InlineData(RowDistance.EuclideanOverlap, true)]
    public void Margins_equal_a_search_written_plainly(RowDistance distance, bool weightByDistance)
    {
        var data = SyntheticSchool.Binary(203, 1, weights: true);
        var options = new NearestNeighboursOptions
        {
            Neighbours = 7,
            Distance = distance,
            WeightByDistance = weightByDistance,
            Smoothing = 2,
        };
        var model = new NearestNeighboursTrainer(TaskKind.Binary, options).Fit(data, default);
        var fresh = SyntheticSchool.Binary(60, 2);
        for (var i = 0; i < 60; i++)
        {
            var row = fresh.X.Row(i).ToArray();
            model.Margin(row).ShouldBe(Plainly(data, row, options), 1e-4, $"row {i}");
        }
    }

    [Fact]
    public void A_missing_value_is_left_out_by_Gower_and_is_far_for_the_overlap_distance()
    {
        var schema = new TableSchema([new Column("x", ColumnKind.Numeric), new Column("c", ColumnKind.Categorical)]);
        var table = new Table(schema, [0, 0, 1, 1, float.NaN, 1]);
        var rows = new NeighbourRows(table, [1, 1]);
        var (found, shared) = (new float[3], new float[3]);
        rows.Measure([0.5f, 1], RowDistance.Gower, found, shared);
        found.ShouldBe([0.75f, 0.25f, 0]);
        rows.Measure([0.5f, 1], RowDistance.EuclideanOverlap, found, shared);
        found[0].ShouldBe(MathF.Sqrt(1.25f), 1e-6f);
        found[2].ShouldBe(1, 1e-6f);
        rows.Measure([float.NaN, float.NaN], RowDistance.Gower, found, shared);
        found.ShouldBe([1, 1, 1]);
    }

    [Fact]
    public void The_order_of_training_rows_does_not_matter_though_rows_tie() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(40),
            Prop.ForAll(
                Gen.Choose(1, 1_000_000).ToArbitrary(),
                seed =>
                {
                    var random = new SeededRandom(seed, 0);
                    var n = 20 + random.NextInt(60);
                    // Few different values, so that many rows are equally far.
                    var values = Enumerable.Range(0, n * 2).Select(_ => (float)random.NextInt(4)).ToArray();
                    var y = Enumerable.Range(0, n).Select(i => i < 2 ? i : (double)random.NextInt(3)).ToArray();
                    var schema = new TableSchema([
                        new Column("a", ColumnKind.Numeric),
                        new Column("b", ColumnKind.Categorical),
                    ]);
                    values[0] = 0;
                    values[2] = 3;
                    var data = new TrainingData(new Table(schema, values), y) { ClassCount = 3 };
                    var order = Enumerable.Range(0, n).ToArray();
                    random.Shuffle(order.AsSpan());
                    var options = new NearestNeighboursOptions { Neighbours = 1 + random.NextInt(n) };
                    var trainer = new NearestNeighboursTrainer(TaskKind.Multiclass, options);
                    var a = trainer.Fit(data, default).Margins(data.X);
                    var b = trainer.Fit(data.Select(order), default).Margins(data.X);
                    return a.Zip(b).All(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
                }
            )
        );

    [Fact]
    public void Probabilities_of_classes_sum_to_1_and_numbers_are_means()
    {
        var numbers = SyntheticSchool.Regression(500, 3);
        var options = new NearestNeighboursOptions { Neighbours = 500 };
        var all = new NearestNeighboursTrainer(TaskKind.Regression, options).Fit(numbers, default);
        all.Margin(numbers.X.Row(0)).ShouldBe(numbers.Y.Average(), 1e-9);
        var classes = new TrainingData(
            numbers.X,
            Array.ConvertAll(
                numbers.Y,
                y =>
                    y > 55 ? 2.0
                    : y > 45 ? 1
                    : 0
            )
        );
        var model = new NearestNeighboursTrainer(TaskKind.Multiclass).Fit(classes, default);
        var margins = new double[3];
        for (var row = 0; row < 30; row++)
        {
            model.Margins(classes.X.Row(row), margins);
            margins.Sum(Math.Exp).ShouldBe(1, 1e-9);
        }
    }

    [Fact]
    public void It_learns_and_its_sampled_explanations_sum_to_the_margin()
    {
        var data = SyntheticSchool.Binary(2_000, 4);
        var model = new NearestNeighboursTrainer(TaskKind.Binary).Fit(data, default);
        var test = SyntheticSchool.Binary(1_000, 5);
        var metrics = Ml.Evaluation.Metrics.Of(
            new Ml.Evaluation.BinaryPredictions(Array.ConvertAll(model.Margins(test.X), Sigmoid.Of), test.Y)
        );
        metrics["auc"].ShouldBeGreaterThan(0.72);
        var explainer = model.CreateExplainer();
        explainer.IsExact.ShouldBeFalse();
        var contributions = new double[8];
        explainer.Explain(test.X.Row(0), contributions);
        (explainer.BaseValue + contributions.Sum()).ShouldBe(model.Margin(test.X.Row(0)), 1e-9);
    }

    [Fact]
    public void What_cannot_be_learned_is_refused()
    {
        var data = SyntheticSchool.Binary(50, 6);
        var trainer = new NearestNeighboursTrainer(TaskKind.Binary);
        Should
            .Throw<TrainingException>(() => trainer.Fit(new TrainingData(data.X, new double[50]), default))
            .Message.ShouldContain("both outcomes");
        Should.Throw<TrainingException>(() => trainer.Fit(data.Select([]), default)).Message.ShouldContain("no rows");
        Should.Throw<ArgumentOutOfRangeException>(() =>
            new NearestNeighboursTrainer(TaskKind.Binary, new NearestNeighboursOptions { Neighbours = 0 })
        );
    }

    private static double Plainly(TrainingData data, float[] row, NearestNeighboursOptions options)
    {
        var ranges = Enumerable
            .Range(0, row.Length)
            .Select(j =>
            {
                var values = Enumerable.Range(0, data.X.RowCount).Select(i => data.X.Row(i)[j]);
                var there = values.Where(value => !float.IsNaN(value)).ToArray();
                return (double)there.Max() - there.Min();
            })
            .ToArray();
        var nearest = Enumerable
            .Range(0, data.X.RowCount)
            .Select(i => (Row: i, Distance: Distance(data, i, row, ranges, options.Distance)))
            .OrderBy(pair => pair.Distance)
            .Take(options.Neighbours)
            .Select(pair =>
                (
                    Weight: data.Weights![pair.Row] / (options.WeightByDistance ? pair.Distance + 0.001 : 1),
                    Y: data.Y[pair.Row]
                )
            )
            .ToArray();
        var total = nearest.Sum(pair => pair.Weight);
        var prior = options.Smoothing * total / options.Neighbours;
        var share = data.Y.Zip(data.Weights!, (y, w) => y * w).Sum() / data.Weights!.Sum();
        var positive = nearest.Sum(pair => pair.Weight * pair.Y) + (prior * share);
        return Math.Log(positive / (total + prior - positive));
    }

    private static double Distance(TrainingData data, int i, float[] row, double[] ranges, RowDistance distance)
    {
        var (sum, shared) = (0.0, 0);
        for (var j = 0; j < row.Length; j++)
        {
            var other = data.X.Row(i)[j];
            var isMissing = float.IsNaN(other) || float.IsNaN(row[j]);
            var isCode = data.X.Schema.Columns[j].Kind == ColumnKind.Categorical;
            var apart =
                isCode ? (other == row[j] ? 0 : 1)
                : ranges[j] == 0 ? 0
                : Math.Abs(other - row[j]) / ranges[j];
            shared += isMissing ? 0 : 1;
            sum += distance == RowDistance.Gower ? (isMissing ? 0 : apart) : (isMissing ? 1 : apart * apart);
        }

        return distance == RowDistance.EuclideanOverlap ? Math.Sqrt(sum)
            : shared > 0 ? sum / shared
            : 1;
    }
}
