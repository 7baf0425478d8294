using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Features;

/// <summary>All features, in a fixed order: the built-in ones, then the attributes classed as features.</summary>
public sealed class FeatureCatalogue
{
    private readonly Dictionary<string, FeatureDefinition> _byName;

    /// <summary>Makes the catalogue of an installation.</summary>
    /// <param name="attributes">Attribute definitions; only those classed Feature are taken.</param>
    public FeatureCatalogue(IEnumerable<AttributeDefinition> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        Features = [];
        _byName = Features.ToDictionary(f => f.Name, StringComparer.Ordinal);
    }

    /// <summary>The features in order.</summary>
    public IReadOnlyList<FeatureDefinition> Features { get; }

    /// <summary>The features with these names, in their order; how a page reads a stored score.</summary>
    /// <param name="names">Names as a model version lists them, separated by line feeds.</param>
    /// <exception cref="KeyNotFoundException">A name is not in the catalogue.</exception>
    public IReadOnlyList<FeatureDefinition> Named(string names) => [.. names.Split('\n').Select(n => _byName[n])];
}
