using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Clustering;

/// <summary>
/// How well points lie in their groups (Rousseeuw 1987): (b - a) / max(a, b), a being the mean distance to the others of
/// the group and b that to the nearest other group; 0 for a point alone in its group.
/// </summary>
public static class Silhouette
{
    /// <summary>Beyond so many points the mean is taken over a sample of that size, compared within itself.</summary>
    public const int MostPoints = 2_000;

    /// <summary>One value per point; takes time in proportion to the square of their number.</summary>
    /// <param name="points">At least 2.</param>
    /// <param name="groupOfPoint">From 0; at least 2 groups occur.</param>
    /// <exception cref="ArgumentException">Lengths differ or there is a single group.</exception>
    public static double[] Of(Points points, int[] groupOfPoint)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(groupOfPoint);
        if (groupOfPoint.Length != points.Count || groupOfPoint.Distinct().Count() < 2)
        {
            throw new ArgumentException("A silhouette needs a group for every point and at least two groups.");
        }

        var counts = new int[groupOfPoint.Max() + 1];
        foreach (var group in groupOfPoint)
        {
            counts[group]++;
        }

        return [.. Enumerable.Range(0, points.Count).Select(point => Of(points, groupOfPoint, counts, point))];
    }

    /// <summary>The mean over all points, or over a seeded sample of <see cref="MostPoints"/>.</summary>
    internal static double Mean(Points points, int[] groupOfPoint, int seed)
    {
        if (points.Count <= MostPoints)
        {
            return Of(points, groupOfPoint).Average();
        }

        int[] order = [.. Enumerable.Range(0, points.Count)];
        new SeededRandom(seed, -1).Shuffle(order.AsSpan());
        var sample = order[..MostPoints];
        var groups = Array.ConvertAll(sample, point => groupOfPoint[point]);
        return groups.Distinct().Count() < 2
            ? 0
            : Of(new Points(points.Dimensions, [.. sample.SelectMany(point => points[point].ToArray())]), groups)
                .Average();
    }

    private static double Of(Points points, int[] groupOfPoint, int[] counts, int point)
    {
        var own = groupOfPoint[point];
        if (counts[own] == 1)
        {
            return 0;
        }

        var sums = new double[counts.Length];
        for (var other = 0; other < points.Count; other++)
        {
            sums[groupOfPoint[other]] += Math.Sqrt(points.SquaredDistance(point, other));
        }

        var within = sums[own] / (counts[own] - 1);
        var nearest = double.PositiveInfinity;
        for (var group = 0; group < counts.Length; group++)
        {
            if (group != own && counts[group] > 0)
            {
                nearest = Math.Min(nearest, sums[group] / counts[group]);
            }
        }

        return Math.Max(within, nearest) > 0 ? (nearest - within) / Math.Max(within, nearest) : 0;
    }
}
