namespace EarlyWarning.EndToEnd;

/// <summary>Every page in Spanish: nothing is cut off; and the choice of a language stays.</summary>
public sealed class SpanishTests(RunningApp app)
{
    public static TheoryData<string> Each() => [.. Pages.All];

    [Theory, MemberData(nameof(Each))]
    public async Task A_page_fits_a_phone_in_spanish(string page)
    {
        var (role, path) = await Pages.OfAsync(app, page);
        await using var visit = await app.LookAsync(role, 360, "es-MX");
        await visit.OpenAsync(path);

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
}
