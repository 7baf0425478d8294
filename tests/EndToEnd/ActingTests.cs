using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

/// <summary>From what changed to what is tried and asked for: the ways teachers and counsellors go.</summary>
public sealed class ActingTests(RunningApp app)
{
    [Fact]
    public async Task A_teacher_begins_at_home_and_a_counsellor_with_the_queue()
    {
        await using var teacher = await app.VisitAsAsync("teacher");
        await teacher.OpenAsync("");
        teacher.Page.Url.ShouldEndWith("/home");
        await Assertions.Expect(teacher.Page.Locator("h2:has-text('My classes')")).ToBeVisibleAsync();

        await using var counsellor = await app.VisitAsAsync("counsellor");
        await counsellor.OpenAsync("");
        counsellor.Page.Url.ShouldEndWith("/queue");
        teacher.Complaints.ShouldBeEmpty();
        counsellor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Support_is_asked_for_of_several_from_the_queue_by_keyboard()
    {
        await using var visit = await app.VisitAsAsync("counsellor");
        var page = visit.Page;
        await visit.OpenAsync("queue?show=nobody");
        await Assertions.Expect(page.Locator("table[data-arrows]")).ToBeVisibleAsync();
        var before = await page.Locator("a.name").CountAsync();
        before.ShouldBeGreaterThan(1);
        var names = await page.Locator("a.name").AllInnerTextsAsync();

        await page.Locator("a.name").First.FocusAsync();
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("x");
        await Assertions.Expect(page.Locator("td.mark input:checked")).ToHaveCountAsync(2);
        await page.ClickAsync("button:has-text('Ask for support (2)')");
        await Assertions.Expect(page.Locator("#assign-kind")).ToBeFocusedAsync();
        await page.ClickAsync("form.referral button[type=submit]");
        await Assertions.Expect(page.Locator("form [role=alert]")).ToContainTextAsync("Choose a kind of support");
        await page.SelectOptionAsync("#assign-kind", new SelectOptionValue { Index = 1 });
        await page.FillAsync("#assign-reason", "Found in the weekly look through the queue.");
        await visit.PictureAsync("queue-assign");
        await page.ClickAsync("form.referral button[type=submit]");

        await Assertions.Expect(page.Locator("[role=status].done")).ToContainTextAsync("was asked for of 2 students");
        foreach (var name in names.Take(2))
        {
            await Assertions.Expect(page.Locator($"a.name:text-is('{name}')")).ToHaveCountAsync(0);
        }

        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_if_says_what_the_model_would_show_and_the_smallest_change()
    {
        await using var visit = await app.VisitAsAsync("teacher");
        var (@class, student) = await Demo.StudentAtRiskAsync(app);
        var page = visit.Page;
        await visit.OpenAsync($"students/{student}?class={@class}");

        await page.ClickAsync("#what-if button:has-text('Try what if')");
        await Assertions.Expect(page.Locator("#what-if .slider").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#what-if")).ToContainTextAsync("does not say what causes what");
        var slider = page.Locator("#what-if input[type=range]").First;
        var words = await slider.GetAttributeAsync("aria-valuetext");
        await slider.FocusAsync();
        await page.Keyboard.PressAsync(await slider.InputValueAsync() == "0" ? "ArrowRight" : "ArrowLeft");
        await Assertions.Expect(slider).Not.ToHaveAttributeAsync("aria-valuetext", words!);
        await Assertions.Expect(page.Locator("#what-if .side").Last).ToContainTextAsync("in 10");

        await page.ClickAsync("#what-if button:has-text('As it is')");
        await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuetext", words!);
        if (await page.Locator("#what-if button:has-text('Set it so')").CountAsync() > 0)
        {
            await page.ClickAsync("#what-if button:has-text('Set it so')");
            await Assertions.Expect(page.Locator("#what-if .side").Last).Not.ToContainTextAsync("Needs support");
        }

        await visit.PictureAsync("what-if");
        (await visit.ViolationsAsync()).ShouldBeEmpty();
        await page.SetViewportSizeAsync(360, 740);
        (await visit.OverflowAsync()).ShouldBe(0);
        await visit.PictureAsync("what-if-360");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Places_are_planned_for_a_kind_of_support()
    {
        await using var visit = await app.VisitAsAsync("counsellor");
        var page = visit.Page;
        await visit.OpenAsync("support");
        await page.ClickAsync("a:has-text('Plan places')");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Capacity");
        await Assertions.Expect(page.Locator("dl.facts")).ToContainTextAsync("in 10");

        await page.FillAsync("#capacity-places", "3");
        await page.ClickAsync("form.question button[type=submit]");
        await Assertions.Expect(page.Locator("section:has(#taken-title) li")).ToHaveCountAsync(3);
        page.Url.ShouldContain("places=3");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_being_written_is_there_again_after_the_connection_was_lost()
    {
        await using var visit = await app.VisitAsAsync("teacher");
        var (_, student) = await Demo.StudentAtRiskAsync(app);
        var page = visit.Page;
        await visit.OpenAsync($"students/{student}");
        await page.ClickAsync("#notes button:has-text('Write a note')");
        await page.ClickAsync("#note-text");
        await page.Keyboard.TypeAsync("Half a sentence");

        await page.ReloadAsync();
        await visit.SettleAsync();
        await page.ClickAsync("#notes button:has-text('Write a note')");
        await Assertions.Expect(page.Locator("#note-text")).ToHaveValueAsync("Half a sentence");

        await page.ClickAsync("form.note button:has-text('Cancel')");
        await page.ReloadAsync();
        await visit.SettleAsync();
        await page.ClickAsync("#notes button:has-text('Write a note')");
        await Assertions.Expect(page.Locator("#note-text")).ToHaveValueAsync("");
        visit.Complaints.ShouldBeEmpty();
    }
}
