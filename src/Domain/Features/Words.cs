using System.Globalization;

namespace EarlyWarning.Domain.Features;

/// <summary>Numbers in the words of reasons.</summary>
internal static class Words
{
    /// <summary>A count with its noun ("1 day", "3 days").</summary>
    public static string Count(float value, string one, string many) =>
        string.Create(CultureInfo.CurrentCulture, $"{value:0} {(MathF.Round(value) == 1 ? one : many)}");

    /// <summary>A share as a whole percent.</summary>
    public static string Percent(float share) =>
        string.Create(CultureInfo.CurrentCulture, $"{MathF.Round(share * 100):0} %");

    /// <summary>A number without decimals.</summary>
    public static string Whole(float value) => MathF.Round(value).ToString("0", CultureInfo.CurrentCulture);

    /// <summary>A number with at most one decimal.</summary>
    public static string Short(float value) => value.ToString("0.#", CultureInfo.CurrentCulture);
}
