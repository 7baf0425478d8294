using System.Globalization;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>
/// What the checking pass saw of attributes that are defined by their values alone: numbers only, or which levels. The
/// writing pass then knows it before the first value.
/// </summary>
internal sealed class AttributeKinds
{
    private const int GreatestLevels = 200;
    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <summary>Takes note of a value.</summary>
    public void See(string name, string value)
    {
        if (!_seen.TryGetValue(name, out var seen))
        {
            _seen.Add(name, seen = new Seen());
        }

        seen.IsNumeric &= IsNumber(value, out _);
        if (seen.Levels.Count < GreatestLevels)
        {
            seen.Levels.Add(value);
        }
    }

    /// <summary>Whether every value seen was a number.</summary>
    public bool IsNumeric(string name) => _seen.TryGetValue(name, out var seen) && seen.IsNumeric;

    /// <summary>The first 200 distinct values, sorted.</summary>
    public IEnumerable<string> Levels(string name) => _seen.TryGetValue(name, out var seen) ? seen.Levels : [];

    /// <summary>Whether a text is a finite number.</summary>
    public static bool IsNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private sealed class Seen
    {
        public bool IsNumeric { get; set; } = true;

        public SortedSet<string> Levels { get; } = new(StringComparer.Ordinal);
    }
}
