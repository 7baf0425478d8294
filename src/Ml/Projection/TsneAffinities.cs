using EarlyWarning.Ml.Clustering;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Projection;

/// <summary>
/// How much points are neighbours: p_ij = (p_j|i + p_i|j) / 2n, with Gaussian p_j|i of the width at which the entropy of
/// a point's neighbours is the logarithm of the perplexity. Kept for the nearest three times the perplexity, or for all.
/// </summary>
internal sealed class TsneAffinities
{
    private const int BisectionSteps = 100;

    private TsneAffinities(int[][] neighbours, double[][] values) => (Neighbours, Values) = (neighbours, values);

    /// <summary>For each point those it has an affinity with, ascending.</summary>
    public int[][] Neighbours { get; }

    /// <summary>The affinities, in the order of the neighbours; all together sum to 1.</summary>
    public double[][] Values { get; }

    public static TsneAffinities Of(Points points, double perplexity, bool all, int threads, CancellationToken ct)
    {
        var count = all ? points.Count - 1 : (int)Math.Min(points.Count - 1, 3 * perplexity);
        var neighbours = new int[points.Count][];
        var conditional = new double[points.Count][];
        RowRanges.Each(
            points.Count,
            threads,
            ct,
            point =>
            {
                var (found, distances) = Nearest(points, point, count);
                (neighbours[point], conditional[point]) = (found, Conditional(distances, perplexity));
            }
        );
        return Symmetric(neighbours, conditional);
    }

    /// <summary>p_j|i for one point, from the squared distances of its neighbours; bisection on the precision.</summary>
    internal static double[] Conditional(double[] squaredDistances, double perplexity)
    {
        var wanted = Math.Log(perplexity);
        var (low, high, precision) = (0.0, double.PositiveInfinity, 1.0);
        var nearest = squaredDistances.Min();
        var p = new double[squaredDistances.Length];
        for (var step = 0; step < BisectionSteps; step++)
        {
            var (sum, moment) = (0.0, 0.0);
            for (var j = 0; j < p.Length; j++)
            {
                // From the nearest on, so that not all of them vanish.
                var distance = squaredDistances[j] - nearest;
                p[j] = Math.Exp(-distance * precision);
                sum += p[j];
                moment += distance * p[j];
            }

            var difference = Math.Log(sum) + (precision * moment / sum) - wanted;
            p = Array.ConvertAll(p, value => value / sum);
            if (Math.Abs(difference) < 1e-10)
            {
                break;
            }

            (low, high) = difference > 0 ? (precision, high) : (low, precision);
            precision = double.IsPositiveInfinity(high) ? precision * 2 : (low + high) / 2;
        }

        return p;
    }

    private static (int[] Neighbours, double[] SquaredDistances) Nearest(Points points, int point, int count)
    {
        var others = new int[points.Count - 1];
        var distances = new double[others.Length];
        for (int other = 0, next = 0; other < points.Count; other++)
        {
            if (other != point)
            {
                others[next] = other;
                distances[next++] = points.SquaredDistance(point, other);
            }
        }

        if (count < others.Length)
        {
            // Sorting by distance leaves ties in no promised order, so the index decides between them.
            Array.Sort(others, distances);
            var order = Enumerable.Range(0, others.Length).ToArray();
            Array.Sort((double[])distances.Clone(), order);
            var limit = distances[order[count - 1]];
            int[] kept =
            [
                .. order.TakeWhile(i => distances[i] < limit),
                .. Enumerable.Range(0, others.Length).Where(i => distances[i] == limit),
            ];
            kept = kept[..count];
            Array.Sort(kept);
            return (Array.ConvertAll(kept, i => others[i]), Array.ConvertAll(kept, i => distances[i]));
        }

        return (others, distances);
    }

    private static TsneAffinities Symmetric(int[][] neighbours, double[][] conditional)
    {
        var rows = Array.ConvertAll(neighbours, _ => new SortedDictionary<int, double>());
        for (var i = 0; i < neighbours.Length; i++)
        {
            for (var k = 0; k < neighbours[i].Length; k++)
            {
                var j = neighbours[i][k];
                var half = conditional[i][k] / (2 * neighbours.Length);
                rows[i][j] = rows[i].GetValueOrDefault(j) + half;
                rows[j][i] = rows[j].GetValueOrDefault(i) + half;
            }
        }

        return new TsneAffinities(
            Array.ConvertAll(rows, row => row.Keys.ToArray()),
            Array.ConvertAll(rows, row => row.Values.ToArray())
        );
    }
}
