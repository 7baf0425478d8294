using EarlyWarning.Ml.Measurement;

namespace EarlyWarning.Ml.Tests.Measurement;

public sealed class ItemStatisticTests
{
    [Fact]
    public void The_upper_lower_index_takes_27_percent_on_each_side()
    {
        // A hundred students in order: the best 27 have 90, the worst 27 have 40.
        double[] rest = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        double[] marks =
        [
            .. Enumerable
                .Range(0, 100)
                .Select(i =>
                    i < 27 ? 40.0
                    : i >= 73 ? 90.0
                    : 60.0
                ),
        ];
        ItemDiscrimination.UpperLower(marks, rest).ShouldBe(0.5, 1e-12);
        ItemDiscrimination.UpperLower([.. marks.Reverse()], rest).ShouldBe(-0.5, 1e-12);
        ItemDiscrimination.UpperLower([1, 2, 3], [1, 2, 3]).ShouldBe(double.NaN);
        ItemDiscrimination.UpperLower([1, 2, 3, 4], [5, 5, 5, 5]).ShouldBe(double.NaN);
    }

    [Fact]
    public void Who_stands_level_shares_the_places()
    {
        // Ten students, 2.7 places a side: the four lowest stand level, so that a side is their mean.
        double[] rest = [1, 1, 1, 1, 2, 3, 4, 9, 9, 9];
        double[] marks = [10, 20, 30, 40, 0, 0, 0, 70, 80, 90];
        ItemDiscrimination.UpperLower(marks, rest).ShouldBe((80 - 25) / 100.0, 1e-12);
    }

