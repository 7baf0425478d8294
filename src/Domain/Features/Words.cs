using System.Globalization;

namespace EarlyWarning.Domain.Features;

/// <summary>Numbers in the words of reasons.</summary>
internal static class Words
{
    /// <summary>A sentence with a count ("1 day early", "3 days early").</summary>
    /// <param name="value">The count.</param>
    /// <param name="one">Key of the sentence for one; the count stands at {0}.</param>
    /// <param name="many">Key of the sentence for none and for many.</param>
    public static string Count(float value, string one, string many) =>
        Count(value.ToString("0", CultureInfo.CurrentCulture), one, many);

    /// <summary>A sentence with a count and another number.</summary>
    /// <param name="value">The count.</param>
    /// <param name="one">Key of the sentence for one; the count stands at {0}, the other number at {1}.</param>
    /// <param name="many">Key of the sentence for none and for many.</param>
    /// <param name="other">The other number.</param>
    public static string Count(float value, string one, string many, int other)
    {
        var number = value.ToString("0", CultureInfo.CurrentCulture);
        return L[number == "1" ? one : many, number, other];
    }

    /// <summary>A sentence with a number that is written already.</summary>
    /// <param name="number">The number as it is read.</param>
    /// <param name="one">Key of the sentence for one; the number stands at {0}.</param>
    /// <param name="many">Key of the sentence for none and for many.</param>
    public static string Count(string number, string one, string many) => L[number == "1" ? one : many, number];

    /// <summary>A share as a whole percent.</summary>
    public static string Percent(float share) =>
        string.Create(CultureInfo.CurrentCulture, $"{MathF.Round(share * 100):0} %");

    /// <summary>A number without decimals.</summary>
    public static string Whole(float value) => MathF.Round(value).ToString("0", CultureInfo.CurrentCulture);

    /// <summary>A number with at most one decimal.</summary>
    public static string Short(float value) => value.ToString("0.#", CultureInfo.CurrentCulture);
}
