using System.Collections.Concurrent;
using System.Diagnostics;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

/// <summary>A page in a browser profile of its own, with what it complained of.</summary>
public sealed class Visit : IAsyncDisposable
{
    private const string Password = "look-around-the-demo";

    // The script stays in the page, so that a page looked at three times compiles it once. What preload fetches is for rules
    // on sound, which no page has, and for one that is off.
    private const string Axe = """
        async rules => {
          const options = { resultTypes: ['violations'], preload: false };
          if (rules.length > 0) options.runOnly = { type: 'rule', values: rules };
          const { violations } = await axe.run(document, options);
          return violations.flatMap(v => v.nodes.map(n => `${v.id} (${v.impact}): ${v.help} | ${n.html}`));
        }
        """;

    private static readonly string AxeScript = new BundledAxeScriptProvider().GetScript();
    private static readonly string[] Colors = ["color-contrast", "link-in-text-block"];
    private static readonly byte[] Rendering = "JS.RenderBatch"u8.ToArray();
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(400);
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly bool _isShared;
    private long _lastFrame;

    internal Visit(IPage page, bool isShared = false)
    {
        (Page, _isShared) = (page, isShared);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.WebSocket += (_, socket) =>
        {
            socket.FrameReceived += (_, frame) =>
            {
                // On a busy machine much time goes by between the handshake and the first rendering, which makes buttons work.
                if (Interlocked.Read(ref _lastFrame) != 0 || frame.Binary.AsSpan().IndexOf(Rendering) >= 0)
                {
                    Interlocked.Exchange(ref _lastFrame, Stopwatch.GetTimestamp());
                }
            };
            socket.FrameSent += (_, _) =>
            {
                if (Interlocked.Read(ref _lastFrame) != 0)
                {
                    Interlocked.Exchange(ref _lastFrame, Stopwatch.GetTimestamp());
                }
            };
        };
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Errors of the browser's console and of scripts.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Signs a demo persona in.</summary>
    public async Task SignInAsync(string role)
    {
        await Page.GotoAsync("account/sign-in");
        await Page.FillAsync("input[type=email]", $"{role}@demo.example");
        await Page.FillAsync("input[type=password]", Password);
        await Page.ClickAsync("button[type=submit]");
        await Page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
    }

    /// <summary>Opens a path and waits until its circuit runs and its charts are drawn.</summary>
    public async Task<IResponse?> OpenAsync(string path)
    {
        Interlocked.Exchange(ref _lastFrame, 0);
        var response = await Page.GotoAsync(path);
        await SettleAsync();
        return response;
    }

    /// <summary>Waits for the page's content, and for drawings where it has charts.</summary>
    public async Task SettleAsync()
    {
        await Assertions.Expect(Page.Locator("h1")).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator(".skeleton")).ToHaveCountAsync(0);
        await Assertions.Expect(Page.Locator("figure.chart:not(:has(.main-svg))")).ToHaveCountAsync(0);
        await CircuitAsync();
    }

    // What is typed before the circuit has rendered is lost to it, so wait until it has been quiet for a moment.
    private async Task CircuitAsync()
    {
        if (await Page.Locator("script[src*='blazor.web']").CountAsync() == 0)
        {
            return;
        }

        var patience = Stopwatch.StartNew();
        while (patience.Elapsed < TimeSpan.FromSeconds(60))
        {
            var last = Interlocked.Read(ref _lastFrame);
            if (last != 0 && Stopwatch.GetElapsedTime(last) > Quiet)
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"The circuit of {Page.Url} never started.");
    }

    /// <summary>What axe finds wrong, however slight, in words.</summary>
    /// <param name="colorsOnly">Only what depends on the theme: for a page whose other rules were held against it already.</param>
    public async Task<IReadOnlyList<string>> ViolationsAsync(bool colorsOnly = false)
    {
        if (!await Page.EvaluateAsync<bool>("() => typeof window.axe === 'object'"))
        {
            await Page.EvaluateAsync(AxeScript);
        }

        return await Page.EvaluateAsync<string[]>(Axe, colorsOnly ? Colors : []);
    }

    /// <summary>Changes the theme as the menu does, and waits until colours have changed over.</summary>
    public async Task ThemeAsync(string theme)
    {
        await Page.EvaluateAsync(
            """
            theme => {
              document.documentElement.dataset.themeChoice = theme;
              document.dispatchEvent(new Event("toggle"));
            }
            """,
            theme
        );
        await Assertions.Expect(Page.Locator($"html[data-theme={theme}]")).ToHaveCountAsync(1);
        await Page.EvaluateAsync("() => Promise.all(document.getAnimations().map(a => a.finished.catch(() => {})))");
        await Task.Delay(Quiet);
    }

    /// <summary>Changes the window's width, and waits until drawings have taken it.</summary>
    public async Task ResizeAsync(int width)
    {
        await Page.SetViewportSizeAsync(width, 900);
        await Task.Delay(Quiet);
    }

    /// <summary>Fits its window, and keeps nobody out in either theme; with a picture of each.</summary>
    /// <param name="name">Name of the pictures.</param>
    public async Task FitsAndIsOpenAsync(string name)
    {
        (await OverflowAsync()).ShouldBe(0, await WideAsync());
        await PictureAsync($"{name}-light");
        // After the picture, since axe holds the page's thread; on a busy machine long enough for the circuit to give it up.
        (await ViolationsAsync()).ShouldBeEmpty("light");
        await ThemeAsync("dark");
        await PictureAsync($"{name}-dark");
        (await ViolationsAsync(colorsOnly: true)).ShouldBeEmpty("dark");
    }

    /// <summary>By how many pixels the page is wider than its window.</summary>
    public Task<int> OverflowAsync() =>
        Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>What reaches over the window's edges, for whoever has to mend it.</summary>
    public Task<string> WideAsync() =>
        Page.EvaluateAsync<string>(
            """
            () => [...document.querySelectorAll('body *')]
              .filter(e => !e.closest('svg, .scroll-x'))
              .filter(e => {
                const box = e.getBoundingClientRect();
                const spills = e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'visible';
                return box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5 || spills);
              })
              .slice(-8)
              .map(e => `${e.tagName.toLowerCase()}.${e.className} ${Math.round(e.getBoundingClientRect().left)}+${Math.round(e.getBoundingClientRect().width)}: ${e.textContent.trim().slice(0, 40)}`)
              .join('\n')
            """
        );

    /// <summary>Takes a picture of the whole page for people to look at; in CI nobody does, and there are hundreds.</summary>
    public async Task PictureAsync(string name)
    {
        if (!RunningApp.IsCi)
        {
            await Page.ScreenshotAsync(
                new() { Path = Path.Combine(RunningApp.Pictures, $"{name}.png"), FullPage = true }
            );
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_isShared)
        {
            await Page.CloseAsync();
        }
        else
        {
            await Page.Context.DisposeAsync();
        }
    }
}
