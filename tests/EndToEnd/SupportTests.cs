using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

/// <summary>From a flag to help given and followed up, by hand.</summary>
public sealed class SupportTests(RunningApp app)
{
    [Fact]
    public async Task A_teacher_refers_plans_begins_logs_and_closes()
    {
        await using var visit = await app.VisitAsAsync("teacher");
        var page = visit.Page;
        await visit.OpenAsync("support?show=nobody");
        var student = page.Locator("a.name").First;
        var name = await student.InnerTextAsync();
        await student.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(name);
        await visit.SettleAsync();
        await Assertions.Expect(page.Locator("#support .acting")).ToHaveTextAsync("Nobody is acting.");

        await page.Locator("#support button:has-text('Other support'), #support button:has-text('Offer support')")
            .ClickAsync();
        await Assertions.Expect(page.Locator("#refer-kind")).ToBeFocusedAsync();
        await page.SelectOptionAsync("#refer-kind", new SelectOptionValue { Label = "Tutoring" });
        await page.ClickAsync("form.referral button[type=submit]");
        await Assertions.Expect(page.Locator("form.referral [role=alert]")).ToContainTextAsync("why support is needed");
        await page.FillAsync("#refer-reason", "The last two marks fell.");
        await page.ClickAsync("form.referral button[type=submit]");
        await Assertions.Expect(page.Locator("#support [role=status]")).ToHaveTextAsync("Tutoring was asked for.");
        await Assertions.Expect(page.Locator("#support .acting")).ToHaveTextAsync("Acting now: you.");

        await page.ClickAsync("#support .lines a");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Tutoring");
        await visit.SettleAsync();
        await page.ClickAsync("button:has-text('Save as plan')");
        await Assertions.Expect(page.Locator(".banner.error")).ToContainTextAsync("A plan needs goals");
        await page.FillAsync("#plan-goals", "Reach 60 in the next test.");
        await page.ClickAsync("button:has-text('Save as plan')");
        await Assertions.Expect(page.Locator(".banner.done")).ToHaveTextAsync("The plan stands.");
        await page.ClickAsync("button:has-text('Begin support')");
        await Assertions.Expect(page.Locator(".banner.done")).ToHaveTextAsync("Support has begun.");

        await page.FillAsync("#log-minutes", "45");
        await page.FillAsync("#log-text", "Fractions, first lesson.");
        await page.ClickAsync("button:has-text('Add to the log')");
        await Assertions.Expect(page.Locator(".entries")).ToContainTextAsync("Fractions, first lesson.");
        await visit.PictureAsync("support-case-active");

        await page.ClickAsync("summary:has-text('Close this case')");
        await page.SelectOptionAsync("#close-outcome", new SelectOptionValue { Label = "Goals met" });
        await page.FillAsync("#close-text", "64 in the test.");
        await page.ClickAsync("button:has-text('Close the case')");
        await Assertions.Expect(page.Locator(".banner.done")).ToHaveTextAsync("The case is closed.");
        await Assertions.Expect(page.Locator(".plan")).ToContainTextAsync("Goals met: 64 in the test.");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_people_editing_one_case_the_second_keeps_the_own_words_and_reads_the_others()
    {
        var student = await Demo.StudentOfCaseloadOpenedOnceAsync(app);
        await using var first = await app.VisitAsAsync("counsellor");
        await first.OpenAsync($"students/{student}");
        await first
            .Page.Locator("#support button:has-text('Other support'), #support button:has-text('Offer support')")
            .ClickAsync();
        await first.Page.SelectOptionAsync("#refer-kind", new SelectOptionValue { Label = "Mentoring" });
        await first.Page.FillAsync("#refer-reason", "Would like company.");
        await first.Page.ClickAsync("form.referral button[type=submit]");
        await first.Page.ClickAsync("#support .lines a");
        await Assertions.Expect(first.Page.Locator("h1")).ToHaveTextAsync("Mentoring");
        await first.SettleAsync();
        var path = new Uri(first.Page.Url).AbsolutePath;
        await using var second = await app.VisitAsAsync("admin");
        await second.OpenAsync(path.TrimStart('/'));

        await first.Page.FillAsync("#plan-goals", "Meet every Tuesday.");
        await first.Page.ClickAsync("form.card button[type=submit]");
        await Assertions.Expect(first.Page.Locator(".banner.done")).ToBeVisibleAsync();
        await second.Page.FillAsync("#plan-goals", "Meet every Friday.");
        await second.Page.ClickAsync("form.card button[type=submit]");

        var conflict = second.Page.Locator(".banner.error");
        await Assertions.Expect(conflict).ToContainTextAsync("changed this case while you were writing");
        await Assertions.Expect(conflict).ToContainTextAsync("Goals: nothing → Meet every Tuesday.");
        await Assertions.Expect(second.Page.Locator("#plan-goals")).ToHaveValueAsync("Meet every Friday.");
        await second.PictureAsync("support-conflict");
        await second.Page.ClickAsync("form.card button[type=submit]");
        await Assertions
            .Expect(second.Page.Locator(".history"))
            .ToContainTextAsync("Meet every Tuesday. → Meet every Friday.");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_of_support_fits_and_is_open_to_everybody(string page, int width)
    {
        var (role, path) = page switch
        {
            "support-nobody" => ("teacher", "support?show=nobody"),
            "support-open" => ("admin", "support?show=open"),
            "support-kinds" or "support-kind" => ("admin", "support/kinds"),
            _ => ("counsellor", $"students/{await StudentAsync()}"),
        };
        await using var visit = await app.VisitAsAsync(role, width);

        await visit.OpenAsync(path);
        if (page == "support-refer")
        {
            await visit.Page.Locator("#support button").First.ClickAsync();
            await Assertions.Expect(visit.Page.Locator("#refer-kind")).ToBeFocusedAsync();
        }
        else if (page == "support-kind")
        {
            await visit.Page.Locator("td button").First.ClickAsync();
            await Assertions.Expect(visit.Page.Locator("#kind-name")).ToBeVisibleAsync();
        }

        await visit.FitsAndIsOpenAsync($"{page}-{width}");
        visit.Complaints.ShouldBeEmpty();
    }

    public static IEnumerable<TheoryDataRow<string, int>> Pages() =>
        from page in (string[])["support-nobody", "support-open", "support-kinds", "support-kind", "support-refer"]
        from width in (int[])[1280, 360]
        select new TheoryDataRow<string, int>(page, width);

    private async Task<long> StudentAsync()
    {
        // Where there is no browser, there is no database to look into either.
        await using var visit = await app.VisitAsync();
        return await Demo.StudentOfCaseloadAsync(app);
    }
}
