using System.Globalization;
using EarlyWarning.Domain.Imports.Flat;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>How a column of text becomes a column of numbers, learned from one file and kept for others.</summary>
internal sealed class FlatColumn
{
    /// <summary>Texts of more than so many levels, most of them seen once, name rows rather than describe them.</summary>
    private const int FewestLevelsOfNames = 50;

    /// <summary>Share of numbers from which a stray text is a slip rather than a level.</summary>
    private const double ShareOfNumbers = 0.95;

    private readonly Dictionary<string, int>? _levels;

    private FlatColumn(string name, Dictionary<string, int>? levels)
    {
        Name = name;
        _levels = levels;
    }

    /// <summary>Header.</summary>
    public string Name { get; }

    /// <summary>The column in the learning core's terms.</summary>
    public Column Column =>
        _levels is null
            ? new Column(Name, ColumnKind.Numeric)
            : new Column(
                Name,
                ColumnKind.Categorical,
                Categories: [.. _levels.OrderBy(l => l.Value).Select(l => l.Key)]
            );

    /// <summary>Finds out what a column holds; null where it says nothing, and then why.</summary>
    /// <param name="file">File to learn from.</param>
    /// <param name="index">Place of the column.</param>
    /// <param name="note">Something worth telling, or null.</param>
    public static FlatColumn? Learn(FlatFile file, int index, out string? note)
    {
        FlatValues.RefuseDecimalComma(file, index);
        note = null;
        var name = file.Headers[index];
        var texts = file.Rows.Select(r => r[index]).Where(t => !FlatValues.IsMissing(t)).ToList();
        var counts = texts.CountBy(t => t, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        if (counts.Count == 0 || (counts.Count == 1 && texts.Count == file.Rows.Count))
        {
            note = $"{name} was left out: it {(counts.Count == 0 ? "is empty" : "holds one value only")}.";
            return null;
        }

        var numbers = texts.Count(t => FlatValues.TryNumber(t, out _));
        if (numbers == texts.Count || (numbers >= texts.Count * ShareOfNumbers && counts.Count > FewestLevelsOfNames))
        {
            note =
                numbers == texts.Count
                    ? null
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name}: {texts.Count - numbers} texts among numbers were read as missing."
                    );
            return new FlatColumn(name, null);
        }

        if (counts.Count > FewestLevelsOfNames && counts.Count * 2 > texts.Count)
        {
            note = $"{name} was left out: nearly every row has a text of its own.";
            return null;
        }

        var levels = counts.Keys.Order(StringComparer.Ordinal).Select((text, code) => (text, code));
        return new FlatColumn(name, levels.ToDictionary(l => l.text, l => l.code, StringComparer.Ordinal));
    }

    /// <summary>The value of a text; NaN where it is missing or a level that was not there to learn from.</summary>
    public float Encode(string text) =>
        FlatValues.IsMissing(text) ? float.NaN
        : _levels is not null ? (_levels.TryGetValue(text, out var code) ? code : float.NaN)
        : FlatValues.TryNumber(text, out var number) ? (float)number
        : float.NaN;
}
