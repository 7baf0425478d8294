using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Features;

/// <summary>
/// All features, in a fixed order: the built-in ones, then the attributes classed as features by name. Protected, ignored
/// and unclassified attributes are not in it, so no score can hold them.
/// </summary>
public sealed class FeatureCatalogue
{
    private static readonly FeatureDefinition[] BuiltIn =
    [
        .. AttendanceFeatures.All,
        .. WorkFeatures.All,
        .. ActivityFeatures.All,
        .. RecordFeatures.All,
    ];

    private static readonly HashSet<string> Shares = BuiltIn
        .Where(f => f.IsShare)
        .Select(f => f.Name)
        .ToHashSet(StringComparer.Ordinal);

    private readonly Dictionary<string, FeatureDefinition> _byName;

    /// <summary>Makes the catalogue of an installation.</summary>
    /// <param name="attributes">Attribute definitions; only those classed Feature are taken.</param>
    public FeatureCatalogue(IEnumerable<AttributeDefinition> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        Features =
        [
            .. BuiltIn,
            .. attributes
                .Where(a => a.Use == AttributeUse.Feature)
                .OrderBy(a => a.Name, StringComparer.Ordinal)
                .ThenBy(a => a.Id)
                .DistinctBy(a => a.Name, StringComparer.Ordinal)
                .Select(AttributeFeatures.Of),
        ];
        _byName = Features.ToDictionary(f => f.Name, StringComparer.Ordinal);
    }

    /// <summary>The features in order.</summary>
    public IReadOnlyList<FeatureDefinition> Features { get; }

    /// <summary>Names in order, separated by line feeds, as a model version keeps them.</summary>
    public string Names => string.Join('\n', Features.Select(f => f.Name));

    /// <summary>The features with these names, in their order; how a page reads a stored score.</summary>
    /// <param name="names">Names as a model version lists them, separated by line feeds.</param>
    /// <exception cref="KeyNotFoundException">A name is not in the catalogue: the model is of another installation.</exception>
    public IReadOnlyList<FeatureDefinition> Named(string names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return [.. names.Split('\n').Select(Find)];
    }

    /// <summary>Whether a feature's values are read in percent; what a school records itself never is.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsShare(string name) => Shares.Contains(name);

    /// <summary>Computes every feature of a snapshot.</summary>
    /// <param name="snapshot">What was known.</param>
    /// <param name="values">Receives the values in catalogue order; NaN is missing.</param>
    public void Compute(Snapshot snapshot, Span<float> values)
    {
        for (var i = 0; i < Features.Count; i++)
        {
            values[i] = Features[i].Compute(snapshot);
        }
    }

    private FeatureDefinition Find(string name) =>
        _byName.TryGetValue(name, out var feature)
            ? feature
            // A model outlives the class of an attribute: its old scores keep their numbers, without words.
            : new FeatureDefinition
            {
                Name = name,
                Label = name,
                Unit = "",
                Window = "",
                Group = FeatureGroup.Attributes,
                Visibility = FeatureVisibility.WholeRecord,
                Compute = _ => float.NaN,
                Evidence = v => $"{name}: {Words.Short(v)}",
            };
}
