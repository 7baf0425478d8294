using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Localization;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Shared.Language;

/// <summary>
/// The language a person chose: a cookie, so that the first page has it, and a column of the account, so that the next
/// browser and the weekly letter have it too.
/// </summary>
internal static class LanguageChoice
{
    /// <summary>Name of the cookie.</summary>
    public const string Cookie = "earlywarning.language";

    /// <summary>Where a choice is sent.</summary>
    public const string Path = "/account/language";

    /// <summary>POST /account/language: <c>language</c> is a code, <c>back</c> the page to go back to.</summary>
    public static void Map(WebApplication app) => app.MapPost(Path, ChooseAsync).AllowAnonymous();

    /// <summary>Gives the browser the language of the account that just signed in, where it chose one.</summary>
    public static void Restore(HttpContext context, AppUser user)
    {
        if (user.Culture is { } culture)
        {
            Write(context, culture);
        }
    }

    private static async Task<IResult> ChooseAsync(
        HttpContext context,
        IAntiforgery antiforgery,
        UserManager<AppUser> users,
        IDbContextFactory<EarlyWarningDb> factory
    )
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.Text(
                L[
                    "This choice of language was not made on a page of this application. Reload the page and choose again."
                ],
                statusCode: StatusCodes.Status400BadRequest
            );
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var language = form["language"].ToString();
        if (Cultures.Languages.Any(l => l.Code == language))
        {
            var asked = context
                .Request.GetTypedHeaders()
                .AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
                .Select(l => l.Value.ToString());
            var culture = Cultures.For(language, asked);
            Write(context, culture);
            if (long.TryParse(users.GetUserId(context.User), CultureInfo.InvariantCulture, out var id))
            {
                await using var db = await factory.CreateDbContextAsync(context.RequestAborted);
                await db
                    .Users.Where(u => u.Id == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(u => u.Culture, culture), context.RequestAborted);
            }
        }

        return Results.LocalRedirect("~/" + Identity.SignInPage.LocalPath(form["back"]));
    }

    private static void Write(HttpContext context, string culture) =>
        context.Response.Cookies.Append(
            Cookie,
            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)),
            new CookieOptions
            {
                MaxAge = TimeSpan.FromDays(365),
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
                IsEssential = true,
                Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
            }
        );
}
