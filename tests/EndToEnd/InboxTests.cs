using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace EarlyWarning.EndToEnd;

/// <summary>The inbox: what is new in sentences, read one by one or all at once, and what is not to be told.</summary>
public sealed class InboxTests(RunningApp app)
{
    [Fact]
    public async Task What_is_new_is_read_and_what_is_not_wanted_is_turned_off()
    {
        await using var visit = await app.VisitAsAsync("counsellor");
        await FillAsync("counsellor");
        var page = visit.Page;
        await visit.OpenAsync("inbox");
        // Tests beside this one make items too, so it looks for its own.
        ILocator Line(string text) => page.Locator(".items li").Filter(new() { HasText = text });
        var (praise, graver, many) = (
            Line("A word of praise helps"),
            Line("until now it was"),
            Line("31 of your students")
        );
        await Assertions.Expect(Line("has been due since")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("nav.rail .new")).ToContainTextAsync("new");
        await visit.PictureAsync("inbox-unread");

        // What was opened was read.
        await praise.Locator("a").ClickAsync();
        await Assertions.Expect(page.Locator("h1")).Not.ToHaveTextAsync("Inbox");
        await visit.OpenAsync("inbox");
        await Assertions.Expect(graver).ToHaveCountAsync(1);
        await Assertions.Expect(praise).ToHaveCountAsync(0);

        // Two at once, by keyboard.
        foreach (var line in (ILocator[])[graver, many])
        {
            await line.Locator("input").FocusAsync();
            await page.Keyboard.PressAsync("Space");
        }

        await page.ClickAsync("button:has-text('Mark as read')");
        await Assertions.Expect(page.Locator(".banner.done")).ToHaveTextAsync("2 items marked as read.");
        await Assertions.Expect(graver.Or(many)).ToHaveCountAsync(0);
        await page.ClickAsync("button:has-text('Mark all as read')");
        await Assertions.Expect(page.Locator("h1 + .lead")).ToContainTextAsync("You have read everything.");
        await Assertions.Expect(page.Locator("nav.rail .new")).ToHaveCountAsync(0);

        await visit.OpenAsync("inbox/settings");
        await page.UncheckAsync("label:has-text('back on track') input");
        await page.ClickAsync("button:has-text('Save')");
        await Assertions.Expect(page.Locator(".banner.done")).ToContainTextAsync("Saved.");
        await visit.OpenAsync("inbox/settings");
        await Assertions.Expect(page.Locator("label:has-text('back on track') input")).Not.ToBeCheckedAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_of_the_inbox_fits_and_is_open_to_everybody(string path, int width)
    {
        await using var visit = await app.VisitAsAsync("teacher", width);
        await FillAsync("teacher");
        await visit.OpenAsync(path);
        await visit.FitsAndIsOpenAsync($"{path.Replace('/', '-')}-{width}");
        visit.Complaints.ShouldBeEmpty();
    }

    public static IEnumerable<TheoryDataRow<string, int>> Pages() =>
        from path in (string[])["inbox", "inbox/settings"]
        from width in (int[])[1280, 360]
        select new TheoryDataRow<string, int>(path, width);

    // States change over nights; a test has none, so it writes what a night would have told.
    private async Task FillAsync(string role)
    {
        await using var db = app.Database();
        var user = await db.Users.SingleAsync(u => u.Email == $"{role}@demo.example");
        if (await db.InboxItems.AnyAsync(i => i.UserId == user.Id && i.Topic == InboxTopic.Better))
        {
            return;
        }

        var generation = await db.CurrentScores.Select(c => c.GenerationId).SingleAsync();
        var enrollments = await db
            .Scores.Where(s => s.GenerationId == generation && s.Goal == Goal.CourseFailure && s.Features != null)
            .Where(s =>
                db.ClassAssignments.Any(a =>
                    a.StaffId == user.StaffId && a.EndsOn == null && a.ClassId == s.Enrollment!.ClassId
                )
                || db.CaseloadEntries.Any(c =>
                    c.StaffId == user.StaffId && c.EndsOn == null && c.StudentId == s.Enrollment!.StudentId
                )
            )
            .OrderBy(s => s.EnrollmentId)
            .Select(s => new
            {
                s.EnrollmentId,
                s.Enrollment!.StudentId,
                s.Enrollment.Student!.OrgId,
            })
            .Take(4)
            .ToListAsync();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var support = new SupportCase
        {
            StudentId = enrollments[0].StudentId,
            OrgId = enrollments[0].OrgId,
            // Another one for each role: a student has one open case of a kind.
            KindId = await db
                .SupportKinds.OrderByDescending(k => k.Id)
                .Select(k => k.Id)
                .Skip(role == "teacher" ? 1 : 0)
                .FirstAsync(),
            Reason = "Made by a test.",
            ReferredById = user.Id,
            OwnerId = user.Id,
            ReferredOn = today.AddDays(-9),
            FollowUpOn = today.AddDays(-2),
        };
        db.SupportCases.Add(support);
        await db.SaveChangesAsync();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        db.InboxItems.AddRange(
            State(0, InboxTopic.Graver, RiskState.Watch, RiskState.NeedsSupport),
            State(1, InboxTopic.Graver, RiskState.OnTrack, RiskState.Watch),
            State(2, InboxTopic.Better, RiskState.Watch, RiskState.OnTrack),
            State(3, InboxTopic.Better, RiskState.NeedsSupport, RiskState.Watch),
            new InboxItem
            {
                UserId = user.Id,
                Topic = InboxTopic.Graver,
                Fact = "Graver of 0",
                MadeAt = now.AddDays(-9),
                On = today.AddDays(-9),
                Count = 31,
            },
            new InboxItem
            {
                UserId = user.Id,
                Topic = InboxTopic.FollowUp,
                Fact = $"follow-up {support.Id} on {support.FollowUpOn:O}",
                MadeAt = now.AddDays(-2),
                On = support.FollowUpOn.Value,
                CaseId = support.Id,
            }
        );
        await db.SaveChangesAsync();

        InboxItem State(int index, InboxTopic topic, RiskState before, RiskState state) =>
            new()
            {
                UserId = user.Id,
                Topic = topic,
                Fact = $"state {enrollments[index].EnrollmentId} of 0",
                MadeAt = now.AddHours(-index),
                On = today,
                EnrollmentId = enrollments[index].EnrollmentId,
                State = state,
                Before = before,
            };
    }
}
