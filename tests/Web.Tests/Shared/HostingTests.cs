using System.Net;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Support;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Shared;

public sealed class HostingTests
{
    [Fact]
    public async Task The_application_says_that_it_lives_and_is_ready()
    {
        await using var host = await AppHost.StartAsync();
        using var client = host.NewClient();

        (await client.GetStringAsync("/health/live")).ShouldBe("Healthy");
        (await client.GetStringAsync("/health/ready")).ShouldBe("Healthy");
    }

    [Fact]
    public async Task Blazors_script_and_the_shells_files_are_served()
    {
        await using var host = await AppHost.StartAsync();
        using var client = host.NewClient();

        var script = await client.GetByteArrayAsync("/_framework/blazor.web.js");
        script.Length.ShouldBeGreaterThan(100_000);
        foreach (var path in (string[])["/css/tokens.css", "/css/app.css", "/js/theme.js", "/js/app.js"])
        {
            (await client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
    }

    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/css/app.css")]
    [InlineData("/health/live")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        await using var host = await AppHost.StartAsync();
        using var client = host.NewClient();

        using var response = await client.GetAsync(path);

        var policy = response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe-eval");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"]);
    }

    [Fact]
    public async Task No_page_carries_inline_scripts_that_the_policy_would_refuse()
    {
        await using var host = await AppHost.StartAsync();
        using var client = await host.SignedInAsync(CastMember.DistrictAdministrator);
        foreach (var path in (string[])["/people", "/calendar", "/attributes", "/account/password"])
        {
            var page = await client.GetStringAsync(path);
            page.ShouldNotContain("<script>", Case.Insensitive, path);
            page.ShouldNotContain(" onclick=\"", Case.Insensitive, path);
        }
    }

    [Fact]
    public async Task A_demo_database_is_refused_outside_demo_mode()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.CreateDbContext();
        db.InstallationFacts.Add(
            new InstallationFact { Name = InstallationFact.DemoSchool, Value = "students=1;seed=1" }
        );
        await db.SaveChangesAsync();

        await Demo(enabled: true).RefuseMixAsync(database, CancellationToken.None);
        var refused = await Should.ThrowAsync<SettingsException>(() =>
            Demo(enabled: false).RefuseMixAsync(database, CancellationToken.None)
        );
        refused.Message.ShouldContain("public passwords");
    }

    [Fact]
    public async Task Real_data_is_refused_in_demo_mode_and_an_empty_database_is_not()
    {
        await using var database = await TestDatabase.CreateAsync();
        await Demo(enabled: true).RefuseMixAsync(database, CancellationToken.None);
        await using var db = database.CreateDbContext();
        db.Sources.Add(new Source { Name = "oneroster" });
        await db.SaveChangesAsync();

        await Demo(enabled: false).RefuseMixAsync(database, CancellationToken.None);
        var refused = await Should.ThrowAsync<SettingsException>(() =>
            Demo(enabled: true).RefuseMixAsync(database, CancellationToken.None)
        );
        refused.Message.ShouldContain("Demo:Enabled to false");
    }

    private static DemoMode Demo(bool enabled) => new(enabled, 800, 1);
}
