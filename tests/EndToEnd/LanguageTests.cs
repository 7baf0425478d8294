using EarlyWarning.Domain.Language;

namespace EarlyWarning.EndToEnd;

/// <summary>Every page in a made-up language that is read from the right: nothing is written into a page, and pages turn round.</summary>
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
        var (role, path) = await Pages.OfAsync(app, page);
        await using var visit = await app.LookAsync(role, 1280, PseudoLanguage.MirroredName);
        await visit.OpenAsync(path);

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
            await visit.ResizeAsync(width);
            await visit.PictureAsync($"{Pages.File(page)}-{width}-rtl");
            (await visit.OverflowAsync()).ShouldBe(0, $"at {width}: {await visit.WideAsync()}");
        }
    }
}
