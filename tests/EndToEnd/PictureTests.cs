namespace EarlyWarning.EndToEnd;

/// <summary>Every page, wide and narrow, light and dark: a picture, no sideways scrolling, nothing that keeps people out.</summary>
public sealed class PictureTests(RunningApp app)
{
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_fits_is_open_to_everybody_and_raises_no_error(string page, int width, string theme)
    {
        var (role, path) = page switch
        {
            "sign-in" => (null, "account/sign-in"),
            "home" => ("teacher", "home"),
            "queue" => ("counsellor", "queue"),
            "capacity" => ("admin", "capacity"),
            "potential" => ("teacher", "potential"),
            "classes" => ("teacher", "classes"),
            "roster" => ("teacher", $"classes/{(await AtRiskAsync()).ClassId}"),
            "student" => (
                "teacher",
                $"students/{(await AtRiskAsync()).StudentId}?class={(await AtRiskAsync()).ClassId}"
            ),
            "students" => ("teacher", "students"),
            "caseload-student" => ("counsellor", $"students/{await Demo.StudentOfCaseloadAsync(app)}"),
            "all-classes" => ("admin", "classes"),
            "models" => ("admin", "models"),
            "model" => ("admin", $"models/{(await ModelsAsync())[0]}"),
            "compare" => ("admin", $"models/compare?a={(await ModelsAsync())[0]}&b={(await ModelsAsync())[0]}"),
            "nightly" => ("admin", "nightly"),
            _ => throw new ArgumentException($"There is no page called {page}.", nameof(page)),
        };
        await using var visit = role is null
            ? await app.VisitAsync(width, theme)
            : await app.VisitAsAsync(role, width, theme);

        await visit.OpenAsync(path);

        await visit.PictureAsync($"{page}-{width}-{theme}");
        (await visit.OverflowAsync()).ShouldBe(0);
        visit.Complaints.ShouldBeEmpty();
        // Last, since axe holds the page's thread; on a busy machine long enough for the circuit to give the page up.
        (await visit.SeriousViolationsAsync()).ShouldBeEmpty();
    }

    public static IEnumerable<TheoryDataRow<string, int, string>> Pages() =>
        from page in (string[])
            [
                "sign-in",
                "home",
                "queue",
                "capacity",
                "potential",
                "classes",
                "roster",
                "student",
                "students",
                "caseload-student",
                "all-classes",
                "models",
                "model",
                "compare",
                "nightly",
            ]
        from width in (int[])[1280, 360]
        from theme in (string[])["light", "dark"]
        select new TheoryDataRow<string, int, string>(page, width, theme);

    private async Task<IReadOnlyList<string>> ModelsAsync()
    {
        await using var visit = await app.VisitAsync();
        return await Demo.ModelsAsync(app);
    }

    private async Task<(long ClassId, long StudentId)> AtRiskAsync()
    {
        // Where there is no browser, there is no database to look into either.
        await using var visit = await app.VisitAsync();
        return await Demo.StudentAtRiskAsync(app);
    }
}
