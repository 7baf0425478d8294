using System.Globalization;
using System.Text;
using CsvHelper;

namespace EarlyWarning.Domain.Imports.Files;

/// <summary>
/// The current row of a file, read by column name. One object serves all rows of a file: take what is needed and let go.
/// Every reader throws <see cref="RowFaultException"/> where the value cannot be used.
/// </summary>
internal sealed class CsvRow(CsvReader reader, Dictionary<string, int> places)
{
    /// <summary>Line the row begins on, 1-based, the header being line 1.</summary>
    public long Line { get; set; }

    /// <summary>Whether the file has the column.</summary>
    public bool Has(string column) => places.ContainsKey(column);

    /// <summary>The text, trimmed, or null where the column or the value is missing.</summary>
    public string? Optional(string column)
    {
        var bytes = Bytes(column);
        return bytes.IsEmpty ? null : Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The text, trimmed; missing is a fault.</summary>
    /// <param name="column">The column.</param>
    /// <param name="limit">Greatest number of characters that can be stored.</param>
    public string Text(string column, int limit = 200)
    {
        var text = Optional(column) ?? throw new RowFaultException(column, "The value is missing.");
        return text.Length <= limit
            ? text
            : throw new RowFaultException(column, $"The value is longer than {limit} characters.");
    }

    /// <summary>A key of the source: text of at most 128 characters.</summary>
    public string Key(string column) => Text(column, 128);

    /// <summary>The text cut to a length that can be stored, or null.</summary>
    public string? Cut(string column, int limit) =>
        Optional(column) is not { } text ? null
        : text.Length <= limit ? text
        : text[..limit];

    /// <summary>A whole number; missing is a fault.</summary>
    public int Int(string column) =>
        OptionalInt(column) ?? throw new RowFaultException(column, "The value is missing.");

    /// <summary>A whole number, or null where missing.</summary>
    public int? OptionalInt(string column)
    {
        var bytes = Bytes(column);
        return bytes.IsEmpty ? null
            : int.TryParse(bytes, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
            : throw new RowFaultException(column, "The value is not a whole number.");
    }

    /// <summary>A number, or null where missing.</summary>
    public double? OptionalNumber(string column)
    {
        var bytes = Bytes(column);
        if (bytes.IsEmpty)
        {
            return null;
        }

        return
            double.TryParse(bytes, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            ? value
            : throw new RowFaultException(column, "The value is not a number (write 12.5, with a point).");
    }

    /// <summary>A day as yyyy-mm-dd (a time after it is ignored); missing is a fault.</summary>
    public DateOnly Date(string column) =>
        OptionalDate(column) ?? throw new RowFaultException(column, "The date is missing.");

    /// <summary>A day as yyyy-mm-dd (a time after it is ignored), or null where missing.</summary>
    public DateOnly? OptionalDate(string column)
    {
        if (Optional(column) is not { } text)
        {
            return null;
        }

        var timed = text.Length > 10 && text[10] is 'T' or ' ';
        return
            DateOnly.TryParseExact(
                timed ? text.AsSpan(0, 10) : text,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            ) && day.Year is >= 1900 and <= 2200
            ? day
            : throw new RowFaultException(column, "The value is not a date between 1900 and 2200 (write yyyy-mm-dd).");
    }

    /// <summary>true or false, or null where missing.</summary>
    public bool? OptionalBool(string column) =>
        Optional(column)?.ToUpperInvariant() switch
        {
            null => null,
            "TRUE" or "1" or "Y" or "YES" => true,
            "FALSE" or "0" or "N" or "NO" => false,
            _ => throw new RowFaultException(column, "The value is neither true nor false."),
        };

    /// <summary>One of several words, ignoring case; missing or another word is a fault that lists them.</summary>
    /// <typeparam name="T">What the words stand for.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="words">The words.</param>
    public T OneOf<T>(string column, IReadOnlyDictionary<string, T> words)
    {
        var text = Optional(column) ?? throw new RowFaultException(column, "The value is missing.");
        return words.TryGetValue(text, out var value)
            ? value
            : throw new RowFaultException(column, $"The value is none of: {string.Join(", ", words.Keys)}.");
    }

    /// <summary>A comma-separated list within one field; empty where missing.</summary>
    public IReadOnlyList<string> List(string column) =>
        Optional(column)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    // Spans of a record are valid until the next read; a short record has empty fields at its end.
    private ReadOnlySpan<byte> Bytes(string column) =>
        places.TryGetValue(column, out var place) ? reader.GetSpan(place).Trim(" \t"u8) : default;
}
