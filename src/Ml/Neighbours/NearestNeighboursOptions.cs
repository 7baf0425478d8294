using System.Globalization;

namespace EarlyWarning.Ml.Neighbours;

/// <summary>How far apart two rows with numbers, codes and missing values are.</summary>
public enum RowDistance
{
    /// <summary>
    /// Gower 1971: the mean, over the columns in which both have a value, of the difference over the column's range
    /// (codes: 0 if equal, else 1); 1 where they share no column.
    /// </summary>
    Gower,

    /// <summary>
    /// HEOM, Wilson and Martinez 1997: the root of the sum of squares of the same differences over all columns, 1 where
    /// either value is missing.
    /// </summary>
    EuclideanOverlap,
}

/// <summary>Hyperparameters of k-nearest neighbours.</summary>
public sealed record NearestNeighboursOptions
{
    /// <summary>How many training rows answer: from 1 to 10,000; all of them where there are fewer.</summary>
    public int Neighbours { get; init; } = 25;

    /// <summary>How near is measured.</summary>
    public RowDistance Distance { get; init; } = RowDistance.Gower;

    /// <summary>Whether a neighbour counts by 1 / (distance + 0.001) rather than by 1 (Dudani 1976).</summary>
    public bool WeightByDistance { get; init; }

    /// <summary>
    /// As so many further neighbours the shares over all training rows count, so that no class is impossible: above 0.
    /// Not used for regression.
    /// </summary>
    public double Smoothing { get; init; } = 1;

    /// <summary>Background rows of the sampled explanations: at least 1.</summary>
    public int BackgroundRows { get; init; } = 16;

    /// <summary>Decides the background rows.</summary>
    public int Seed { get; init; } = 1;

    internal void Check()
    {
        if (Neighbours is not (>= 1 and <= 10_000) || !(Smoothing > 0) || BackgroundRows < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Neighbours),
                "Nearest neighbours need 1 to 10,000 neighbours, a smoothing above 0 and at least 1 background row."
            );
        }
    }

    internal IReadOnlyDictionary<string, string> ToParameters() =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["neighbours"] = Neighbours.ToString(CultureInfo.InvariantCulture),
            ["distance"] = Distance.ToString(),
            ["weightByDistance"] = WeightByDistance ? "true" : "false",
            ["smoothing"] = Smoothing.ToString(CultureInfo.InvariantCulture),
            ["backgroundRows"] = BackgroundRows.ToString(CultureInfo.InvariantCulture),
            ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
        };
}