    [Fact]
    public void Area_under_the_curve_equals_counting_pairs_and_its_ends_are_right()
    {
        ClusteredAuc.OfLow([1, 2, 3, 4], [true, true, false, false], [1, 2, 3, 4])!.Value.Value.ShouldBe(1, 1e-12);
        ClusteredAuc.OfLow([4, 3, 2, 1], [true, true, false, false], [1, 2, 3, 4])!.Value.Value.ShouldBe(0, 1e-12);
        ClusteredAuc.OfLow([5, 5, 5, 5], [true, false, false, true], [1, 2, 3, 4])!.Value.Value.ShouldBe(0.5, 1e-12);
        ClusteredAuc.OfLow([1, 2], [true, true], [1, 2]).ShouldBeNull();
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(-1, 12)]
    [InlineData(0, 12)]
    [InlineData(1, 3)]
    public void An_area_of_which_nothing_varies_has_the_interval_of_the_fewer_students(int order, int failing)
    {
        // Two rows of each student; those who fail are all below, all above, or level with the others.
        var (values, outcomes, students) = (new List<double>(), new List<bool>(), new List<long>());
        for (var s = 0; s < 100; s++)
        {
            for (var row = 0; row < 2; row++)
            {
                values.Add(order * (s < failing ? 1 : 2));
                outcomes.Add(s < failing);
                students.Add(s);
            }
        }

        var area = (1 + order) / 2.0;
        var found = ClusteredAuc.OfLow([.. values], [.. outcomes], [.. students])!.Value;
        var (low, high) = EarlyWarning.Ml.Evaluation.WilsonInterval.Of(area * failing, failing);
        found.Value.ShouldBe(area, 1e-12);
        found.Low.ShouldBe(low, 1e-9);
        found.High.ShouldBe(high, 1e-9);
        (found.High - found.Low).ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public void Intervals_of_the_area_hold_the_truth_at_their_rate_where_students_have_several_rows()
    {
        const int Trials = 400;
        var (inside, narrow) = (0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            // Three rows of each of 150 students; who has the outcome is lower by 1.2 of a spread of square root of 2.
            var random = new Random(trial);
            var (values, outcomes, students) = (new List<double>(), new List<bool>(), new List<long>());
            for (var s = 0; s < 150; s++)
            {
                var (own, has) = (Normal(random), random.NextDouble() < 0.3);
                for (var row = 0; row < 3; row++)
                {
                    values.Add(own + Normal(random) - (has ? 1.2 : 0));
                    outcomes.Add(has);
                    students.Add(s);
                }
            }

            var truth = MathNet.Numerics.Distributions.Normal.CDF(0, 1, 1.2 / 2);
            var found = ClusteredAuc.OfLow([.. values], [.. outcomes], [.. students])!.Value;
            var alone = ClusteredAuc
                .OfLow([.. values], [.. outcomes], [.. Enumerable.Range(0, 450).Select(i => (long)i)])!
                .Value;
            inside += found.Low <= truth && truth <= found.High ? 1 : 0;
            narrow += alone.Low <= truth && truth <= alone.High ? 1 : 0;
        }

        (inside / (double)Trials).ShouldBeInRange(0.92, 0.98);
        (narrow / (double)Trials).ShouldBeLessThan(0.88);
    }

    [Fact]
    public void Alpha_of_parallel_work_is_that_of_Spearman_and_Brown()
    {
        var random = new Random(3);
        var rows = Enumerable
            .Range(0, 20_000)
            .Select(_ =>
            {
                var ability = Normal(random);
                return (IReadOnlyList<double>)[.. Enumerable.Range(0, 4).Select(_ => ability + Normal(random))];
            });
        // Items correlate by a half: 4 x .5 / (1 + 3 x .5).
        CronbachAlpha.Of(rows, 4)!.Alpha.Value.ShouldBe(0.8, 0.01);
        CronbachAlpha
            .Of(
                [
                    [1, 2],
                    [1, 2],
                    [1, 2],
                ],
                2
            )
            .ShouldBeNull();
        CronbachAlpha
            .Of(
                [
                    [1, 2],
                ],
                2
            )
            .ShouldBeNull();
    }

    [Fact]
    public void Pairs_that_are_not_known_are_left_out()
    {
        double[] x = [1, 2, double.NaN, 4, 5];
        double[] y = [2, 4, 9, double.NaN, 10];
        var (r, n) = Correlation.Pearson(x, y);
        (r, n).ShouldBe((1, 3));
        Correlation.Pearson([1, 1, 1], [1, 2, 3]).R.ShouldBe(double.NaN);
        Correlation.Interval(0.5, 3).ShouldBeNull();
        Correlation.Partial(0.5, 1, 0.5).ShouldBe(double.NaN);
    }

    [Fact]
    public void With_many_students_the_interval_of_a_difference_is_that_of_Students_distribution()
    {
        const int N = 300;
        var random = new Random(5);
        var rows = new MatchedRows(
            [.. Enumerable.Range(0, N).Select(_ => 60 + (10 * Normal(random)))],
            [.. Enumerable.Range(0, N).Select(_ => 60 + (10 * Normal(random)))],
            [.. Enumerable.Range(0, N).Select(i => i % 2 == 0)],
            [.. Enumerable.Range(0, N)]
        );
        var found = GroupDifference.Of(rows)!;
        var student = new MathNet.Numerics.Distributions.StudentT(0, 1, N - 3);
        var error = (found.Points.High - found.Points.Value) / student.InverseCumulativeDistribution(0.975);
        found.Probability.ShouldBe(2 * student.CumulativeDistribution(-Math.Abs(found.Points.Value) / error), 1e-8);
    }

    [Theory]
    [InlineData(1.0, DifClass.A)]
    [InlineData(1.8, DifClass.B)]
    [InlineData(4.0, DifClass.C)]
    public void Letters_of_ETS_go_by_delta(double ratio, DifClass expected)
    {
        // Two bands of a great many students with one odds ratio.
        var bands = new[] { 0.4, 0.6 }.Select(p =>
        {
            var odds = p / (1 - p) / ratio;
            var q = odds / (1 + odds);
            return (2000 * p, 2000 * (1 - p), 2000 * q, 2000 * (1 - q));
        });
        var found = MantelHaenszelDif.Of(bands)!;
        found.OddsRatio.ShouldBe(ratio, 1e-9);
        found.Delta.Value.ShouldBe(-2.35 * Math.Log(ratio), 1e-9);
        found.Class.ShouldBe(expected);
        MantelHaenszelDif.Of([(5, 0, 5, 0)]).ShouldBeNull();
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
