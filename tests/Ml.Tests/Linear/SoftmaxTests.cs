using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;

namespace EarlyWarning.Ml.Tests.Linear;

public class SoftmaxTests
{
    [Theory]
    [InlineData(0.2, 0.0)]
    [InlineData(0.02, 0.5)]
    public void The_gradient_is_that_of_finite_differences_and_the_optimum_its_zero(double penalty, double ratio)
    {
        var data = Classes(400, 3, seed: 1);
        var rows = Enumerable.Range(0, 400).ToArray();
        var weights = Array.ConvertAll(rows, i => 0.5 + (i % 3));
        var encoding = LinearEncoding.Fit(data.X, rows, weights, default);
        var inputs = new LinearInputs(data.X, rows, encoding, offsets: null, threads: 1, default);
        var problem = new SoftmaxProblem(inputs, data.Y, weights, 3, threads: 2);
        var random = new SeededRandom(2, 0);
        var at = new double[problem.Size];
        for (var j = 0; j < at.Length; j++)
        {
            at[j] = random.NextDouble() - 0.5;
        }

        var derivatives = problem.At(at, default);
        var hessian = problem.Hessian(derivatives, default);
        for (var j = 0; j < at.Length; j += 3)
        {
            const double step = 1e-5;
            var (up, down) = ((double[])at.Clone(), (double[])at.Clone());
            (up[j], down[j]) = (at[j] + step, at[j] - step);
            var (above, below) = (problem.At(up, default), problem.At(down, default));
            derivatives.Gradient[j].ShouldBe((above.Loss - below.Loss) / (2 * step), 1e-8);
            for (var k = 0; k < at.Length; k++)
            {
                var slope = (above.Gradient[k] - below.Gradient[k]) / (2 * step);
                hessian[(j * at.Length) + k].ShouldBe(slope, 1e-7);
            }
        }

        var options = new ElasticNetOptions { Penalty = penalty, L1Ratio = ratio };
        var solution = new ElasticNetSolver(problem, options).Solve("test", new double[3], default);
        var gradient = problem.At(solution, default).Gradient;
        for (var j = 0; j < solution.Length; j++)
        {
            var (l1, l2) = problem.IsIntercept(j) ? (0, 0) : (penalty * ratio, penalty * (1 - ratio));
            var slope = gradient[j] + (l2 * solution[j]);
            var violation =
                solution[j] == 0 ? Math.Max(0, Math.Abs(slope) - l1) : slope + (l1 * Math.Sign(solution[j]));
            violation.ShouldBe(0, 1e-8);
        }
    }

    [Fact]
    public void Contributions_of_every_class_sum_to_its_margin()
    {
        var data = Classes(600, 4, seed: 3);
        var model = new LogisticRegressionTrainer(task: TaskKind.Multiclass).Fit(data, default);
        model.OutputCount.ShouldBe(4);
        var explainer = model.CreateExplainer();
        var contributions = new double[data.X.ColumnCount];
        var margins = new double[4];
        for (var row = 0; row < 20; row++)
        {
            model.Margins(data.X.Row(row), margins);
            for (var output = 0; output < 4; output++)
            {
                explainer.Explain(data.X.Row(row), output, contributions);
                (explainer.BaseValueOf(output) + contributions.Sum()).ShouldBe(margins[output], 1e-9);
            }
        }
    }

    [Fact]
    public void A_class_that_no_row_has_is_rare_and_stops_nothing()
    {
        var data = Classes(300, 3, seed: 4) with { ClassNames = ["a", "b", "c", "d"] };
        var model = new LogisticRegressionTrainer(task: TaskKind.Multiclass).Fit(data, default);
        model.OutputCount.ShouldBe(4);
        var probabilities = Softmax.OfRows(model.Margins(data.X), 4);
        for (var i = 3; i < probabilities.Length; i += 4)
        {
            probabilities[i].ShouldBeInRange(1e-9, 0.02);
        }
    }

    [Fact]
    public void Two_classes_are_told_apart_as_by_the_binary_form()
    {
        // b and -b share the penalty: the symmetric form with a penalty of 2 is the binary form with 1.
        var binary = SyntheticSchool.Binary(800, 5);
        var one = new LogisticRegressionTrainer(new ElasticNetOptions { Penalty = 0.01, L1Ratio = 0 });
        var two = new LogisticRegressionTrainer(
            new ElasticNetOptions { Penalty = 0.02, L1Ratio = 0 },
            TaskKind.Multiclass
        );
        var margins = one.Fit(binary, default).Margins(binary.X);
        var pairs = two.Fit(binary, default).Margins(binary.X);
        for (var row = 0; row < margins.Length; row++)
        {
            (pairs[(2 * row) + 1] - pairs[2 * row]).ShouldBe(margins[row], 1e-5);
        }
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        var data = Classes(8_000, 3, seed: 6);
        string Hash(int threads) =>
            ModelFormat.Hash(
                new LogisticRegressionTrainer(new ElasticNetOptions { Threads = threads }, TaskKind.Multiclass).Fit(
                    data,
                    default
                )
            );
        Hash(2).ShouldBe(Hash(1));
    }

    private static TrainingData Classes(int rows, int classes, int seed)
    {
        var numbers = SyntheticSchool.Regression(rows, seed);
        var sorted = numbers.Y.Order().ToArray();
        return new TrainingData(
            numbers.X,
            Array.ConvertAll(numbers.Y, y => (double)(Array.BinarySearch(sorted, y) * classes / rows))
        );
    }
}
