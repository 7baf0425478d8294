using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

/// <summary>Notes with few readers, and flags that a second reader lets rest.</summary>
public sealed class NoteAndFlagTests(RunningApp app)
{
    [Fact]
    public async Task A_restricted_note_is_read_by_its_author_and_known_to_others()
    {
        await using var visit = await app.VisitAsAsync("teacher");
        var (_, student) = await Demo.StudentAtRiskAsync(app);
        var page = visit.Page;
        await visit.OpenAsync($"students/{student}");

        await page.ClickAsync("#notes button:has-text('Write a note')");
        await Assertions.Expect(page.Locator("#note-text")).ToBeFocusedAsync();
        await page.FillAsync("#note-text", "Sleeps at an uncle's place.");
        await page.CheckAsync("label:has-text('Counsellors: you') input");
        await page.ClickAsync("form.note button[type=submit]");
        await Assertions.Expect(page.Locator("#notes")).ToContainTextAsync("Sleeps at an uncle's place.");
        await page.ClickAsync("#notes button:has-text('Change')");
        await page.FillAsync("#note-text", "Sleeps at an aunt's place.");
        await page.ClickAsync("form.note button[type=submit]");
        await Assertions.Expect(page.Locator("#notes summary")).ToHaveTextAsync("Changed once");
        await visit.PictureAsync("note-restricted");

        await using var admin = await app.VisitAsAsync("admin");
        await admin.OpenAsync($"students/{student}");
        await Assertions.Expect(admin.Page.Locator("#notes")).ToContainTextAsync("A restricted note");
        (await admin.Page.ContentAsync()).ShouldNotContain("aunt");

        await visit.OpenAsync("notes?q=aunt");
        await Assertions.Expect(page.Locator(".found li")).ToHaveCountAsync(1);
        await admin.OpenAsync("notes?q=aunt");
        await Assertions.Expect(admin.Page.Locator("main")).ToContainTextAsync("Nothing found");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disputed_flag_rests_once_a_second_reader_agrees()
    {
        await using var visit = await app.VisitAsAsync("teacher");
        var page = visit.Page;
        await visit.OpenAsync("support?show=nobody");
        var student = page.Locator("a.name").Last;
        var name = await student.InnerTextAsync();
        await student.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(name);
        await visit.SettleAsync();
        var roster = await page.Locator(".crumbs a").Last.GetAttributeAsync("href");

        await page.ClickAsync("button:has-text('Dispute or silence')");
        await page.ClickAsync("button:has-text('Ask a second reader')");
        await Assertions.Expect(page.Locator("form [role=alert]")).ToContainTextAsync("Say in a sentence why");
        await page.FillAsync("#flag-reason", "The marks of another student were entered.");
        await page.ClickAsync("button:has-text('Ask a second reader')");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Waits for a second reader");
        await visit.OpenAsync(roster!);
        await Assertions.Expect(page.Locator($"tr:has-text('{name}')")).ToContainTextAsync("disputed, not decided");
        await visit.PictureAsync("roster-disputed");

        await using var second = await app.VisitAsAsync("admin");
        await second.OpenAsync("flags");
        await second.PictureAsync("flags-waiting");
        var claim = second.Page.Locator($".reviews li:has-text('{name}')");
        await claim.Locator("input").FillAsync("Seen: they were swapped.");
        await claim.Locator("button:has-text('Agree')").ClickAsync();
        await Assertions.Expect(second.Page.Locator(".banner.done")).ToHaveTextAsync("Agreed: the flag rests.");

        await visit.OpenAsync(roster!);
        await Assertions.Expect(page.Locator($"tr:has-text('{name}')")).ToContainTextAsync("disputed until");
        await visit.OpenAsync("support?show=nobody");
        await Assertions.Expect(page.Locator($"a.name:has-text('{name}')")).ToHaveCountAsync(0);
        visit.Complaints.ShouldBeEmpty();
        second.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_of_notes_and_flags_fits_and_is_open_to_everybody(string page, int width)
    {
        await using var visit = await app.VisitAsAsync("counsellor", width);
        var path = page == "note-form" ? $"students/{await Demo.StudentOfCaseloadAsync(app)}" : page;

        await visit.OpenAsync(path);
        if (page == "note-form")
        {
            await visit.Page.ClickAsync("#notes button:has-text('Write a note')");
            await Assertions.Expect(visit.Page.Locator("#note-text")).ToBeFocusedAsync();
        }

        await visit.FitsAndIsOpenAsync($"{page}-{width}");
        visit.Complaints.ShouldBeEmpty();
    }

    public static IEnumerable<TheoryDataRow<string, int>> Pages() =>
        from page in (string[])["notes", "flags", "note-form"]
        from width in (int[])[1280, 360]
        select new TheoryDataRow<string, int>(page, width);
}
