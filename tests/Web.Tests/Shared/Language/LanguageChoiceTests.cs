using System.Net;
using EarlyWarning.Support;
using EarlyWarning.Web.Shared.Hosting;
using EarlyWarning.Web.Shared.Language;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace EarlyWarning.Web.Tests.Shared.Language;

public sealed class LanguageChoiceTests
{
    private const string SignIn = "/account/sign-in";

    [Theory]
    [InlineData("es-MX,es;q=0.8", "es", "Iniciar sesión")]
    [InlineData("es-419,en;q=0.5", "es", "Iniciar sesión")]
    [InlineData("en-US", "en", "Sign in")]
    [InlineData("fr-FR", "en", "Sign in")]
    public async Task A_page_comes_in_the_language_the_browser_asks_for(string asked, string language, string title)
    {
        await using var host = await AppHost.StartAsync();
        using var client = host.NewClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", asked);

        var page = await client.GetStringAsync(SignIn);

        page.ShouldContain($"<html lang=\"{language}\" dir=\"ltr\"");
        WebUtility.HtmlDecode(page).ShouldContain($"<h1>{title}</h1>");
    }

    [Fact]
    public async Task A_choice_outweighs_the_browser_and_comes_along_to_the_next_browser()
    {
        await using var host = await AppHost.StartAsync();
        using var client = await host.SignedInAsync(CastMember.TeacherA);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", "en-US,es-CO;q=0.4");

        using var chosen = await ChooseAsync(client, "es", "/account/password?x=1");

        chosen.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        chosen.Headers.Location!.ToString().ShouldBe("/account/password?x=1");
        (await client.GetStringAsync("/account/password")).ShouldContain("lang=\"es\"");
        await using var db = host.Database.CreateDbContext();
        var name = SampleSchool.UserName(CastMember.TeacherA);
        db.Users.Single(u => u.UserName == name).Culture.ShouldBe("es-CO");

        using var elsewhere = await host.SignedInAsync(CastMember.TeacherA);
        (await elsewhere.GetStringAsync("/account/password")).ShouldContain("lang=\"es\"");
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task A_choice_leads_back_to_this_site_only(string back)
    {
        await using var host = await AppHost.StartAsync();
        using var client = host.NewClient();

        using var chosen = await ChooseAsync(client, "es", back);

        chosen.Headers.Location!.ToString().ShouldBe("/");
    }

    [Fact]
    public async Task A_language_that_is_not_offered_changes_nothing_and_a_post_from_elsewhere_is_refused()
    {
        await using var host = await AppHost.StartAsync();
        using var client = host.NewClient();

        using (var unknown = await ChooseAsync(client, "qps-ploc", "/"))
        {
            unknown.Headers.Contains("Set-Cookie").ShouldBeFalse();
        }

        using var forged = await client.PostAsync(
            LanguageChoice.Path,
            new FormUrlEncodedContent([KeyValuePair.Create("language", "es")])
        );
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.GetStringAsync(SignIn)).ShouldContain("lang=\"en\"");
    }

    [Fact]
    public void A_default_that_is_not_spoken_is_refused_with_the_names_of_those_that_are()
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>(Cultures.DefaultKey, "de-DE")])
            .Build();

        var refused = Should.Throw<InvalidOperationException>(() =>
            Cultures.Configure(new RequestLocalizationOptions(), settings)
        );

        refused.Message.ShouldContain("'de-DE'");
        refused.Message.ShouldContain("es-MX");
    }

    private static Task<HttpResponseMessage> ChooseAsync(HttpClient client, string language, string back) =>
        AppHost.PostFormAsync(client, SignIn, LanguageChoice.Path, [("language", language), ("back", back)]);
}
