using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Inbox;
using EarlyWarning.Web.Features.Inbox.Making;

namespace EarlyWarning.Web.Tests.Features.Inbox;

public sealed class InboxQueryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task An_item_about_a_student_is_shown_only_while_its_reader_may_see_the_student(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        var cast = Enum.GetValues<CastMember>();
        await PostAsync(world, cast.Select(m => Item(world, m, InboxWorld.Algebra)));

        CastMember[] see =
        [
            CastMember.TeacherA,
            CastMember.TeacherUntilTenDaysAgo,
            CastMember.Counsellor,
            CastMember.DistrictAdministrator,
        ];
        foreach (var member in cast)
        {
            var scope = world.School.ScopeOf(member);
            var view = await world.Query.GetAsync(scope, null, 1, Cancel);
            view.Rows.Count.ShouldBe(see.Contains(member) ? 1 : 0, $"{member}");
            view.UnreadCount.ShouldBe(see.Contains(member) ? 1 : 0, $"{member}");
            (await world.Query.UnreadAsync(scope, Cancel)).ShouldBe(see.Contains(member) ? 1 : 0, $"{member}");
        }
    }

    [Theory, DatabaseData]
    public async Task Items_are_marked_by_whom_they_go_to_only(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        var (teacher, counsellor) = (
            world.School.ScopeOf(CastMember.TeacherA),
            world.School.ScopeOf(CastMember.Counsellor)
        );
        await PostAsync(
            world,
            [
                Item(world, CastMember.TeacherA, InboxWorld.Algebra),
                Item(world, CastMember.Counsellor, InboxWorld.Algebra),
            ]
        );
        long[] ids = [.. (await world.ItemsAsync()).Select(i => i.Id)];

        (await world.Mark.RunAsync(teacher, ids, isRead: true, Cancel)).ShouldBe(1);
        (await world.Query.UnreadAsync(teacher, Cancel)).ShouldBe(0);
        (await world.Query.UnreadAsync(counsellor, Cancel)).ShouldBe(1);
        (await world.Query.GetAsync(teacher, null, 1, Cancel)).Show.ShouldBe(InboxShow.All);
        (await world.Mark.RunAsync(teacher, ids, isRead: false, Cancel)).ShouldBe(1);
        (await world.Query.GetAsync(teacher, null, 1, Cancel)).Show.ShouldBe(InboxShow.Unread);
        await world.Mark.AllReadAsync(counsellor, Cancel);
        (await world.Query.UnreadAsync(counsellor, Cancel)).ShouldBe(0);
        (await world.Query.UnreadAsync(teacher, Cancel)).ShouldBe(1);
    }

    [Theory, DatabaseData]
    public async Task Pages_go_through_all_items_and_the_sentence_counts_them(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        var scope = world.School.ScopeOf(CastMember.TeacherA);
        InboxWords.Lead(await world.Query.GetAsync(scope, null, 1, Cancel)).ShouldBe("Nothing was told yet.");
        await PostAsync(
            world,
            Enumerable
                .Range(0, InboxQuery.PageSize + 2)
                .Select(n => Item(world, CastMember.TeacherA, InboxWorld.Algebra, $"fact {n}"))
        );

        var first = await world.Query.GetAsync(scope, null, 1, Cancel);
        var second = await world.Query.GetAsync(scope, null, 2, Cancel);
        first.Rows.Concat(second.Rows).Select(r => r.Id).Distinct().Count().ShouldBe(InboxQuery.PageSize + 2);
        (await world.Query.GetAsync(scope, null, 99, Cancel)).Page.ShouldBe(2);
        InboxWords.Lead(first).ShouldBe("32 items unread: 32 on students who need more attention.");
    }

    [Fact]
    public async Task Wishes_are_kept_by_topic()
    {
        await using var world = await InboxWorld.CreateAsync(DatabaseKind.Sqlite);
        var choices = new InboxChoices(world.Database);
        var scope = world.School.ScopeOf(CastMember.TeacherA);
        await choices.SaveAsync(scope, [InboxTopic.Graver, InboxTopic.Letter], Cancel);
        await choices.SaveAsync(scope, [InboxTopic.Better, InboxTopic.Letter], Cancel);
        (await choices.GetAsync(scope, Cancel)).Off.ShouldBe([InboxTopic.Better, InboxTopic.Letter], ignoreOrder: true);
        (await choices.GetAsync(world.School.ScopeOf(CastMember.TeacherB), Cancel)).Off.ShouldBeEmpty();
        // Every topic of items can be turned off on the page.
        InboxWords.Topics.Select(t => t.Topic).ShouldBe(Enum.GetValues<InboxTopic>().Except([InboxTopic.Letter]));
    }

    private static Task PostAsync(InboxWorld world, IEnumerable<InboxItem> items) =>
        new PostItems(world.Database).RunAsync(items, Cancel);

    private static InboxItem Item(InboxWorld world, CastMember member, long enrollment, string fact = "fact") =>
        new()
        {
            UserId = SampleSchool.UserId(member),
            Topic = InboxTopic.Graver,
            Fact = fact,
            MadeAt = world.Clock.GetUtcNow().UtcDateTime,
            On = InboxWorld.Today,
            EnrollmentId = enrollment,
            State = RiskState.NeedsSupport,
            Before = RiskState.OnTrack,
        };
}
