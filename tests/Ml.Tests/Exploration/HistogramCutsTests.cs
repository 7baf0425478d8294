using EarlyWarning.Ml.Exploration;

namespace EarlyWarning.Ml.Tests.Exploration;

public sealed class HistogramCutsTests
{
    [Fact]
    public void Bars_are_few_and_each_holds_enough_people_whatever_the_values()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var n = random.Next(1, 600);
            var values = Enumerable.Range(0, n).Select(_ => Draw(random, seed % 5)).ToArray();
            var people = Enumerable.Range(0, n).Select(_ => random.Next(1 + (n / 2))).ToArray();

            var outcomes = values.Select(v => random.Next(4) == 0 || (seed % 2 == 0 && v > values[0])).ToArray();

            var cuts = HistogramCuts.Of(values, people, outcomes, 10);

            cuts.Length.ShouldBeLessThan(HistogramCuts.MostBins);
            cuts.ShouldBe(cuts.Order());
            // By brute force: people of every stretch between cuts.
            for (var b = 0; cuts.Length > 0 && b <= cuts.Length; b++)
            {
                var (low, high) = (
                    b == 0 ? double.NegativeInfinity : cuts[b - 1],
                    b == cuts.Length ? double.PositiveInfinity : cuts[b]
                );
                // Values are floats, and so is what they are held against: 0.3 is not below the cut at 0.3.
                var inside = Enumerable
                    .Range(0, n)
                    .Where(i => values[i] >= (float)low && values[i] < (float)high)
                    .ToList();
                foreach (var outcome in new[] { true, false })
                {
                    var of = inside.Where(i => outcomes[i] == outcome).Select(i => people[i]);
                    of.Distinct().Count().ShouldBeGreaterThanOrEqualTo(10);
                }

                inside.ShouldAllBe(i => HistogramCuts.BinOf(cuts, values[i]) == b);
            }
        }
    }

    [Fact]
    public void A_share_that_equals_a_cut_lies_above_it()
    {
        // Days missed of the last 20: shares in twentieths, a bar of each.
        var values = Enumerable.Range(0, 420).Select(i => i % 21 / 20f).ToArray();

        var cuts = HistogramCuts.Of(values, [.. Enumerable.Range(0, 420)], Halves(420, 21), 10);

        cuts.Length.ShouldBeGreaterThan(8);
        foreach (var value in values)
        {
            var bin = HistogramCuts.BinOf(cuts, value);
            bin.ShouldBe(cuts.Count(c => Math.Round(c, 6) <= Math.Round(value, 6)));
        }
    }

    [Fact]
    public void Whole_numbers_are_cut_between_them()
    {
        var values = Enumerable.Range(0, 400).Select(i => (float)(i % 8)).ToArray();

        HistogramCuts.Of(values, [.. Enumerable.Range(0, 400)], Halves(400, 8), 10).ShouldBe([1, 2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public void An_outlier_does_not_put_everybody_else_into_one_bar()
    {
        float[] values = [.. Enumerable.Range(0, 999).Select(i => i / 999f), 1e6f];

        HistogramCuts.Of(values, [.. Enumerable.Range(0, 1000)], Halves(1000, 1), 10).Length.ShouldBeGreaterThan(8);
    }

    [Fact]
    public void A_stretch_in_which_nobody_has_the_outcome_is_not_a_bar()
    {
        // 200 people each of ten values; of those above 4 nobody has the outcome.
        var values = Enumerable.Range(0, 2000).Select(i => (float)(i % 10)).ToArray();
        bool[] outcomes = [.. Enumerable.Range(0, 2000).Select(i => i % 10 <= 4 && i / 10 % 2 == 0)];

        HistogramCuts.Of(values, [.. Enumerable.Range(0, 2000)], outcomes, 10).ShouldBe([1, 2, 3, 4]);
    }

    // Every other of each value has the outcome.
    private static bool[] Halves(int count, int values) =>
        [.. Enumerable.Range(0, count).Select(i => i / values % 2 == 0)];

    private static float Draw(Random random, int kind) =>
        kind switch
        {
            0 => random.Next(3),
            1 => (float)random.NextDouble(),
            2 => (float)Math.Exp(4 * random.NextDouble()),
            3 => random.Next(10) == 0 ? random.Next(100) : 0,
            _ => (float)(random.NextDouble() - 0.5) * 1e-3f,
        };
}
