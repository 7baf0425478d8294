using System.Globalization;
using System.Text.RegularExpressions;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Domain.Imports.Flat;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>Reads the texts of a flat table as values.</summary>
internal static partial class FlatValues
{
    private static readonly HashSet<string> MissingMarks = new(StringComparer.OrdinalIgnoreCase)
    {
        "",
        "NA",
        "N/A",
        "NaN",
        "null",
        "?",
    };

    /// <summary>Whether the text stands for nothing.</summary>
    public static bool IsMissing(string text) => MissingMarks.Contains(text);

    /// <summary>A number, or a day (yyyy-MM-dd) as its day number.</summary>
    public static bool TryNumber(string text, out double number)
    {
        const NumberStyles Plain =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(text, Plain, CultureInfo.InvariantCulture, out number))
        {
            return double.IsFinite((float)number);
        }

        var isDay = DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        );
        number = day.DayNumber;
        return isDay;
    }

    /// <summary>Refuses a column whose numbers are written with a comma.</summary>
    /// <exception cref="ImportRefusedException">They are.</exception>
    public static void RefuseDecimalComma(FlatFile file, int column)
    {
        var first = -1;
        for (var row = 0; row < file.Rows.Count; row++)
        {
            var text = file.Rows[row][column];
            if (IsMissing(text) || TryNumber(text, out _))
            {
                continue;
            }

            if (!CommaNumber().IsMatch(text))
            {
                return;
            }

            first = first < 0 ? row : first;
        }

        if (first >= 0)
        {
            throw new ImportRefusedException(
                $"{file.Name}, line {file.Lines[first]}, column \"{file.Headers[column]}\": \"{file.Rows[first][column]}\" is written "
                    + "with a comma. Write numbers with a decimal point and without separators (12.5)."
            );
        }
    }

    [GeneratedRegex(@"^[+-]?\d+(,\d+)+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommaNumber();
}
