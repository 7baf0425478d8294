using EarlyWarning.Ml.Multilevel;
using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Tests.Multilevel;

public sealed class PoolingTests
{
    [Fact]
    public void With_mean_and_spread_known_a_group_is_the_precision_weighted_mean()
    {
        // Measured 10 with variance 4; groups around 6 with variance 12: the mean of both, weighted 1/4 to 1/12.
        var (value, variance) = NormalPooling.Group(10, 4, Math.Sqrt(12), 6, 0);

        value.ShouldBe(((10 / 4.0) + (6 / 12.0)) / ((1 / 4.0) + (1 / 12.0)), 1e-12);
        variance.ShouldBe(1 / ((1 / 4.0) + (1 / 12.0)), 1e-12);
    }

    [Fact]
    public void The_smaller_the_group_the_more_it_is_drawn_to_the_others()
    {
        double[] trials = [10, 40, 160, 640, 400, 400, 400];
        double[] shares = [0.5, 0.5, 0.5, 0.5, 0.2, 0.15, 0.1];

        var pooling = BetaBinomialPooling.Of([.. shares.Zip(trials, (s, n) => s * n)], trials);

        var drawn = pooling.Groups.Take(4).Select(g => 0.5 - g.Value).ToList();
        drawn.ShouldBe(drawn.OrderDescending());
        drawn[0].ShouldBeGreaterThan(0.05);
        drawn[3].ShouldBeInRange(0, 0.01);
        var widths = pooling.Groups.Take(4).Select(g => g.High - g.Low).ToList();
        widths.ShouldBe(widths.OrderDescending());
    }

    [Fact]
    public void Groups_alike_come_out_alike()
    {
        var random = new Random(3);
        double[] trials = [.. Enumerable.Repeat(30.0, 60)];
        double[] successes = [.. trials.Select(n => (double)Binomial.Sample(random, 0.2, (int)n))];

        var pooling = BetaBinomialPooling.Of(successes, trials);

        // Raw shares run from about 3 to 40 %; what is believed of the groups does not.
        (successes.Max() / 30 - (successes.Min() / 30)).ShouldBeGreaterThan(0.25);
        (pooling.Groups.Max(g => g.Value) - pooling.Groups.Min(g => g.Value)).ShouldBeLessThan(0.12);
        pooling.Ranks().Min(r => r.High - r.Low).ShouldBeGreaterThan(15);
    }

    [Fact]
    public void Places_follow_what_is_sure_and_no_more()
    {
        double[] trials = [2000, 2000, 25, 2000];

        var ranks = BetaBinomialPooling.Of([1600, 200, 10, 900], trials).Ranks();

        ranks[0].ShouldBe((1, 1));
        ranks[1].ShouldBe((4, 4));
        (ranks[2].High - ranks[2].Low).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Nobody_or_everybody_at_all_groups_is_no_certainty()
    {
        var nobody = BetaBinomialPooling.Of([0, 0, 0], [12, 20, 30]);
        var everybody = BetaBinomialPooling.Of([12, 20, 30], [12, 20, 30]);

        nobody.Groups.ShouldAllBe(g => g.Value > 0 && g.High > 0.01 && g.High < 0.3);
        everybody.Groups.ShouldAllBe(g => g.Value < 1 && g.Low < 0.99 && g.Low > 0.7);
    }

    // The statement of the interval: over worlds drawn anew, 95 of 100 true values lie in it; few groups are the hard case.
    [Theory]
    [InlineData(5, 40)]
    [InlineData(24, 60)]
    [InlineData(100, 28)]
    public void Intervals_of_shares_cover_the_truth_at_their_rate(int groups, int size)
    {
        var random = new Random(11 + groups);
        var (covered, all) = (0, 0);
        for (var world = 0; world < 4000 / groups; world++)
        {
            double[] truths = [.. Enumerable.Range(0, groups).Select(_ => Beta.Sample(random, 5, 15))];
            double[] trials = [.. truths.Select(_ => (double)random.Next(size / 2, (size * 3 / 2) + 1))];
            double[] successes = [.. truths.Zip(trials, (p, n) => (double)Binomial.Sample(random, p, (int)n))];
            var pooling = BetaBinomialPooling.Of(successes, trials);
            covered += truths.Where((t, j) => t >= pooling.Groups[j].Low && t <= pooling.Groups[j].High).Count();
            all += groups;
        }

        // Of five groups little is known of the spread: 93 of 100.
        ((double)covered / all).ShouldBeInRange(0.925, 0.975);
    }

    [Theory]
    [InlineData(6, 0.1, 0.935, 0.975)]
    [InlineData(60, 0.1, 0.935, 0.965)]
    // True differences of half the noise of a group are the hardest: 93 of 100.
    [InlineData(60, 0.05, 0.91, 0.96)]
    // Where groups do not differ at all, intervals that allow for it are wide.
    [InlineData(60, 0, 0.935, 1)]
    public void Intervals_of_differences_cover_the_truth_at_their_rate(
        int groups,
        double spread,
        double least,
        double most
    )
    {
        var random = new Random(5 + groups);
        var (covered, all) = (0, 0);
        for (var world = 0; world < 6000 / groups; world++)
        {
            double[] truths = [.. Enumerable.Range(0, groups).Select(_ => spread * Normal.Sample(random, 0, 1))];
            double[] variances = [.. truths.Select(_ => 0.16 / random.Next(15, 60))];
            double[] values = [.. truths.Zip(variances, (t, v) => t + (Math.Sqrt(v) * Normal.Sample(random, 0, 1)))];
            var pooling = NormalPooling.Of(values, variances);
            covered += truths.Where((t, j) => t >= pooling.Groups[j].Low && t <= pooling.Groups[j].High).Count();
            all += groups;
        }

        ((double)covered / all).ShouldBeInRange(least, most);
    }

    [Fact]
    public void What_is_no_share_is_refused()
    {
        Should.Throw<ArgumentException>(() => BetaBinomialPooling.Of([11], [10]));
        Should.Throw<ArgumentException>(() => BetaBinomialPooling.Of([], []));
        Should.Throw<ArgumentException>(() => NormalPooling.Of([1, 2], [1]));
        Should.Throw<ArgumentException>(() => NormalPooling.Of([1], [0]));
    }
}
