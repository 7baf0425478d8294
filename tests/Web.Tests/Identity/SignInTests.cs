using System.Net;
using System.Text.RegularExpressions;
using EarlyWarning.Domain.Access;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Admin.People;
using EarlyWarning.Web.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace EarlyWarning.Web.Tests.Identity;

/// <summary>Signing in and out, lockout, one-time links and ended sessions, through the whole application.</summary>
public sealed partial class SignInTests
{
    [Fact]
    public async Task Signing_in_leads_to_where_one_was_going_but_never_off_the_site()
    {
        await using var host = await AppHost.StartAsync();
        await host.GivePasswordAsync(CastMember.DistrictAdministrator);
        var email = SampleSchool.UserName(CastMember.DistrictAdministrator);

        (await LocationAsync("?returnUrl=%2Fpeople")).ShouldEndWith("/people");
        foreach (var elsewhere in (string[])["//evil.example", "https://evil.example", "/\\evil.example"])
        {
            var location = await LocationAsync("?returnUrl=" + Uri.EscapeDataString(elsewhere));
            new Uri(new Uri("https://localhost"), location).Host.ShouldBe("localhost", elsewhere);
        }

        async Task<string> LocationAsync(string query)
        {
            using var client = host.NewClient();
            using var response = await AppHost.SignInAsync(client, email, AppHost.Password, query);
            response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            return response.Headers.Location!.ToString();
        }
    }

    [Fact]
    public async Task After_five_wrong_tries_even_the_right_password_is_refused()
    {
        await using var host = await AppHost.StartAsync();
        await host.GivePasswordAsync(CastMember.TeacherA);
        await host.GivePasswordAsync(CastMember.TeacherB);
        using var client = host.NewClient();
        for (var tries = 1; tries <= 5; tries++)
        {
            using var wrong = await AppHost.SignInAsync(client, SampleSchool.UserName(CastMember.TeacherA), "wrong");
            wrong.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var locked = await AppHost.SignInAsync(
            client,
            SampleSchool.UserName(CastMember.TeacherA),
            AppHost.Password
        );
        using var other = await AppHost.SignInAsync(
            client,
            SampleSchool.UserName(CastMember.TeacherB),
            AppHost.Password
        );

        locked.StatusCode.ShouldBe(HttpStatusCode.OK);
        other.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_refusal_does_not_tell_whether_there_is_an_account()
    {
        await using var host = await AppHost.StartAsync();
        await host.GivePasswordAsync(CastMember.TeacherA);
        await host.GivePasswordAsync(CastMember.Deactivated);
        using var client = host.NewClient();

        var wrong = await AlertAsync(SampleSchool.UserName(CastMember.TeacherA), "wrong");
        var unknown = await AlertAsync("nobody@sample.test", "wrong");
        var deactivated = await AlertAsync(SampleSchool.UserName(CastMember.Deactivated), AppHost.Password);
        var invited = await AlertAsync(SampleSchool.UserName(CastMember.TeacherB), "wrong");

        wrong.ShouldContain("could not be signed in");
        unknown.ShouldBe(wrong);
        deactivated.ShouldBe(wrong);
        invited.ShouldBe(wrong);

        async Task<string> AlertAsync(string email, string password)
        {
            using var response = await AppHost.SignInAsync(client, email, password);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            return Alert().Match(await response.Content.ReadAsStringAsync()).Value;
        }
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_needs_the_pages_token()
    {
        await using var host = await AppHost.StartAsync();
        using var client = await host.SignedInAsync(CastMember.DistrictAdministrator);

        using var forged = await client.PostAsync("/account/sign-out", new FormUrlEncodedContent([]));
        forged.IsSuccessStatusCode.ShouldBeFalse();
        (await client.GetAsync("/people")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var page = await client.GetStringAsync("/people");
        var token = Token().Match(page).Groups["token"].Value;
        using var signedOut = await client.PostAsync(
            "/account/sign-out",
            new FormUrlEncodedContent([new("__RequestVerificationToken", token)])
        );
        signedOut.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await client.GetAsync("/people")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_deactivated_accounts_cookie_is_refused_at_the_next_request()
    {
        await using var host = await AppHost.StartAsync();
        await host.GivePasswordAsync(CastMember.DistrictAdministrator);
        using var client = await host.SignedInAsync(CastMember.SouthAdministrator);
        (await client.GetAsync("/people")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await using var scope = host.Services.CreateAsyncScope();
        var problem = await scope
            .ServiceProvider.GetRequiredService<ChangeAccount>()
            .DeactivateAsync(
                host.School.ScopeOf(CastMember.DistrictAdministrator),
                SampleSchool.UserId(CastMember.SouthAdministrator),
                CancellationToken.None
            );

        problem.ShouldBeNull("the district's administrator remains");
        using var refused = await client.GetAsync("/people");
        refused.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        refused.Headers.Location!.ToString().ShouldContain("/account/sign-in");
    }

    [Fact]
    public async Task A_reset_link_works_once_and_ends_open_sessions()
    {
        await using var host = await AppHost.StartAsync();
        using var open = await host.SignedInAsync(CastMember.TeacherA);
        await using var scope = host.Services.CreateAsyncScope();
        var token = await scope
            .ServiceProvider.GetRequiredService<OneTimeLinks>()
            .CreateAsync(
                OneTimeLinkPurpose.PasswordReset,
                SampleSchool.UserId(CastMember.TeacherA),
                null,
                CancellationToken.None
            );
        using var client = host.NewClient();

        using var weak = await SetPasswordAsync(client, token, "short");
        using var done = await SetPasswordAsync(client, token, "seven green chairs");
        using var again = await client.GetAsync("/account/link?token=" + token);

        weak.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await weak.Content.ReadAsStringAsync()).ShouldContain("too easy to guess");
        done.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await again.Content.ReadAsStringAsync()).ShouldContain("This link does not work");
        (await open.GetAsync("/account/password")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await client.GetAsync("/account/password")).StatusCode.ShouldBe(HttpStatusCode.OK, "the link signs in");
    }

    [Fact]
    public async Task An_expired_link_sets_no_password()
    {
        await using var host = await AppHost.StartAsync();
        await using var scope = host.Services.CreateAsyncScope();
        var token = await scope
            .ServiceProvider.GetRequiredService<OneTimeLinks>()
            .CreateAsync(OneTimeLinkPurpose.Invitation, SampleSchool.UserId(CastMember.TeacherA), null, default);
        host.Clock.Advance(TimeSpan.FromDays(7));
        using var client = host.NewClient();

        (await client.GetStringAsync("/account/link?token=" + token)).ShouldContain("This link does not work");
    }

    private static Task<HttpResponseMessage> SetPasswordAsync(HttpClient client, string token, string password) =>
        AppHost.PostFormAsync(
            client,
            "/account/link?token=" + token,
            ("Input.Password", password),
            ("Input.Repeat", password)
        );

    [GeneratedRegex("""role="alert".*?</div>""", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alert();

    [GeneratedRegex(
        """name="__RequestVerificationToken" value="(?<token>[^"]+)""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Token();
}
