using EarlyWarning.Support;
using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

/// <summary>What is printed: a letter that was edited, and pages that fit a sheet.</summary>
public sealed class PaperTests(RunningApp app)
{
    [Fact]
    public async Task A_teacher_makes_a_letter_edits_it_and_prints_it()
    {
        await using var visit = await app.VisitAsAsync("teacher");
        var (classId, student) = await Demo.StudentAtRiskAsync(app);
        var page = visit.Page;
        await visit.OpenAsync($"students/{student}?class={classId}");
        var name = await page.Locator("h1").InnerTextAsync();

        await page.ClickAsync("text=Family letter");
        await Assertions.Expect(page.Locator(".letter-page[data-wired]")).ToBeVisibleAsync();
        await page.FillAsync("#letter-en-strengths", "Helps others in the laboratory.");
        await page.FillAsync("#letter-en-support", "");
        await Assertions.Expect(page.Locator(".sheet")).ToContainTextAsync("Helps others in the laboratory.");
        await Assertions.Expect(page.Locator(".sheet [data-part=support]")).ToBeHiddenAsync();
        await visit.PictureAsync("letter-edited");

        // A lost circuit ends in a fresh page; what was typed is still there.
        await page.ReloadAsync();
        await visit.SettleAsync();
        await Assertions.Expect(page.Locator(".letter-page[data-wired]")).ToBeVisibleAsync();
        await Assertions
            .Expect(page.Locator("#letter-en-strengths"))
            .ToHaveValueAsync("Helps others in the laboratory.");
        var (pages, text) = await PrintAsync(visit, "letter");

        pages.ShouldBe(1);
        text.ShouldContain(PdfText.Squeezed($"Dear family of {name}"));
        text.ShouldContain(PdfText.Squeezed("Helps others in the laboratory."));
        text.ShouldContain(PdfText.Squeezed("If something here is not right"));
        text.ShouldNotContain(PdfText.Squeezed("EarlyWarning"));
        text.ShouldNotContain(PdfText.Squeezed("Print"));

        await page.ClickAsync("a.chip:has-text('Español')");
        await Assertions.Expect(page.Locator(".sheet[lang=es]")).ToContainTextAsync("Estimada familia");
        await Assertions.Expect(page.Locator(".letter-page[data-wired]")).ToBeVisibleAsync();
        await page.FillAsync("#letter-es-closing", "Hasta pronto");
        (await PrintAsync(visit, "letter-es")).Text.ShouldContain(PdfText.Squeezed("Hasta pronto"));
        visit.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("roster", "light")]
    [InlineData("roster", "dark")]
    [InlineData("student", "light")]
    [InlineData("student", "dark")]
    public async Task A_page_prints_on_one_sheet_without_what_only_works_on_a_screen(string what, string theme)
    {
        await using var visit = await app.VisitAsAsync("teacher", theme: theme);
        var (classId, student) = await Demo.StudentAtRiskAsync(app);
        await visit.OpenAsync(what == "roster" ? $"classes/{classId}" : $"students/{student}?class={classId}");
        var title = await visit.Page.Locator("h1").InnerTextAsync();

        var (pages, text) = await PrintAsync(visit, $"{what}-{theme}");

        pages.ShouldBe(1);
        text.ShouldContain(PdfText.Squeezed(title));
        text.ShouldContain(PdfText.Squeezed("as of "));
        text.ShouldContain(PdfText.Squeezed("Confidential."));
        foreach (
            var onScreen in (string[])
                ["CSV", "Family letter", "Offer support", "Sign out", "Dispute or silence", "Inbox"]
        )
        {
            text.ShouldNotContain(PdfText.Squeezed(onScreen));
        }

        // The theme of the screen comes back.
        (await visit.Page.EvaluateAsync<string>("() => document.documentElement.dataset.theme")).ShouldBe(theme);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task The_letter_fits_and_is_open_to_everybody(int width)
    {
        await using var visit = await app.VisitAsAsync("teacher", width);
        var (classId, student) = await Demo.StudentAtRiskAsync(app);

        await visit.OpenAsync($"students/{student}/letter?class={classId}");
        await Assertions.Expect(visit.Page.Locator(".letter-page[data-wired]")).ToBeVisibleAsync();

        await visit.FitsAndIsOpenAsync($"letter-{width}");
        visit.Complaints.ShouldBeEmpty();
    }

    private static async Task<(int Pages, string Text)> PrintAsync(Visit visit, string name)
    {
        var file = await visit.Page.PdfAsync(
            new()
            {
                Path = Path.Combine(RunningApp.Pictures, $"{name}.pdf"),
                PreferCSSPageSize = true,
                Format = "A4",
            }
        );
        return PdfText.Read(file);
    }
}
