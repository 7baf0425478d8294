using System.Globalization;

namespace EarlyWarning.Web.Shared.Language;

/// <summary>Days in the words and the order of the person's culture ("3 May 2026", "May 3, 2026", "3 de mayo de 2026").</summary>
internal static class Dates
{
    /// <summary>Day and short month: "3 May".</summary>
    public static string Short(DateOnly day) => Written(day, ShortPattern(CultureInfo.CurrentCulture));

    /// <summary>Day, short month and year: "3 May 2026".</summary>
    public static string Medium(DateOnly day) => Written(day, MediumPattern(CultureInfo.CurrentCulture));

    /// <summary>Day, month and year: "3 May 2026" with the month in full.</summary>
    public static string Long(DateOnly day) => Written(day, LongPattern(CultureInfo.CurrentCulture));

    /// <summary>Weekday, day, short month and year: "Sun 3 May 2026".</summary>
    public static string WithWeekday(DateOnly day) => Written(day, $"ddd {MediumPattern(CultureInfo.CurrentCulture)}");

    /// <summary>Day, short month and year of an instant, with hour and minute.</summary>
    public static string Instant(DateTime time)
    {
        var culture = CultureInfo.CurrentCulture;
        return time.ToString($"{MediumPattern(culture)} {culture.DateTimeFormat.ShortTimePattern}", culture);
    }

    // The invariant culture is a machine's, not a person's: its order says nothing.
    private static bool MonthFirst(CultureInfo culture) =>
        culture.Name.Length > 0 && culture.DateTimeFormat.MonthDayPattern.StartsWith('M');

    private static string ShortPattern(CultureInfo culture) => MonthFirst(culture) ? "MMM d" : "d MMM";

    private static string MediumPattern(CultureInfo culture) => MonthFirst(culture) ? "MMM d, yyyy" : "d MMM yyyy";

    // The culture's own long day without its weekday: "d 'de' MMMM 'de' yyyy".
    private static string LongPattern(CultureInfo culture) =>
        culture.Name.Length == 0
            ? "d MMMM yyyy"
            : culture.DateTimeFormat.LongDatePattern.Replace("dddd", "", StringComparison.Ordinal).Trim(' ', ',');

    private static string Written(DateOnly day, string pattern) => day.ToString(pattern, CultureInfo.CurrentCulture);
}
