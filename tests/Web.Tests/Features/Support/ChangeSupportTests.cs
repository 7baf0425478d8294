using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Support;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Support;

public sealed class ChangeSupportTests
{
    [Theory, DatabaseData]
    public async Task Of_two_people_editing_at_once_the_second_learns_what_the_first_changed(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var id = await world.ReferAsync(
            CastMember.TeacherA,
            SampleSchool.AdaId,
            SupportWorld.Workload,
            CastMember.TeacherA
        );
        var plan = SupportWorld.Plan(CastMember.TeacherA);

        var first = await ReviseAsync(world, CastMember.Counsellor, id, 1, plan);
        var second = await ReviseAsync(world, CastMember.TeacherA, id, 1, plan with { Goals = "Something else." });

        first.ShouldBe(SupportResult.Done);
        second.IsConflict.ShouldBeTrue();
        second.Problem!.ShouldContain("changed this case while you were writing");
        second.Problem!.ShouldContain("Goals: nothing → Hand in both essays.");
        second.Problem!.ShouldContain("Follow-up: nothing →");
        (await world.ReadAsync(CastMember.TeacherA, id))!.Plan.ShouldBe(plan);

        // Having seen it, the second saves over it knowingly.
        (await ReviseAsync(world, CastMember.TeacherA, id, 2, plan with { Goals = "Something else." })).ShouldBe(
            SupportResult.Done
        );
    }

    [Theory, DatabaseData]
    public async Task A_change_between_reading_and_writing_loses_nothing_either(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var id = await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload);
        await using var db = world.Database.CreateDbContext();
        var stale = await db.SupportCases.SingleAsync(c => c.Id == id);
        await ReviseAsync(world, CastMember.Counsellor, id, 1, SupportWorld.Plan(CastMember.TeacherA));

