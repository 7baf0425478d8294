using System.Globalization;
using System.Net.Mime;
using System.Text.Encodings.Web;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>Until the start has finished, every page says what is being done and looks again by itself.</summary>
internal sealed class GettingReadyPage(RequestDelegate next, StartUp startUp)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (startUp.IsReady || context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = MediaTypeNames.Text.Html;
        context.Response.Headers.RetryAfter = "2";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(Html(), context.RequestAborted);
    }

    private string Html() =>
        $$"""
            <!doctype html><html lang="{{Language}}" dir="{{Direction}}"><head><meta charset="utf-8">
            <meta http-equiv="refresh" content="2"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{Encoded(L["Getting ready"])}} · EarlyWarning</title>
            <style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 20px}
            h1{font-size:26px;margin:0 0 8px}p{margin:0 0 6px}</style></head>
            <body><main><h1>{{Encoded(L["EarlyWarning is getting ready"])}}</h1>
            <p>{{Encoded(L[startUp.Step])}}.</p><p lang="en">{{Encoded(startUp.Progress)}}</p>
            <p>{{Encoded(L["This page looks again by itself. The first start takes up to a minute."])}}</p>
            </main></body></html>
            """;

    private static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    private static string Direction => Cultures.IsRightToLeft ? "rtl" : "ltr";

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
