using EarlyWarning.Domain.Language;

namespace EarlyWarning.EndToEnd;

/// <summary>Every page in every language: nothing is written into a page, nothing is cut off, and pages turn round.</summary>
public sealed class LanguageTests(RunningApp app)
{
    // All there is to read: text, also in drawings, and what is read out or shown in place of text.
    private const string Texts = """
        () => {
          const found = [document.title];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const parent = walker.currentNode.parentElement;
            if (!parent.closest('script, style, noscript, [lang]:not(html), [translate=no]')) {
              found.push(walker.currentNode.data);
            }
          }
          for (const element of document.body.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
            if (element.closest('[lang]:not(html), [translate=no]')) continue;
            for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
              if (element.hasAttribute(name)) found.push(element.getAttribute(name));
            }
          }
          return found.map(text => text.replace(/\s+/g, ' ').trim()).filter(text => text.length > 0);
        }
        """;

    public static TheoryData<string> Each() => [.. Pages.All];

    [Theory, MemberData(nameof(Each))]
    public async Task Every_text_of_a_page_comes_from_the_resources_and_the_page_turns_round(string page)
    {
        await using var visit = await OpenAsync(page, 1280, PseudoLanguage.MirroredName);

        var texts = await visit.Page.EvaluateAsync<string[]>(Texts);
        texts.Count(t => t.Contains(PseudoLanguage.Opening, StringComparison.Ordinal)).ShouldBeGreaterThan(5);
        // Read afterwards: other tests write while this one looks.
        var stored = await StoredWords.ReadAsync(app);
        stored.WrittenIn(texts).ShouldBeEmpty();

        if (await visit.Page.Locator("nav.rail").CountAsync() == 1)
        {
            var rail = await visit.Page.Locator("nav.rail").BoundingBoxAsync();
            var main = await visit.Page.Locator("body > main").BoundingBoxAsync();
            rail!.X.ShouldBeGreaterThan(main!.X);
        }

        foreach (var width in (int[])[1280, 360])
        {
            await visit.Page.SetViewportSizeAsync(width, 900);
            await visit.PictureAsync($"{Pages.File(page)}-{width}-rtl");
            (await visit.OverflowAsync()).ShouldBe(0, $"at {width}: {await visit.WideAsync()}");
        }
    }

    [Theory, MemberData(nameof(Each))]
    public async Task A_page_fits_a_phone_in_spanish(string page)
    {
        await using var visit = await OpenAsync(page, 360, "es-MX");

        (await visit.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe("es");
        await visit.PictureAsync($"{Pages.File(page)}-360-es");
        (await visit.OverflowAsync()).ShouldBe(0, await visit.WideAsync());
    }

    [Fact]
    public async Task A_teacher_chooses_spanish_and_stays_on_the_page()
    {
        await using var visit = await app.VisitAsAsync("counsellor");
        await visit.OpenAsync("students?q=a");
        await visit.Page.ClickAsync("details.account summary");

        await visit.Page.ClickAsync("form.languages button:has-text('Español')");
        await visit.Page.WaitForLoadStateAsync();
        await visit.SettleAsync();

        new Uri(visit.Page.Url).PathAndQuery.ShouldBe("/students?q=a");
        (await visit.Page.Locator("h1").InnerTextAsync()).ShouldBe("Estudiantes");
        await visit.Page.ClickAsync("details.account summary");
        await visit.Page.ClickAsync("form.languages button:has-text('English')");
        await visit.Page.WaitForLoadStateAsync();
        await visit.SettleAsync();
        (await visit.Page.Locator("h1").InnerTextAsync()).ShouldBe("Students");
        visit.Complaints.ShouldBeEmpty();
    }

    private async Task<Visit> OpenAsync(string page, int width, string culture)
    {
        var (role, path) = await Pages.OfAsync(app, page);
        var visit = await app.LookAsync(role, width, culture);
        await visit.OpenAsync(path);
        return visit;
    }
}
