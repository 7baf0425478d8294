using EarlyWarning.Ml.Clustering;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Projection;

/// <summary>Hyperparameters of <see cref="Tsne"/>.</summary>
public sealed record TsneOptions
{
    /// <summary>About how many neighbours a point has: above 1, less than a third of the points.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps of gradient descent: at least 1.</summary>
    public int Iterations { get; init; } = 750;

    /// <summary>
    /// How coarse Barnes and Hut's sums may be: 0 is exact; at most 1. Used above <see cref="Tsne.MostExactPoints"/>.
    /// </summary>
    public double Angle { get; init; } = 0.5;

    /// <summary>Decides the tiny displacements that part equal points.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads to use; changes nothing but the time.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    internal void Check(int points)
    {
        if (!(Perplexity > 1) || 3 * Perplexity >= points)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Perplexity),
                $"The perplexity of a map must be above 1 and below a third of the {points} points."
            );
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(Iterations, 1, nameof(Iterations));
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1, nameof(Threads));
        if (Angle is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Angle), "The angle must be from 0 to 1.");
        }
    }
}

/// <summary>
/// t-SNE (van der Maaten and Hinton 2008): a map in the plane on which neighbours stay neighbours; distances between
/// groups and sizes of groups mean nothing. Exact up to 2,000 points, above them by Barnes and Hut's quadtree (van der
/// Maaten 2014). Starts from the first two principal components (Kobak and Berens 2019). Deterministic by seed, for any
/// number of threads.
/// </summary>
public static class Tsne
{
    /// <summary>Beyond so many points sums are taken by quadtree.</summary>
    public const int MostExactPoints = 2_000;

    private const int ExaggeratedIterations = 250;
    private const double Exaggeration = 12;
    private const double StartDeviation = 1e-4;

    /// <summary>A place in the plane for every point.</summary>
    /// <param name="points">More than three times the perplexity.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="ct">Checked in every step.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range.</exception>
    public static Points Fit(Points points, TsneOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        options ??= new TsneOptions();
        options.Check(points.Count);
        var isExact = points.Count <= MostExactPoints;
        var affinities = TsneAffinities.Of(points, options.Perplexity, isExact, options.Threads, ct);
        var forces = new TsneForces(affinities, isExact ? 0 : options.Angle, options.Threads);
        return new Points(2, Descend(forces, Start(points, options.Seed), options, ct));
    }

    /// <summary>Gradient descent with momentum and a gain per coordinate (Jacobs 1988), as in the authors' code.</summary>
    private static double[] Descend(TsneForces forces, double[] places, TsneOptions options, CancellationToken ct)
    {
        var rate = Math.Max(places.Length / 2 / Exaggeration / 4, 50);
        var (velocity, gains, gradient) = (
            new double[places.Length],
            new double[places.Length],
            new double[places.Length]
        );
        Array.Fill(gains, 1);
        var exaggerated = Math.Min(ExaggeratedIterations, options.Iterations / 2);
        for (var iteration = 0; iteration < options.Iterations; iteration++)
        {
            ct.ThrowIfCancellationRequested();
            forces.Gradient(places, iteration < exaggerated ? Exaggeration : 1, gradient, ct);
            var momentum = iteration < exaggerated ? 0.5 : 0.8;
            for (var i = 0; i < places.Length; i++)
            {
                var agree = Math.Sign(gradient[i]) == Math.Sign(velocity[i]);
                gains[i] = Math.Max(0.01, agree ? gains[i] * 0.8 : gains[i] + 0.2);
                velocity[i] = (momentum * velocity[i]) - (rate * gains[i] * gradient[i]);
                places[i] += velocity[i];
            }

            Centre(places);
        }

        return places;
    }

    private static double[] Start(Points points, int seed)
    {
        var projected = PrincipalComponents.Fit(points, Math.Min(2, points.Dimensions)).Project(points);
        var places = new double[points.Count * 2];
        var deviation = 0.0;
        for (var point = 0; point < points.Count; point++)
        {
            projected[point].CopyTo(places.AsSpan(point * 2));
            deviation += places[point * 2] * places[point * 2] / points.Count;
        }

        var random = new SeededRandom(seed, 0);
        var scale = deviation > 0 ? StartDeviation / Math.Sqrt(deviation) : 0;
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = (places[i] * scale) + (StartDeviation * 1e-3 * (random.NextDouble() - 0.5));
        }

        return places;
    }

    private static void Centre(double[] places)
    {
        var (x, y) = (0.0, 0.0);
        for (var i = 0; i < places.Length; i += 2)
        {
            x += places[i];
            y += places[i + 1];
        }

        for (var i = 0; i < places.Length; i += 2)
        {
            places[i] -= 2 * x / places.Length;
            places[i + 1] -= 2 * y / places.Length;
        }
    }
}
