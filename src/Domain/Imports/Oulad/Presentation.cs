using System.Globalization;
using EarlyWarning.Domain.Imports.Files;

namespace EarlyWarning.Domain.Imports.Oulad;

/// <summary>A module as presented once: year and letter, B starting on 1 February, J on 1 October.</summary>
/// <param name="Module">Module code ("AAA").</param>
/// <param name="Code">Presentation code ("2014J").</param>
/// <param name="Start">First day; day 0 of the source.</param>
/// <param name="End">First day after.</param>
internal sealed record Presentation(string Module, string Code, DateOnly Start, DateOnly End)
{
    /// <summary>Key of its class.</summary>
    public string Key => KeyOf(Module, Code);

    /// <summary>The day a number of days after (or before) the start.</summary>
    /// <exception cref="RowFaultException">No such day can be meant.</exception>
    public DateOnly Day(int days, string column) =>
        days is >= -2000 and <= 2000
            ? Start.AddDays(days)
            : throw new RowFaultException(
                column,
                "The day lies more than 2,000 days from the start of the presentation."
            );

    /// <summary>Key of the class of a module's presentation.</summary>
    public static string KeyOf(string module, string code) => $"{module}/{code}";

    /// <summary>The presentation in a row of courses.csv.</summary>
    public static Presentation Read(CsvRow row)
    {
        var code = row.Text("code_presentation", 16);
        var length = row.Int("module_presentation_length");
        if (length is < 1 or > 1000)
        {
            throw new RowFaultException("module_presentation_length", "The length is not between 1 and 1,000 days.");
        }

        var start = StartOf(code);
        return new Presentation(row.Text("code_module", 64), code, start, start.AddDays(length));
    }

    private static DateOnly StartOf(string code)
    {
        if (
            code.Length == 5
            && int.TryParse(code.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && year is >= 1900 and <= 2200
            && code[4] is 'B' or 'J'
        )
        {
            return new DateOnly(year, code[4] == 'B' ? 2 : 10, 1);
        }

        throw new RowFaultException("code_presentation", "The code is not a year followed by B or J.");
    }
}
