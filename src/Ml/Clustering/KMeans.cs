using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Clustering;

/// <summary>Hyperparameters of <see cref="KMeans"/>.</summary>
public sealed record KMeansOptions
{
    /// <summary>How often to begin anew; the best is kept: at least 1.</summary>
    public int Restarts { get; init; } = 10;

    /// <summary>The most rounds of one beginning: at least 1.</summary>
    public int MaxIterations { get; init; } = 300;

    /// <summary>Decides the first centres.</summary>
    public int Seed { get; init; } = 1;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Restarts, 1, nameof(Restarts));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxIterations, 1, nameof(MaxIterations));
    }
}

/// <summary>Points in groups.</summary>
/// <param name="Centres">The mean of each group; the largest group first.</param>
/// <param name="GroupOfPoint">Index into <paramref name="Centres"/>.</param>
/// <param name="Inertia">The sum of squared distances of points to their centres.</param>
/// <param name="Silhouette">The mean silhouette, from -1 to 1; NaN for a single group.</param>
public sealed record Clusters(Points Centres, int[] GroupOfPoint, double Inertia, double Silhouette);

/// <summary>
/// k-means by Lloyd's rounds (1982) from k-means++ centres (Arthur and Vassilvitskii 2007). Deterministic by seed, and
/// the same on every machine.
/// </summary>
public static class KMeans
{
    /// <summary>Divides points into so many groups.</summary>
    /// <param name="points">At least as many as groups.</param>
    /// <param name="groups">At least 1.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="ct">Checked in every round.</param>
    /// <exception cref="ArgumentException">There are fewer distinct points than groups.</exception>
    public static Clusters Fit(Points points, int groups, KMeansOptions? options = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        options ??= new KMeansOptions();
        options.Check();
        if (groups < 1 || points.Count < groups)
        {
            throw new ArgumentException(
                $"{points.Count} points cannot be divided into {groups} groups.",
                nameof(groups)
            );
        }

        Lloyd? best = null;
        for (var restart = 0; restart < options.Restarts; restart++)
        {
            var run = new Lloyd(points, groups, new SeededRandom(options.Seed, restart));
            run.Run(options.MaxIterations, ct);
            best = best is null || run.Inertia < best.Inertia ? run : best;
        }

        var (centres, groupOfPoint) = best!.Ordered();
        return new Clusters(
            centres,
            groupOfPoint,
            best.Inertia,
            groups == 1 ? double.NaN : Silhouette.Mean(points, groupOfPoint, options.Seed)
        );
    }

    /// <summary>The division with the highest mean silhouette among several numbers of groups.</summary>
    /// <param name="points">More than <paramref name="most"/>.</param>
    /// <param name="fewest">At least 2.</param>
    /// <param name="most">At least <paramref name="fewest"/>.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="ct">Checked in every round.</param>
    public static Clusters Choose(
        Points points,
        int fewest = 2,
        int most = 8,
        KMeansOptions? options = null,
        CancellationToken ct = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fewest, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, fewest);
        return Enumerable
            .Range(fewest, most - fewest + 1)
            .Select(groups => Fit(points, groups, options, ct))
            .MaxBy(clusters => clusters.Silhouette)!;
    }
}
