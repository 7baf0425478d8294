using EarlyWarning.Ml.Calibration;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tests.Calibration;

public class CalibrationTests
{
    [Fact]
    public void Pooling_equals_the_best_rising_fit_by_brute_force()
    {
        var random = new SeededRandom(1, 0);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var n = 1 + random.NextInt(9);
            var (values, weights) = (new double[n], new double[n]);
            for (var i = 0; i < n; i++)
            {
                values[i] = random.NextInt(4) / 3.0;
                weights[i] = 1 + random.NextInt(3);
            }

            var fitted = new double[n];
            foreach (var block in PoolAdjacentViolators.Fit(values, weights))
            {
                Array.Fill(fitted, block.Value, block.First, block.Last - block.First + 1);
            }

            var best = BestRisingFit(values, weights);
            fitted.Zip(best, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-12);
        }
    }

    [Fact]
    public void Every_calibrator_rises_and_stays_between_zero_and_one()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var (margins, outcomes) = Pairs(60 * seed, seed, slope: seed - 2);
            foreach (
                var calibrator in new Calibrator[]
                {
                    PlattCalibrator.Fit(margins, outcomes),
                    IsotonicCalibrator.Fit(margins, outcomes),
                }
            )
            {
                var last = 0.0;
                for (var margin = -8.0; margin < 8; margin += 0.01)
                {
                    var frequency = calibrator.Map(margin);
                    frequency.ShouldBeGreaterThanOrEqualTo(last, calibrator.Name);
                    frequency.ShouldBeLessThanOrEqualTo(1);
                    last = frequency;
                }
            }
        }
    }

    [Fact]
    public void No_block_of_isotonic_calibration_promises_certainty()
    {
        var calibrator = IsotonicCalibrator.Fit([-3, -2, -1, 1, 2, 3], [0, 0, 0, 1, 1, 1]);
        // Three outcomes and two more at the overall half: (0 + 1) / 5 and (3 + 1) / 5.
        calibrator.Map(-100).ShouldBe(0.2, 1e-12);
        calibrator.Map(100).ShouldBe(0.8, 1e-12);
        calibrator.Map(0).ShouldBe(0.5, 1e-12);
    }

    [Fact]
    public void Platt_finds_the_slope_and_intercept_that_made_the_outcomes()
    {
        var (margins, outcomes) = Pairs(200_000, 3, slope: 0.6, intercept: -0.8);
        var platt = PlattCalibrator.Fit(margins, outcomes);
        platt.Slope.ShouldBe(0.6, 0.02);
        platt.Intercept.ShouldBe(-0.8, 0.02);
    }

    [Fact]
    public void Platt_meets_its_optimality_conditions()
    {
        var (margins, outcomes) = Pairs(500, 4, slope: 1.5);
        var platt = PlattCalibrator.Fit(margins, outcomes);
        var positives = outcomes.Sum();
        var gaps = margins
            .Select(
                (margin, i) =>
                    platt.Map(margin)
                    - (outcomes[i] == 1 ? (positives + 1) / (positives + 2) : 1 / (500 - positives + 2))
            )
            .ToArray();
        gaps.Average().ShouldBe(0, 1e-7);
        gaps.Zip(margins, (gap, margin) => gap * margin).Average().ShouldBe(0, 1e-7);
    }

    [Fact]
    public void The_choice_follows_the_shape_of_the_truth()
    {
        var (margins, outcomes) = Pairs(5_000, 5, slope: 0.5);
        CalibratorSelection.Choose(margins, outcomes, null, 1).Calibrator.ShouldBeOfType<PlattCalibrator>();
        // A step is nothing that a sigmoid of any slope could follow between 0.2 and 0.6.
        var random = new SeededRandom(6, 0);
        var stepped = Array.ConvertAll(margins, margin => random.NextDouble() < (margin > 0 ? 0.6 : 0.2) ? 1.0 : 0.0);
        var choice = CalibratorSelection.Choose(margins, stepped, [.. margins.Select((_, i) => (long)i / 5)], 1);
        choice.Calibrator.ShouldBeOfType<IsotonicCalibrator>();
        choice.LogLoss["isotonic"].ShouldBeLessThan(choice.LogLoss["platt"]);
    }

    [Fact]
    public void Blocks_hold_fifty_outcomes_and_count_all_of_them()
    {
        var (margins, outcomes) = Pairs(1_230, 7, slope: 1);
        var blocks = CalibrationBlocks.Build(margins, outcomes);
        blocks.Count.ShouldBe(24);
        blocks.OutcomesByBlock[^1].ShouldBe(CalibrationBlocks.MinOutcomes, "the highest risks have the finest block");
        blocks.OutcomesByBlock.ShouldAllBe(n => n >= CalibrationBlocks.MinOutcomes);
        blocks.OutcomesByBlock.Sum().ShouldBe(1_230);
        blocks.PositivesByBlock.Sum().ShouldBe(outcomes.Sum());
        foreach (var margin in margins)
        {
            var e = blocks.For(margin);
            (e.Low, e.High).ShouldBe(WilsonInterval.Of(e.Positives, e.Outcomes));
        }
    }

    [Fact]
    public void Blocks_count_a_student_once_and_fewer_than_fifty_make_one_block()
    {
        var (margins, outcomes) = Pairs(3_000, 8, slope: 1);
        var perStudent = CalibrationBlocks.Build(margins, outcomes, [.. margins.Select((_, i) => (long)i % 100)]);
        margins.ShouldAllBe(margin => perStudent.For(margin).Outcomes >= 50 && perStudent.For(margin).Outcomes <= 100);
        CalibrationBlocks.Build(margins, outcomes, [.. margins.Select((_, i) => (long)i % 40)]).Count.ShouldBe(1);
        CalibrationBlocks
            .Build([1, 1, 1], [0, 1, 1])
            .For(-9)
            .ShouldBe(CalibrationBlocks.Build([1, 1, 1], [0, 1, 1]).For(9));
    }

    [Fact]
    public void The_interval_shown_holds_the_frequency_shown_and_the_block()
    {
        var (margins, outcomes) = Pairs(2_000, 9, slope: 2);
        var blocks = CalibrationBlocks.Build(margins, outcomes);
        var platt = PlattCalibrator.Fit(margins, outcomes);
        for (var margin = -6.0; margin < 6; margin += 0.1)
        {
            var (shown, block) = (platt.Map(margin), blocks.For(margin));
            var evidence = blocks.For(margin, shown);
            evidence.Low.ShouldBeLessThanOrEqualTo(Math.Min(shown, block.Low));
            evidence.High.ShouldBeGreaterThanOrEqualTo(Math.Max(shown, block.High));
            (evidence.Low == block.Low || evidence.Low == shown).ShouldBeTrue();
        }
    }

    [Fact]
    public void Conformal_half_widths_are_the_corrected_order_statistics()
    {
        var residuals = Enumerable.Range(1, 99).Select(i => i % 2 == 0 ? (double)i : -i).ToArray();
        var conformal = SplitConformal.Fit(residuals);
        // ceil(0.9 * (99 + 1)) = 90: the ninetieth smallest size.
        conformal.HalfWidth(0.9).ShouldBe(90);
        conformal.HalfWidth(0.5).ShouldBe(50);
        conformal.HalfWidth(0.99).ShouldBe(99);
        conformal.HalfWidth(0.995).ShouldBe(double.PositiveInfinity);
        SplitConformal.Fit([2.0]).HalfWidth(0.5).ShouldBe(2);
        SplitConformal.Fit([2.0]).HalfWidth(0.501).ShouldBe(double.PositiveInfinity);
        Should.Throw<ArgumentOutOfRangeException>(() => conformal.HalfWidth(1));
    }

    [Fact]
    public void Conformal_intervals_cover_new_outcomes_as_often_as_promised()
    {
        var random = new SeededRandom(10, 0);
        var covered = 0;
        const int repeats = 4_000;
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            var residuals = new double[29];
            for (var i = 0; i < residuals.Length; i++)
            {
                residuals[i] = Math.Log(random.NextDouble());
            }

            covered += Math.Abs(Math.Log(random.NextDouble())) <= SplitConformal.Fit(residuals).HalfWidth(0.8) ? 1 : 0;
        }

        // (29 + 1) * 0.8 = 24 exactly, so coverage is 0.8 exactly; three standard errors are 0.019.
        ((double)covered / repeats).ShouldBe(0.8, 0.02);
    }

    [Fact]
    public void A_students_many_residuals_count_as_one()
    {
        // One student with a thousand large residuals among 99 with one small each.
        double[] residuals = [.. Enumerable.Repeat(50.0, 1_000), .. Enumerable.Repeat(1.0, 99)];
        long[] students = [.. Enumerable.Repeat(0L, 1_000), .. Enumerable.Range(1, 99).Select(i => (long)i)];
        SplitConformal.Fit(residuals, students).HalfWidth(0.9).ShouldBe(1);
        SplitConformal.Fit(residuals).HalfWidth(0.9).ShouldBe(50);
    }

    private static (double[] Margins, double[] Outcomes) Pairs(int n, int seed, double slope, double intercept = 0)
    {
        var random = new SeededRandom(seed, 0);
        var (margins, outcomes) = (new double[n], new double[n]);
        for (var i = 0; i < n; i++)
        {
            margins[i] = (random.NextDouble() * 8) - 4;
            outcomes[i] = random.NextDouble() < Sigmoid.Of((slope * margins[i]) + intercept) ? 1 : 0;
        }

        return (margins, outcomes);
    }

    /// <summary>Tries every division into neighbouring blocks, each at its mean, and keeps the best that rises.</summary>
    private static double[] BestRisingFit(double[] values, double[] weights)
    {
        var n = values.Length;
        var (best, least) = (Array.Empty<double>(), double.PositiveInfinity);
        for (var cuts = 0; cuts < 1 << (n - 1); cuts++)
        {
            var fitted = new double[n];
            for (int start = 0, end; start < n; start = end)
            {
                for (end = start + 1; end < n && (cuts >> (end - 1) & 1) == 0; end++) { }

                var (from, to) = (start, end);
                var weight = weights[from..to].Sum();
                Array.Fill(
                    fitted,
                    values[from..to].Zip(weights[from..to], (v, w) => v * w).Sum() / weight,
                    from,
                    to - from
                );
            }

            var rises = Enumerable.Range(1, n - 1).All(i => fitted[i] >= fitted[i - 1] - 1e-12);
            var loss = Enumerable.Range(0, n).Sum(i => weights[i] * (values[i] - fitted[i]) * (values[i] - fitted[i]));
            if (rises && loss < least - 1e-12)
            {
                (best, least) = (fitted, loss);
            }
        }

        return best;
    }
}
