using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tests.Evaluation;

public class MetricsTests
{
    private static readonly MetricOptions Options = new();

    [Fact]
    public void The_interval_of_the_calibration_error_holds_the_error()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            double[] probabilities = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())];
            var outcomes = Array.ConvertAll(probabilities, p => random.NextDouble() < p ? 1.0 : 0.0);
            var ece = Metrics.WithIntervals(new BinaryPredictions(probabilities, outcomes), null)[MetricKeys.Ece];
            ece.Low.ShouldBeLessThanOrEqualTo(ece.Value);
            ece.High.ShouldBeGreaterThanOrEqualTo(ece.Value);
        }
    }

    [Fact]
    public void Keys_are_exactly_those_of_the_reports()
    {
        string[] expected =
        [
            "accuracy",
            "balancedAccuracy",
            "precision",
            "recall",
            "f1",
            "auc",
            "prAuc",
            "brier",
            "ece",
            "logLoss",
            "precisionAtTop",
            "recallAtTop",
        ];
        Metrics.Of(Random(50, 1)).Keys.ShouldBe(expected, ignoreOrder: true);
        Metrics.Of(new RegressionPredictions([1, 2], [2, 4])).Keys.ShouldBe(["rmse", "mae", "r2"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Auc_is_the_share_of_pairs_in_order_with_ties_as_half(int seed)
    {
        var p = Random(120, seed);
        var (pairs, inOrder) = (0, 0.0);
        for (var i = 0; i < 120; i++)
        {
            for (var j = 0; j < 120; j++)
            {
                if (p.Outcomes[i] == 1 && p.Outcomes[j] == 0)
                {
                    pairs++;
                    inOrder +=
                        p.Probabilities[i] > p.Probabilities[j] ? 1
                        : p.Probabilities[i] == p.Probabilities[j] ? 0.5
                        : 0;
                }
            }
        }

        Metrics.Of(p)[MetricKeys.Auc].ShouldBe(inOrder / pairs, 1e-12);
    }

    [Fact]
    public void Small_sums_by_hand()
    {
        // Ranked: 0.9 (1), 0.8 (0), 0.7 (1), 0.2 (0), 0.1 (1).
        var m = Metrics.Of(
            new BinaryPredictions([0.9, 0.8, 0.7, 0.2, 0.1], [1, 0, 1, 0, 1]),
            Options with
            {
                TopFraction = 0.4,
            }
        );
        m["accuracy"].ShouldBe(3.0 / 5, 1e-12);
        m["balancedAccuracy"].ShouldBe(((2.0 / 3) + 0.5) / 2, 1e-12);
        m["precision"].ShouldBe(2.0 / 3, 1e-12);
        m["recall"].ShouldBe(2.0 / 3, 1e-12);
        m["f1"].ShouldBe(2.0 / 3, 1e-12);
        m["auc"].ShouldBe(3.0 / 6, 1e-12);
        m["prAuc"].ShouldBe((1 + (2.0 / 3) + (3.0 / 5)) / 3, 1e-12);
        m["brier"].ShouldBe((0.01 + 0.64 + 0.09 + 0.04 + 0.81) / 5, 1e-12);
        m["logLoss"]
            .ShouldBe(-(Math.Log(0.9) + Math.Log(0.2) + Math.Log(0.7) + Math.Log(0.8) + Math.Log(0.1)) / 5, 1e-12);
        m["precisionAtTop"].ShouldBe(1.0 / 2, 1e-12);
        m["recallAtTop"].ShouldBe(1.0 / 3, 1e-12);

        var r = Metrics.Of(new RegressionPredictions([1, 2, 3], [2, 2, 5]));
        r["rmse"].ShouldBe(Math.Sqrt(5.0 / 3), 1e-12);
        r["mae"].ShouldBe(1, 1e-12);
        r["r2"].ShouldBe(1 - (5.0 / 6), 1e-12);
    }

    [Fact]
    public void Calibration_error_is_the_mean_gap_of_ten_equal_bins()
    {
        var p = Random(500, 4, distinct: true);
        var order = Enumerable.Range(0, 500).OrderBy(i => p.Probabilities[i]).ToArray();
        var expected = order
            .Chunk(50)
            .Sum(bin => Math.Abs(bin.Average(i => p.Outcomes[i]) - bin.Average(i => p.Probabilities[i])) / 10);
        Metrics.Of(p)[MetricKeys.Ece].ShouldBe(expected, 1e-12);
        // One probability for all: ten bins with the same gap.
        Metrics
            .Of(new BinaryPredictions(Enumerable.Repeat(0.25, 40).ToArray(), p.Outcomes[..40]))[MetricKeys.Ece]
            .ShouldBe(Math.Abs(p.Outcomes[..40].Average() - 0.25), 1e-12);
    }

    [Fact]
    public void Ties_at_the_cut_count_by_expectation_and_scores_may_rank_instead()
    {
        // Ten places of twenty, five certain, the other five drawn from fifteen that tie with six positives.
        double[] p = [.. Enumerable.Repeat(0.9, 5), .. Enumerable.Repeat(0.5, 15)];
        double[] y = [1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0];
        var half = Options with { TopFraction = 0.5 };
        Metrics
            .Of(new BinaryPredictions(p, y), half)[MetricKeys.PrecisionAtTop]
            .ShouldBe((4 + (6 * 5.0 / 15)) / 10, 1e-12);
        Metrics.Of(new BinaryPredictions(p, y, Scores: y), half)[MetricKeys.RecallAtTop].ShouldBe(1, 1e-12);
        Metrics.Of(new BinaryPredictions(p, y, Scores: y), half)[MetricKeys.Auc].ShouldBe(1);
    }

    [Fact]
    public void Weights_are_repeated_rows_for_every_metric()
    {
        var p = Random(80, 5);
        var weights = Enumerable.Range(0, 80).Select(i => (double)(i % 4)).ToArray();
        int[] rows = [.. Enumerable.Range(0, 80).SelectMany(i => Enumerable.Repeat(i, i % 4))];
        var weighted = Metrics.Of(p with { Weights = weights });
        var repeated = Metrics.Of(
            new BinaryPredictions([.. rows.Select(i => p.Probabilities[i])], [.. rows.Select(i => p.Outcomes[i])])
        );
        foreach (var (key, value) in weighted)
        {
            value.ShouldBe(repeated[key], 1e-9, key);
        }
    }

    [Fact]
    public void One_class_leaves_ranking_undefined_instead_of_inventing_it()
    {
        var m = Metrics.Of(new BinaryPredictions([0.2, 0.4], [0, 0]));
        double.IsNaN(m["auc"]).ShouldBeTrue();
        double.IsNaN(m["recall"]).ShouldBeTrue();
        m["accuracy"].ShouldBe(1);
    }

    [Fact]
    public void Intervals_of_a_mean_agree_with_the_standard_error()
    {
        var random = new SeededRandom(6, 0);
        var n = 2_000;
        var errors = Enumerable.Range(0, n).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0.0).ToArray();
        var zeros = new double[n];
        var mae = Metrics.WithIntervals(
            new RegressionPredictions(errors, zeros),
            null,
            Options with
            {
                Resamples = 2_000,
            }
        )["mae"];
        var error = Math.Sqrt(mae.Value * (1 - mae.Value) / n);
        (mae.High - mae.Low).ShouldBe(2 * 1.96 * error, 0.1 * 2 * 1.96 * error);
        mae.Value.ShouldBeInRange(mae.Low, mae.High);

        // Ten identical rows per student carry the information of one: the interval is sqrt(10) times as wide.
        var grouped = Enumerable.Range(0, n).Select(i => errors[i / 10]).ToArray();
        var byStudent = Metrics.WithIntervals(
            new RegressionPredictions(grouped, zeros),
            [.. Enumerable.Range(0, n).Select(i => (long)i / 10)],
            Options with
            {
                Resamples = 2_000,
            }
        )["mae"];
        var wide = 2 * 1.96 * Math.Sqrt(byStudent.Value * (1 - byStudent.Value) / (n / 10.0));
        (byStudent.High - byStudent.Low).ShouldBe(wide, 0.1 * wide);
    }

    [Fact]
    public void Intervals_depend_on_the_seed_but_not_on_threads()
    {
        var p = Random(300, 7);
        var one = Metrics.WithIntervals(p, null, Options with { Threads = 1 });
        Metrics.WithIntervals(p, null, Options with { Threads = 2 }).ShouldBe(one, ignoreOrder: true);
        (Metrics.WithIntervals(p, null, Options with { Seed = 2 })["auc"] == one["auc"]).ShouldBeFalse();
    }

    [Fact]
    public void The_paired_difference_is_surer_than_either_model()
    {
        var random = new SeededRandom(8, 0);
        var truth = Random(4_000, 8, distinct: true);
        var worse = Array.ConvertAll(
            truth.Probabilities,
            p => Sigmoid.Of(Sigmoid.LogOdds(Math.Clamp(p, 0.01, 0.99)) + random.NextDouble() - 0.5)
        );
        var difference = Metrics.Difference(truth, new BinaryPredictions(worse, truth.Outcomes), null)["auc"];
        var alone = Metrics.WithIntervals(truth, null)["auc"];
        difference.Value.ShouldBe(alone.Value - Metrics.Of(new BinaryPredictions(worse, truth.Outcomes))["auc"], 1e-12);
        (difference.High - difference.Low).ShouldBeLessThan((alone.High - alone.Low) / 2);
        difference.Low.ShouldBeGreaterThan(0);
        var same = Metrics.Difference(truth, truth, null);
        same.Values.ShouldAllBe(value => value == new MetricValue(0, 0, 0));
    }

    [Fact]
    public void Predictions_that_cannot_be_judged_are_refused()
    {
        Should.Throw<ArgumentException>(() => Metrics.Of(new BinaryPredictions([1.2], [1])));
        Should.Throw<ArgumentException>(() => Metrics.Of(new BinaryPredictions([0.2], [0.5])));
        Should.Throw<ArgumentException>(() => Metrics.Of(new BinaryPredictions([], [])));
        Should.Throw<ArgumentException>(() => Metrics.Of(new BinaryPredictions([0.1, 0.2], [1])));
        Should.Throw<ArgumentException>(() =>
            Metrics.Difference(new([0.1], [1]), new BinaryPredictions([0.1], [0]), null)
        );
        Should.Throw<ArgumentException>(() => Metrics.WithIntervals(new BinaryPredictions([0.1, 0.2], [0, 1]), [1]));
    }

    [Theory]
    // Newcombe 1998, table I, method 3.
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_intervals_are_the_published_ones(int positives, int n, double low, double high)
    {
        var interval = WilsonInterval.Of(positives, n);
        interval.Low.ShouldBe(low, 5e-5);
        interval.High.ShouldBe(high, 5e-5);
        var mirrored = WilsonInterval.Of(n - positives, n);
        mirrored.Low.ShouldBe(1 - interval.High, 1e-12);
    }

    /// <summary>Probabilities in hundredths (with ties) or all distinct, outcomes that follow them.</summary>
    private static BinaryPredictions Random(int n, int seed, bool distinct = false)
    {
        var random = new SeededRandom(seed, 0);
        var (p, y) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            p[i] = distinct ? random.NextDouble() : random.NextInt(20) / 20.0;
            y[i] = random.NextDouble() < p[i] ? 1 : 0;
        }

        return new BinaryPredictions(p, y);
    }
}
