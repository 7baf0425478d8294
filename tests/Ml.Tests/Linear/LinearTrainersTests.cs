using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;
using MathNet.Numerics.LinearAlgebra;

namespace EarlyWarning.Ml.Tests.Linear;

public class LinearTrainersTests
{
    [Theory]
    [InlineData(0.02, 1.0)]
    [InlineData(0.05, 0.5)]
    [InlineData(1e-3, 0.1)]
    [InlineData(0.1, 0.0)]
    [InlineData(1e-6, 0.3)]
    public void Logistic_coefficients_meet_the_optimality_conditions(double penalty, double ratio)
    {
        var data = SyntheticSchool.Binary(3_000, 1, weights: true);
        var (problem, solution) = Solve(data, new LogisticLoss(), penalty, ratio);
        LargestViolation(problem, solution, penalty, ratio).ShouldBeLessThan(1e-8);
        var zeros = solution.Take(solution.Length - 1).Count(b => b == 0);
        (penalty * ratio > 0.01 ? zeros > 0 : zeros == 0).ShouldBeTrue($"{zeros} coefficients are zero");
    }

    [Fact]
    public void Strong_lasso_leaves_the_intercept_only()
    {
        var data = SyntheticSchool.Binary(2_000, 2);
        var model = new LogisticRegressionTrainer(new ElasticNetOptions { Penalty = 10, L1Ratio = 1 }).Fit(
            data,
            default
        );
        model.Margin(data.X.Row(0)).ShouldBe(Sigmoid.LogOdds(data.Y.Average()), 1e-9);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public void Ridge_equals_the_closed_form(double penalty)
    {
        var (table, y) = Numbers(400, 5, seed: 3);
        var model = new LinearRegressionTrainer(new ElasticNetOptions { Penalty = penalty, L1Ratio = 0 }).Fit(
            new TrainingData(table, y),
            default
        );
        var expected = ClosedFormRidge(table, y, penalty);
        for (var i = 0; i < 50; i++)
        {
            model.Margin(table.Row(i)).ShouldBe(expected(table.Row(i).ToArray()), 1e-9);
        }
    }

    [Fact]
    public void Lasso_on_one_input_is_soft_thresholding()
    {
        var (table, y) = Numbers(300, 1, seed: 4);
        const double penalty = 0.4;
        var model = (LinearModel)
            new LinearRegressionTrainer(new ElasticNetOptions { Penalty = penalty, L1Ratio = 1 }).Fit(
                new TrainingData(table, y),
                default
            );
        var x = Enumerable.Range(0, 300).Select(i => (double)table.Row(i)[0]).ToArray();
        var (mean, meanY) = (x.Average(), y.Average());
        var deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)));
        var least = x.Zip(y, (v, w) => (v - mean) / deviation * (w - meanY)).Average();
        var expected = Math.Sign(least) * Math.Max(0, Math.Abs(least) - penalty) / deviation;
        model.Terms[0].Slope.ShouldBe(expected, 1e-9);
        model.Intercepts[0].ShouldBe(meanY, 1e-9);
    }

    [Fact]
    public void A_weight_of_three_is_the_row_three_times()
    {
        var data = SyntheticSchool.Binary(900, 5);
        var weights = Enumerable.Range(0, 900).Select(i => i % 3 == 0 ? 3.0 : 1.0).ToArray();
        var repeated = data.Select([
            .. Enumerable.Range(0, 900).SelectMany(i => Enumerable.Repeat(i, (int)weights[i])),
        ]);
        var a = new LogisticRegressionTrainer().Fit(new TrainingData(data.X, data.Y, weights), default);
        var b = new LogisticRegressionTrainer().Fit(repeated, default);
        for (var i = 0; i < 900; i++)
        {
            a.Margin(data.X.Row(i)).ShouldBe(b.Margin(data.X.Row(i)), 1e-6);
        }
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        var data = SyntheticSchool.Binary(10_000, 6);
        string Hash(int threads) =>
            ModelFormat.Hash(
                new LogisticRegressionTrainer(new ElasticNetOptions { Threads = threads }).Fit(data, default)
            );
        Hash(2).ShouldBe(Hash(1));
    }

    [Fact]
    public void Contributions_equal_brute_force_Shapley_over_the_training_rows()
    {
        // Indicator and one-hot inputs are folded into their columns, so a column is one player.
        var data = SyntheticSchool.Binary(300, 7);
        var model = new LogisticRegressionTrainer().Fit(data, default);
        var explainer = model.CreateExplainer();
        var contributions = new double[data.X.ColumnCount];
        var mixed = new float[data.X.ColumnCount];
        for (var i = 0; i < 3; i++)
        {
            var row = data.X.Row(i).ToArray();
            explainer.Explain(row, contributions);
            var expected = BruteForceShapley.Of(row.Length, subset => MeanWith(model, data.X, row, subset, mixed));
            for (var column = 0; column < row.Length; column++)
            {
                contributions[column].ShouldBe(expected[column], 1e-9);
            }

            (explainer.BaseValue + contributions.Sum()).ShouldBe(model.Margin(row), 1e-12);
        }
    }

    [Fact]
    public void Unseen_categories_and_newly_missing_values_are_scored_near_the_average()
    {
        var (table, y) = Numbers(200, 2, seed: 8);
        var model = new LinearRegressionTrainer().Fit(new TrainingData(table, y), default);
        model.Margin([float.NaN, float.NaN]).ShouldBe(y.Average(), 1e-6);
        var school = new LogisticRegressionTrainer().Fit(SyntheticSchool.Binary(2_000, 8), default);
        float[] row = [0, 0, 0, 0, 2, 999, 0.5f, 3];
        double.IsFinite(school.Margin(row)).ShouldBeTrue();
    }

    [Fact]
    public void Separable_outcomes_without_a_penalty_are_refused_with_advice()
    {
        var x = Enumerable.Range(0, 100).Select(i => (float)i).ToArray();
        var y = Array.ConvertAll(x, v => v > 49 ? 1.0 : 0.0);
        var table = new Table(new TableSchema([new Column("x", ColumnKind.Numeric)]), x);
        var trainer = new LogisticRegressionTrainer(new ElasticNetOptions { Penalty = 0, MaxIterations = 15 });
        Should
            .Throw<TrainingException>(() => trainer.Fit(new TrainingData(table, y), default))
            .Message.ShouldContain("raise the penalty");
        Should
            .Throw<TrainingException>(() => trainer.Fit(new TrainingData(table.Select([1, 99]), [0, 1]), default))
            .Message.ShouldContain("raise the penalty");
    }

    private static (LinearProblem Problem, double[] Solution) Solve(
        TrainingData data,
        BoostingLoss loss,
        double penalty,
        double ratio
    )
    {
        var rows = Enumerable.Range(0, data.X.RowCount).ToArray();
        var weights = data.Weights ?? [.. rows.Select(_ => 1.0)];
        var encoding = LinearEncoding.Fit(data.X, rows, weights, default);
        var inputs = new LinearInputs(data.X, rows, encoding, offsets: null, threads: 2, default);
        var problem = new LinearProblem(inputs, data.Y, weights, loss, threads: 2);
        var options = new ElasticNetOptions { Penalty = penalty, L1Ratio = ratio };
        return (
            problem,
            new ElasticNetSolver(problem, options).Solve("test", [loss.InitialMargin(data.Y, weights)], default)
        );
    }

    /// <summary>Written anew from the conditions: slope + penalty's subgradient contains 0.</summary>
    private static double LargestViolation(LinearProblem problem, double[] b, double penalty, double ratio)
    {
        var slope = problem.At(b, default).Gradient;
        var violations = b.Take(b.Length - 1)
            .Select(
                (value, j) =>
                {
                    var ridge = slope[j] + (penalty * (1 - ratio) * value);
                    return value == 0
                        ? Math.Max(0, Math.Abs(ridge) - (penalty * ratio))
                        : Math.Abs(ridge + (penalty * ratio * Math.Sign(value)));
                }
            );
        return Math.Max(violations.Max(), Math.Abs(slope[^1]));
    }

    private static (Table Table, double[] Y) Numbers(int rows, int columns, int seed)
    {
        var random = new SeededRandom(seed, 0);
        var x = new float[rows * columns];
        var y = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                x[(i * columns) + j] = (float)(
                    (random.NextDouble() * (j + 1)) + (j > 0 ? 0.5 * x[(i * columns) + j - 1] : 0)
                );
                y[i] += (j + 1) * x[(i * columns) + j];
            }

            y[i] += random.NextDouble() + 3;
        }

        return (
            new Table(
                new TableSchema([.. Enumerable.Range(0, columns).Select(j => new Column($"x{j}", ColumnKind.Numeric))]),
                x
            ),
            y
        );
    }

    private static Func<float[], double> ClosedFormRidge(Table table, double[] y, double penalty)
    {
        var (n, p) = (table.RowCount, table.ColumnCount);
        var raw = Matrix<double>.Build.Dense(n, p, (i, j) => table.Row(i)[j]);
        var means = raw.ColumnSums() / n;
        var deviations = Vector<double>.Build.Dense(
            p,
            j => Math.Sqrt(raw.Column(j).Subtract(means[j]).PointwisePower(2).Sum() / n)
        );
        var z = Matrix<double>.Build.Dense(n, p, (i, j) => (raw[i, j] - means[j]) / deviations[j]);
        var target = Vector<double>.Build.DenseOfArray(y);
        var gram = (z.TransposeThisAndMultiply(z) / n) + (Matrix<double>.Build.DenseIdentity(p) * penalty);
        var b = gram.Solve(z.TransposeThisAndMultiply(target.Subtract(target.Average())) / n);
        return row => target.Average() + Enumerable.Range(0, p).Sum(j => b[j] * (row[j] - means[j]) / deviations[j]);
    }

    /// <summary>The mean margin over the training rows with the columns of the subset set to those of the row.</summary>
    private static double MeanWith(Model model, Table background, float[] row, int subset, float[] mixed)
    {
        var sum = 0.0;
        for (var i = 0; i < background.RowCount; i++)
        {
            for (var column = 0; column < row.Length; column++)
            {
                mixed[column] = (subset >> column & 1) != 0 ? row[column] : background.Row(i)[column];
            }

            sum += model.Margin(mixed);
        }

        return sum / background.RowCount;
    }
}
