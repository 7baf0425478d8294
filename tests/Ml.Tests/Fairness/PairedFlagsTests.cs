using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Ml.Tests.Fairness;

public sealed class PairedFlagsTests
{
    [Fact]
    public void Differences_are_those_of_the_rates_counted_by_hand()
    {
        double[] outcomes = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0];
        bool[] before = [true, true, false, false, true, false, false, false, false, false];
        bool[] now = [true, true, true, false, false, false, false, false, false, false];

        var found = PairedFlags.Difference(now, before, outcomes, [.. Enumerable.Range(0, 10)]);

        found[FrameKeys.SelectionRate].Value.ShouldBe(0, 1e-12);
        found[FrameKeys.FalsePositiveRate].Value.ShouldBe(-1.0 / 6, 1e-12);
        found[FrameKeys.FalseNegativeRate].Value.ShouldBe(-0.25, 1e-12);
        found[MetricKeys.Precision].Value.ShouldBe(1 - (2.0 / 3), 1e-12);
    }

    [Fact]
    public void Who_is_flagged_alike_differs_by_nothing()
    {
        bool[] flagged = [true, false, true, false];
        var found = PairedFlags.Difference(flagged, flagged, [1, 0, 0, 1], [0, 1, 2, 3]);
        found[FrameKeys.FalseNegativeRate].ShouldBe(new MetricValue(0, 0, 0));
    }

    [Fact]
    public void Only_members_count()
    {
        bool[] now = [true, false, false, true];
        bool[] before = [false, true, false, true];
        PairedFlags.Difference(now, before, [1, 1, 0, 0], [0, 2])[FrameKeys.FalseNegativeRate].Value.ShouldBe(-1);
    }

    // The share of intervals that hold the truth, on people drawn from a population in which it is known.
    [Fact]
    public void Intervals_hold_the_truth_at_their_rate()
    {
        const int Draws = 120;
        // Of those with the outcome the first way misses 40 in 100, the second 30: the truth is a difference of 10.
        var held = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            var random = new Random(draw);
            var n = 400;
            var outcomes = new double[n];
            var (now, before) = (new bool[n], new bool[n]);
            for (var i = 0; i < n; i++)
            {
                outcomes[i] = random.NextDouble() < 0.4 ? 1 : 0;
                var u = random.NextDouble();
                before[i] = u < (outcomes[i] == 1 ? 0.6 : 0.05);
                now[i] =
                    random.NextDouble() < 0.8
                        ? u < (outcomes[i] == 1 ? 0.7 : 0.05)
                        : random.NextDouble() < (outcomes[i] == 1 ? 0.7 : 0.05);
            }

            var found = PairedFlags.Difference(
                now,
                before,
                outcomes,
                [.. Enumerable.Range(0, n)],
                new MetricOptions { Seed = draw }
            )[FrameKeys.FalseNegativeRate];
            held += found.Low <= -0.1 && -0.1 <= found.High ? 1 : 0;
        }

        held.ShouldBeInRange((int)(0.88 * Draws), Draws);
    }
}
