using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

public sealed class ChartTests(RunningApp app)
{
    [Fact]
    public async Task A_chart_turns_into_its_table_and_back()
    {
        await using var visit = await StudentAsync();
        var chart = visit.Page.Locator("figure.chart").First;

        await chart.GetByText("Table", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(chart.Locator("table.chart-data")).ToBeVisibleAsync();
        await Assertions.Expect(chart.Locator(".chart-plot")).ToBeHiddenAsync();
        (await chart.Locator("tbody tr").CountAsync()).ShouldBeGreaterThan(0);

        await chart.GetByText("Table", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(chart.Locator(".main-svg").First).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("PNG", ".png")]
    [InlineData("SVG", ".svg")]
    public async Task A_chart_is_saved_as_a_picture(string button, string ending)
    {
        await using var visit = await StudentAsync();
        var chart = visit.Page.Locator("figure.chart").First;

        var download = await visit.Page.RunAndWaitForDownloadAsync(() =>
            chart.GetByText(button, new() { Exact = true }).ClickAsync()
        );

        download.SuggestedFilename.ShouldEndWith(ending);
        new FileInfo(await download.PathAsync()).Length.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task A_chart_follows_the_theme()
    {
        await using var visit = await StudentAsync();
        const string background =
            "() => getComputedStyle(document.querySelector('figure.chart .main-svg')).backgroundColor";
        var light = await visit.Page.EvaluateAsync<string>(background);

        await visit.Page.ClickAsync("details.account summary");
        await visit.Page.ClickAsync("[data-theme-set=dark]");

        await visit.Page.WaitForFunctionAsync($"light => ({background})() !== light", light);
    }

    [Fact]
    public async Task Words_in_a_chart_end_at_its_edge_and_are_whole_where_there_is_room()
    {
        var (role, path) = await Pages.OfAsync(app, "insights/cohorts");
        await using var visit = await app.VisitAsAsync(role!);
        await visit.OpenAsync(path);
        var label = visit.Page.Locator("figure.chart .annotation-text").First;
        var whole = await label.TextContentAsync();
        whole!.ShouldNotContain("…");

        await visit.Page.SetViewportSizeAsync(360, 900);

        await Assertions.Expect(label).ToContainTextAsync("…");
        whole.ShouldStartWith((await label.TextContentAsync())!.TrimEnd('…'));
        var (words, chart) = (
            await label.BoundingBoxAsync(),
            await visit.Page.Locator("figure.chart .main-svg").First.BoundingBoxAsync()
        );
        (words!.X + words.Width).ShouldBeLessThanOrEqualTo(chart!.X + chart.Width);

        await visit.Page.SetViewportSizeAsync(1280, 900);
        await Assertions.Expect(label).ToHaveTextAsync(whole);
    }

    [Fact]
    public async Task Without_the_library_the_table_stands_in()
    {
        await using var visit = await app.VisitAsAsync("teacher");
        await visit.Page.RouteAsync("**/lib/plotly/**", route => route.AbortAsync());
        var (classId, student) = await Demo.StudentAtRiskAsync(app);

        await visit.Page.GotoAsync($"students/{student}?class={classId}");

        var chart = visit.Page.Locator("figure.chart").First;
        await Assertions.Expect(chart.Locator("table.chart-data")).ToBeVisibleAsync();
        await Assertions.Expect(chart).ToContainTextAsync("could not be drawn");
    }

    private async Task<Visit> StudentAsync()
    {
        var visit = await app.VisitAsAsync("teacher");
        var (classId, student) = await Demo.StudentAtRiskAsync(app);
        await visit.OpenAsync($"students/{student}?class={classId}");
        return visit;
    }
}
