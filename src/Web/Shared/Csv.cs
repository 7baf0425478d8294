using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EarlyWarning.Web.Shared;

/// <summary>
/// A file of comma-separated values (RFC 4180, UTF-8 with a byte order mark) whose words are in the reader's language and
/// whose numbers and days look the same in all: numbers with a point, days as yyyy-MM-dd. Text that a spreadsheet would run as a formula is made text.
/// </summary>
public sealed partial class Csv
{
    private const string LineEnd = "\r\n";
    private readonly StringBuilder _text = new();
    private readonly int _columns;

    /// <summary>Begins a file with its header.</summary>
    /// <param name="headers">Names of the columns.</param>
    public Csv(params ReadOnlySpan<string> headers)
    {
        _columns = headers.Length;
        Add([.. headers]);
    }

    /// <summary>Adds a record.</summary>
    /// <param name="cells">Text, numbers, days, truth values or null, one per column.</param>
    /// <exception cref="ArgumentException">There are more or fewer cells than columns, or a cell is of another type.</exception>
    public void Add(params ReadOnlySpan<object?> cells)
    {
        if (cells.Length != _columns)
        {
            throw new ArgumentException(
                $"A record has {cells.Length} cells where the file has {_columns} columns.",
                nameof(cells)
            );
        }

        for (var i = 0; i < cells.Length; i++)
        {
            _text.Append(i == 0 ? "" : ",").Append(Quoted(Written(cells[i])));
        }

        _text.Append(LineEnd);
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes() => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(_text.ToString())];

    /// <summary>
    /// Text with an apostrophe before whatever a spreadsheet would take for the beginning of a formula, also where white
    /// space, quotation marks or characters that are not seen come first. A semicolon, tab or line break begins a cell in a
    /// spreadsheet that separates by it, so what follows one is treated alike.
    /// </summary>
    internal static string Harmless(string text)
    {
        var safe = LaterFormula().Replace(text, "${separator}'${formula}");
        return Formula().IsMatch(safe) ? $"'{safe}" : safe;
    }

    private static string Written(object? cell) =>
        cell switch
        {
            null => "",
            string text => Harmless(text),
            bool truth => truth ? L["yes"] : L["no"],
            DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
            double.NaN or float.NaN => "",
            int or long or short or double or float or decimal => ((IFormattable)cell).ToString(
                null,
                CultureInfo.InvariantCulture
            ),
            _ => throw new ArgumentException($"A cell cannot be a {cell.GetType().Name}.", nameof(cell)),
        };

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny("\",;\r\n\t'") < 0
            ? cell
            : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // The signs, and their full-width forms, which spreadsheets of East Asian languages take for the same.
    [GeneratedRegex(
        """^([\s\p{C}"']*[=+\-@＝＋－＠]|[\t\r\n])""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Formula();

    [GeneratedRegex(
        """(?<separator>[;\t\r\n])(?<formula>((?![\t\r\n])[\s\p{C}"'])*[=+\-@＝＋－＠])""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex LaterFormula();
}
