using EarlyWarning.Ml.Clustering;

namespace EarlyWarning.Ml.Projection;

/// <summary>
/// Principal component analysis (Pearson 1901; Hotelling 1933): the directions in which points vary most. Eigenvectors
/// of the covariance by Jacobi's rotations, in a fixed order and without a library's kernels, so the same on every
/// machine. A component's largest coefficient is positive.
/// </summary>
public sealed class PrincipalComponents
{
    private readonly double[] _mean;
    private readonly double[][] _components;

    private PrincipalComponents(double[] mean, double[][] components, double[] variances, double total)
    {
        (_mean, _components) = (mean, components);
        Variances = variances;
        ExplainedShares = Array.ConvertAll(variances, variance => total > 0 ? variance / total : 0);
    }

    /// <summary>The directions, most important first; each of length 1 with one coefficient per dimension.</summary>
    public IReadOnlyList<double[]> Components => _components;

    /// <summary>The (unbiased) variance along each component.</summary>
    public IReadOnlyList<double> Variances { get; }

    /// <summary>The share of all variance along each component.</summary>
    public IReadOnlyList<double> ExplainedShares { get; }

    /// <summary>Finds the components.</summary>
    /// <param name="points">At least 2.</param>
    /// <param name="count">How many components: from 1 to the number of dimensions.</param>
    /// <exception cref="ArgumentException">There are too few points or dimensions.</exception>
    public static PrincipalComponents Fit(Points points, int count)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count < 2 || count < 1 || count > points.Dimensions)
        {
            throw new ArgumentException(
                $"{points.Count} points of {points.Dimensions} dimensions have no {count} components."
            );
        }

        var mean = Mean(points);
        var covariance = Covariance(points, mean);
        var total = Enumerable.Range(0, points.Dimensions).Sum(i => covariance[i][i]);
        var (values, vectors) = JacobiEigen.Of(covariance);
        var order = Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(count).ToArray();
        return new PrincipalComponents(
            mean,
            Array.ConvertAll(order, i => Turned(vectors[i])),
            Array.ConvertAll(order, i => Math.Max(0, values[i])),
            total
        );
    }

    /// <summary>Where points lie along the components.</summary>
    /// <exception cref="ArgumentException">The points have another number of dimensions.</exception>
    public Points Project(Points points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Dimensions != _mean.Length)
        {
            throw new ArgumentException(
                $"The points have {points.Dimensions} dimensions, the components {_mean.Length}.",
                nameof(points)
            );
        }

        var projected = new double[points.Count * _components.Length];
        for (var point = 0; point < points.Count; point++)
        {
            for (var component = 0; component < _components.Length; component++)
            {
                var sum = 0.0;
                for (var i = 0; i < _mean.Length; i++)
                {
                    sum += (points[point][i] - _mean[i]) * _components[component][i];
                }

                projected[(point * _components.Length) + component] = sum;
            }
        }

        return new Points(_components.Length, projected);
    }

    private static double[] Mean(Points points)
    {
        var mean = new double[points.Dimensions];
        for (var point = 0; point < points.Count; point++)
        {
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += points[point][i] / points.Count;
            }
        }

        return mean;
    }

    private static double[][] Covariance(Points points, double[] mean)
    {
        var covariance = Array.ConvertAll(mean, _ => new double[mean.Length]);
        var centred = new double[mean.Length];
        for (var point = 0; point < points.Count; point++)
        {
            for (var i = 0; i < mean.Length; i++)
            {
                centred[i] = points[point][i] - mean[i];
            }

            for (var i = 0; i < mean.Length; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    covariance[i][j] += centred[i] * centred[j] / (points.Count - 1);
                }
            }
        }

        for (var i = 0; i < mean.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                covariance[j][i] = covariance[i][j];
            }
        }

        return covariance;
    }

    /// <summary>A direction and its opposite are the same component; one of them is chosen.</summary>
    private static double[] Turned(double[] vector)
    {
        var largest = vector.MaxBy(Math.Abs);
        return largest < 0 ? Array.ConvertAll(vector, v => -v) : vector;
    }
}
