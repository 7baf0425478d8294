using System.Globalization;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>Dates and numbers follow the browser's language; words are English so far.</summary>
internal static class Cultures
{
    private static readonly string[] Names = ["en-GB", "en-US", "en-AU", "en-CA", "en-IE", "en-NZ", "en-ZA", "en-IN"];

    public static void Configure(RequestLocalizationOptions options)
    {
        options.SetDefaultCulture("en-GB").AddSupportedCultures(Names).AddSupportedUICultures(Names);
        options.RequestCultureProviders =
        [
            new Microsoft.AspNetCore.Localization.AcceptLanguageHeaderRequestCultureProvider(),
        ];
    }

    /// <summary>Culture for text written where no request is, such as the console.</summary>
    public static CultureInfo Default { get; } = CultureInfo.GetCultureInfo("en-GB");
}
