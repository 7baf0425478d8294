using EarlyWarning.Ml.Ensembles;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tests.Ensembles;

public class DecisionOffsetsTests
{
    private const int Classes = 3;

    [Fact]
    public void A_rare_class_is_called_more_often_and_macro_F1_rises_on_other_rows_too()
    {
        var (margins, outcomes) = Rows(3_000, 1);
        var (others, happened) = Rows(3_000, 2);
        var offsets = DecisionOffsets.Fit(margins, outcomes, Classes);
        offsets.Sum().ShouldBe(0, 1e-9);
        offsets[2].ShouldBeGreaterThan(offsets[0]);
        var (plain, shifted) = (Metric(others, happened), Metric(Shifted(others, offsets), happened));
        shifted.MacroF1.ShouldBeGreaterThan(plain.MacroF1 + 0.03);
        (shifted.Accuracy + shifted.MacroF1).ShouldBeGreaterThan(plain.Accuracy + plain.MacroF1);
    }

    [Fact]
    public void On_the_rows_they_were_fitted_to_the_goal_is_about_the_best_of_a_grid()
    {
        var (margins, outcomes) = Rows(800, 3);
        var found = Goal(Shifted(margins, DecisionOffsets.Fit(margins, outcomes, Classes)), outcomes);
        var best = 0.0;
        for (var b = -1.6; b <= 1.6; b += 0.08)
        {
            for (var c = -1.6; c <= 1.6; c += 0.08)
            {
                best = Math.Max(best, Goal(Shifted(margins, [0, b, c]), outcomes));
            }
        }

        // A value counts by its neighbours too, so that the highest single point is missed by a little.
        found.ShouldBeGreaterThan(best - 0.02);
        found.ShouldBeGreaterThanOrEqualTo(Goal(margins, outcomes) - 0.002);
    }

    [Fact]
    public void Weights_count_as_copies_and_a_common_shift_changes_nothing()
    {
        var (margins, outcomes) = Rows(400, 4);
        double[] weights = [.. Enumerable.Range(0, 400).Select(row => row % 3 == 0 ? 2.0 : 1)];
        var copies = Enumerable.Range(0, 400).SelectMany(row => Enumerable.Repeat(row, (int)weights[row])).ToArray();
        var weighted = DecisionOffsets.Fit(margins, outcomes, Classes, weights);
        double[] copied = [.. copies.SelectMany(row => margins.AsSpan(row * Classes, Classes).ToArray())];
        DecisionOffsets.Fit(copied, Array.ConvertAll(copies, row => outcomes[row]), Classes).ShouldBe(weighted, 1e-12);
        DecisionOffsets
            .Fit(Array.ConvertAll(margins, margin => margin + 0.5), outcomes, Classes, weights)
            .ShouldBe(weighted, 1e-12);
        Should
            .Throw<ArgumentException>(() => DecisionOffsets.Fit(margins, outcomes, 2))
            .Message.ShouldContain("1200 margins");
    }

    [Fact]
    public void A_balanced_stack_differs_from_the_plain_one_by_its_intercepts_alone()
    {
        var (margins, outcomes) = Rows(900, 5);
        var schema = new TableSchema([
            .. Enumerable.Range(0, Classes).Select(code => new Column($"{code}", ColumnKind.Numeric)),
        ]);
        var data = new TrainingData(new Table(schema, Array.ConvertAll(margins, m => (float)m)), outcomes);
        var plain = (StackedModel)Stack(false).Fit(data, default);
        var balanced = (StackedModel)Stack(true).Fit(data, default);
        balanced.TrainerName.ShouldBe("balanced");
        var (a, b) = (plain.Margins(data.X), balanced.Margins(data.X));
        var offsets = Enumerable.Range(0, Classes).Select(code => b[code] - a[code]).ToArray();
        offsets.Max(Math.Abs).ShouldBeGreaterThan(0.05);
        Shifted(a, offsets).ShouldBe(b, 1e-9);
        Metric(b, outcomes).MacroF1.ShouldBeGreaterThan(Metric(a, outcomes).MacroF1);
        Stack(true).Parameters["balanceDecisions"].ShouldBe("true");
    }

    private static StackingTrainer Stack(bool isBalanced) =>
        new(
            [new LogisticRegressionTrainer(task: TaskKind.Multiclass)],
            new StackingOptions { BalanceDecisions = isBalanced },
            isBalanced ? "balanced" : null
        );

    /// <summary>True log probabilities of three classes, the last of them rare and seldom likeliest.</summary>
    private static (double[] Margins, double[] Outcomes) Rows(int rows, int seed)
    {
        var random = new SeededRandom(seed, 0);
        var (margins, outcomes) = (new double[rows * Classes], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var at = margins.AsSpan(row * Classes, Classes);
            var x = (4 * random.NextDouble()) - 2;
            (at[0], at[1], at[2]) = (x, -x, (1.2 * random.NextDouble()) - 1.1);
            var probabilities = at.ToArray();
            Softmax.InPlace(probabilities);
            var u = random.NextDouble();
            outcomes[row] =
                u < probabilities[0] ? 0
                : u < probabilities[0] + probabilities[1] ? 1
                : 2;
        }

        return (margins, outcomes);
    }

    private static double[] Shifted(double[] margins, double[] offsets) =>
        [.. margins.Select((margin, i) => margin + offsets[i % Classes])];

    private static double Goal(double[] margins, double[] outcomes)
    {
        var (accuracy, macroF1) = Metric(margins, outcomes);
        return accuracy + macroF1;
    }

    private static (double Accuracy, double MacroF1) Metric(double[] margins, double[] outcomes)
    {
        var found = Metrics.Of(new MulticlassPredictions(Softmax.OfRows(margins, Classes), outcomes, Classes));
        return (found[MetricKeys.Accuracy], found[MetricKeys.MacroF1]);
    }
}
