namespace EarlyWarning.EndToEnd;

/// <summary>
/// Every page at a desk and on a phone, light and dark: a picture, no sideways scrolling, nothing that keeps people out. Pages in
/// two classes, since classes run beside one another. Opened on a phone's screen they are in <see cref="SpanishTests"/>.
/// </summary>
public abstract class PictureTests(RunningApp app)
{
    private const int Phone = 360;

    /// <summary>The running application.</summary>
    protected RunningApp App => app;

    /// <summary>Opens a page and looks at it.</summary>
    /// <param name="page">Its short name.</param>
    protected async Task LookAtAsync(string page)
    {
        var (role, path) = await Pages.OfAsync(app, page);
        await using var visit = await app.LookAsync(role, 1280);

        await visit.OpenAsync(path);
        await visit.FitsAndIsOpenAsync($"{Pages.File(page)}-1280");

        // Other colours a phone has not.
        await visit.ThemeAsync("light");
        await visit.ResizeAsync(Phone);
        (await visit.OverflowAsync()).ShouldBe(0, await visit.WideAsync());
        await visit.PictureAsync($"{Pages.File(page)}-{Phone}-light");
        (await visit.ViolationsAsync()).ShouldBeEmpty("on a phone");

        // The browser notes the 404 of the page that is not there.
        visit.Complaints.Where(c => page != "nowhere" || !c.Contains("404", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}

/// <summary>Pages of teachers, counsellors and for running the program.</summary>
public sealed class PlainPictureTests(RunningApp app) : PictureTests(app)
{
    public static TheoryData<string> Each() => [.. Pages.Plain.Except(Pages.Figures)];

    [Theory, MemberData(nameof(Each))]
    public Task A_page_fits_is_open_to_everybody_and_raises_no_error(string page) => LookAtAsync(page);

    [Fact]
    public async Task What_keeps_people_out_is_found()
    {
        await using var visit = await App.VisitAsync();
        await visit.Page.SetContentAsync(
            "<html lang='en'><title>A</title><main><h1>A</h1><img src='a.png'><p style='color:#eee'>pale</p></main>"
        );

        var all = await visit.ViolationsAsync();
        var colors = await visit.ViolationsAsync(colorsOnly: true);

        all.Select(v => v.Split(' ')[0]).ShouldBe(["color-contrast", "image-alt"], ignoreOrder: true);
        colors.ShouldHaveSingleItem().ShouldContain("pale");
    }
}

/// <summary>Administrators' pages of figures.</summary>
public sealed class FigurePictureTests(RunningApp app) : PictureTests(app)
{
    public static TheoryData<string> Each() => [.. Pages.Figures];

    [Theory, MemberData(nameof(Each))]
    public Task A_page_fits_is_open_to_everybody_and_raises_no_error(string page) => LookAtAsync(page);
}
