using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tests.Evaluation;

public class MulticlassMetricsTests
{
    [Fact]
    public void Every_metric_equals_its_definition_row_by_row()
    {
        var p = Random(400, 4, 1);
        var m = Metrics.Of(p);
        m.Keys.ShouldBe(["accuracy", "balancedAccuracy", "macroF1", "logLoss", "auc"], ignoreOrder: true);
        int[] called = [.. Enumerable.Range(0, 400).Select(row => Called(p, row))];
        m["accuracy"].ShouldBe(called.Where((c, row) => c == p.Outcomes[row]).Count() / 400.0, 1e-12);
        var (recalls, f1s, aucs) = (0.0, 0.0, 0.0);
        for (var k = 0; k < 4; k++)
        {
            double truePositives = called.Where((c, row) => c == k && p.Outcomes[row] == k).Count();
            double actual = p.Outcomes.Count(y => y == k);
            double calledSo = called.Count(c => c == k);
            recalls += truePositives / actual / 4;
            f1s += 2 * truePositives / (actual + calledSo) / 4;
            aucs += PairwiseAuc(p, k) / 4;
        }

        m["balancedAccuracy"].ShouldBe(recalls, 1e-12);
        m["macroF1"].ShouldBe(f1s, 1e-12);
        m["auc"].ShouldBe(aucs, 1e-12);
        m["logLoss"]
            .ShouldBe(p.Outcomes.Select((y, row) => -Math.Log(p.Probabilities[(row * 4) + (int)y])).Average(), 1e-12);
    }

    [Fact]
    public void Two_classes_give_the_binary_figures()
    {
        // At a tie the binary threshold says positive and the likeliest class is the first: no ties here.
        var two = Random(300, 2, 2, digits: 12);
        double[] positive = [.. Enumerable.Range(0, 300).Select(row => two.Probabilities[(row * 2) + 1])];
        var binary = Metrics.Of(new BinaryPredictions(positive, two.Outcomes));
        var multi = Metrics.Of(two);
        foreach (var key in new[] { "accuracy", "balancedAccuracy", "logLoss", "auc" })
        {
            multi[key].ShouldBe(binary[key], 1e-12, key);
        }
    }

    [Fact]
    public void A_weight_is_a_repeated_row_and_an_absent_class_is_left_out_of_means()
    {
        var p = Random(60, 3, 3);
        int[] twice = [.. Enumerable.Range(0, 60), .. Enumerable.Range(0, 30)];
        var repeated = new MulticlassPredictions(
            [.. twice.SelectMany(row => p.Probabilities.Skip(row * 3).Take(3))],
            [.. twice.Select(row => p.Outcomes[row])],
            3
        );
        double[] weights = [.. Enumerable.Range(0, 60).Select(row => row < 30 ? 2.0 : 1)];
        var (a, b) = (Metrics.Of(p with { Weights = weights }), Metrics.Of(repeated));
        foreach (var key in a.Keys)
        {
            a[key].ShouldBe(b[key], 1e-12, key);
        }

        var absent = Metrics.Of(new MulticlassPredictions([0.6, 0.3, 0.1, 0.2, 0.7, 0.1], [0, 1], 3));
        (absent["balancedAccuracy"], absent["macroF1"], absent["auc"]).ShouldBe((1, 1, 1));
        var single = Metrics.Of(new MulticlassPredictions([0.6, 0.3, 0.1], [0], 3));
        single["auc"].ShouldBe(double.NaN);
    }

    [Fact]
    public void Intervals_hold_the_value_and_two_equal_models_do_not_differ()
    {
        var p = Random(300, 3, 4);
        long[] students = [.. Enumerable.Range(0, 300).Select(row => (long)row / 3)];
        foreach (var (key, value) in Metrics.WithIntervals(p, students))
        {
            value.Value.ShouldBeInRange(value.Low, value.High, key);
            (value.High - value.Low).ShouldBeGreaterThan(0, key);
        }

        Metrics.Difference(p, p, students).Values.ShouldAllBe(d => d.Low == 0 && d.High == 0);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Should.Throw<ArgumentException>(() => Metrics.Of(new MulticlassPredictions([0.5, 0.5], [2], 2)));
        Should.Throw<ArgumentException>(() => Metrics.Of(new MulticlassPredictions([0.5, 0.6], [1], 2)));
        Should.Throw<ArgumentException>(() => Metrics.Of(new MulticlassPredictions([0.5, 0.5], [1, 0], 2)));
        Should.Throw<ArgumentException>(() => Metrics.Of(new MulticlassPredictions([1], [0], 1)));
    }

    [Fact]
    public void Softmax_sums_to_one_and_holds_at_extremes()
    {
        double[] margins = [1000, 999, -1000];
        Softmax.LogSum(margins).ShouldBe(1000 + Math.Log(1 + Math.Exp(-1)), 1e-9);
        var p = Softmax.OfRows([.. margins, 0, 0, 0], 3);
        p[0].ShouldBe(1 / (1 + Math.Exp(-1)), 1e-12);
        p[2].ShouldBe(0);
        p[4].ShouldBe(1.0 / 3, 1e-15);
        Should.Throw<ArgumentException>(() => Softmax.OfRows(margins, 2));
    }

    private static int Called(MulticlassPredictions p, int row)
    {
        var probabilities = p.Probabilities.AsSpan(row * p.ClassCount, p.ClassCount).ToArray();
        return Array.IndexOf(probabilities, probabilities.Max());
    }

    private static double PairwiseAuc(MulticlassPredictions p, int k)
    {
        var ofClass = p.Of(k);
        var (pairs, inOrder) = (0.0, 0.0);
        for (var a = 0; a < p.Outcomes.Length; a++)
        {
            for (var b = 0; b < p.Outcomes.Length; b++)
            {
                if (p.Outcomes[a] == k && p.Outcomes[b] != k)
                {
                    var (high, low) = (ofClass[a], ofClass[b]);
                    pairs++;
                    inOrder +=
                        high > low ? 1
                        : high == low ? 0.5
                        : 0;
                }
            }
        }

        return inOrder / pairs;
    }

    private static MulticlassPredictions Random(int rows, int classes, int seed, int digits = 1)
    {
        var random = new SeededRandom(seed, 0);
        var margins = new double[rows * classes];
        var y = new double[rows];
        for (var row = 0; row < rows; row++)
        {
            y[row] = random.NextInt(classes);
            for (var k = 0; k < classes; k++)
            {
                margins[(row * classes) + k] =
                    Math.Round(2 * random.NextDouble(), digits) + (k == (int)y[row] ? 0.7 : 0);
            }
        }

        return new MulticlassPredictions(Softmax.OfRows(margins, classes), y, classes);
    }
}