        stale.Revise(
            SupportWorld.Plan(CastMember.TeacherB),
            new Editor(1, new DateTime(2026, 11, 20, 9, 0, 0, DateTimeKind.Utc), SupportWorld.Today)
        );

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
        (await world.ReadAsync(CastMember.Counsellor, id))!.Row.IsMine.ShouldBeFalse();
    }

    [Theory, DatabaseData]
    public async Task A_second_open_case_of_a_kind_is_refused_in_a_sentence(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload, CastMember.TeacherA);
        await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Tutoring);
        await world.ReferAsync(CastMember.TeacherA, SampleSchool.BenId, SupportWorld.Workload);

        var again = await world.Refer.RunAsync(
            world.School.ScopeOf(CastMember.TeacherB),
            new Referral(SampleSchool.AdaId, SupportWorld.Workload, "Again.", null, null),
            CancellationToken.None
        );

        again.Problem!.ShouldContain("Workload plan was asked for already on");
        again.Problem!.ShouldContain("in the hands of");
        await using var db = world.Database.CreateDbContext();
        (await db.SupportCases.CountAsync()).ShouldBe(3);
    }

    [Theory, DatabaseData]
    public async Task The_database_itself_holds_at_most_one_open_case_of_a_kind(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var id = await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload);
        await using var db = world.Database.CreateDbContext();
        db.SupportCases.Add(Copy());
        await Should.ThrowAsync<DbUpdateException>(() => db.SaveChangesAsync());

        // A closed case stands in nobody's way.
        await using var fresh = world.Database.CreateDbContext();
        await fresh
            .SupportCases.Where(c => c.Id == id)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.ClosedOn, SupportWorld.Today));
        await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload);

        static SupportCase Copy() =>
            new()
            {
                StudentId = SampleSchool.AdaId,
                OrgId = SampleSchool.NorthId,
                KindId = SupportWorld.Workload,
                Reason = "Again.",
                ReferredById = 1,
                ReferredOn = SupportWorld.Today,
            };
    }

    [Theory, DatabaseData]
    public async Task From_a_referral_to_its_outcome(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var (owner, scope) = (CastMember.TeacherA, world.School.ScopeOf(CastMember.TeacherA));
        var id = await world.ReferAsync(owner, SampleSchool.AdaId, SupportWorld.Workload, owner);
        var plan = SupportWorld.Plan(owner);
        var none = CancellationToken.None;

        (await world.Change.MoveAsync(scope, id, 1, plan, SupportStatus.Planned, none)).Problem.ShouldBeNull();
        var view = await world.ReadAsync(owner, id);
        (
            await world.Change.MoveAsync(scope, id, view!.Version, plan, SupportStatus.Active, none)
        ).Problem.ShouldBeNull();
        var entry = new NewEntry(SupportEntryKind.Session, SupportWorld.Today, 45, "Sorted the list.");
        (await world.Change.LogAsync(scope, id, entry, none)).Problem.ShouldBeNull();
        view = await world.ReadAsync(owner, id);
        var closed = await world.Change.CloseAsync(
            scope,
            id,
            view!.Version,
            SupportOutcome.GoalsMet,
            "Both came.",
            none
        );

        closed.Problem.ShouldBeNull();
        view = await world.ReadAsync(owner, id);
        (view!.Row.Outcome, view.MayChange, view.OutcomeText).ShouldBe((SupportOutcome.GoalsMet, false, "Both came."));
        view.Entries.ShouldHaveSingleItem().Minutes.ShouldBe(45);
        view.Changes.Where(c => c.Field == SupportField.Status)
            .Select(c => c.After)
            .ShouldBe(["Closed", "Active", "Planned", "Referred"]);
        (await world.Change.LogAsync(scope, id, entry, none)).ShouldBe(SupportResult.NotFound);
    }

    [Theory, DatabaseData]
    public async Task The_lists_hold_what_is_mine_due_overdue_and_closed(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var today = SupportWorld.Today;
        var due = await world.ReferAsync(
            CastMember.TeacherA,
            SampleSchool.AdaId,
            SupportWorld.Workload,
            CastMember.TeacherA,
            today
        );
        var late = await world.ReferAsync(CastMember.TeacherA, SampleSchool.BenId, SupportWorld.Workload, null, today);
        await using (var db = world.Database.CreateDbContext())
        {
            await db
                .SupportCases.Where(c => c.Id == late)
                .ExecuteUpdateAsync(c => c.SetProperty(x => x.FollowUpOn, today.AddDays(-3)));
        }

        var mine = await ListAsync(CastMember.TeacherA, null);
        (mine.Show, mine.Rows.ShouldHaveSingleItem().CaseId).ShouldBe((SupportShow.Mine, due));
        (mine.Counts.Due, mine.Counts.Overdue, mine.Counts.Open).ShouldBe((1, 1, 2));
        (await ListAsync(CastMember.TeacherA, SupportShow.Overdue)).Rows.Single().CaseId.ShouldBe(late);
        (await ListAsync(CastMember.TeacherA, SupportShow.Open)).Rows.Select(r => r.CaseId).ShouldBe([late, due]);
        (await ListAsync(CastMember.Counsellor, SupportShow.Open)).Rows.Single().CaseId.ShouldBe(due);
        (await ListAsync(CastMember.SouthAdministrator, SupportShow.Open)).Rows.ShouldBeEmpty();

        Task<SupportListView> ListAsync(CastMember member, SupportShow? show) =>
            world.List.GetAsync(world.School.ScopeOf(member), show, 1, CancellationToken.None);
    }

    [Theory, DatabaseData]
    public async Task Flagged_students_are_listed_until_somebody_acts(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var today = SupportWorld.Today;
        await SampleScores.WriteGenerationsAsync(world.Database, today, SampleSchool.DistrictId);
        await SampleScores.WriteAsync(
            world.Database,
            [
                Flag(SampleSchool.AdaId, SampleSchool.AlgebraId, RiskState.NeedsSupport, 0.5),
                Flag(SampleSchool.AdaId, SampleSchool.EnglishId, RiskState.NeedsSupport, 0.7),
                Flag(SampleSchool.BenId, SampleSchool.AlgebraId, RiskState.NeedsSupport, 0.6),
                Flag(SampleSchool.DinaId, SampleSchool.EnglishId, RiskState.Watch, 0.3),
                Flag(SampleSchool.FarahId, SampleSchool.ScienceId, RiskState.NeedsSupport, 0.9),
            ]
        );

        (await AloneAsync(CastMember.TeacherA)).ShouldBe([SampleSchool.BenId, SampleSchool.AdaId]);
        (await AloneAsync(CastMember.Counsellor)).ShouldBe([SampleSchool.AdaId]);
        (await AloneAsync(CastMember.WithoutRole)).ShouldBeEmpty();

        // A referral that nobody took on helps nobody.
        var id = await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload);
        (await AloneAsync(CastMember.Counsellor)).ShouldBe([SampleSchool.AdaId]);
        await ReviseAsync(world, CastMember.TeacherA, id, 1, SupportWorld.Plan(CastMember.TeacherB));
        (await AloneAsync(CastMember.Counsellor)).ShouldBeEmpty();
        (await AloneAsync(CastMember.TeacherA)).ShouldBe([SampleSchool.BenId]);

        // And neither does an owner whose account is closed.
        await using (var db = world.Database.CreateDbContext())
        {
            await db
                .Users.Where(u => u.Id == SampleSchool.UserId(CastMember.TeacherB))
                .ExecuteUpdateAsync(u => u.SetProperty(x => x.DeactivatedAt, new DateTime(2026, 11, 19)));
        }

        (await AloneAsync(CastMember.Counsellor)).ShouldBe([SampleSchool.AdaId]);

        async Task<IEnumerable<long>> AloneAsync(CastMember member)
        {
            var view = await world.List.GetAsync(
                world.School.ScopeOf(member),
                SupportShow.Nobody,
                1,
                CancellationToken.None
            );
            view.Counts.Nobody.ShouldBe(view.Nobody.Count);
            return view.Nobody.Select(r => r.StudentId);
        }

        Score Flag(long student, long @class, RiskState state, double value) =>
            SampleScores.Of(SampleSchool.EnrollmentId(student, @class), 8, state, value, today);
    }

    private static Task<SupportResult> ReviseAsync(
        SupportWorld world,
        CastMember by,
        long id,
        int version,
        SupportPlan plan
    ) => world.Change.ReviseAsync(world.School.ScopeOf(by), id, version, plan, CancellationToken.None);
}
