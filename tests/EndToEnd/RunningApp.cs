using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using EarlyWarning.EndToEnd;
using EarlyWarning.Migrations.Sqlite;
using EarlyWarning.Web.Shared.Language;
using Microsoft.AspNetCore.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(RunningApp))]

// Tests mostly wait for the browser and the application, which are processes of their own.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]

namespace EarlyWarning.EndToEnd;

/// <summary>
/// The built application as its own process, on a port and a demo database of its own, and one browser. Where no browser is
/// found nothing is started and every test skips; with CI=true that is a failure.
/// </summary>
public sealed class RunningApp : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private static readonly string[] BrowserArguments =
    [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentDictionary<string, string> _signedIn = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string?, bool, string?), Lazy<Task<IBrowserContext>>> _lookers = new();
    private readonly Lazy<Task> _figures;
    private readonly string _folder = Directory.CreateTempSubdirectory("earlywarning-e2e-").FullName;
    private Process? _process;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _missing;

    /// <summary>The application is started when the first test asks for it.</summary>
    public RunningApp() => _figures = new Lazy<Task>(WaitForFiguresAsync);

    /// <summary>Address of the application, ending in a slash.</summary>
    public Uri Address { get; } = new($"http://localhost:{FreePort()}/");

    /// <summary>The top of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where pictures go; git ignores it.</summary>
    public static string Pictures { get; } = Path.Combine(Root, "artifacts", "screenshots");

    /// <summary>Whether the tests run in the list of checks.</summary>
    public static bool IsCi { get; } =
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    private string Connection => $"Data Source={Path.Combine(_folder, "demo.db")}";

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (FindBrowser() is not { } path)
        {
            _missing = "No Chromium at /usr/bin/chromium; install it or set EARLYWARNING_CHROMIUM.";
            return;
        }

        Directory.CreateDirectory(Pictures);
        if (Environment.GetEnvironmentVariable("EARLYWARNING_E2E_DATABASE") is { Length: > 0 } prepared)
        {
            // A demo database made before spares the minute that making one takes.
            File.Copy(prepared, Path.Combine(_folder, "demo.db"));
        }

        // Other work may hold the machine's cores; what never comes still fails.
        Assertions.SetDefaultExpectTimeout(60_000);
        _process = Start();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = BrowserArguments });
        await ReadyAsync();
    }

    /// <summary>A context of the demo database.</summary>
    public EarlyWarningDb Database() => new(new SqliteProvider().Options(Connection));

    /// <summary>Waits until the first figures of administrators' pages are made; they come after the start.</summary>
    public Task FiguresAsync() => _figures.Value;

    /// <summary>Skips the test where there is no browser, and so no database either.</summary>
    public void RequireBrowser() => Assert.SkipWhen(_missing is not null, _missing ?? "");

    /// <summary>A page of nobody.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="theme">"light" or "dark".</param>
    /// <param name="culture">Culture of a choice of language, or null for none.</param>
    public async Task<Visit> VisitAsync(int width = 1280, string theme = "light", string? culture = null) =>
        await NewVisitAsync(null, width, theme, culture);

    /// <summary>A page of somebody signed in.</summary>
    /// <param name="role">"teacher", "counsellor" or "admin".</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="theme">"light" or "dark".</param>
    /// <param name="culture">Culture of a choice of language, or null for none.</param>
    public async Task<Visit> VisitAsAsync(string role, int width = 1280, string theme = "light", string? culture = null)
    {
        return await NewVisitAsync(await StateAsync(role), width, theme, culture);
    }

    /// <summary>
    /// A page for looking only: of a browser profile shared with other tests, whose files are loaded and compiled once. What
    /// a test changes of the profile itself (language, theme, signing out), others would find.
    /// </summary>
    /// <param name="role">"teacher", "counsellor" or "admin"; null for nobody.</param>
    /// <param name="width">Width in pixels; below 700 the profile has a touch screen.</param>
    /// <param name="culture">Culture of a choice of language, or null for none.</param>
    public async Task<Visit> LookAsync(string? role, int width, string? culture = null)
    {
        RequireBrowser();
        var state = role is null ? null : await StateAsync(role);
        var context = await _lookers
            .GetOrAdd((role, width < 700, culture), _ => new(() => NewContextAsync(state, width, "light", culture)))
            .Value;
        var page = await context.NewPageAsync();
        await page.SetViewportSizeAsync(width, 900);
        return new Visit(page, isShared: true);
    }

    private async Task<string> StateAsync(string role)
    {
        if (!_signedIn.TryGetValue(role, out var state))
        {
            await using var visit = await VisitAsync();
            await visit.SignInAsync(role);
            state = _signedIn[role] = await visit.Page.Context.StorageStateAsync();
        }

        return state;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
            await File.WriteAllLinesAsync(Path.Combine(Root, "artifacts", "application.log"), _output);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Visit> NewVisitAsync(string? state, int width, string theme, string? culture)
    {
        RequireBrowser();
        var context = await NewContextAsync(state, width, theme, culture);
        return new Visit(await context.NewPageAsync());
    }

    private async Task<IBrowserContext> NewContextAsync(string? state, int width, string theme, string? culture)
    {
        var context = await _browser!.NewContextAsync(
            new()
            {
                BaseURL = Address.ToString(),
                StorageState = state,
                ViewportSize = new() { Width = width, Height = 900 },
                HasTouch = width < 700,
                Locale = "en-GB",
            }
        );
        await context.AddCookiesAsync([
            new()
            {
                Name = "earlywarning.theme",
                Value = theme,
                Url = Address.ToString(),
            },
        ]);
        if (culture is not null)
        {
            var choice = CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture));
            await context.AddCookiesAsync([
                new()
                {
                    Name = LanguageChoice.Cookie,
                    Value = Uri.EscapeDataString(choice),
                    Url = Address.ToString(),
                },
            ]);
        }

        context.SetDefaultTimeout(60_000);
        return context;
    }

    private async Task WaitForFiguresAsync()
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            await using (var db = Database())
            {
                var run = await db.Runs.Where(r => r.Kind == RunKind.Figures).OrderBy(r => r.Id).FirstOrDefaultAsync();
                if (run?.IsOver == true)
                {
                    run.Error.ShouldBeNull();
                    return;
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        throw new TimeoutException("The first figures were never made.");
    }

    private Process Start()
    {
        // The configuration these tests were built in.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var application = Path.Combine(Root, "src", "Web", "bin", configuration, "net10.0", "EarlyWarning.Web.dll");
        var start = new ProcessStartInfo("dotnet", [application])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = Address.ToString(),
                ["ConnectionStrings__Sqlite"] = Connection,
                ["Demo__Students"] = "200",
                ["Demo__Seed"] = "1",
                ["Languages__Pseudo"] = "true",
            },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, e) => _output.Enqueue(e.Data ?? "");
        process.ErrorDataReceived += (_, e) => _output.Enqueue(e.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task ReadyAsync()
    {
        using var client = new HttpClient();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience && !_process!.HasExited)
        {
            try
            {
                using var response = await client.GetAsync(new Uri(Address, "health/ready"));
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(500);
        }

        throw new InvalidOperationException(
            $"The application was not ready after {clock.Elapsed.TotalSeconds:0} s. It said:\n{string.Join('\n', _output)}"
        );
    }

    private static string? FindBrowser()
    {
        var path = Environment.GetEnvironmentVariable("EARLYWARNING_CHROMIUM") ?? "/usr/bin/chromium";
        if (File.Exists(path))
        {
            return path;
        }

        return IsCi ? throw new InvalidOperationException($"CI is true and there is no browser at {path}.") : null;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EarlyWarning.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not lie in the repository.");
        }

        return folder.FullName;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
