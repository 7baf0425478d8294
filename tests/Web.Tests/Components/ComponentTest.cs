using System.Globalization;
using System.Runtime.CompilerServices;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace EarlyWarning.Web.Tests.Components;

/// <summary>
/// A component by itself: its markup from its parameters. Clicks go to the browser tests, since bunit's parts for them
/// cannot be restored here (docs/decisions/0006).
/// </summary>
public abstract class ComponentTest : BunitContext
{
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo _language = CultureInfo.CurrentUICulture;

    protected ComponentTest()
    {
        Speak("en-GB");
        // bunit asks for its comparer of markup before it renders, though nothing here compares markup.
        var comparer = typeof(BunitContext).Assembly.GetType("Bunit.Diffing.HtmlComparer", throwOnError: true)!;
        Services.AddSingleton(comparer, RuntimeHelpers.GetUninitializedObject(comparer));
    }

    /// <summary>Lets components speak a language from here on.</summary>
    protected static void Speak(string culture) =>
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);

    protected override void Dispose(bool disposing)
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _language);
        base.Dispose(disposing);
    }
}
