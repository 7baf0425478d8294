using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Trees;

/// <summary>One learner, one file of promises; longer than most because each is checked against its own oracle.</summary>
public class GradientBoostingTests
{
    private static readonly GradientBoostingOptions Quick = new()
    {
        MaxTrees = 60,
        LearningRate = 0.1,
        Leaves = 15,
        MinRowsPerLeaf = 20,
        EarlyStoppingRounds = 0,
    };

    [Fact]
    public void Ranks_new_rows_nearly_as_well_as_the_truth_does()
    {
        var model = Fit(SyntheticSchool.Binary(30_000, 1), Quick with { MaxTrees = 300 });
        // On rows without missing values the true margins give the best AUC that any model can have.
        var all = SyntheticSchool.Binary(40_000, 2);
        int[] complete = [.. Enumerable.Range(0, 40_000).Where(i => !all.X.Row(i).Contains(float.NaN))];
        var test = all.Select(complete);
        var truth = SyntheticSchool.TrueMargins(40_000, 2);
        var best = Auc(Array.ConvertAll(complete, i => truth[i]), test.Y);
        Auc(model.Margins(test.X), test.Y).ShouldBeInRange(best - 0.01, best);
    }

    [Fact]
    public void Learns_numbers_with_squared_loss()
    {
        var model = new GradientBoostingTrainer(TaskKind.Regression, Quick with { MaxTrees = 200 }).Fit(
            SyntheticSchool.Regression(20_000, 1),
            CancellationToken.None
        );
        var test = SyntheticSchool.Regression(5_000, 2);
        Metrics.Of(new RegressionPredictions(model.Margins(test.X), test.Y))[MetricKeys.R2].ShouldBeGreaterThan(0.85);
    }

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Regression)]
    public void One_thread_and_two_give_the_same_bits(TaskKind task)
    {
        var data =
            task == TaskKind.Binary
                ? SyntheticSchool.Binary(20_000, 3, weights: true)
                : SyntheticSchool.Regression(20_000, 3);
        string Hash(int threads) =>
            ModelFormat.Hash(
                new GradientBoostingTrainer(task, Quick with { Threads = threads }).Fit(data, CancellationToken.None)
            );
        Hash(2).ShouldBe(Hash(1));
        Hash(3).ShouldBe(Hash(1));
    }

    [Fact]
    public void The_order_of_rows_changes_no_bit_without_and_with_grouped_early_stopping()
    {
        var data = SyntheticSchool.Binary(6_000, 4, weights: true, rowsPerGroup: 4);
        var order = Enumerable.Range(0, 6_000).ToArray();
        new SeededRandom(9, 9).Shuffle(order.AsSpan());
        var shuffled = data.Select(order);
        foreach (var options in new[] { Quick, Quick with { EarlyStoppingRounds = 5 } })
        {
            ModelFormat.Hash(Fit(shuffled, options)).ShouldBe(ModelFormat.Hash(Fit(data, options)));
        }
    }

    [Fact]
    public void The_seed_and_the_data_change_the_model()
    {
        var data = SyntheticSchool.Binary(3_000, 4);
        string[] hashes =
        [
            ModelFormat.Hash(Fit(data, Quick)),
            ModelFormat.Hash(Fit(data, Quick with { Seed = 2 })),
            ModelFormat.Hash(Fit(SyntheticSchool.Binary(3_000, 5), Quick)),
        ];
        hashes.ShouldBeUnique(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Monotone_columns_never_turn_round(int seed)
    {
        // "late" and "clicks" interact, and labels are noisy: without bounds some leaf somewhere turns round.
        var data = SyntheticSchool.Binary(4_000, seed);
        var options = Quick with { Leaves = 63, MinRowsPerLeaf = 5, LearningRate = 0.3 };
        CountReversals(Fit(data, options), data.X).ShouldBe((0, 0));
        var free = new TableSchema([
            .. SyntheticSchool.Schema.Columns.Select(c => c with { Monotone = Monotonicity.None }),
        ]);
        var unconstrained = Fit(new TrainingData(new Table(free, data.X.Values.ToArray()), data.Y), options);
        var (rising, falling) = CountReversals(unconstrained, data.X);
        (rising + falling).ShouldBeGreaterThan(0, "the test would prove nothing if no tree wanted to turn round");
    }

    [Fact]
    public void Every_cover_is_the_number_of_training_rows_that_reach_the_node()
    {
        var data = SyntheticSchool.Binary(2_000, 6);
        var model = Fit(data, Quick);
        foreach (var tree in model.Trees)
        {
            var reached = new long[tree.Nodes.Length];
            for (var i = 0; i < data.X.RowCount; i++)
            {
                Walk(tree, data.X.Row(i), reached);
            }

            reached.ShouldBe(tree.Nodes.Select(node => node.Cover));
        }
    }

    [Fact]
    public void Missing_values_learn_their_own_side()
    {
        var x = new float[2_000];
        var y = new double[2_000];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = i % 4 == 0 ? float.NaN : i % 10;
            // Missing goes with the high values.
            y[i] = float.IsNaN(x[i]) || x[i] > 5 ? 1 : 0;
        }

        var schema = new TableSchema([new Column("x", ColumnKind.Numeric)]);
        var model = Fit(new TrainingData(new Table(schema, x), y), Quick);
        model.Margin([float.NaN]).ShouldBeGreaterThan(2);
        model.Margin([9f]).ShouldBeGreaterThan(2);
        model.Margin([2f]).ShouldBeLessThan(-2);
    }

    [Fact]
    public void Only_missing_or_present_can_be_split_on()
    {
        var x = Enumerable.Range(0, 1_000).Select(i => i % 3 == 0 ? float.NaN : 7f).ToArray();
        var y = Array.ConvertAll(x, value => float.IsNaN(value) ? 1.0 : 0.0);
        y[0] = 0;
        y[1] = 1;
        var schema = new TableSchema([new Column("x", ColumnKind.Numeric, Monotonicity.Increasing)]);
        var model = Fit(new TrainingData(new Table(schema, x), y), Quick);
        model.Margin([float.NaN]).ShouldBeGreaterThan(2);
        model.Margin([7f]).ShouldBeLessThan(-2);
        model.Margin([700f]).ShouldBe(model.Margin([7f]));
    }

    [Fact]
    public void Three_hundred_categories_are_told_apart_and_an_unseen_one_is_scored()
    {
        var random = new SeededRandom(1, 1);
        var x = new float[30_000];
        var y = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = random.NextInt(300);
            y[i] = random.NextDouble() < ((int)x[i] * 7919 % 2 == 0 ? 0.8 : 0.2) ? 1 : 0;
        }

        var schema = new TableSchema([new Column("x", ColumnKind.Categorical)]);
        var model = Fit(new TrainingData(new Table(schema, x), y), Quick with { LearningRate = 0.3 });
        var right = Enumerable.Range(0, 300).Count(code => model.Margin([code]) > 0 == (code * 7919 % 2 == 0));
        right.ShouldBeGreaterThan(250);
        model.Margin([60_000f]).ShouldBeInRange(-3, 3);
    }

    [Fact]
    public void A_weight_of_two_is_the_row_twice_and_of_zero_no_row()
    {
        var data = SyntheticSchool.Binary(2_000, 8);
        var options = Quick with { MinRowsPerLeaf = 1, MaxTrees = 5, CategorySmoothing = 1, ColumnFraction = 1 };
        var numeric = Numeric(data);
        var twice = numeric.Select([.. Enumerable.Range(0, 2_000), .. Enumerable.Range(0, 1_000)]);
        var weights = Enumerable.Range(0, 2_000).Select(i => i < 1_000 ? 2.0 : 1.0).ToArray();
        var weighted = Fit(numeric, options, weights);
        var repeated = Fit(twice, options);
        // Bins are cut by rows, so compare the first tree's prediction, not the bits.
        Correlation(weighted.Margins(numeric.X), repeated.Margins(numeric.X)).ShouldBeGreaterThan(0.97);

        var halfWeights = Enumerable.Range(0, 2_000).Select(i => i < 1_000 ? 1.0 : 0.0).ToArray();
        ModelFormat
            .Hash(Fit(numeric, options, halfWeights))
            .ShouldBe(ModelFormat.Hash(Fit(numeric.Select([.. Enumerable.Range(0, 1_000)]), options)));
    }

    [Fact]
    public void Early_stopping_keeps_fewer_trees_and_never_splits_a_group()
    {
        var data = SyntheticSchool.Binary(4_000, 9, rowsPerGroup: 8);
        var options = Quick with { MaxTrees = 2_000, LearningRate = 0.3, EarlyStoppingRounds = 10 };
        var model = Fit(data, options);
        model.TreeCount.ShouldBeInRange(3, 300);
        // The root of each tree says how many rows were trained on: whole groups of eight.
        (model.Trees[0].Nodes[0].Cover % 8).ShouldBe(0);
        model.Trees[0].Nodes[0].Cover.ShouldBeInRange(3_100, 3_700);
        Fit(data, options with { RefitOnAllRows = true }).Trees[0].Nodes[0].Cover.ShouldBe(4_000);
    }

    [Theory]
    [InlineData(16_777_215)]
    [InlineData(1_200_000)]
    [InlineData(1)]
    public void Fixed_point_holds_the_worst_sums_of_so_many_rows(int rows)
    {
        foreach (var (gradient, hessian) in new[] { (1.0, 0.25), (1e9, 1e6), (3e-7, 1e-9) })
        {
            var scale = new FixedPoint(rows, gradient, hessian);
            var (up, down) = (scale.Encode(gradient, hessian), scale.Encode(-gradient, hessian));
            var sums = new NodeSums(up.Gradient * rows, checked(up.CountAndHessian * rows));
            scale.Count(sums).ShouldBe(rows);
            scale.Gradient(sums).ShouldBe(gradient * rows, gradient * rows * 1e-6);
            scale.Hessian(sums).ShouldBe(hessian * rows, hessian * rows * 1e-4);
            scale.Gradient(sums - sums + down).ShouldBe(-gradient, gradient * 1e-6);
        }
    }

    [Fact]
    public void More_than_a_million_rows_are_counted_exactly()
    {
        const int rows = 1_100_000;
        var random = new SeededRandom(5, 5);
        var x = new float[rows];
        var y = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            x[i] = random.NextInt(4);
            y[i] = random.NextDouble() < 0.1 + (0.2 * x[i]) ? 1 : 0;
        }

        var schema = new TableSchema([new Column("x", ColumnKind.Numeric)]);
        var model = Fit(new TrainingData(new Table(schema, x), y), Quick with { MaxTrees = 40, LearningRate = 0.5 });
        model.Trees[0].Nodes.Where(node => node.IsLeaf).Sum(node => node.Cover).ShouldBe(rows);
        for (var value = 0; value < 4; value++)
        {
            var share = y.Where((_, i) => x[i] == value).Average();
            Sigmoid.Of(model.Margin([value])).ShouldBe(share, 1e-3);
        }
    }

    [Fact]
    public void Data_that_cannot_be_fitted_are_refused_with_the_reason()
    {
        var data = SyntheticSchool.Binary(1_000, 1);
        Refusal(data, new double[1_000]).ShouldContain("both outcomes");
        Refusal(data.Select([]), []).ShouldContain("no rows");
        Refusal(data.Select([.. Enumerable.Range(0, 30)])).ShouldContain("at least 40 rows");
        var empty = new Table(SyntheticSchool.Schema, Enumerable.Repeat(float.NaN, 8_000).ToArray());
        Refusal(new TrainingData(empty, data.Y)).ShouldContain("missing");
        var same = new Table(SyntheticSchool.Schema, Enumerable.Repeat(1f, 8_000).ToArray());
        Refusal(new TrainingData(same, data.Y)).ShouldContain("one and the same value");
        Refusal(data, Enumerable.Repeat(0.5, 1_000).ToArray()).ShouldContain("0 or 1");
    }

    [Fact]
    public void Cancellation_ends_a_fit()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() =>
            new GradientBoostingTrainer(TaskKind.Binary, Quick).Fit(SyntheticSchool.Binary(1_000, 1), cancelled.Token)
        );
    }

    [Fact]
    public void Parameters_name_everything_but_the_threads()
    {
        var one = new GradientBoostingTrainer(TaskKind.Binary, Quick with { Threads = 1 });
        one.Parameters.ShouldBe(new GradientBoostingTrainer(TaskKind.Binary, Quick with { Threads = 2 }).Parameters);
        // Every option but Threads: a new option that is left out of the id would let two models share a name.
        one.Parameters.Count.ShouldBe(typeof(GradientBoostingOptions).GetProperties().Length - 1);
    }

    private static string Refusal(TrainingData data, double[]? y = null) =>
        Should
            .Throw<TrainingException>(() =>
                new GradientBoostingTrainer(TaskKind.Binary, Quick).Fit(
                    y is null ? data : new TrainingData(data.X, y),
                    CancellationToken.None
                )
            )
            .Message;

    private static TreeEnsemble Fit(TrainingData data, GradientBoostingOptions options, double[]? weights = null)
    {
        var weighted = weights is null ? data : new TrainingData(data.X, data.Y, weights, data.Groups);
        return (TreeEnsemble)
            new GradientBoostingTrainer(TaskKind.Binary, options).Fit(weighted, CancellationToken.None);
    }

    private static TrainingData Numeric(TrainingData data)
    {
        var schema = new TableSchema([.. data.X.Schema.Columns.Select(c => c with { Kind = ColumnKind.Numeric })]);
        return new TrainingData(new Table(schema, data.X.Values.ToArray()), data.Y);
    }

    private static double Auc(double[] margins, double[] y) =>
        Metrics.Of(new BinaryPredictions(Array.ConvertAll(margins, Sigmoid.Of), y))[MetricKeys.Auc];

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var covariance = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return covariance / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }

    private static void Walk(Tree tree, ReadOnlySpan<float> row, long[] reached)
    {
        var index = 0;
        while (true)
        {
            reached[index]++;
            var node = tree.Nodes[index];
            if (node.IsLeaf)
            {
                return;
            }

            index = tree.GoesLeft(node, row[node.Column]) ? node.Left : node.Right;
        }
    }

    /// <summary>How often a margin falls along "absence" or rises along "average", other columns held.</summary>
    private static (int Absence, int Average) CountReversals(TreeEnsemble model, Table rows)
    {
        var reversals = new int[2];
        for (var i = 0; i < 200; i++)
        {
            var row = rows.Row(i).ToArray();
            for (var column = 0; column < 2; column++)
            {
                var kept = row[column];
                var sign = column == 0 ? 1 : -1;
                var last = double.NegativeInfinity;
                for (var value = -2f; value <= 2f; value += 0.05f)
                {
                    row[column] = value;
                    var margin = sign * model.Margin(row);
                    reversals[column] += margin < last - 1e-12 ? 1 : 0;
                    last = margin;
                }

                row[column] = kept;
            }
        }

        return (reversals[0], reversals[1]);
    }
}
