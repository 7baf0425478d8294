using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

public sealed class AccessTests(RunningApp app)
{
    [Fact]
    public async Task A_student_of_others_is_not_found_and_not_logged()
    {
        await using var visit = await app.VisitAsAsync("teacher");
        var student = await Demo.StudentOfOthersAsync(app);

        var response = await visit.OpenAsync($"students/{student}");

        response!.Status.ShouldBe(404);
        await Assertions.Expect(visit.Page.Locator("h1")).ToHaveTextAsync("There is nothing here");
        (await EntriesAsync(student)).ShouldBe(0);
    }

    [Fact]
    public async Task Opening_a_student_is_logged_once_by_address_and_once_by_link()
    {
        await using var visit = await app.VisitAsAsync("teacher");
        var (classId, student) = await Demo.StudentOpenedOnceAsync(app);
        var before = await EntriesAsync(student);

        await visit.OpenAsync($"students/{student}?class={classId}");
        (await EntriesAsync(student)).ShouldBe(before + 1);

        await visit.Page.Locator(".crumbs a").Last.ClickAsync();
        await visit.Page.WaitForURLAsync($"**/classes/{classId}");
        var link = visit.Page.Locator($"a.name[href*='students/{student}?']");
        var name = await link.InnerTextAsync();
        await link.ClickAsync();
        await Assertions.Expect(visit.Page.Locator("h1")).ToHaveTextAsync(name);
        await visit.SettleAsync();
        (await EntriesAsync(student)).ShouldBe(before + 2);
    }

    [Fact]
    public async Task Another_class_of_the_student_is_the_same_opening()
    {
        await using var visit = await app.VisitAsAsync("counsellor");
        var student = await Demo.StudentOfCaseloadOpenedOnceAsync(app);
        await visit.OpenAsync($"students/{student}");
        var before = await EntriesAsync(student);
        var others = visit.Page.Locator("a.chip:not([aria-current])");
        var title = await others.First.EvaluateAsync<string>(
            "a => a.childNodes[a.childNodes.length - 2].textContent.trim()"
        );

        await others.First.ClickAsync();

        await Assertions.Expect(visit.Page.Locator("a.chip[aria-current]")).ToContainTextAsync(title);
        (await EntriesAsync(student)).ShouldBe(before);
    }

    [Fact]
    public async Task Signing_out_closes_the_pages()
    {
        await using var visit = await app.VisitAsync();
        await visit.SignInAsync("teacher");
        await visit.OpenAsync("classes");

        await visit.Page.ClickAsync("details.account summary");
        await visit.Page.ClickAsync("text=Sign out");
        await visit.Page.WaitForURLAsync("**/account/sign-in**");
        await visit.Page.GotoAsync("classes");

        visit.Page.Url.ShouldContain("sign-in");
    }

    private async Task<int> EntriesAsync(long studentId)
    {
        await using var db = app.Database();
        return await db.AccessLog.CountAsync(e => e.StudentId == studentId);
    }
}
