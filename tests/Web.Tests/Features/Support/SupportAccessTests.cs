using System.Text.Json;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Support;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Tests.Features.Support;

/// <summary>Who may know of, read and change a case, by the named cast.</summary>
public sealed class SupportAccessTests
{
    [Theory, DatabaseData]
    public async Task A_case_outside_the_scope_is_not_found(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var ada = await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload);
        var ben = await world.ReferAsync(CastMember.TeacherA, SampleSchool.BenId, SupportWorld.Workload);

        await ReadersAsync(world, ada)
            .ShouldBeOfAsync(
                CastMember.TeacherA,
                CastMember.TeacherB,
                CastMember.TeacherUntilTenDaysAgo,
                CastMember.Counsellor,
                CastMember.DistrictAdministrator
            );
        await ReadersAsync(world, ben)
            .ShouldBeOfAsync(CastMember.TeacherA, CastMember.TeacherUntilTenDaysAgo, CastMember.DistrictAdministrator);
    }

    [Theory, DatabaseData]
    public async Task Of_a_confidential_case_teachers_learn_that_it_is_there_and_no_more(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var id = await world.ReferAsync(
            CastMember.Counsellor,
            SampleSchool.AdaId,
            SupportWorld.Counselling,
            CastMember.Counsellor
        );

        await ReadersAsync(world, id).ShouldBeOfAsync(CastMember.Counsellor, CastMember.DistrictAdministrator);

        var seen = await world.Student.GetAsync(
            world.School.ScopeOf(CastMember.TeacherA),
            SampleSchool.AdaId,
            CancellationToken.None
        );
        var row = seen!.Cases.ShouldHaveSingleItem();
        (row.Kind, row.Status, row.IsOpen).ShouldBe((null, SupportStatus.Referred, true));
        JsonSerializer.Serialize(seen.Cases).ShouldNotContain("essays");
        var list = await ListAsync(world, CastMember.TeacherA, SupportShow.Open);
        list.Rows.ShouldBeEmpty();
        list.Counts.Open.ShouldBe(0);
    }

    [Theory, DatabaseData]
    public async Task Who_referred_to_confidential_support_reads_the_own_referral(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var id = await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Counselling);

        (await world.ReadAsync(CastMember.TeacherA, id))!.Reason.ShouldContain("essays");
        (await world.ReadAsync(CastMember.TeacherB, id)).ShouldBeNull();
    }

    [Theory, DatabaseData]
    public async Task A_case_is_changed_by_its_owner_and_by_those_who_see_the_whole_record(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var id = await world.ReferAsync(
            CastMember.TeacherA,
            SampleSchool.AdaId,
            SupportWorld.Workload,
            CastMember.TeacherB
        );
        CastMember[] may =
        [
            CastMember.TeacherA,
            CastMember.TeacherB,
            CastMember.Counsellor,
            CastMember.DistrictAdministrator,
        ];

        foreach (var member in Enum.GetValues<CastMember>())
        {
            var version = await VersionAsync(world, id);
            var plan = SupportWorld.Plan(CastMember.TeacherB) with { Goals = $"By {member}." };
            var result = await world.Change.ReviseAsync(
                world.School.ScopeOf(member),
                id,
                version,
                plan,
                CancellationToken.None
            );
            (result.Problem is null).ShouldBe(may.Contains(member), $"{member}: {result.Problem}");
            (await VersionAsync(world, id) > version).ShouldBe(may.Contains(member), $"{member}");
        }

        // Once somebody planned it, who referred may read it only.
        (await MoveAsync(world, CastMember.TeacherB, id)).Problem.ShouldBeNull();
        (await world.ReadAsync(CastMember.TeacherA, id))!.MayChange.ShouldBeFalse();
        (await MoveAsync(world, CastMember.TeacherA, id)).ShouldBe(SupportResult.NotFound);
    }

    [Theory, DatabaseData]
    public async Task Opening_a_case_is_logged_and_only_where_it_is_found(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var id = await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Workload);

        await world.Case.OpenAsync(world.School.ScopeOf(CastMember.SouthAdministrator), id, CancellationToken.None);
        await world.Case.OpenAsync(world.School.ScopeOf(CastMember.Counsellor), id, CancellationToken.None);

        await using var db = world.Database.CreateDbContext();
        var entry = await db.AccessLog.SingleAsync();
        (entry.UserId, entry.StudentId, entry.Action, entry.Reason).ShouldBe(
            (
                SampleSchool.UserId(CastMember.Counsellor),
                SampleSchool.AdaId,
                SupportCaseQuery.Action,
                AccessReason.Caseload
            )
        );
    }

    [Theory, DatabaseData]
    public async Task Only_people_around_the_student_can_be_given_the_case(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var view = await world.Student.GetAsync(
            world.School.ScopeOf(CastMember.TeacherA),
            SampleSchool.AdaId,
            CancellationToken.None
        );

        // Rights of grace let a former teacher look back; a new case goes to those who teach now.
        view!
            .People.Select(p => (CastMember)p.UserId)
            .ShouldBe(
                [CastMember.TeacherA, CastMember.TeacherB, CastMember.Counsellor, CastMember.DistrictAdministrator],
                ignoreOrder: true
            );
        var referral = new Referral(
            SampleSchool.AdaId,
            SupportWorld.Workload,
            "Two essays are missing.",
            SampleSchool.UserId(CastMember.SouthAdministrator),
            null
        );
        var result = await world.Refer.RunAsync(
            world.School.ScopeOf(CastMember.TeacherA),
            referral,
            CancellationToken.None
        );
        result.Problem!.ShouldContain("may not see this student");
    }

    private static async Task<CastMember[]> ReadersAsync(SupportWorld world, long caseId)
    {
        var readers = new List<CastMember>();
        foreach (var member in Enum.GetValues<CastMember>())
        {
            if (await world.ReadAsync(member, caseId) is not null)
            {
                readers.Add(member);
            }
        }

        return [.. readers];
    }

    private static Task<SupportListView> ListAsync(SupportWorld world, CastMember member, SupportShow show) =>
        world.List.GetAsync(world.School.ScopeOf(member), show, 1, CancellationToken.None);

    private static async Task<SupportResult> MoveAsync(SupportWorld world, CastMember by, long id) =>
        await world.Change.MoveAsync(
            world.School.ScopeOf(by),
            id,
            await VersionAsync(world, id),
            SupportWorld.Plan(CastMember.TeacherB),
            SupportStatus.Planned,
            CancellationToken.None
        );

    private static async Task<int> VersionAsync(SupportWorld world, long id)
    {
        await using var db = world.Database.CreateDbContext();
        return await db.SupportCases.Where(c => c.Id == id).Select(c => c.Version).SingleAsync();
    }
}

internal static class CastAssertions
{
    public static async Task ShouldBeOfAsync(this Task<CastMember[]> found, params CastMember[] expected) =>
        (await found).ShouldBe(expected, ignoreOrder: true);
}
