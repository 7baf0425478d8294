using EarlyWarning.Ml.Effects;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tests.Effects;

/// <summary>Simulated cuts with a known jump, and none.</summary>
public class RegressionDiscontinuityTests
{
    private const int Districts = 200;
    private const int Students = 1500;

    [Theory]
    [InlineData(0.15)]
    [InlineData(0.0)]
    public void Intervals_cover_the_jump_as_often_as_they_say(double jump)
    {
        var all = Run(jump);
        var covered = all.Average(a => a.Cut.Low <= jump && jump <= a.Cut.High ? 1.0 : 0);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"jump {jump}: covered {covered}, found {all.Average(a => a.Cut.P < 0.05 ? 1.0 : 0)}, naive {all.Average(a => a.Naive)}"
        );
        covered.ShouldBeInRange(0.92, 0.99);
        if (jump == 0)
        {
            all.Average(a => a.Cut.P < 0.05 ? 1.0 : 0).ShouldBeInRange(0.01, 0.09);
        }
        else
        {
            all.Average(a => a.Cut.P < 0.05 ? 1.0 : 0).ShouldBeGreaterThan(0.4);
            // All above against all below would say that flags harm.
            all.Count(a => a.Naive < 0).ShouldBe(Districts);
        }
    }

    [Fact]
    public void Support_that_the_flag_brings_is_told_from_the_flag()
    {
        var all = Enumerable.Range(0, Districts).Select(s => new District(s, 0, 0.25)).ToList();
        var estimates = all.ConvertAll(d =>
            RegressionDiscontinuity.Fuzzy(d.Running, d.Passed, d.Supported, d.Person, 1.2)
        );
        var given = estimates.FindAll(e => e is not null);
        given.Count.ShouldBeGreaterThan(Districts * 8 / 10);
        given.Average(e => e!.Low <= 0.25 && 0.25 <= e.High ? 1.0 : 0).ShouldBeInRange(0.91, 0.995);
        // Where nobody is supported there is nothing to divide by.
        var none = new District(1, 0.2, 0);
        RegressionDiscontinuity.Fuzzy(none.Running, none.Passed, new double[Students], none.Person, 1.2).ShouldBeNull();
    }

    [Fact]
    public void Crowding_above_the_cut_is_seen_and_an_even_crowd_is_not()
    {
        var even = Enumerable
            .Range(0, Districts)
            .Select(s => DensityJump.Test(new District(s, 0, 0).Running)!.P)
            .ToList();
        even.Average(p => p < 0.05 ? 1.0 : 0).ShouldBeLessThan(0.1);
        var pushed = Enumerable
            .Range(0, Districts)
            .Select(s =>
                new District(s, 0, 0)
                    .Running.Select(r => r is > -0.25 and < 0 && (int)(r * 1e6) % 2 == 0 ? -r : r)
                    .ToList()
            )
            .Select(r => DensityJump.Test(r)!)
            .ToList();
        pushed.Average(t => t.P < 0.05 && t.LogRatio > 0 ? 1.0 : 0).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Means_for_a_drawing_never_cross_the_cut_and_never_rest_on_few()
    {
        var district = new District(3, 0.2, 0);
        var bins = RegressionDiscontinuity.Bins(district.Running, district.Passed, 1.5, 10, 12);
        bins.ShouldAllBe(b => b.Count >= 10);
        bins.Count(b => b.At < 0).ShouldBe(12);
        bins.Count(b => b.At >= 0).ShouldBe(12);
        bins.Where(b => b.At < 0).Sum(b => b.Count).ShouldBe(district.Running.Count(r => r is < 0 and >= -1.5));
        RegressionDiscontinuity.Bins([-1, 1], [0, 1], 2, 10, 12).ShouldBeEmpty();
    }

    [Fact]
    public void Too_few_near_the_cut_no_estimate()
    {
        double[] running = [.. Enumerable.Range(0, 100).Select(i => i < 90 ? -1 - (i * 0.01) : 0.1 * (i - 89))];
        RegressionDiscontinuity
            .Estimate(running, running, [.. Enumerable.Range(0, 100).Select(i => (long)i)])
            .ShouldBeNull();
    }

    private static List<(DiscontinuityEstimate Cut, double Naive)> Run(double jump) =>
        [
            .. Enumerable
                .Range(0, Districts)
                .AsParallel()
                .AsOrdered()
                .Select(seed =>
                {
                    var district = new District(seed, jump, 0);
                    var all = Enumerable.Range(0, Students).ToLookup(i => district.Running[i] >= 0);
                    return (
                        RegressionDiscontinuity.Estimate(district.Running, district.Passed, district.Person)!,
                        all[true].Average(i => district.Passed[i]) - all[false].Average(i => district.Passed[i])
                    );
                }),
        ];

    /// <summary>Margins with a long tail, of whom about a sixth are above the cut; the worse the margin, the fewer pass.</summary>
    private sealed class District
    {
        public District(int seed, double jump, double ofSupport)
        {
            var random = new SeededRandom(seed, 23);
            for (var i = 0; i < Students; i++)
            {
                var running = -Math.Log(1 - random.NextDouble()) * 1.2 - 2.2 + (0.3 * random.NextDouble());
                var isFlagged = running >= 0;
                var isSupported = random.NextDouble() < (isFlagged ? 0.75 : 0.1);
                var share = 0.62 - (0.16 * running) - (0.03 * running * running);
                share += (isFlagged ? jump : 0) + (isSupported ? ofSupport : 0);
                Running.Add(running);
                Supported.Add(isSupported ? 1 : 0);
                Person.Add(i);
                // The share of four courses.
                Passed.Add(
                    Enumerable.Range(0, 4).Average(_ => random.NextDouble() < Math.Clamp(share, 0, 1) ? 1.0 : 0)
                );
            }
        }

        public List<double> Running { get; } = [];

        public List<double> Passed { get; } = [];

        public List<double> Supported { get; } = [];

        public List<long> Person { get; } = [];
    }
}
