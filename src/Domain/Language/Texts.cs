using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace EarlyWarning.Domain.Language;

/// <summary>
/// The texts of one assembly in the languages it speaks. A text is found by its English wording, as gettext does it; one
/// file of JSON per language is embedded beside the code (<c>Language/es.json</c>). What comes after the last <c>|</c> of a
/// key tells apart what is one word in English and two elsewhere, and is not shown.
/// </summary>
public sealed class Texts
{
    private const string English = "en";

    private readonly FrozenDictionary<string, FrozenDictionary<string, string>> _languages;

    /// <summary>Reads the texts of an assembly.</summary>
    /// <param name="assembly">Assembly with embedded files named <c>….Language.xx.json</c>.</param>
    /// <exception cref="JsonException">A file does not hold one object of texts.</exception>
    public Texts(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var languages = new Dictionary<string, FrozenDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (
                name.EndsWith(".json", StringComparison.Ordinal) && name.Split('.') is [.., "Language", var language, _]
            )
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
                languages[language] = texts.ToFrozenDictionary(StringComparer.Ordinal);
            }
        }

        _languages = languages.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Codes of the languages there are texts in, such as "en" and "es".</summary>
    public IReadOnlyCollection<string> Languages => _languages.Keys;

    /// <summary>A text in the language of the person who looks (<see cref="CultureInfo.CurrentUICulture" />).</summary>
    /// <param name="text">Its English wording.</param>
    public string this[string text]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(text);
            var culture = CultureInfo.CurrentUICulture;
            return PseudoLanguage.Is(culture)
                ? PseudoLanguage.Of(Wording(English, text))
                : Wording(Code(culture), text);
        }
    }

    /// <summary>A text with values, which are written as the person's culture does (<see cref="CultureInfo.CurrentCulture" />).</summary>
    /// <param name="text">Its English wording with the places of values, such as <c>"{0:N0} of {1}"</c>.</param>
    /// <param name="values">The values.</param>
    public string this[string text, params object?[] values] =>
        string.Format(CultureInfo.CurrentCulture, this[text], values);

    /// <summary>
    /// Marks a text that is kept as a key and looked up later, where it is shown: what is made once, at the start, does not
    /// know yet who will look.
    /// </summary>
    /// <param name="text">Its English wording.</param>
    /// <returns>The same text.</returns>
    public static string Key(string text) => text;

    private static string Code(CultureInfo culture)
    {
        while (culture.Parent.Name.Length > 0)
        {
            culture = culture.Parent;
        }

        return culture.Name;
    }

    private string Wording(string language, string text) =>
        Found(language, text) ?? Found(English, text) ?? Shown(text);

    private string? Found(string language, string text) =>
        _languages.TryGetValue(language, out var texts) ? texts.GetValueOrDefault(text) : null;

    /// <summary>The wording of a key: what stands before the mark that tells like words apart.</summary>
    /// <param name="key">A key.</param>
    public static string Shown(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.LastIndexOf('|') is var at and > 0 ? key[..at] : key;
    }
}
