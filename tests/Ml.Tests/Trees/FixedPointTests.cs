using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Trees;

/// <summary>Sums in whole numbers: no overflow at the limits, and precise enough far from them.</summary>
public class FixedPointTests
{
    [Theory]
    [InlineData(1, 1e-30)]
    [InlineData(1_000_000, 1)]
    [InlineData(1_048_575, 1)]
    [InlineData(1_048_576, 1)]
    [InlineData(FixedPoint.MaxRows, 1)]
    [InlineData(FixedPoint.MaxRows, 1e12)]
    public void The_largest_items_of_all_rows_sum_without_overflow(int rows, double largest)
    {
        var scale = new FixedPoint(rows, largest, 0.25 * largest);
        foreach (var sign in new[] { 1, -1 })
        {
            var item = scale.Encode(sign * largest, 0.25 * largest);
            // The sum of n equal items is n times the item: overflow would show as another sign or count.
            var sums = new NodeSums(checked(item.Gradient * rows), checked(item.CountAndHessian * rows));
            scale.Count(sums).ShouldBe(rows);
            scale.Gradient(sums).ShouldBe(sign * largest * rows, largest * rows * 1e-9);
            scale.Hessian(sums).ShouldBe(0.25 * largest * rows, largest * rows * 1e-4);
        }
    }

    [Fact]
    public void A_row_that_counts_several_times_is_that_many_rows()
    {
        var scale = new FixedPoint(1_000, 1, 1);
        var sums = scale.Encode(-0.5, 0.5, 7);
        (scale.Count(sums), scale.Gradient(sums), scale.Hessian(sums)).ShouldBe((7, -3.5, 3.5));
    }

    [Fact]
    public void Two_million_random_items_sum_to_what_the_exact_sum_is()
    {
        const int rows = 2_000_000;
        var random = new SeededRandom(1, 1);
        var scale = new FixedPoint(rows, 1, 0.25);
        var sums = default(NodeSums);
        decimal gradient = 0;
        decimal hessian = 0;
        for (var i = 0; i < rows; i++)
        {
            var p = random.NextDouble();
            var (g, h) = (p - (i % 3 == 0 ? 1 : 0), p * (1 - p));
            sums += scale.Encode(g, h);
            gradient += (decimal)g;
            hessian += (decimal)h;
        }

        scale.Count(sums).ShouldBe(rows);
        scale.Gradient(sums).ShouldBe((double)gradient, 1e-4);
        // Rounding of 2^-19 an item, at random: its sum stays far below a hessian of 1.
        scale.Hessian(sums).ShouldBe((double)hessian, 0.05);
    }

    [Fact]
    public void Subtracting_a_child_from_its_parent_is_exact()
    {
        var random = new SeededRandom(2, 2);
        var scale = new FixedPoint(5_000, 1, 0.25);
        var (all, left, right) = (default(NodeSums), default(NodeSums), default(NodeSums));
        for (var i = 0; i < 5_000; i++)
        {
            var item = scale.Encode(random.NextDouble() - 0.5, random.NextDouble() / 4);
            all += item;
            _ = i % 3 == 0 ? left += item : right += item;
        }

        (all - left).ShouldBe(right);
    }
}
