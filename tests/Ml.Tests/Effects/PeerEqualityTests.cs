using System.Text.Json;
using EarlyWarning.Ml.Effects;

namespace EarlyWarning.Ml.Tests.Effects;

/// <summary>Figures beside those of numpy, scipy and scikit-learn, made by Fixtures/make_effects.py.</summary>
public class PeerEqualityTests
{
    private static readonly Fixture Figures = Read();
    private static readonly Cohort Cohort = new(
        BaselineTable.Of(
            ["a", "b", "c", "d"],
            Array.ConvertAll(Figures.X, r => Array.ConvertAll(r, v => v ?? float.NaN))
        ),
        Figures.Treated,
        Figures.Stratum,
        Figures.Person,
        Figures.Foremost
    );

    [Fact]
    public void Likelihood_of_being_treated()
    {
        Cohort.Table.Names.ShouldBe(["a", "b", "c", "d", "d?"]);
        var logits = PropensityScore.Logits(Cohort.Table, Cohort.Treated, 1, default);
        logits.Zip(Figures.Logits, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-3);
    }

    [Fact]
    public void Who_is_compared_with_whom_and_how_alike_they_are()
    {
        var groups = CaliperMatching.Match(Cohort, default);
        groups.Caliper.ShouldBe(Figures.Caliper, 1e-3);
        groups.Matched.ShouldBe(Figures.Matched);
        groups.Weights.Zip(Figures.Weights, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(5e-3);
        foreach (var (row, expected) in groups.Balance.Zip(Figures.Balance))
        {
            row.Before.ShouldBe(expected[0], 1e-6);
            row.After.ShouldBe(expected[1], 2e-3);
        }
    }

    [Fact]
    public void Differences_and_their_intervals()
    {
        var groups = CaliperMatching.Match(Cohort, default);
        Same(MatchedEffect.Estimate(Cohort, groups, Figures.Y)!, Figures.Pass, 1);
        Same(MatchedEffect.Estimate(Cohort, groups, Figures.Score)!, Figures.Mark, 10);
    }

    [Fact]
    public void The_jump_at_a_cut()
    {
        var jump = RegressionDiscontinuity.Estimate(Figures.Running, Figures.Outcome, Figures.Who)!;
        jump.Bandwidth.ShouldBe(Figures.Cut.Bandwidth, 1e-6);
        jump.Linear.ShouldBe(Figures.Cut.Linear, 1e-8);
        jump.Jump.ShouldBe(Figures.Cut.Jump, 1e-8);
        jump.Error.ShouldBe(Figures.Cut.Error, 1e-8);
    }

    [Fact]
    public void Crowding_at_a_cut()
    {
        var density = DensityJump.Test(Figures.Running)!;
        density.LogRatio.ShouldBe(Figures.Density.LogRatio, 1e-6);
        density.Error.ShouldBe(Figures.Density.Error, 1e-6);
    }

    [Theory]
    [InlineData(3.9, 7.26)] // VanderWeele and Ding 2017, their first example: breastfeeding, RR 3.9 (1.8 to 8.7)
    [InlineData(1.8, 3.0)]
    public void E_values_of_the_paper(double ratio, double expected)
    {
        const double Without = 0.1;
        var value = HiddenConfounding.Of(ratio * Without, (ratio - 1) * Without, (ratio - 1) * Without, 1);
        value.Value.ShouldBe(expected, 0.01);
        value.AtLimit.ShouldBe(expected, 0.01);
        HiddenConfounding.Of(0.3, 0.1, -0.1, 0.3).AtLimit.ShouldBe(1);
        // As strong as the E-value in both ways makes up exactly the ratio.
        new RecordedStrength(0, value.Value, value.Value).Bound.ShouldBe(ratio, 1e-9);
    }

    private static void Same(EffectEstimate estimate, Peer expected, double scale)
    {
        estimate.Difference.ShouldBe(expected.Difference, 1e-3 * scale);
        estimate.Error.ShouldBe(expected.Error, 1e-3 * scale);
        estimate.Low.ShouldBe(expected.Low, 2e-3 * scale);
        estimate.High.ShouldBe(expected.High, 2e-3 * scale);
        estimate.P.ShouldBe(expected.P, 1e-2);
    }

    private static Fixture Read()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "effects.json"));
        return JsonSerializer.Deserialize<Fixture>(file, JsonSerializerOptions.Web)!;
    }

    private sealed record Peer(double Difference, double Error, double Low, double High, double P);

    private sealed record PeerCut(double Bandwidth, double Linear, double Jump, double Error);

    private sealed record PeerDensity(double LogRatio, double Error);

    private sealed record Fixture(
        float?[][] X,
        bool[] Treated,
        int[] Stratum,
        long[] Person,
        double[] Y,
        double[] Score,
        int[] Foremost,
        double[] Logits,
        double Caliper,
        int Matched,
        double[] Weights,
        double[][] Balance,
        Peer Pass,
        Peer Mark,
        double[] Running,
        double[] Outcome,
        long[] Who,
        PeerCut Cut,
        PeerDensity Density
    );
}
