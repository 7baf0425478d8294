using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Projection;

/// <summary>
/// The gradient of the divergence between affinities and those of the map (van der Maaten 2014, equation 5):
/// 4 (sum over j of p_ij q_ij Z (y_i - y_j) - sum over j of q_ij^2 Z (y_i - y_j)), q_ij Z = 1 / (1 + |y_i - y_j|^2).
/// </summary>
internal sealed class TsneForces(TsneAffinities affinities, double angle, int threads)
{
    private const int PointsPerRange = 64;

    private readonly double[] _repulsion = new double[affinities.Neighbours.Length * 2];
    private readonly double[] _normalisers = new double[affinities.Neighbours.Length];

    /// <param name="places">x and y of every point.</param>
    /// <param name="exaggeration">What affinities are multiplied by.</param>
    /// <param name="gradient">Overwritten.</param>
    /// <param name="ct">Checked now and then.</param>
    public void Gradient(double[] places, double exaggeration, double[] gradient, CancellationToken ct)
    {
        var tree = angle > 0 ? new QuadTree(places) : null;
        RowRanges.Run(
            _normalisers.Length,
            PointsPerRange,
            threads,
            ct,
            (_, start, end) =>
            {
                for (var point = start; point < end; point++)
                {
                    Repel(places, point, tree);
                }
            }
        );
        // In point order, whatever the number of threads.
        var normaliser = Math.Max(_normalisers.Sum(), double.Epsilon);
        RowRanges.Run(
            _normalisers.Length,
            PointsPerRange,
            threads,
            ct,
            (_, start, end) =>
            {
                for (var point = start; point < end; point++)
                {
                    var (x, y) = Attraction(places, point);
                    var i = point * 2;
                    gradient[i] = 4 * ((exaggeration * x) - (_repulsion[i] / normaliser));
                    gradient[i + 1] = 4 * ((exaggeration * y) - (_repulsion[i + 1] / normaliser));
                }
            }
        );
    }

    /// <summary>The divergence itself (Kullback and Leibler 1951), summed exactly.</summary>
    public double Cost(double[] places)
    {
        var normaliser = 0.0;
        for (var i = 0; i < _normalisers.Length; i++)
        {
            for (var j = 0; j < _normalisers.Length; j++)
            {
                normaliser += i == j ? 0 : Closeness(places, i, j);
            }
        }

        var cost = 0.0;
        for (var i = 0; i < _normalisers.Length; i++)
        {
            for (var k = 0; k < affinities.Neighbours[i].Length; k++)
            {
                var p = affinities.Values[i][k];
                var q = Closeness(places, i, affinities.Neighbours[i][k]) / normaliser;
                cost += p > 0 ? p * Math.Log(p / q) : 0;
            }
        }

        return cost;
    }

    private (double X, double Y) Attraction(double[] places, int point)
    {
        var (x, y) = (0.0, 0.0);
        var neighbours = affinities.Neighbours[point];
        var values = affinities.Values[point];
        for (var k = 0; k < neighbours.Length; k++)
        {
            var dx = places[point * 2] - places[neighbours[k] * 2];
            var dy = places[(point * 2) + 1] - places[(neighbours[k] * 2) + 1];
            var force = values[k] / (1 + (dx * dx) + (dy * dy));
            x += force * dx;
            y += force * dy;
        }

        return (x, y);
    }

    private void Repel(double[] places, int point, QuadTree? tree)
    {
        var (x, y, normaliser) = tree?.Repulsion(point, angle) ?? AllRepulsion(places, point);
        _repulsion[point * 2] = x;
        _repulsion[(point * 2) + 1] = y;
        _normalisers[point] = normaliser;
    }

    private static (double X, double Y, double Normaliser) AllRepulsion(double[] places, int point)
    {
        var (x, y, normaliser) = (0.0, 0.0, 0.0);
        var (px, py) = (places[point * 2], places[(point * 2) + 1]);
        for (var i = 0; i < places.Length; i += 2)
        {
            if (i != point * 2)
            {
                var (dx, dy) = (px - places[i], py - places[i + 1]);
                var closeness = 1 / (1 + (dx * dx) + (dy * dy));
                normaliser += closeness;
                x += closeness * closeness * dx;
                y += closeness * closeness * dy;
            }
        }

        return (x, y, normaliser);
    }

    private static double Closeness(double[] places, int i, int j)
    {
        var dx = places[i * 2] - places[j * 2];
        var dy = places[(i * 2) + 1] - places[(j * 2) + 1];
        return 1 / (1 + (dx * dx) + (dy * dy));
    }
}
