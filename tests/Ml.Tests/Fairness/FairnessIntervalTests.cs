using System.Text.Json;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Ml.Tests.Fairness;

/// <summary>Intervals of published rates against scipy, scikit-learn and the definition of DeLong's variance (make_fairness.py).</summary>
public sealed class FairnessIntervalTests
{
    [Fact]
    public void The_area_and_its_interval_are_those_of_every_pair_counted()
    {
        using var figures = Figures();
        foreach (var given in figures.RootElement.GetProperty("auc").EnumerateArray())
        {
            var people = given
                .GetProperty("scores")
                .EnumerateArray()
                .Zip(given.GetProperty("happened").EnumerateArray(), (s, h) => (S: s.GetDouble(), H: h.GetBoolean()))
                .OrderBy(p => p.S)
                .ToList();
            var found = AucInterval.Of(people.ConvertAll(p => p.S), people.ConvertAll(p => p.H));
            ShouldBe(found, given.GetProperty("auc"));
        }
    }

    [Fact]
    public void Shares_and_differences_are_scipys()
    {
        using var figures = Figures();
        foreach (var given in figures.RootElement.GetProperty("shares").EnumerateArray())
        {
            var counts = Counts(given);
            ShouldBe(Share(counts[0], counts[1]), given.GetProperty("interval"));
        }

        foreach (var given in figures.RootElement.GetProperty("differences").EnumerateArray())
        {
            var counts = Counts(given);
            var found = NewcombeInterval.Of(Share(counts[0], counts[1]), Share(counts[2], counts[3]));
            ShouldBe(found, given.GetProperty("interval"));
        }
    }

    [Fact]
    public void A_perfect_order_has_an_interval_still_and_one_kind_of_people_has_no_area()
    {
        var perfect = AucInterval.Of([0.1, 0.2, 0.3, 0.8, 0.9], [false, false, false, true, true]);
        perfect.Value.ShouldBe(1);
        perfect.Low.ShouldBeInRange(0.2, 0.6, "two people prove little");
        AucInterval.Of([0.1, 0.2], [true, true]).Value.ShouldBe(double.NaN);
    }

    [Fact]
    public void The_interval_of_the_area_covers_the_truth()
    {
        // Positives from N(1, 1), negatives from N(0, 1): the true area is the normal distribution at 1 / sqrt 2.
        const double truth = 0.7602499389065234;
        var covered = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var people = Enumerable
                .Range(0, 90)
                .Select(i => (S: Normal(random) + (i < 30 ? 1 : 0), H: i < 30))
                .OrderBy(p => p.S)
                .ToList();
            var found = AucInterval.Of(people.ConvertAll(p => p.S), people.ConvertAll(p => p.H));
            covered += found.Low <= truth && truth <= found.High ? 1 : 0;
        }

        covered.ShouldBeInRange(366, 394, "95 % of 400 give or take three standard errors");
    }

    [Fact]
    public void The_calibration_error_is_that_of_the_metrics_and_its_interval_about_that_of_drawing_people()
    {
        var random = new Random(2);
        var people = Enumerable
            .Range(0, 900)
            .Select(_ => Math.Round(random.NextDouble(), 2))
            .Select(p => (P: p, H: random.NextDouble() < (0.75 * p) + 0.02))
            .OrderBy(p => p.P)
            .ToList();
        var found = BinnedCalibration.Error(people.ConvertAll(p => p.P), people.ConvertAll(p => p.H), 1);
        var drawn = Metrics.WithIntervals(
            new BinaryPredictions([.. people.Select(p => p.P)], [.. people.Select(p => p.H ? 1.0 : 0.0)]),
            null,
            new MetricOptions { Resamples = 400 },
            TestContext.Current.CancellationToken
        )[MetricKeys.Ece];
        found.Value.ShouldBe(drawn.Value, 1e-12);
        found.Low.ShouldBe(drawn.Low, 0.015);
        found.High.ShouldBe(drawn.High, 0.015);
    }

    [Fact]
    public void Four_predictions_of_each_person_are_worth_no_more_than_one()
    {
        var random = new Random(7);
        var people = Enumerable
            .Range(0, 300)
            .Select(_ => random.NextDouble())
            .Select(p => (P: p, H: random.NextDouble() < p * p))
            .OrderBy(p => p.P)
            .ToList();
        var one = BinnedCalibration.Error(people.ConvertAll(p => p.P), people.ConvertAll(p => p.H), 1);
        var four = people.SelectMany(p => Enumerable.Repeat(p, 4)).ToList();
        var found = BinnedCalibration.Error(four.ConvertAll(p => p.P), four.ConvertAll(p => p.H), 1, perPerson: 4);
        found.Value.ShouldBe(one.Value, 1e-12);
        found.Low.ShouldBe(one.Low, 1e-9);
        found.High.ShouldBe(one.High, 1e-9);
        var narrow = BinnedCalibration.Error(four.ConvertAll(p => p.P), four.ConvertAll(p => p.H), 1);
        (narrow.High - narrow.Low).ShouldBeLessThan(0.7 * (one.High - one.Low), "else it would not matter");
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static MetricValue Share(int hits, int n)
    {
        var (low, high) = WilsonInterval.Of(hits, n);
        return new MetricValue((double)hits / n, low, high);
    }

    private static int[] Counts(JsonElement given) =>
        [.. given.GetProperty("counts").EnumerateArray().Select(c => c.GetInt32())];

    private static void ShouldBe(MetricValue found, JsonElement expected)
    {
        found.Value.ShouldBe(expected[0].GetDouble(), 1e-9);
        found.Low.ShouldBe(expected[1].GetDouble(), 1e-9);
        found.High.ShouldBe(expected[2].GetDouble(), 1e-9);
    }

    private static JsonDocument Figures()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "fairness.json"));
        return JsonDocument.Parse(file);
    }
}
