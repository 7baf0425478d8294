using System.Text.Json;

namespace EarlyWarning.Ml.Monitoring;

/// <summary>
/// How features and scores were distributed where a model learned, by week, in a form small enough to keep beside the
/// model: counts over a few points for each feature, never a row.
/// </summary>
/// <param name="Horizons">Weeks of the snapshots, ascending.</param>
/// <param name="Features">A reference for each feature, in the model's order.</param>
/// <param name="Scores">Margins of rows the model had not seen; null where there were none.</param>
/// <param name="Calibration">Blocks of frequencies shown with what came of them; empty where there were none.</param>
public sealed record ReferenceDistribution(
    IReadOnlyList<int> Horizons,
    IReadOnlyList<FeatureReference> Features,
    FeatureReference? Scores,
    IReadOnlyList<CalibrationBin> Calibration
)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads what <see cref="ToJson"/> wrote; null where a model was recorded without a reference ("{}").</summary>
    /// <param name="json">JSON.</param>
    /// <exception cref="JsonException">It is not the JSON of a reference.</exception>
    public static ReferenceDistribution? FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var read = JsonSerializer.Deserialize<ReferenceDistribution>(json, Options);
        if (read?.Features is null || read.Horizons is null)
        {
            return null;
        }

        foreach (var feature in read.Scores is { } scores ? read.Features.Append(scores) : read.Features)
        {
            if (!feature.IsSound(read.Horizons.Count))
            {
                throw new JsonException(
                    $"The reference of \"{feature.Name}\" is damaged: its points and counts do not belong together."
                );
            }
        }

        return read with
        {
            Calibration = read.Calibration ?? [],
        };
    }
}

/// <summary>Values of a feature at one horizon, counted.</summary>
/// <param name="Counts">
/// Numeric: rows above the point before and up to each point. Categorical: rows with each level.
/// </param>
/// <param name="Missing">Rows without a value.</param>
public sealed record HorizonCounts(IReadOnlyList<int> Counts, int Missing)
{
    /// <summary>Rows with a value.</summary>
    public int Present() => Counts.Sum();
}

/// <summary>How a feature was distributed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsCategorical">Whether values are levels without an order.</param>
/// <param name="Points">
/// Ascending. Numeric: twentieths of the rows of each horizon, or every value where they are few. Categorical: the levels.
/// </param>
/// <param name="ByHorizon">Counts in the order of the reference's horizons.</param>
/// <param name="DesignEffect">
/// By how much rows of the same class, which resemble each other, say less than as many of different ones; 1 for none.
/// </param>
public sealed record FeatureReference(
    string Name,
    bool IsCategorical,
    IReadOnlyList<float> Points,
    IReadOnlyList<HorizonCounts> ByHorizon,
    double DesignEffect
)
{
    internal bool IsSound(int horizons) =>
        ByHorizon is not null
        && Points is not null
        && ByHorizon.Count == horizons
        && ByHorizon.All(h => h?.Counts is not null && h.Counts.Count == Points.Count && h.Counts.All(c => c >= 0))
        && Points.Zip(Points.Skip(1)).All(p => p.First < p.Second)
        && DesignEffect >= 1;
}

/// <summary>A block of shown frequencies and what came of them, on rows the model had not seen.</summary>
/// <param name="UpTo">Greatest frequency of the block.</param>
/// <param name="People">Distinct students.</param>
/// <param name="Shown">Mean frequency shown.</param>
/// <param name="Observed">Share with the outcome.</param>
public sealed record CalibrationBin(double UpTo, int People, double Shown, double Observed);
