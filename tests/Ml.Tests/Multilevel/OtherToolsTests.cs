using System.Text.Json;
using EarlyWarning.Ml.Multilevel;

namespace EarlyWarning.Ml.Tests.Multilevel;

/// <summary>Pooling and variance parts against numpy and scipy (Fixtures/make_multilevel.py).</summary>
public sealed class OtherToolsTests
{
    private static readonly JsonElement Figures = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "multilevel.json")))
        .RootElement;

    [Fact]
    public void Eight_schools_are_pooled_as_by_quadrature()
    {
        var item = Figures.GetProperty("schools");

        var pooling = NormalPooling.Of(Numbers(item, "y"), Numbers(item, "v"));

        var (means, deviations) = (Numbers(item, "mean"), Numbers(item, "sd"));
        for (var j = 0; j < means.Length; j++)
        {
            pooling.Groups[j].Value.ShouldBe(means[j], 0.02);
            pooling.Groups[j].Deviation.ShouldBe(deviations[j], 0.03);
        }

        pooling.Spread.ShouldBe(item.GetProperty("spread").GetDouble(), 0.05);
    }

    [Fact]
    public void Shares_are_pooled_as_on_a_fine_grid()
    {
        var item = Figures.GetProperty("shares");

        var pooling = BetaBinomialPooling.Of(Numbers(item, "k"), Numbers(item, "n"));

        var (means, deviations) = (Numbers(item, "mean"), Numbers(item, "sd"));
        for (var j = 0; j < means.Length; j++)
        {
            pooling.Groups[j].Value.ShouldBe(means[j], 0.002);
            pooling.Groups[j].Deviation.ShouldBe(deviations[j], 0.003);
        }
    }

    // Of some 25 each; and of some 1,500, whose likelihoods lie between two nodes of a coarse grid.
    [Theory]
    [InlineData("intercept")]
    [InlineData("large")]
    public void The_random_intercept_is_the_one_of_highest_likelihood(string groups)
    {
        var item = Figures.GetProperty(groups);

        var fit = RandomIntercept.Of(
            Array.ConvertAll(Numbers(item, "k"), k => (int)k),
            Array.ConvertAll(Numbers(item, "n"), n => (int)n)
        )!;

        fit.Intercept.ShouldBe(item.GetProperty("mu").GetDouble(), 0.01);
        fit.Deviation.ShouldBe(item.GetProperty("sd").GetDouble(), 0.01);
        fit.Low.ShouldBe(item.GetProperty("low").GetDouble(), 0.005);
        fit.High.ShouldBe(item.GetProperty("high").GetDouble(), 0.005);
    }

    [Fact]
    public void Sums_give_the_regression_over_every_pair()
    {
        var item = Figures.GetProperty("parts");
        var shares = Numbers(item, "shares");

        var split = VarianceComponents.Of(
            new MultilevelRows(
                Numbers(item, "value"),
                Whole(item, "klass"),
                Whole(item, "student"),
                [Whole(item, "course"), Whole(item, "teacher")]
            ),
            20,
            1,
            TestContext.Current.CancellationToken
        )!;

        split.Levels[0].Share.ShouldBe(shares[0], 1e-9);
        split.Levels[1].Share.ShouldBe(shares[1], 1e-9);
        split.Classes.Share.ShouldBe(shares[2], 1e-9);
        split.Students.Share.ShouldBe(shares[3], 1e-9);
        split.Rest.Share.ShouldBe(shares[4], 1e-9);
        split.Together.Share.ShouldBe(shares.Take(3).Sum(), 1e-9);
    }

    private static double[] Numbers(JsonElement item, string name) =>
        [.. item.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static int[] Whole(JsonElement item, string name) => Array.ConvertAll(Numbers(item, name), v => (int)v);
}
