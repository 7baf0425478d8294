using System.Globalization;

namespace EarlyWarning.Web.Shared;

/// <summary>The first letter of words that begin a sentence, or stand within one.</summary>
internal static class Casing
{
    /// <summary>The text with a large first letter.</summary>
    public static string Capitalised(string text) =>
        text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];

    /// <summary>The text with a small first letter.</summary>
    public static string Lowered(string text) =>
        text.Length == 0 ? text : char.ToLower(text[0], CultureInfo.CurrentCulture) + text[1..];
}
