using EarlyWarning.Ml.Clustering;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tests.Support;

namespace EarlyWarning.Ml.Tests.Clustering;

public class KMeansTests
{
    [Fact]
    public void The_best_of_all_divisions_is_found_where_all_can_be_tried()
    {
        for (var seed = 0; seed < 15; seed++)
        {
            var points = Blobs(9, 1, spread: 3, seed);
            var found = KMeans.Fit(points, 2, new KMeansOptions { Restarts = 30 });
            var best = Enumerable
                .Range(1, (1 << 9) - 2)
                .Min(mask => Inertia(points, [.. Enumerable.Range(0, 9).Select(i => mask >> i & 1)], 2));
            found.Inertia.ShouldBe(best, 1e-9);
            Inertia(points, found.GroupOfPoint, 2).ShouldBe(found.Inertia, 1e-9);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void The_number_of_separate_groups_is_chosen_and_they_are_found(int groups)
    {
        var points = Blobs(300, groups, spread: 0.6, 7);
        var found = KMeans.Choose(points);
        found.Centres.Count.ShouldBe(groups);
        found.Silhouette.ShouldBeGreaterThan(0.6);
        // Points of a blob share a group, points of different blobs do not.
        for (var i = 0; i < 300; i++)
        {
            (found.GroupOfPoint[i] == found.GroupOfPoint[i % groups]).ShouldBeTrue();
        }

        found.GroupOfPoint.Distinct().Count().ShouldBe(groups);
    }

    [Fact]
    public void A_silhouette_is_its_definition()
    {
        // On a line: 0 and 1 in one group, 5 and 7 in another, 20 alone.
        var points = new Points(1, [0, 1, 5, 7, 20]);
        var found = Silhouette.Of(points, [0, 0, 1, 1, 2]);
        found[0].ShouldBe((6 - 1) / 6.0, 1e-12);
        found[1].ShouldBe((5 - 1) / 5.0, 1e-12);
        found[2].ShouldBe((4.5 - 2) / 4.5, 1e-12);
        found[3].ShouldBe((6.5 - 2) / 6.5, 1e-12);
        found[4].ShouldBe(0);
    }

    [Fact]
    public void A_seed_brings_the_groups_back_and_the_largest_comes_first()
    {
        var points = Blobs(200, 4, spread: 4, 3);
        var (a, b) = (KMeans.Fit(points, 4), KMeans.Fit(points, 4));
        b.GroupOfPoint.ShouldBe(a.GroupOfPoint);
        int[] sizes = [.. Enumerable.Range(0, 4).Select(group => a.GroupOfPoint.Count(g => g == group))];
        sizes.OrderDescending().ShouldBe(sizes);
    }

    [Fact]
    public void Too_few_points_are_refused_and_equal_ones_are_too()
    {
        Should.Throw<ArgumentException>(() => KMeans.Fit(new Points(1, [1, 2]), 3));
        Should
            .Throw<ArgumentException>(() => KMeans.Fit(new Points(1, [1, 1, 1, 2]), 3))
            .Message.ShouldContain("distinct");
        Should.Throw<ArgumentException>(() => new Points(2, [1, 2, 3]));
        Should.Throw<ArgumentException>(() => new Points(1, [double.NaN]));
        KMeans.Fit(new Points(1, [1, 1, 1, 2]), 2).Inertia.ShouldBe(0);
    }

    [Fact]
    public void Rows_of_a_table_become_points_around_the_origin()
    {
        var points = Points.Of(SyntheticSchool.Binary(500, 1).X);
        points.Count.ShouldBe(500);
        for (var i = 0; i < points.Dimensions; i++)
        {
            Enumerable.Range(0, 500).Average(point => points[point][i]).ShouldBe(0, 1e-9);
        }
    }

    /// <summary>Point i belongs to blob i modulo their number; blobs stand on a circle of radius 10.</summary>
    internal static Points Blobs(int count, int blobs, double spread, int seed)
    {
        var random = new SeededRandom(seed, 0);
        var values = new double[count * 3];
        for (var i = 0; i < count; i++)
        {
            var angle = 2 * Math.PI * (i % blobs) / blobs;
            double Noise() => spread * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
            values[i * 3] = (10 * Math.Cos(angle)) + Noise();
            values[(i * 3) + 1] = (10 * Math.Sin(angle)) + Noise();
            values[(i * 3) + 2] = Noise();
        }

        return new Points(3, values);
    }

    private static double Inertia(Points points, int[] groupOfPoint, int groups)
    {
        var sum = 0.0;
        for (var group = 0; group < groups; group++)
        {
            int[] members = [.. Enumerable.Range(0, points.Count).Where(i => groupOfPoint[i] == group)];
            for (var d = 0; d < points.Dimensions; d++)
            {
                var mean = members.Length > 0 ? members.Average(i => points[i][d]) : 0;
                sum += members.Sum(i => Math.Pow(points[i][d] - mean, 2));
            }
        }

        return sum;
    }
}
