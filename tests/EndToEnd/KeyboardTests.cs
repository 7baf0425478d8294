using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

public sealed class KeyboardTests(RunningApp app)
{
    [Fact]
    public async Task From_the_classes_to_a_student_without_a_mouse()
    {
        await using var visit = await app.VisitAsAsync("teacher");
        var page = visit.Page;
        await visit.OpenAsync("classes");

        await TabToAsync(page, "a.class-card");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/classes/*");
        await visit.SettleAsync();
        var names = page.Locator("a.name");
        var third = await names.Nth(2).InnerTextAsync();

        await TabToAsync(page, "a.name");
        // The arrows work once the table's script has come.
        await Assertions.Expect(names.Nth(0)).ToBeFocusedAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('table.roster').dataset.arrows === 'on'");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(names.Nth(2)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(names.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(third);
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Search_finds_a_student_from_anywhere()
    {
        await using var visit = await app.VisitAsAsync("teacher");
        var page = visit.Page;
        await visit.OpenAsync("students");
        var name = await page.Locator("a.name").First.InnerTextAsync();
        await visit.OpenAsync("classes");

        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.Locator("#search")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(name);
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("a.name").First).ToHaveTextAsync(name);
        page.Url.ShouldContain("/students?q=");
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("s => document.activeElement.matches(s)", selector))
            {
                return;
            }
        }

        throw new InvalidOperationException($"Tab never reached {selector}.");
    }
}
