using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Support;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Inbox;
using EarlyWarning.Web.Features.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Inbox;

public sealed class TellCasesTests
{
    private const int Tutoring = 2;
    private static readonly DateOnly Today = InboxWorld.Today;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task Who_is_given_a_case_is_told_once_and_again_when_it_comes_back(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        var id = await ReferAsync(world, CastMember.Counsellor, CastMember.TeacherA, Today.AddDays(9));
        (await world.Cases.RunAsync(Cancel)).ShouldBe(1);
        (await world.Cases.RunAsync(Cancel)).ShouldBe(0);
        (await world.SentencesAsync(CastMember.TeacherA))
            .ShouldHaveSingleItem()
            .ShouldEndWith("for Ada Okafor was put in your hands.");

        await ReviseAsync(world, id, CastMember.Counsellor);
        (await world.Cases.RunAsync(Cancel)).ShouldBe(0, "the counsellor took it over and knows");
        (await world.SentencesAsync(CastMember.TeacherA)).ShouldBeEmpty("it is not theirs any more");
        (await world.ItemsAsync()).ShouldAllBe(i => i.ReadAt != null);
        await ReviseAsync(world, id, CastMember.TeacherA);
        (await world.Cases.RunAsync(Cancel)).ShouldBe(1);
        (await world.SentencesAsync(CastMember.TeacherA)).Count.ShouldBe(2);
    }

    [Theory, DatabaseData]
    public async Task A_case_of_ones_own_is_no_news(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        await ReferAsync(world, CastMember.TeacherA, CastMember.TeacherA, Today.AddDays(9));
        await ReferAsync(world, CastMember.TeacherA, null, Today, kind: Tutoring + 1);
        (await world.Cases.RunAsync(Cancel)).ShouldBe(0);
    }

    [Theory, DatabaseData]
    public async Task A_follow_up_is_told_on_its_day_once_and_is_settled_by_looking_again(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        var id = await ReferAsync(world, CastMember.TeacherA, CastMember.TeacherA, Today.AddDays(1));
        (await world.Cases.RunAsync(Cancel)).ShouldBe(0, "it is due tomorrow");
        world.Clock.Advance(TimeSpan.FromDays(1));
        (await world.Cases.RunAsync(Cancel)).ShouldBe(1);
        world.Clock.Advance(TimeSpan.FromDays(3));
        (await world.Cases.RunAsync(Cancel)).ShouldBe(0);
        var row = (
            await world.Query.GetAsync(world.School.ScopeOf(CastMember.TeacherA), null, 1, Cancel)
        ).Rows.ShouldHaveSingleItem();
        InboxWords.Sentence(row, Today.AddDays(1)).ShouldEndWith("for Ada Okafor is due today.");
        InboxWords.Sentence(row, Today.AddDays(4)).ShouldEndWith("has been due since 21 Nov.");

        await ReviseAsync(world, id, CastMember.TeacherA, Today.AddDays(20));
        (await world.Cases.RunAsync(Cancel)).ShouldBe(0);
        (await world.ItemsAsync()).ShouldHaveSingleItem().ReadAt.ShouldNotBeNull();
        (await world.SentencesAsync(CastMember.TeacherA)).ShouldHaveSingleItem().ShouldEndWith("is settled.");
    }

    [Theory, DatabaseData]
    public async Task A_dispute_asks_those_around_for_a_second_reader_and_tells_its_author_what_was_decided(
        DatabaseKind kind
    )
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        await DisputeAsync(world, InboxWorld.Algebra, CastMember.TeacherA);
        await world.Cases.RunAsync(Cancel);
        (await world.Cases.RunAsync(Cancel)).ShouldBe(0);
        (await world.ToldAsync()).ShouldBe([CastMember.Counsellor]);
        (await world.SentencesAsync(CastMember.Counsellor)).ShouldBe([
            "TeacherA disputes the flag of Ada Okafor in Algebra: please read it.",
        ]);

