using System.Text.Json;
using EarlyWarning.Ml.Monitoring;

namespace EarlyWarning.Ml.Tests.Monitoring;

/// <summary>The tests and the index against scipy (Fixtures/make_monitoring.py).</summary>
public sealed class ScipyEqualityTests
{
    private static readonly JsonElement Figures = Read();

    [Fact]
    public void Kolmogorov_Smirnov_is_exact_for_small_samples()
    {
        foreach (var item in Figures.GetProperty("kolmogorov").EnumerateArray())
        {
            var (a, b) = (Numbers(item, "a"), Numbers(item, "b"));
            var points = a.Concat(b).Order().ToArray();
            var distance = KolmogorovSmirnov.Distance(
                Array.ConvertAll(points, x => a.Count(v => v <= x) / (double)a.Length),
                Array.ConvertAll(points, x => b.Count(v => v <= x) / (double)b.Length)
            );
            distance.ShouldBe(item.GetProperty("distance").GetDouble(), 1e-12);
            KolmogorovSmirnov
                .PValue(distance, a.Length, b.Length)
                .ShouldBe(item.GetProperty("exact").GetDouble(), 1e-10);
        }
    }

    [Fact]
    public void Its_limit_is_Kolmogorovs_distribution_and_near_the_exact_probability()
    {
        foreach (var item in Figures.GetProperty("survival").EnumerateArray())
        {
            KolmogorovSmirnov
                .Survival(item.GetProperty("x").GetDouble())
                .ShouldBe(item.GetProperty("p").GetDouble(), 1e-12);
        }

        foreach (var item in Figures.GetProperty("kolmogorov").EnumerateArray().Skip(2))
        {
            var (n, m) = (Numbers(item, "a").Length, Numbers(item, "b").Length);
            var exact = item.GetProperty("exact").GetDouble();
            KolmogorovSmirnov.Limit(item.GetProperty("distance").GetDouble(), n, m).ShouldBe(exact, 0.02);
        }
    }

    [Fact]
    public void Chi_squared_and_the_stability_index_are_theirs()
    {
        foreach (var item in Figures.GetProperty("chiSquared").EnumerateArray())
        {
            ChiSquared
                .PValue(Numbers(item, "a"), Numbers(item, "b"))
                .ShouldBe(item.GetProperty("p").GetDouble(), 1e-12);
        }

        foreach (var item in Figures.GetProperty("stability").EnumerateArray())
        {
            StabilityIndex
                .Of(Numbers(item, "a"), Numbers(item, "b"))
                .ShouldBe(item.GetProperty("index").GetDouble(), 1e-12);
        }
    }

    [Fact]
    public void Holm_multiplies_the_smallest_most_and_never_descends()
    {
        var corrected = MultipleTests.Holm([0.01, double.NaN, 0.04, 0.03, 0.005]);
        corrected.Where(p => !double.IsNaN(p)).ToArray().ShouldBe([0.03, 0.06, 0.06, 0.02], 1e-12);
        corrected[1].ShouldBe(double.NaN);
        MultipleTests.Holm([0.6, 0.7]).ShouldBe([1, 1]);
        MultipleTests.Holm([]).ShouldBeEmpty();
    }

    private static double[] Numbers(JsonElement item, string name) =>
        [.. item.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static JsonElement Read()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "monitoring.json"));
        using var document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }
}
