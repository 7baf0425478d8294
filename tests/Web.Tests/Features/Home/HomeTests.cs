using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Classes;
using EarlyWarning.Web.Features.Home;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Features.Support;
using EarlyWarning.Web.Tests.Features.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Home;

/// <summary>What changed, for whom, since when; and the same support asked for of several.</summary>
public sealed class HomeTests
{
    private static readonly DateOnly Today = SupportWorld.Today;
    private static readonly DateTime LastWeek = Today.AddDays(-8).ToDateTime(new TimeOnly(9, 0));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task Each_sees_what_changed_in_the_own_scope(DatabaseKind kind)
    {
        await using var world = await ScoredAsync(kind);

        var teacher = await HomeAsync(world, CastMember.TeacherA, LastWeek);
        var other = await HomeAsync(world, CastMember.TeacherB, LastWeek);
        var district = await HomeAsync(world, CastMember.DistrictAdministrator, LastWeek);
        var nobody = await HomeAsync(world, CastMember.WithoutRole, LastWeek);

        // Ada counts once though two of her classes got graver.
        teacher.Raised.Select(r => r.StudentId).ShouldBe([SampleSchool.AdaId]);
        teacher.Raised[0].Line.ShouldBe("Missed 7 of the last 20 school days");
        teacher.Better.Select(r => r.StudentId).ShouldBe([SampleSchool.BenId]);
        teacher.Better[0].Before.ShouldBe(RiskState.NeedsSupport);
        other.Raised.Select(r => r.StudentId).ShouldBe([SampleSchool.AdaId]);
        other.Better.ShouldBeEmpty();
        district
            .Raised.Select(r => r.StudentId)
            .ShouldBe([SampleSchool.FarahId, SampleSchool.AdaId], "the graver first");
        (nobody.RaisedCount, nobody.BetterCount, nobody.Classes.Cards.Count).ShouldBe((0, 0, 0));
    }

    [Theory, DatabaseData]
    public async Task What_changed_before_the_last_visit_is_no_news(DatabaseKind kind)
    {
        await using var world = await ScoredAsync(kind);

        var view = await HomeAsync(world, CastMember.TeacherA, Today.AddDays(-7).ToDateTime(new TimeOnly(9, 0)));

        (view.RaisedCount, view.BetterCount).ShouldBe((0, 0));
        HomeWords.Lead(view).ShouldBe("Nobody's state got graver since 13 Nov. No follow-up is due.");
    }

    [Theory, DatabaseData]
    public async Task A_visit_is_another_one_after_four_hours(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var start = new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
        var clock = new SettableClock(start);
        var visits = new VisitLog(world.Database, clock);
        var scope = world.School.ScopeOf(CastMember.TeacherA);

        (await visits.OpenAsync(scope, Cancel)).ShouldBeNull();
        clock.Advance(TimeSpan.FromHours(3));
        (await visits.OpenAsync(scope, Cancel)).ShouldBeNull("the same visit goes on");
        clock.Advance(TimeSpan.FromHours(4));
        (await visits.OpenAsync(scope, Cancel)).ShouldBe(start.UtcDateTime.AddHours(3));
        clock.Advance(TimeSpan.FromMinutes(1));
        (await visits.OpenAsync(scope, Cancel)).ShouldBe(start.UtcDateTime.AddHours(3));
        (await visits.OpenAsync(world.School.ScopeOf(CastMember.TeacherB), Cancel)).ShouldBeNull("another person's");
    }

    [Fact]
    public void Scores_of_an_earlier_time_are_told_from_a_week_before_them()
    {
        var visits = new VisitLog(null!, new SettableClock(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero)));
        var then = new ScoresInService(1, new DateOnly(2015, 1, 31), true, null, null, null, null);
        var now = then with { AsOf = Today, IsHistoric = false };

