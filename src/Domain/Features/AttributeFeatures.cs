using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Features;

/// <summary>Features made of student attributes that an administrator classed as features.</summary>
internal static class AttributeFeatures
{
    public static FeatureDefinition Of(AttributeDefinition attribute)
    {
        var levels = attribute.Levels.Length == 0 ? [] : attribute.Levels.Split('\n');
        var index = levels
            .Select((level, i) => (level, i))
            .ToDictionary(x => x.level, x => (float)x.i, StringComparer.Ordinal);
        return new()
        {
            Name = $"attribute:{attribute.Name}",
            Label = attribute.Label,
            Unit = attribute.Kind == AttributeKind.Numeric ? Texts.Key("number") : Texts.Key("level"),
            Window = Texts.Key("latest known"),
            Group = FeatureGroup.Attributes,
            Kind = attribute.Kind,
            Levels = levels,
            Visibility = FeatureVisibility.WholeRecord,
            Compute = s =>
                s.Attribute(attribute.Id) switch
                {
                    null => float.NaN,
                    { } fact when attribute.Kind == AttributeKind.Numeric => (float?)fact.Number ?? float.NaN,
                    { Text: { } text } when index.TryGetValue(text, out var level) => level,
                    _ => float.NaN,
                },
            Evidence = v =>
                attribute.Kind == AttributeKind.Numeric ? $"{attribute.Label}: {Words.Short(v)}"
                : (int)v >= 0 && (int)v < levels.Length ? $"{attribute.Label}: {levels[(int)v]}"
                : L["{0}: not known", attribute.Label],
        };
    }
}
