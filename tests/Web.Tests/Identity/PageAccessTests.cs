using System.Net;
using System.Reflection;
using EarlyWarning.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Tests.Identity;

/// <summary>Every page against every role. Pages are found by reflection, so that a new one is tested without a word here.</summary>
public sealed class PageAccessTests
{
    private static readonly (Type Page, string Path)[] Pages =
    [
        .. typeof(Program)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes<RouteAttribute>().Select(route => (type, Path(route)))),
    ];

    /// <summary>Pages of administration with a path that exists, and who must not find them.</summary>
    private static readonly string[] Administration = ["/people", "/people/invite", "/people/1", "/calendar"];

    /// <summary>Pages of what holds for the whole installation.</summary>
    private static readonly string[] Installation = ["/attributes", "/models", "/models/compare", "/nightly"];

    [Fact]
    public async Task Without_signing_in_every_page_but_the_account_pages_leads_to_sign_in()
    {
        await using var host = await AppHost.StartAsync();
        using var client = host.NewClient();
        Pages.Length.ShouldBeGreaterThan(8);
        foreach (var (page, path) in Pages.Where(p => !IsOpen(p.Page)))
        {
            using var response = await client.GetAsync(path);
            response.StatusCode.ShouldBe(HttpStatusCode.Redirect, path);
            response.Headers.Location!.ToString().ShouldContain("/account/sign-in", Case.Sensitive, page.Name);
        }

        using var unknown = await client.GetAsync("/no-such-page");
        unknown.StatusCode.ShouldBe(HttpStatusCode.Redirect, "what is there is not told to strangers");
    }

    [Fact]
    public void Only_the_account_pages_and_the_error_page_are_open() =>
        Pages
            .Where(p => IsOpen(p.Page))
            .Select(p => p.Path)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["/account/link", "/account/sign-in", "/error", "/setup"]);

    [Theory]
    [InlineData(CastMember.TeacherA)]
    [InlineData(CastMember.Counsellor)]
    [InlineData(CastMember.WithoutRole)]
    public async Task Administration_looks_like_nothing_to_other_roles(CastMember member)
    {
        await using var host = await AppHost.StartAsync();
        using var client = await host.SignedInAsync(member);
        using var missing = await client.GetAsync("/no-such-page");
        var nothing = await missing.Content.ReadAsStringAsync();
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        nothing.ShouldContain("There is nothing here");
        foreach (var path in Administration.Concat(Installation))
        {
            using var response = await client.GetAsync(path);
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{member} and {path}");
            (await response.Content.ReadAsStringAsync()).ShouldContain("There is nothing here");
        }
    }

    [Fact]
    public async Task An_administrator_finds_administration_and_only_their_own_people()
    {
        await using var host = await AppHost.StartAsync();
        using var district = await host.SignedInAsync(CastMember.DistrictAdministrator);
        using var south = await host.SignedInAsync(CastMember.SouthAdministrator);
        foreach (var path in Administration.Concat(Installation))
        {
            (await district.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }

        var people = await south.GetStringAsync("/people");
        people.ShouldContain(SampleSchool.UserName(CastMember.SouthAdministrator));
        people.ShouldNotContain(SampleSchool.UserName(CastMember.TeacherA));
        var teacherOfNorth = $"/people/{SampleSchool.UserId(CastMember.TeacherA)}";
        (await district.GetAsync(teacherOfNorth)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await south.GetAsync(teacherOfNorth)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await south.GetAsync($"/calendar?org={SampleSchool.NorthId}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await south.GetAsync($"/calendar?org={SampleSchool.SouthId}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var path in Installation)
        {
            (await south.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{path} holds for all schools");
        }
    }

    private static bool IsOpen(Type page) => page.GetCustomAttribute<AllowAnonymousAttribute>() is not null;

    private static string Path(RouteAttribute route) =>
        string.Join('/', route.Template.Split('/').Select(part => part.StartsWith('{') ? "1" : part));
}