        visits.Since(LastWeek, then).ShouldBe(new DateOnly(2015, 1, 24));
        visits.Since(null, now).ShouldBe(Today.AddDays(-7));
        visits.Since(LastWeek, now).ShouldBe(Today.AddDays(-8));
    }

    [Theory, DatabaseData]
    public async Task The_queue_counts_each_part_and_begins_with_the_first_that_holds_anybody(DatabaseKind kind)
    {
        await using var world = await ScoredAsync(kind);
        var id = await world.ReferAsync(
            CastMember.Counsellor,
            SampleSchool.AdaId,
            SupportWorld.Workload,
            CastMember.Counsellor,
            Today
        );

        var queue = await QueueAsync(world, CastMember.Counsellor, null);

        queue.Show.ShouldBe(QueueShow.New);
        queue.Counts.ShouldBe(
            new Dictionary<QueueShow, int>
            {
                [QueueShow.New] = 1,
                [QueueShow.Nobody] = 0,
                [QueueShow.Due] = 1,
                [QueueShow.Better] = 0,
            }
        );
        queue.Rows.Single().HasSupport.ShouldBeTrue();
        (await QueueAsync(world, CastMember.Counsellor, QueueShow.Due)).Due.Single().CaseId.ShouldBe(id);
    }

    [Theory, DatabaseData]
    public async Task The_same_support_is_asked_for_of_several_each_by_the_rules_of_one(DatabaseKind kind)
    {
        await using var world = await ScoredAsync(kind);
        var assign = new AssignMany(world.Database, world.Refer);
        var scope = world.School.ScopeOf(CastMember.TeacherA);
        await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload);

        var made = await assign.RunAsync(
            scope,
            new ManyReferrals(
                [SampleSchool.AdaId, SampleSchool.BenId, SampleSchool.FarahId],
                SupportWorld.Workload,
                "Work is missing.",
                scope.UserId,
                Today.AddDays(7)
            ),
            Cancel
        );

        made.Done.ShouldBe([SampleSchool.BenId]);
        made.Problems[SampleSchool.AdaId].ShouldContain("asked for already");
        made.Problems[SampleSchool.FarahId].ShouldBe(SupportResult.NotFound.Problem);
        await using var db = world.Database.CreateDbContext();
        (await db.SupportCases.CountAsync(Cancel)).ShouldBe(2);
    }

    [Theory, DatabaseData]
    public async Task Who_may_act_for_all_may_act_for_each(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var scope = world.School.ScopeOf(CastMember.DistrictAdministrator);
        var assign = new AssignMany(world.Database, world.Refer);

        var ada = await assign.OwnersAsync(scope, [SampleSchool.AdaId], Cancel);
        var ben = await assign.OwnersAsync(scope, [SampleSchool.BenId], Cancel);
        var both = await assign.OwnersAsync(scope, [SampleSchool.AdaId, SampleSchool.BenId], Cancel);

        both.ShouldBe(ada.Intersect(ben));
        both.ShouldNotBeEmpty();
        ada.Count.ShouldBeGreaterThan(both.Count, "Ada's other teacher does not know Ben");
        (
            await assign.OwnersAsync(world.School.ScopeOf(CastMember.TeacherA), [SampleSchool.FarahId], Cancel)
        ).ShouldBeEmpty();
    }

    [Theory, DatabaseData]
    public async Task Lately_opened_are_the_readers_own_and_still_visible_ones(DatabaseKind kind)
    {
        await using var world = await ScoredAsync(kind);
        var clock = new SettableClock(new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero));
        var open = new OpenStudentPage(new StudentQuery(world.Database), world.Database, clock);
        foreach (var student in (long[])[SampleSchool.AdaId, SampleSchool.BenId, SampleSchool.AdaId])
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await open.OpenAsync(world.School.ScopeOf(CastMember.TeacherA), student, null, Cancel);
        }

        var own = await HomeAsync(world, CastMember.TeacherA, LastWeek);
        var other = await HomeAsync(world, CastMember.TeacherB, LastWeek);

        own.Recent.Select(r => r.StudentId).ShouldBe([SampleSchool.AdaId, SampleSchool.BenId]);
        other.Recent.ShouldBeEmpty();
    }

    private static async Task<SupportWorld> ScoredAsync(DatabaseKind kind)
    {
        var world = await SupportWorld.CreateAsync(kind);
        await SampleScores.WriteGenerationsAsync(world.Database, Today, SampleSchool.DistrictId);
        await SampleScores.WriteAsync(
            world.Database,
            [
                Flag(SampleSchool.AdaId, SampleSchool.AlgebraId, RiskState.Watch, 0.4, RiskState.OnTrack),
                Flag(SampleSchool.AdaId, SampleSchool.EnglishId, RiskState.NeedsSupport, 0.7, RiskState.Watch),
                Flag(SampleSchool.BenId, SampleSchool.AlgebraId, RiskState.OnTrack, 0.1, RiskState.NeedsSupport),
                Flag(SampleSchool.FarahId, SampleSchool.ScienceId, RiskState.NeedsSupport, 0.9, RiskState.Watch),
            ]
        );
        return world;
    }

    private static Score Flag(long student, long @class, RiskState state, double value, RiskState before) =>
        SampleScores.Of(SampleSchool.EnrollmentId(student, @class), 8, state, value, Today, before);

    private static Task<HomeView> HomeAsync(SupportWorld world, CastMember member, DateTime? before) =>
        new HomeQuery(world.Database, new MyClassesQuery(world.Database), world.List, Visits(world)).GetAsync(
            world.School.ScopeOf(member),
            before,
            Cancel
        );

    private static Task<QueueView> QueueAsync(SupportWorld world, CastMember member, QueueShow? show) =>
        new QueueQuery(world.Database, new NobodyActsQuery(world.Database), world.List, Visits(world)).GetAsync(
            world.School.ScopeOf(member),
            show,
            1,
            LastWeek,
            Cancel
        );

    private static VisitLog Visits(SupportWorld world) =>
        new(world.Database, new SettableClock(new DateTimeOffset(Today, new TimeOnly(9, 0), TimeSpan.Zero)));
}
