using System.Globalization;
using System.Text;

namespace EarlyWarning.Domain.Language;

/// <summary>
/// A made-up language for trying the screens: every text that comes from the resources stands in brackets, has accents and
/// is about a third longer, so that text written into a page, cut off or read back by its wording is seen at once. The
/// names are those of Windows for the same thing: <c>qps-ploc</c>, and <c>qps-plocm</c> written from right to left.
/// </summary>
public static class PseudoLanguage
{
    /// <summary>Written from left to right.</summary>
    public const string Name = "qps-ploc";

    /// <summary>Written from right to left.</summary>
    public const string MirroredName = "qps-plocm";

    /// <summary>Before every text.</summary>
    public const char Opening = '⟦';

    /// <summary>After every text.</summary>
    public const char Closing = '⟧';

    private const string Plain = "aceginorsuyACEGINORSUYz";
    private const string Accented = "åçéğîñöřšûýÅÇÉĞÎÑÖŘŠÛÝž";

    /// <summary>Whether a culture is the made-up one.</summary>
    /// <param name="culture">Any culture.</param>
    public static bool Is(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return culture.Name.StartsWith("qps", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a culture is the one written from right to left.</summary>
    /// <param name="culture">Any culture.</param>
    public static bool IsMirrored(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return string.Equals(culture.Name, MirroredName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A text in it; places of values stay as they are.</summary>
    /// <param name="text">English text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var made = new StringBuilder(text.Length * 2).Append(Opening);
        var depth = 0;
        foreach (var letter in text)
        {
            depth += letter == '{' ? 1 : 0;
            var at = depth == 0 ? Plain.IndexOf(letter, StringComparison.Ordinal) : -1;
            made.Append(at < 0 ? letter : Accented[at]);
            depth -= letter == '}' ? 1 : 0;
        }

        for (var i = 0; i < text.Length / 3; i++)
        {
            // Where a line may break, as between the words of a language.
            made.Append(i % 6 == 0 ? ' ' : '·');
        }

        return made.Append(Closing).ToString();
    }
}
