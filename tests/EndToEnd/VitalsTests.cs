using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

/// <summary>Runs when no other test of the browser does: what it measures is the product, not the machine's other work.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>
/// How soon a page shows what it is about (largest contentful paint) and answers a touch (interaction to next paint), by the
/// browser's own measures. The median of a few openings: a single one may meet a garbage collection.
/// </summary>
[Collection(nameof(Alone))]
public sealed class VitalsTests(RunningApp app)
{
    private const int Openings = 5;
    private const double LargestPaint = 2500;
    private const double NextPaint = 200;

    private const string Observe = """
        (() => {
          window.__paint = 0;
          window.__interactions = {};
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.__paint = entry.startTime;
          }).observe({ type: "largest-contentful-paint", buffered: true });
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) {
              if (entry.interactionId) {
                const known = window.__interactions[entry.interactionId] ?? 0;
                window.__interactions[entry.interactionId] = Math.max(known, entry.duration);
              }
            }
          }).observe({ type: "event", buffered: true, durationThreshold: 16 });
        })()
        """;

    [Theory]
    [InlineData("home")]
    [InlineData("roster")]
    [InlineData("student")]
    public async Task A_page_shows_and_answers_fast_enough(string name)
    {
        await using var visit = await app.VisitAsAsync("teacher");
        var (@class, student) = await Demo.StudentAtRiskAsync(app);
        var path = name switch
        {
            "roster" => $"classes/{@class}",
            "student" => $"students/{student}?class={@class}",
            _ => name,
        };
        await visit.Page.AddInitScriptAsync(Observe);
        var (paints, answers) = (new List<double>(), new List<double>());
        for (var opening = 0; opening < Openings; opening++)
        {
            await visit.OpenAsync(path);
            paints.Add(await visit.Page.EvaluateAsync<double>("() => window.__paint"));
            await TouchAsync(visit, name);
            answers.Add(
                await visit.Page.EvaluateAsync<double>("() => Math.max(0, ...Object.values(window.__interactions))")
            );
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{name}: largest paint {Median(paints):0} ms, next paint {Median(answers):0} ms"
        );
        Median(paints).ShouldBeInRange(1, LargestPaint);
        Median(answers).ShouldBeLessThanOrEqualTo(NextPaint);
        visit.Complaints.ShouldBeEmpty();
    }

    private static async Task TouchAsync(Visit visit, string name)
    {
        var page = visit.Page;
        switch (name)
        {
            case "roster":
                await page.ClickAsync("thead a:has-text('Student')");
                await Assertions.Expect(page.Locator("th[aria-sort=ascending]")).ToBeVisibleAsync();
                break;
            case "student":
                await page.ClickAsync("#what-if button:has-text('Try what if')");
                var slider = page.Locator("#what-if input[type=range]").First;
                await slider.FocusAsync();
                for (var i = 0; i < 5; i++)
                {
                    await page.Keyboard.PressAsync("ArrowLeft");
                    await page.Keyboard.PressAsync("ArrowRight");
                }

                break;
            default:
                await page.Keyboard.PressAsync("Control+k");
                await page.Keyboard.TypeAsync("an");
                break;
        }

        // An event's duration is known once the next frame was painted.
        await page.EvaluateAsync(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        );
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
