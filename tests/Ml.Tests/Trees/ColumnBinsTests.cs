using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Trees;

public class ColumnBinsTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 17)]
    [InlineData(3, 256)]
    public void A_number_lies_in_the_bin_after_the_edges_below_it_and_a_missing_one_in_the_first(int seed, int maxBins)
    {
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, 3_000).Select(_ => (float)Math.Round(random.NextDouble() * 900) / 7)];
        float[] sorted = [.. values.Order()];
        var bins = ColumnBins.OfNumbers(sorted, maxBins);
        float[] asked = [.. values, .. bins.Edges, -1e30f, 1e30f, float.PositiveInfinity, float.NaN];
        var found = new byte[asked.Length];
        bins.BinsOf(asked, found);
        for (var i = 0; i < asked.Length; i++)
        {
            var value = asked[i];
            var expected = float.IsNaN(value) ? ColumnBins.MissingBin : 1 + bins.Edges.Count(edge => edge < value);
            ((int)found[i]).ShouldBe(expected, $"value {value}");
        }

        ((int)found.Max()).ShouldBeLessThan(bins.Count);
    }
}
