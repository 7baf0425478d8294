using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Monitoring;

namespace EarlyWarning.Ml.Tests.Monitoring;

public sealed class ExpectedPerformanceTests
{
    private const double Cut = 0.5;

    [Fact]
    public void Expected_figures_are_their_closed_forms()
    {
        double[] p = [0.9, 0.6, 0.6, 0.2, 0.05];
        var found = Expect(p, null, []);
        found[MetricKeys.Precision].Value.ShouldBe((0.9 + 0.6 + 0.6) / 3, 1e-12);
        found[MetricKeys.Recall].Value.ShouldBe(2.1 / 2.35, 1e-12);
        found[MetricKeys.Brier].Value.ShouldBe(p.Sum(x => x * (1 - x)) / 5, 1e-12);
        found[MetricKeys.LogLoss]
            .Value.ShouldBe(-p.Sum(x => (x * Math.Log(x)) + ((1 - x) * Math.Log(1 - x))) / 5, 1e-12);

        // Every pair of different rows, one positive and the other negative.
        var (above, pairs) = (0.0, 0.0);
        for (var i = 0; i < p.Length; i++)
        {
            for (var j = 0; j < p.Length; j++)
            {
                var weight = i == j ? 0 : p[i] * (1 - p[j]);
                pairs += weight;
                above +=
                    weight
                    * (
                        p[i] > p[j] ? 1
                        : p[i] == p[j] ? 0.5
                        : 0
                    );
            }
        }

        found[MetricKeys.Auc].Value.ShouldBe(above / pairs, 1e-12);
    }

    [Fact]
    public void Intervals_hold_the_figures_that_come_at_their_stated_rate()
    {
        // Frequencies are right; outcomes are drawn from them and measured by the evaluation itself.
        const int Trials = 200;
        var inside = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var trial = 0; trial < Trials; trial++)
        {
            var random = new Random(trial);
            var p = Frequencies(random, 300);
            var outcomes = Array.ConvertAll(p, x => random.NextDouble() < x ? 1.0 : 0.0);
            var found = Expect(p, null, [], new ExpectationOptions { Seed = trial });
            var measured = Metrics.Of(new BinaryPredictions(p, outcomes));
            foreach (var (key, value) in found)
            {
                inside.TryAdd(key, 0);
                inside[key] += measured[key] >= value.Low && measured[key] <= value.High ? 1 : 0;
            }
        }

        // 95 % within three standard errors, and a point for the quantiles of 400 draws.
        foreach (var (key, count) in inside)
        {
            (count / (double)Trials).ShouldBeInRange(0.89, 0.995, key);
        }
    }

    [Fact]
    public void Intervals_know_that_the_calibration_was_measured_on_few()
    {
        // The shown frequency of a block is what 60 students gave: off by chance, and the interval must allow for it.
        const int Trials = 200;
        var (trials, knowing, naive) = (0, 0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var random = new Random(trial);
            double[] truth = [0.1, 0.3, 0.7];
            var bins = truth
                .Select(t => Enumerable.Range(0, 60).Count(_ => random.NextDouble() < t) / 60.0)
                .Select(rate => new CalibrationBin(rate, 60, rate, rate))
                .ToArray();
            if (bins[2].Shown < Cut || bins[1].Shown >= Cut || bins[0].Shown >= bins[1].Shown)
            {
                continue;
            }

            trials++;
            double[] shown = [.. Enumerable.Range(0, 900).Select(i => bins[i % 3].Shown)];
            var right = Enumerable.Range(0, 300).Count(_ => random.NextDouble() < truth[2]) / 300.0;
            knowing += Holds(bins) ? 1 : 0;
            naive += Holds([]) ? 1 : 0;

            bool Holds(CalibrationBin[] calibration)
            {
                var (_, low, high) = Expect(shown, null, calibration, new ExpectationOptions { Seed = trial })[
                    MetricKeys.Precision
                ];
                return right >= low && right <= high;
            }
        }

        (knowing / (double)trials).ShouldBeInRange(0.90, 0.99);
        (naive / (double)trials).ShouldBeLessThan(0.75);
    }

    [Fact]
    public void Rows_of_one_student_make_the_interval_wider_and_threads_change_nothing()
    {
        var p = Frequencies(new Random(1), 600);
        long[] students = [.. p.Select((_, i) => (long)(i / 6))];
        var alone = Expect(p, null, []);
        var together = Expect(p, students, []);
        together[MetricKeys.Brier].Value.ShouldBe(alone[MetricKeys.Brier].Value);
        Width(together[MetricKeys.Precision]).ShouldBeGreaterThan(1.15 * Width(alone[MetricKeys.Precision]));
        Expect(p, students, [], new ExpectationOptions { Threads = 2 }).ShouldBe(together);

        static double Width(MetricValue value) => value.High - value.Low;
    }

    [Fact]
    public void Without_a_flag_there_is_no_precision_and_nonsense_is_refused()
    {
        var found = Expect([0.1, 0.2], null, []);
        found[MetricKeys.Precision].Value.ShouldBe(double.NaN);
        found[MetricKeys.Recall].Value.ShouldBe(0);
        Should.Throw<ArgumentException>(() => Expect([], null, []));
        Should.Throw<ArgumentException>(() => Expect([1.5], null, []));
        Should.Throw<ArgumentException>(() => Expect([0.5], [1, 2], []));
    }

    private static IReadOnlyDictionary<string, MetricValue> Expect(
        double[] shown,
        long[]? students,
        CalibrationBin[] calibration,
        ExpectationOptions? options = null
    ) =>
        ExpectedPerformance.Of(
            shown,
            Array.ConvertAll(shown, p => p >= Cut),
            students,
            calibration,
            options,
            TestContext.Current.CancellationToken
        );

    private static double[] Frequencies(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Math.Clamp(Math.Pow(random.NextDouble(), 2), 0.01, 0.99))];
}
