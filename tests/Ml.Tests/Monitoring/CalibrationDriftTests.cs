using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Monitoring;

namespace EarlyWarning.Ml.Tests.Monitoring;

public sealed class CalibrationDriftTests
{
    [Fact]
    public void The_overall_difference_is_the_mean_with_its_normal_interval()
    {
        var found = CalibrationDrift.Overall([0.2, 0.4, 0.6, 0.8], [0, 1, 1, 1], null)!;
        found.Shown.ShouldBe(0.5, 1e-12);
        found.Observed.ShouldBe(0.75, 1e-12);
        found.Difference.ShouldBe(0.25, 1e-12);
        double[] differences = [-0.2, 0.6, 0.4, 0.2];
        var error = Math.Sqrt(differences.Sum(d => (d - 0.25) * (d - 0.25)) / 3 / 4);
        found.Low.ShouldBe(0.25 - (WilsonInterval.Z95 * error), 1e-12);
        found.High.ShouldBe(0.25 + (WilsonInterval.Z95 * error), 1e-12);
        CalibrationDrift.Overall([0.5, 0.5], [1, 1], [7, 7]).ShouldBeNull();
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.15)]
    public void The_interval_holds_the_true_difference_at_its_stated_rate(double shift)
    {
        // Students have three rows each whose outcomes are one and the same.
        const int Trials = 400;
        var inside = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var (shown, outcomes, students) = Draw(new Random(trial), 200, shift);
            var found = CalibrationDrift.Overall(shown, outcomes, students)!;
            inside += found.Low <= shift && shift <= found.High ? 1 : 0;
            found.Students.ShouldBe(200);
        }

        (inside / (double)Trials).ShouldBeInRange(0.95 - 0.033, 0.95 + 0.033);
    }

    [Fact]
    public void Bands_count_people_and_show_where_the_difference_lies()
    {
        var (shown, outcomes, students) = Draw(new Random(1), 2000, 0);
        for (var i = 0; i < shown.Length; i++)
        {
            outcomes[i] = shown[i] > 0.4 ? 1 : outcomes[i];
        }

        var bands = CalibrationDrift.Bands(shown, outcomes, students, 4);
        bands.Sum(b => b.Rows).ShouldBe(6000);
        bands.Sum(b => b.Students).ShouldBe(2000);
        bands.Zip(bands.Skip(1)).ShouldAllBe(b => b.First.To < b.Second.From);
        bands[3].IsBeyond(0.05).ShouldBeTrue();
        bands[0].IsBeyond(0.05).ShouldBeFalse();
        var (low, high) = WilsonInterval.Of(bands[0].Observed * bands[0].Students, bands[0].Students);
        bands[0].Low.ShouldBe(low - bands[0].Shown, 1e-12);
        bands[0].High.ShouldBe(high - bands[0].Shown, 1e-12);
    }

    [Fact]
    public void Equal_frequencies_share_a_band_and_lengths_must_agree()
    {
        CalibrationDrift.Bands([0.3, 0.3, 0.3], [0, 1, 0], null, 3).ShouldHaveSingleItem().Rows.ShouldBe(3);
        CalibrationDrift.Bands([], [], null, 3).ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => CalibrationDrift.Overall([0.3], [], null));
    }

    private static (double[] Shown, double[] Outcomes, long[] Students) Draw(Random random, int people, double shift)
    {
        var rows = Enumerable
            .Range(0, people)
            .SelectMany(student =>
            {
                var p = 0.1 + (0.6 * random.NextDouble());
                var outcome = random.NextDouble() < p + shift ? 1.0 : 0.0;
                return Enumerable.Repeat((p, outcome, (long)student), 3);
            })
            .ToArray();
        return (
            Array.ConvertAll(rows, r => r.p),
            Array.ConvertAll(rows, r => r.outcome),
            Array.ConvertAll(rows, r => r.Item3)
        );
    }
}
