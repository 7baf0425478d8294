namespace EarlyWarning.EndToEnd;

/// <summary>
/// Every page at one width, light and dark: a picture, no sideways scrolling, nothing that keeps people out. A class for each
/// width, since classes run beside one another.
/// </summary>
public abstract class PictureTests(RunningApp app, int width)
{
    private const int Phone = 360;

    [Theory]
    [MemberData(nameof(Each))]
    public async Task A_page_fits_is_open_to_everybody_and_raises_no_error(string page)
    {
        var (role, path) = await Pages.OfAsync(app, page);
        await using var visit = await app.LookAsync(role, width);

        await visit.OpenAsync(path);

        (await visit.OverflowAsync()).ShouldBe(0, await visit.WideAsync());
        await visit.PictureAsync($"{Pages.File(page)}-{width}-light");
        // After the picture, since axe holds the page's thread; on a busy machine long enough for the circuit to give it up.
        (await visit.ViolationsAsync()).ShouldBeEmpty("light");
        await visit.ThemeAsync("dark");
        await visit.PictureAsync($"{Pages.File(page)}-{width}-dark");
        if (width > Phone)
        {
            // The same colours at every width.
            (await visit.ViolationsAsync(colorsOnly: true)).ShouldBeEmpty("dark");
        }

        // The browser notes the 404 of the page that is not there.
        visit.Complaints.Where(c => page != "nowhere" || !c.Contains("404", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    public static TheoryData<string> Each() => [.. Pages.Plain];
}

/// <summary>At a desk.</summary>
public sealed class WidePictureTests(RunningApp app) : PictureTests(app, 1280);

/// <summary>On a phone.</summary>
public sealed class PhonePictureTests(RunningApp app) : PictureTests(app, 360);
