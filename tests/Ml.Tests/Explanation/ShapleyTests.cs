using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Explanation;

/// <summary>Interventional and sampled values against the definition over all subsets of columns.</summary>
public class ShapleyTests
{
    private static readonly GradientBoostingOptions Options = new()
    {
        MaxTrees = 30,
        Leaves = 31,
        LearningRate = 0.2,
        MinRowsPerLeaf = 10,
        EarlyStoppingRounds = 0,
        ColumnFraction = 1,
    };

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    public void Interventional_values_are_those_of_brute_force(TaskKind task)
    {
        var data = task == TaskKind.Binary ? SyntheticSchool.Binary(2_000, 1) : ThreeClasses.Make(2_000, 1);
        var model = (TreeEnsemble)new GradientBoostingTrainer(task, Options).Fit(data, CancellationToken.None);
        var background = data.X.Select([.. Enumerable.Range(100, 15)]);
        var explainer = new InterventionalTreeExplainer(model, background);
        var contributions = new double[8];
        for (var row = 0; row < 12; row++)
        {
            for (var output = 0; output < model.OutputCount; output++)
            {
                explainer.Explain(data.X.Row(row), output, contributions);
                var expected = BruteForce(model, data.X.Row(row).ToArray(), background, output);
                contributions.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-12);
            }
        }
    }

    [Fact]
    public void Interventional_values_of_deep_trees_add_up()
    {
        var data = SyntheticSchool.Regression(3_000, 2);
        var options = new ForestOptions { Trees = 10, MinRowsPerLeaf = 1 };
        var model = (TreeEnsemble)
            new RandomForestTrainer(TaskKind.Regression, options).Fit(data, CancellationToken.None);
        var background = data.X.Select([.. Enumerable.Range(0, 20)]);
        var explainer = new InterventionalTreeExplainer(model, background);
        explainer.BaseValue.ShouldBe(model.Margins(background).Average(), 1e-9);
        var contributions = new double[8];
        for (var row = 500; row < 520; row++)
        {
            explainer.Explain(data.X.Row(row), contributions);
            (explainer.BaseValue + contributions.Sum()).ShouldBe(model.Margin(data.X.Row(row)), 1e-9);
        }
    }

    [Fact]
    public void Sampled_values_add_up_exactly_and_lie_within_their_errors()
    {
        var data = SyntheticSchool.Binary(2_000, 3);
        var model = (TreeEnsemble)
            new GradientBoostingTrainer(TaskKind.Binary, Options).Fit(data, CancellationToken.None);
        var background = data.X.Select([.. Enumerable.Range(100, 20)]);
        var exact = new InterventionalTreeExplainer(model, background);
        var sampled = new SampledShapleyExplainer(
            model,
            background,
            new SampledShapleyOptions { PairsPerBackgroundRow = 10 }
        );
        var (phi, estimates, errors) = (new double[8], new double[8], new double[8]);
        var within = 0;
        for (var row = 0; row < 25; row++)
        {
            exact.Explain(data.X.Row(row), phi);
            sampled.Explain(data.X.Row(row), 0, estimates, errors);
            (sampled.BaseValue + estimates.Sum()).ShouldBe(model.Margin(data.X.Row(row)), 1e-9);
            for (var column = 0; column < 8; column++)
            {
                Math.Abs(estimates[column] - phi[column]).ShouldBeLessThanOrEqualTo((5 * errors[column]) + 1e-9);
                within += Math.Abs(estimates[column] - phi[column]) <= (2 * errors[column]) + 1e-12 ? 1 : 0;
            }
        }

        // Of 200 about 95 %: the background is used evenly, so errors are, if anything, stated too large.
        within.ShouldBeGreaterThan(180);
        errors[7].ShouldBe(0, "a constant column has nothing to estimate");
    }

    [Fact]
    public void Sampled_values_of_a_sum_are_exact_and_a_seed_brings_them_back()
    {
        var data = SyntheticSchool.Regression(1_000, 4);
        var model = new LinearRegressionTrainer().Fit(data, CancellationToken.None);
        var background = data.X.Select([0, 1, 2]);
        var (a, b, errors) = (new double[8], new double[8], new double[8]);
        new SampledShapleyExplainer(model, background).Explain(data.X.Row(9), 0, a, errors);
        new SampledShapleyExplainer(model, background).Explain(data.X.Row(9), b);
        b.ShouldBe(a);
        var expected = BruteForce(model, data.X.Row(9).ToArray(), background, 0);
        a.Zip(expected, (x, y) => Math.Abs(x - y)).Max().ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void A_background_without_rows_or_of_other_columns_is_refused()
    {
        var data = SyntheticSchool.Binary(300, 5);
        var model = (TreeEnsemble)
            new GradientBoostingTrainer(TaskKind.Binary, Options).Fit(data, CancellationToken.None);
        var other = new Table(new TableSchema([new Column("x", ColumnKind.Numeric)]), [1f]);
        foreach (var bad in new[] { data.X.Select([]), other })
        {
            Should.Throw<ArgumentException>(() => new InterventionalTreeExplainer(model, bad));
            Should.Throw<ArgumentException>(() => new SampledShapleyExplainer(model, bad));
        }
    }

    private static double[] BruteForce(Model model, float[] row, Table background, int output) =>
        BruteForceShapley.Of(
            row.Length,
            subset =>
            {
                var sum = 0.0;
                var margins = new double[model.OutputCount];
                for (var reference = 0; reference < background.RowCount; reference++)
                {
                    var mixed = background.Row(reference).ToArray();
                    for (var column = 0; column < row.Length; column++)
                    {
                        mixed[column] = (subset >> column & 1) != 0 ? row[column] : mixed[column];
                    }

                    model.Margins(mixed, margins);
                    sum += margins[output];
                }

                return sum / background.RowCount;
            }
        );
}