        await using (var db = world.Database.CreateDbContext())
        {
            var review = await db.FlagReviews.SingleAsync(Cancel);
            review.Decide(isAgreed: true, "Seen.", By(CastMember.Counsellor)).ShouldBeNull();
            await db.SaveChangesAsync(Cancel);
        }

        (await world.Cases.RunAsync(Cancel)).ShouldBe(1);
        (await world.Cases.RunAsync(Cancel)).ShouldBe(0);
        (await world.SentencesAsync(CastMember.TeacherA)).ShouldBe([
            "Counsellor agreed with you: the flag of Ada Okafor in Algebra rests until 30 Nov.",
        ]);
        (await world.ItemsAsync()).Single(i => i.Topic == InboxTopic.SecondReader).ReadAt.ShouldNotBeNull();
    }

    [Theory, DatabaseData]
    public async Task Where_nobody_else_is_around_the_nearest_administrators_read(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        // Ben has no counsellor now, and in Algebra one teacher.
        var ben = SampleSchool.EnrollmentId(SampleSchool.BenId, SampleSchool.AlgebraId);
        await DisputeAsync(world, ben, CastMember.TeacherA);
        await world.Cases.RunAsync(Cancel);
        (await world.ToldAsync()).ShouldBe([CastMember.DistrictAdministrator]);
        (await world.SentencesAsync(CastMember.DistrictAdministrator))
            .ShouldHaveSingleItem()
            .ShouldContain("Ben Lindqvist");
    }

    [Theory, DatabaseData]
    public async Task Who_does_not_want_to_be_told_is_not_and_two_nodes_tell_once(DatabaseKind kind)
    {
        await using var world = await InboxWorld.CreateAsync(kind);
        await world.OptOutAsync(CastMember.TeacherA, InboxTopic.Assigned);
        await ReferAsync(world, CastMember.Counsellor, CastMember.TeacherA, Today);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.Cases.RunAsync(Cancel), Cancel)));
        (await world.ItemsAsync()).ShouldHaveSingleItem().Topic.ShouldBe(InboxTopic.FollowUp);
    }

    private static async Task<long> ReferAsync(
        InboxWorld world,
        CastMember by,
        CastMember? owner,
        DateOnly followUp,
        int kind = Tutoring
    )
    {
        var referral = new Referral(
            SampleSchool.AdaId,
            kind,
            "Two essays are missing.",
            owner is { } o ? SampleSchool.UserId(o) : null,
            followUp
        );
        var result = await new ReferStudent(world.Database, world.Clock).RunAsync(
            world.School.ScopeOf(by),
            referral,
            Cancel
        );
        result.Problem.ShouldBeNull();
        return result.Id;
    }

    // By the counsellor, as whoever sees the whole record may.
    private static async Task ReviseAsync(InboxWorld world, long id, CastMember owner, DateOnly? followUp = null)
    {
        await using var db = world.Database.CreateDbContext();
        var found = await db.SupportCases.AsNoTracking().SingleAsync(c => c.Id == id, Cancel);
        var plan = found.Plan with { OwnerId = SampleSchool.UserId(owner), FollowUpOn = followUp ?? found.FollowUpOn };
        var result = await new ChangeSupport(world.Database, world.Clock).ReviseAsync(
            world.School.ScopeOf(CastMember.Counsellor),
            id,
            found.Version,
            plan,
            Cancel
        );
        result.Problem.ShouldBeNull();
    }

    private static async Task DisputeAsync(InboxWorld world, long enrollment, CastMember by)
    {
        var (review, problem) = FlagReview.Raise(
            new FlagSeen(enrollment, RiskState.NeedsSupport, 0.4, 6, 1),
            FlagClaim.Dispute,
            "The marks of another student were entered.",
            Today.AddDays(10),
            By(by)
        );
        problem.ShouldBeNull();
        await using var db = world.Database.CreateDbContext();
        db.FlagReviews.Add(review!);
        await db.SaveChangesAsync(Cancel);
    }

    private static Editor By(CastMember member) =>
        new(SampleSchool.UserId(member), Today.ToDateTime(new TimeOnly(9, 0), DateTimeKind.Utc), Today);
}
