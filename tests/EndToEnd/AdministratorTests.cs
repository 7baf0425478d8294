using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

/// <summary>
/// What an administrator asks, answered from the running product without a manual: is it fair, to whom not, how sure are we;
/// which courses and assessments drive failure; what support is worth its hours. And printed.
/// </summary>
public sealed class AdministratorTests(RunningApp app)
{
    [Fact]
    public async Task Is_it_fair_to_whom_not_and_how_sure_are_we()
    {
        await using var visit = await OpenAsync("fairness");
        var page = visit.Page;

        (await page.Locator(".page-header .lead p").First.InnerTextAsync()).Length.ShouldBeGreaterThan(20);
        await Assertions.Expect(page.Locator("#people-title")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#sure-title")).ToBeVisibleAsync();
        // A hidden group has its name and a word, and no number in any cell.
        foreach (var row in await page.Locator("tr.hidden-group").AllAsync())
        {
            var cells = await row.Locator("td").AllInnerTextsAsync();
            cells.ShouldAllBe(cell => !cell.Replace("10", "", StringComparison.Ordinal).Any(char.IsDigit));
        }

        // Another attribute, another cut: the choice lives in the address and comes back with it.
        var other = page.Locator("nav.chips a.chip:not([aria-current])").First;
        var chosen = await other.InnerTextAsync();
        await other.ClickAsync();
        await Assertions.Expect(page.Locator("nav.chips a.chip[aria-current]").First).ToHaveTextAsync(chosen);
        page.Url.ShouldContain("attribute=");
        await page.ReloadAsync();
        await visit.SettleAsync();
        await Assertions.Expect(page.Locator("nav.chips a.chip[aria-current]").First).ToHaveTextAsync(chosen);

        await page.GetByRole(AriaRole.Link, new() { Name = "What can be done", Exact = true }).ClickAsync();
        await visit.SettleAsync();
        (await page.Locator("h1").InnerTextAsync()).Length.ShouldBeGreaterThan(5);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_audit_report_prints()
    {
        await using var visit = await OpenAsync("fairness/report");

        (await visit.Page.Locator("h1").CountAsync()).ShouldBe(1);
        var paper = await visit.Page.PdfAsync(
            new() { Path = Path.Combine(RunningApp.Pictures, "fairness-report.pdf"), Format = "A4" }
        );
        paper.Length.ShouldBeGreaterThan(20_000);
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(visit.Page.Locator("nav.rail")).ToBeHiddenAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Which_courses_and_which_work_drive_failure()
    {
        await using var visit = await OpenAsync("environment");
        var page = visit.Page;
        await Assertions.Expect(page.Locator("#groups-title")).ToBeVisibleAsync();
        (await page.Locator("[aria-labelledby=groups-title] tbody tr").CountAsync()).ShouldBeGreaterThan(1);

        await page.GotoAsync("assessments");
        await visit.SettleAsync();
        (await page.Locator(".page-header .lead p").First.InnerTextAsync()).Length.ShouldBeGreaterThan(20);
        await page.Locator("main a[href^='assessments/']").First.ClickAsync();
        await page.WaitForURLAsync("**/assessments/**");
        await visit.SettleAsync();
        (await page.Locator("h1").CountAsync()).ShouldBe(1);

        await page.GotoAsync("insights");
        await visit.SettleAsync();
        await Assertions.Expect(page.Locator("#bars-title")).ToBeVisibleAsync();
        (await page.Locator("[aria-labelledby=measures-title] tbody tr").CountAsync()).ShouldBeGreaterThan(3);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_support_is_worth_its_hours_and_how_that_is_known()
    {
        await using var visit = await OpenAsync("effectiveness");
        var page = visit.Page;

        (await page.Locator("[aria-labelledby=kinds-title] tbody tr").CountAsync()).ShouldBeGreaterThan(0);
        var method = page.Locator("main details.card").Last;
        await method.Locator("summary").ClickAsync();
        (await method.InnerTextAsync()).Length.ShouldBeGreaterThan(200);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_table_is_saved_as_it_is_shown()
    {
        await using var visit = await OpenAsync("data");
        var block = visit.Page.Locator(".data-block").First;
        var shown = await block.Locator("tbody tr").CountAsync();

        var download = await visit.Page.RunAndWaitForDownloadAsync(() =>
            block.GetByText("CSV", new() { Exact = true }).ClickAsync()
        );

        download.SuggestedFilename.ShouldEndWith(".csv");
        (await File.ReadAllLinesAsync(await download.PathAsync())).Length.ShouldBe(shown + 1);
    }

    [Theory]
    [InlineData("teacher")]
    [InlineData("counsellor")]
    public async Task These_pages_are_not_for_others(string role)
    {
        await using var visit = await app.VisitAsAsync(role);
        foreach (var page in Pages.Figures)
        {
            var response = await visit.Page.GotoAsync(page);
            (response!.Status is 403 or 404 || !visit.Page.Url.EndsWith(page, StringComparison.Ordinal)).ShouldBeTrue(
                page
            );
        }
    }

    private async Task<Visit> OpenAsync(string page)
    {
        var (role, path) = await Pages.OfAsync(app, page);
        var visit = await app.VisitAsAsync(role!);
        await visit.OpenAsync(path);
        return visit;
    }
}
