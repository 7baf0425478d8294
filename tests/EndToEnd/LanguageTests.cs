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

    private static readonly SemaphoreSlim Once = new(1);
    private static StoredWords? _stored;

    public static TheoryData<string> Each() => [.. Pages.All];

    [Theory, MemberData(nameof(Each))]
    public async Task Every_text_of_a_page_comes_from_the_resources(string page)
    {
        await using var visit = await OpenAsync(page, 1280, PseudoLanguage.Name);
        var stored = await StoredAsync();

        var texts = await visit.Page.EvaluateAsync<string[]>(Texts);

        texts.Count(t => t.Contains(PseudoLanguage.Opening, StringComparison.Ordinal)).ShouldBeGreaterThan(5);
        stored.WrittenIn(texts).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Each))]
    public async Task A_page_fits_a_phone_in_spanish(string page)
    {
        await using var visit = await OpenAsync(page, 360, "es-MX");

        (await visit.Page.Locator("html").GetAttributeAsync("lang")).ShouldBe("es");
        await visit.PictureAsync($"{page}-360-es");
        (await visit.OverflowAsync()).ShouldBe(0);
        (await visit.SeriousViolationsAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Each))]
    public async Task A_page_turns_round_for_a_language_written_from_right_to_left(string page)
    {
        foreach (var width in (int[])[1280, 360])
        {
            await using var visit = await OpenAsync(page, width, PseudoLanguage.MirroredName);

            await visit.PictureAsync($"{page}-{width}-rtl");
            (await visit.OverflowAsync()).ShouldBe(0, $"at {width}: {await visit.WideAsync()}");
            if (width == 1280 && await visit.Page.Locator("nav.rail").CountAsync() == 1)
            {
                var rail = await visit.Page.Locator("nav.rail").BoundingBoxAsync();
                var main = await visit.Page.Locator("body > main").BoundingBoxAsync();
                rail!.X.ShouldBeGreaterThan(main!.X);
            }
        }
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
        var visit = role is null
            ? await app.VisitAsync(width, culture: culture)
            : await app.VisitAsAsync(role, width, culture: culture);
        await visit.OpenAsync(path);
        return visit;
    }

    private async Task<StoredWords> StoredAsync()
    {
        await Once.WaitAsync();
        try
        {
            return _stored ??= await StoredWords.ReadAsync(app);
        }
        finally
        {
            Once.Release();
        }
    }
}
