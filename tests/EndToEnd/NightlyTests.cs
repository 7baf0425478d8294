using EarlyWarning.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

public sealed class NightlyTests(RunningApp app)
{
    [Fact]
    public async Task A_run_is_asked_for_followed_and_stopped_on_the_page()
    {
        // The button stops the run that goes on: not the first figures, which other tests wait for.
        await app.FiguresAsync();
        await using var visit = await app.VisitAsAsync("admin");
        var page = visit.Page;
        await visit.OpenAsync("nightly");
        var before = await LatestAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();

        // The page follows by itself: waiting, then running, then stopped.
        var stop = page.GetByRole(AriaRole.Button, new() { Name = "Stop the run" });
        await Assertions.Expect(stop).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".progress")).ToBeVisibleAsync();
        await stop.ClickAsync();
        await page.Locator(".rz-dialog").GetByText("Stop the run", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("section.card h2 .tag")).ToContainTextAsync("Stopped");

        await using var db = app.Database();
        var run = await db.Runs.SingleAsync(r => r.Id > before);
        (run.Kind, run.Trigger, run.Status).ShouldBe((RunKind.Retrain, RunTrigger.Button, RunStatus.Cancelled));
        run.RequestedBy.ShouldNotBeNull();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_steps_of_a_run_are_drawn_and_listed()
    {
        await using var visit = await app.VisitAsAsync("admin");
        await visit.OpenAsync("nightly/1");
        var chart = visit.Page.Locator("figure.chart").First;

        await chart.GetByText("Table", new() { Exact = true }).ClickAsync();

        await Assertions.Expect(chart.Locator("table.chart-data")).ToContainTextAsync("Reading the school");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_teacher_finds_no_models_and_no_nights()
    {
        await using var visit = await app.VisitAsAsync("teacher");
        foreach (var path in new[] { "models", "models/compare", "nightly", "nightly/1" })
        {
            var response = await visit.Page.GotoAsync(path);
            response!.Status.ShouldBe(404, path);
        }
    }

    private async Task<long> LatestAsync()
    {
        await using var db = app.Database();
        return await db.Runs.MaxAsync(r => r.Id);
    }
}
