using System.Net;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Support;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

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

    [Fact]
    public async Task Until_the_start_has_finished_pages_say_so_and_look_again_and_health_is_not_ready()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var none = new ServiceCollection().BuildServiceProvider();
        var startUp = new StartUp(database.Provider, database, [], Demo(enabled: true), none);
        startUp.Report("12 of <800> students");
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        context.Request.Path = "/classes";

        await new GettingReadyPage(_ => throw new InvalidOperationException("not yet"), startUp).InvokeAsync(context);

        context.Response.StatusCode.ShouldBe(StatusCodes.Status503ServiceUnavailable);
        var page = System.Text.Encoding.UTF8.GetString(body.ToArray());
        page.ShouldContain("http-equiv=\"refresh\"");
        page.ShouldContain("12 of &lt;800&gt; students");
        var ready = new ReadyCheck(startUp, Demo(enabled: true), database);
        (await ready.CheckHealthAsync(new HealthCheckContext())).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    private static DemoMode Demo(bool enabled) => new(enabled, 800, 1);
}
