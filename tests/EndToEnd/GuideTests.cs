using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

/// <summary>
/// The pictures of docs/guide.md, taken from the running product. With <c>EARLYWARNING_GUIDE=docs/pictures</c> they are
/// written there; otherwise to artifacts, which git ignores.
/// </summary>
public sealed partial class GuideTests(RunningApp app)
{
    private const int Wide = 1200;

    private static readonly Shot[] Shots =
    [
        new("home", "home"),
        new("student", "student"),
        new("what-if", "student", Act: WhatIfAsync, Of: "#what-if"),
        new("support", "student", Of: "#support"),
        new("queue", "queue"),
        new("capacity", "capacity"),
        new("letter", "letter"),
        new("models", "models"),
        new("fairness", "fairness", Height: 1100),
        new("insights", "insights", Height: 1100),
        new("assessments", "assessments", Height: 1100),
        new("environment", "environment", Height: 1100),
        new("effectiveness", "effectiveness", Height: 1100),
        new("data", "data", Height: 1100),
        new("inicio", "home", Culture: "es-MX"),
        new("phone", "roster", Width: 390, Height: 844),
        new("mirrored", "home", Culture: EarlyWarning.Domain.Language.PseudoLanguage.MirroredName),
    ];

    public static TheoryData<string> Each() => [.. Shots.Select(s => s.Name)];

    [Theory, MemberData(nameof(Each))]
    public async Task A_picture_of_the_guide_is_taken_from_the_running_product(string name)
    {
        var shot = Shots.Single(s => s.Name == name);
        var (role, path) = await Pages.OfAsync(app, shot.Page);
        await using var visit = await app.VisitAsAsync(role!, shot.Width, culture: shot.Culture);
        await visit.Page.SetViewportSizeAsync(shot.Width, shot.Height);
        await visit.OpenAsync(path);
        if (shot.Act is not null)
        {
            await shot.Act(visit.Page);
        }

        var file = Path.Combine(Folder(), $"{name}.png");
        if (shot.Of is { } part)
        {
            await visit
                .Page.Locator(part)
                .First.ScreenshotAsync(new() { Path = file, Animations = ScreenshotAnimations.Disabled });
        }
        else
        {
            await visit.Page.ScreenshotAsync(new() { Path = file, Animations = ScreenshotAnimations.Disabled });
        }

        new FileInfo(file).Length.ShouldBeGreaterThan(4_000);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public void The_guide_shows_every_picture_and_no_other()
    {
        var guide = File.ReadAllText(Path.Combine(RunningApp.Root, "docs", "guide.md"));

        var shown = Picture().Matches(guide).Select(m => m.Groups["name"].Value).ToList();

        shown.Order().ShouldBe(Shots.Select(s => s.Name).Order());
        shown.ShouldAllBe(n => File.Exists(Path.Combine(RunningApp.Root, "docs", "pictures", n + ".png")));
    }

    private static async Task WhatIfAsync(IPage page)
    {
        await page.ClickAsync("#what-if button:has-text('Try what if')");
        await Assertions.Expect(page.Locator("#what-if .slider").First).ToBeVisibleAsync();
        if (await page.Locator("#what-if button:has-text('Set it so')").CountAsync() > 0)
        {
            await page.ClickAsync("#what-if button:has-text('Set it so')");
            await Assertions.Expect(page.Locator("#what-if .side").Last).ToContainTextAsync("in 10");
        }
    }

    private static string Folder()
    {
        var folder = Environment.GetEnvironmentVariable("EARLYWARNING_GUIDE") is { Length: > 0 } named
            ? Path.GetFullPath(named, RunningApp.Root)
            : Path.Combine(RunningApp.Pictures, "guide");
        return Directory.CreateDirectory(folder).FullName;
    }

    [GeneratedRegex(
        @"\(pictures/(?<name>[a-z-]+)\.png\)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Picture();

    private sealed record Shot(
        string Name,
        string Page,
        int Width = Wide,
        int Height = 860,
        Func<IPage, Task>? Act = null,
        string? Of = null,
        string? Culture = null
    );
}
