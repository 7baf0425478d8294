using System.Net;
using System.Text.RegularExpressions;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EarlyWarning.Web.Tests;

/// <summary>The whole application over a database of its own, with the sample school and its cast in it.</summary>
internal sealed partial class AppHost : WebApplicationFactory<Program>
{
    public const string Password = "a quiet blue lamp";
    private readonly TestDatabase _database;

    private AppHost(TestDatabase database, SampleSchool school)
    {
        _database = database;
        School = school;
    }

    public SampleSchool School { get; }

    public TestDatabase Database => _database;

    public SettableClock Clock { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>Starts the application; ready for requests when this returns.</summary>
    public static async Task<AppHost> StartAsync()
    {
        var database = await TestDatabase.CreateAsync();
        var host = new AppHost(database, await SampleSchool.CreateAsync(database, Today()));
        using var client = host.NewClient();
        for (var tries = 0; tries < 300; tries++)
        {
            using var ready = await client.GetAsync("/health/ready");
            if (ready.IsSuccessStatusCode)
            {
                return host;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The application was not ready after 30 seconds.");
    }

    /// <summary>A browser of its own: keeps cookies, follows no redirects.</summary>
    public HttpClient NewClient() =>
        CreateClient(
            new WebApplicationFactoryClientOptions
            {
                AllowAutoRedirect = false,
                HandleCookies = true,
                BaseAddress = new Uri("https://localhost"),
            }
        );

    /// <summary>A browser in which a member of the cast is signed in.</summary>
    public async Task<HttpClient> SignedInAsync(CastMember member)
    {
        await GivePasswordAsync(member);
        var client = NewClient();
        using var response = await SignInAsync(client, SampleSchool.UserName(member), Password);
        response.StatusCode.ShouldBe(HttpStatusCode.Redirect, $"sign-in of {member}");
        return client;
    }

    public async Task GivePasswordAsync(CastMember member)
    {
        await using var scope = Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        var user = await users.FindByNameAsync(SampleSchool.UserName(member));
        if (!await users.HasPasswordAsync(user!))
        {
            (await users.AddPasswordAsync(user!, Password)).Succeeded.ShouldBeTrue();
        }
    }

    public static Task<HttpResponseMessage> SignInAsync(
        HttpClient client,
        string email,
        string password,
        string query = ""
    ) => PostFormAsync(client, "/account/sign-in" + query, ("Input.Email", email), ("Input.Password", password));

    /// <summary>Opens a page with a form, fills it in and sends it, with the hidden fields the page gave.</summary>
    public static Task<HttpResponseMessage> PostFormAsync(
        HttpClient client,
        string path,
        params (string Name, string Value)[] fields
    ) => PostFormAsync(client, path, path, fields);

    /// <summary>The same where the form is sent to another address than the page's own.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(
        HttpClient client,
        string path,
        string to,
        (string Name, string Value)[] fields
    )
    {
        var page = await client.GetStringAsync(path);
        var hidden = HiddenField()
            .Matches(page)
            .Select(m => (m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)));
        // A page has more forms than one, each with its own token; any of them will do.
        var form = fields.Concat(hidden).DistinctBy(f => f.Item1).Select(f => KeyValuePair.Create(f.Item1, f.Item2));
        return await client.PostAsync(to, new FormUrlEncodedContent(form));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _database.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:Sqlite", _database.ConnectionString);
        builder.UseSetting("Database:Provider", "Sqlite");
        builder.UseSetting("Demo:Enabled", "false");
        // No night is to begin beside a test.
        builder.UseSetting("Retraining:Enabled", "false");
        builder.UseSetting("Inbox:Enabled", "false");
        builder.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
    }

    private static DateOnly Today() => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    [GeneratedRegex(
        """<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)" />""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex HiddenField();
}
