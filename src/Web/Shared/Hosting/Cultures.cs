using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>
/// Languages and the cultures that write dates and numbers: what the person chose (a cookie), else what the browser asks
/// for, else what the school set.
/// </summary>
internal static class Cultures
{
    /// <summary>Setting: culture of those who chose none and whose browser asks for none of ours.</summary>
    public const string DefaultKey = "Languages:Default";

    /// <summary>Setting: also offers the made-up language, for trying the screens.</summary>
    public const string PseudoKey = "Languages:Pseudo";

    private static readonly string[] Names =
    [
        .. new[] { "en-GB", "en-US", "en-AU", "en-CA", "en-IE", "en-NZ", "en-ZA", "en-IN" },
        .. new[] { "es", "es-ES", "es-MX", "es-US", "es-AR", "es-BO", "es-CL", "es-CO", "es-CR", "es-DO", "es-EC" },
        .. new[] { "es-GT", "es-HN", "es-NI", "es-PA", "es-PE", "es-PR", "es-PY", "es-SV", "es-UY", "es-VE" },
    ];

    /// <summary>The languages with their own names, by code.</summary>
    public static IReadOnlyList<(string Code, string Name)> Languages { get; } = [("en", "English"), ("es", "Español")];

    /// <summary>Culture for text written where no request is, such as the console.</summary>
    public static CultureInfo Default { get; } = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>Settles which cultures a request can have.</summary>
    /// <param name="options">Options of the request's localization.</param>
    /// <param name="configuration">Settings.</param>
    /// <exception cref="InvalidOperationException">The school's culture is none of ours.</exception>
    public static void Configure(RequestLocalizationOptions options, IConfiguration configuration)
    {
        var names = configuration.GetValue<bool>(PseudoKey)
            ? [.. Names, PseudoLanguage.Name, PseudoLanguage.MirroredName]
            : Names;
        var usual = configuration[DefaultKey] is { Length: > 0 } set ? set : Default.Name;
        if (!names.Contains(usual, StringComparer.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"The setting {DefaultKey} is '{usual}', which is not a language this application speaks. Use one of: {string.Join(", ", names)}."
            );
        }

        options.SetDefaultCulture(usual).AddSupportedCultures(names).AddSupportedUICultures(names);
        options.RequestCultureProviders =
        [
            new CookieRequestCultureProvider { CookieName = LanguageChoice.Cookie },
            new AcceptLanguageHeaderRequestCultureProvider(),
        ];
    }

    /// <summary>The culture for a language: as the browser writes it where it asks for that language, else the usual one.</summary>
    /// <param name="language">Code of a language.</param>
    /// <param name="acceptLanguage">What the browser asks for, best first.</param>
    public static string For(string language, IEnumerable<string> acceptLanguage) =>
        acceptLanguage.FirstOrDefault(a =>
            a.StartsWith(language + "-", StringComparison.OrdinalIgnoreCase)
            && Names.Contains(a, StringComparer.OrdinalIgnoreCase)
        ) ?? (language == "en" ? Default.Name : language);

    /// <summary>Whether the person's language is written from right to left.</summary>
    public static bool IsRightToLeft =>
        PseudoLanguage.IsMirrored(CultureInfo.CurrentUICulture) || CultureInfo.CurrentUICulture.TextInfo.IsRightToLeft;
}
