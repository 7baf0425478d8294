using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using EarlyWarning.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Api;

public sealed partial class RunsApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_asks_for_a_run_and_sees_how_far_it_is()
    {
        await using var host = await AppHost.StartAsync();
        using var client = await host.SignedInAsync(CastMember.DistrictAdministrator);
        await using (var db = host.Database.CreateDbContext())
        {
            await db.Runs.ExecuteDeleteAsync(Cancel);
        }

        var token = await TokenAsync(client);

        using var made = await PostAsync(client, token);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var place = made.Headers.Location!.ToString();
        place.ShouldStartWith("/api/runs/");
        using var there = JsonDocument.Parse(await client.GetStringAsync(place, Cancel));
        there.RootElement.GetProperty("kind").GetString().ShouldBe("retrain");
        there.RootElement.GetProperty("status").GetString().ShouldBe("waiting");

        using var again = await PostAsync(client, token);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        again.Headers.Location!.ToString().ShouldBe(place);
        (await again.Content.ReadAsStringAsync(Cancel)).ShouldContain("waits already");
        (await client.GetAsync("/api/runs/4711", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Without_the_token_against_forgery_nothing_is_asked_for()
    {
        await using var host = await AppHost.StartAsync();
        using var client = await host.SignedInAsync(CastMember.DistrictAdministrator);
        await using var db = host.Database.CreateDbContext();
        var before = await db.Runs.CountAsync(Cancel);

        using var refused = await client.PostAsync("/api/runs", null, Cancel);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await db.Runs.CountAsync(Cancel)).ShouldBe(before);
    }

    [Theory]
    [InlineData(CastMember.TeacherA)]
    [InlineData(CastMember.Counsellor)]
    [InlineData(CastMember.SouthAdministrator)]
    [InlineData(CastMember.WithoutRole)]
    public async Task For_others_there_is_nothing(CastMember member)
    {
        await using var host = await AppHost.StartAsync();
        using var client = await host.SignedInAsync(member);
        await using var db = host.Database.CreateDbContext();
        var before = await db.Runs.CountAsync(Cancel);

        (await PostAsync(client, await TokenAsync(client))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync("/api/runs/1", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await db.Runs.CountAsync(Cancel)).ShouldBe(before);
    }

    [Fact]
    public async Task Strangers_are_sent_to_sign_in()
    {
        await using var host = await AppHost.StartAsync();
        using var client = host.NewClient();
        (await client.GetAsync("/api/runs/1", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await client.PostAsync("/api/runs", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs");
        request.Headers.Add("RequestVerificationToken", token);
        return client.SendAsync(request, Cancel);
    }

    // Every page has the form that signs out, and with it the token.
    private static async Task<string> TokenAsync(HttpClient client)
    {
        var page = await client.GetStringAsync("/account/password", Cancel);
        return WebUtility.HtmlDecode(Token().Match(page).Groups["value"].Value);
    }

    [GeneratedRegex(
        """name="__RequestVerificationToken" value="(?<value>[^"]+)" """,
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Token();
}
