using EarlyWarning.Ml.Neighbours;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tests.Neighbours;

public sealed class DynamicTimeWarpingTests
{
    [Fact]
    public void Is_the_least_over_all_paths()
    {
        var random = new SeededRandom(1, 4);
        for (var round = 0; round < 60; round++)
        {
            var width = 1 + random.NextInt(2);
            var a = Numbers(width * (1 + random.NextInt(5)), ref random);
            var b = Numbers(width * (1 + random.NextInt(5)), ref random);
            var expected = Best(a, b, width, 0, 0);
            DynamicTimeWarping.Distance(a, b, width, 10, new double[20]).ShouldBe(expected, 1e-12);
            DynamicTimeWarping.Distance(b, a, width, 10, new double[20]).ShouldBe(expected, 1e-12);
        }
    }

    [Fact]
    public void A_slower_copy_is_no_distance_away()
    {
        float[] quick = [1, 2, 3];
        float[] slow = [1, 1, 2, 2, 2, 3];
        DynamicTimeWarping.Distance(quick, slow, 1, 0, new double[20]).ShouldBe(0);
    }

    [Fact]
    public void A_narrow_band_is_the_sum_along_the_diagonal()
    {
        float[] a = [1, 5, 2, 8];
        float[] b = [2, 2, 5, 5];
        DynamicTimeWarping.Distance(a, b, 1, 0, new double[20]).ShouldBe(1 + 9 + 9 + 9);
        DynamicTimeWarping.Distance(a, b, 1, 3, new double[20]).ShouldBeLessThan(28);
    }

    [Fact]
    public void Gives_up_above_the_limit_only()
    {
        var random = new SeededRandom(2, 4);
        for (var round = 0; round < 40; round++)
        {
            var (a, b) = (Numbers(6, ref random), Numbers(6, ref random));
            var whole = DynamicTimeWarping.Distance(a, b, 1, 2, new double[20]);
            DynamicTimeWarping.Distance(a, b, 1, 2, new double[20], whole).ShouldBe(whole);
            DynamicTimeWarping
                .Distance(a, b, 1, 2, new double[20], whole * 0.99)
                .ShouldBe(whole == 0 ? 0 : double.PositiveInfinity);
        }
    }

    [Fact]
    public void Refuses_what_it_cannot_compare()
    {
        Should.Throw<ArgumentException>(() => DynamicTimeWarping.Distance([], [1], 1, 1, new double[9]));
        Should.Throw<ArgumentException>(() => DynamicTimeWarping.Distance([1, 2, 3], [1, 2], 2, 1, new double[9]));
        Should.Throw<ArgumentException>(() => DynamicTimeWarping.Distance([1], [1, 2], 1, 1, new double[5]));
    }

    [Fact]
    public void The_nearest_are_those_of_a_sort()
    {
        var random = new SeededRandom(3, 4);
        var few = new NearestFew(7);
        var distances = Enumerable.Range(0, 200).Select(_ => (double)random.NextInt(50)).ToArray();
        for (var i = 0; i < distances.Length; i++)
        {
            few.Add(i, distances[i]);
        }

        var sorted = Enumerable.Range(0, 200).OrderBy(i => distances[i]).ThenBy(i => i).Take(7);
        few.Items.ToArray().ShouldBe(sorted);
    }

    private static double Best(float[] a, float[] b, int width, int i, int j)
    {
        var here = 0.0;
        for (var k = 0; k < width; k++)
        {
            here += Math.Pow((double)a[(i * width) + k] - b[(j * width) + k], 2);
        }

        var (rows, columns) = (a.Length / width, b.Length / width);
        if (i == rows - 1 && j == columns - 1)
        {
            return here;
        }

        var best = double.PositiveInfinity;
        foreach (var (di, dj) in ((int, int)[])[(1, 0), (0, 1), (1, 1)])
        {
            if (i + di < rows && j + dj < columns)
            {
                best = Math.Min(best, Best(a, b, width, i + di, j + dj));
            }
        }

        return here + best;
    }

    private static float[] Numbers(int count, ref SeededRandom random)
    {
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan())
        {
            number = (float)random.NextDouble();
        }

        return numbers;
    }
}
