using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Clustering;

/// <summary>One beginning of k-means, and what became of it.</summary>
internal sealed class Lloyd
{
    private readonly Points _points;
    private readonly int _groups;
    private readonly double[] _centres;
    private readonly int[] _groupOfPoint;
    private readonly double[] _distances;

    public Lloyd(Points points, int groups, SeededRandom random)
    {
        _points = points;
        _groups = groups;
        _centres = new double[groups * points.Dimensions];
        _groupOfPoint = new int[points.Count];
        _distances = new double[points.Count];
        PlaceCentres(random);
    }

    public double Inertia { get; private set; }

    /// <summary>Assigns and averages until nothing moves.</summary>
    public void Run(int maxIterations, CancellationToken ct)
    {
        var moved = Assign();
        for (var iteration = 0; iteration < maxIterations && (moved || iteration == 0); iteration++)
        {
            ct.ThrowIfCancellationRequested();
            Average();
            moved = Assign();
        }

        Inertia = _distances.Sum();
    }

    /// <summary>The largest group first, equals by their first point.</summary>
    public (Points Centres, int[] GroupOfPoint) Ordered()
    {
        var order = Enumerable
            .Range(0, _groups)
            .OrderByDescending(group => _groupOfPoint.Count(g => g == group))
            .ThenBy(group => Array.IndexOf(_groupOfPoint, group))
            .ToArray();
        var centres = order.SelectMany(group => Centre(group).ToArray()).ToArray();
        var place = new int[_groups];
        for (var i = 0; i < order.Length; i++)
        {
            place[order[i]] = i;
        }

        return (new Points(_points.Dimensions, centres), Array.ConvertAll(_groupOfPoint, group => place[group]));
    }

    /// <summary>k-means++: each further centre is a point drawn with a chance that grows with its squared distance.</summary>
    private void PlaceCentres(SeededRandom random)
    {
        Array.Fill(_distances, double.PositiveInfinity);
        var chosen = random.NextInt(_points.Count);
        for (var group = 0; group < _groups; group++)
        {
            if (group > 0)
            {
                chosen = Draw(random.NextDouble());
            }

            _points[chosen].CopyTo(Centre(group));
            for (var point = 0; point < _points.Count; point++)
            {
                _distances[point] = Math.Min(_distances[point], _points.SquaredDistance(point, chosen));
            }
        }
    }

    private int Draw(double share)
    {
        var left = share * _distances.Sum();
        var last = -1;
        for (var point = 0; point < _distances.Length; point++)
        {
            if (_distances[point] > 0)
            {
                last = point;
                left -= _distances[point];
                if (left < 0)
                {
                    break;
                }
            }
        }

        return last >= 0
            ? last
            : throw new ArgumentException($"There are fewer than {_groups} distinct points; ask for fewer groups.");
    }

    /// <summary>Each point to its nearest centre, the first of equals; says whether any changed.</summary>
    private bool Assign()
    {
        var moved = false;
        for (var point = 0; point < _points.Count; point++)
        {
            var (best, nearest) = (0, double.PositiveInfinity);
            for (var group = 0; group < _groups; group++)
            {
                var distance = Points.SquaredDistance(_points[point], Centre(group));
                if (distance < nearest)
                {
                    (best, nearest) = (group, distance);
                }
            }

            moved |= _groupOfPoint[point] != best;
            _groupOfPoint[point] = best;
            _distances[point] = nearest;
        }

        return moved;
    }

    /// <summary>Centres become the means of their points; one without points moves to the point farthest from its own.</summary>
    private void Average()
    {
        var counts = new int[_groups];
        Array.Clear(_centres);
        for (var point = 0; point < _points.Count; point++)
        {
            counts[_groupOfPoint[point]]++;
            var centre = Centre(_groupOfPoint[point]);
            for (var i = 0; i < centre.Length; i++)
            {
                centre[i] += _points[point][i];
            }
        }

        for (var group = 0; group < _groups; group++)
        {
            if (counts[group] == 0)
            {
                var farthest = Array.IndexOf(_distances, _distances.Max());
                _points[farthest].CopyTo(Centre(group));
                _distances[farthest] = 0;
                continue;
            }

            foreach (ref var coordinate in Centre(group))
            {
                coordinate /= counts[group];
            }
        }
    }

    private Span<double> Centre(int group) => _centres.AsSpan(group * _points.Dimensions, _points.Dimensions);
}
