using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Support;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Support;

namespace EarlyWarning.Web.Tests.Features.Support;

public sealed class EditSupportKindTests
{
    [Theory, DatabaseData]
    public async Task A_kind_for_all_is_edited_at_the_top_and_one_of_a_school_by_the_school(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);

        (await SaveAsync(world, CastMember.DistrictAdministrator, New("Choir", null))).Problem.ShouldBeNull();
        (await SaveAsync(world, CastMember.SouthAdministrator, New("Band", null))).ShouldBe(SupportResult.NotFound);
        (await SaveAsync(world, CastMember.Counsellor, New("Band", null))).ShouldBe(SupportResult.NotFound);
        (await SaveAsync(world, CastMember.SouthAdministrator, New("Band", SampleSchool.NorthId))).ShouldBe(
            SupportResult.NotFound
        );
        (
            await SaveAsync(world, CastMember.SouthAdministrator, New("Band", SampleSchool.SouthId))
        ).Problem.ShouldBeNull();

        (await OfferedAsync(world, CastMember.SouthAdministrator, SampleSchool.FarahId)).ShouldContain("Band");
        (await OfferedAsync(world, CastMember.SouthAdministrator, SampleSchool.FarahId)).ShouldContain("Choir");
        (await OfferedAsync(world, CastMember.TeacherA, SampleSchool.AdaId)).ShouldNotContain("Band");
        (
            await world.Refer.RunAsync(
                world.School.ScopeOf(CastMember.TeacherA),
                new Referral(SampleSchool.AdaId, 9, "Band is at South only.", null, null),
                CancellationToken.None
            )
        ).Problem!.ShouldContain("Choose a kind");
    }

    [Theory, DatabaseData]
    public async Task Two_editors_of_a_kind_do_not_overwrite_each_other(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var edited = await KindAsync(world, SupportWorld.Tutoring);
        edited.PlacesPerSchool = 12;
        (await SaveAsync(world, CastMember.DistrictAdministrator, edited)).Problem.ShouldBeNull();

        edited.PlacesPerSchool = 99;
        var second = await SaveAsync(world, CastMember.DistrictAdministrator, edited);

        (second.IsConflict, second.Problem!.Contains("Somebody else", StringComparison.Ordinal)).ShouldBe((true, true));
        (await KindAsync(world, SupportWorld.Tutoring)).PlacesPerSchool.ShouldBe(12);
    }

    [Theory, DatabaseData]
    public async Task What_is_wrong_with_a_kind_is_said(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        var nothing = New("Choir", null);
        nothing.Drivers = 0;

        (await SaveAsync(world, CastMember.DistrictAdministrator, nothing)).Problem!.ShouldContain(
            "part of the record"
        );
        (await SaveAsync(world, CastMember.DistrictAdministrator, New(" ", null))).Problem!.ShouldContain("name");
        (await SaveAsync(world, CastMember.DistrictAdministrator, New("Tutoring", null))).Problem!.ShouldContain(
            "already"
        );
    }

    private static SupportKind New(string name, long? orgId) =>
        new()
        {
            Name = name,
            OrgId = orgId,
            Drivers = SupportKind.Bits(FeatureGroup.Behaviour),
            Hours = 2,
            Weeks = 4,
        };

    private static Task<SupportResult> SaveAsync(SupportWorld world, CastMember by, SupportKind edited) =>
        new EditSupportKind(world.Database).RunAsync(world.School.ScopeOf(by), edited, CancellationToken.None);

    private static async Task<SupportKind> KindAsync(SupportWorld world, int id)
    {
        var rows = await new SupportKindsQuery(world.Database).GetAsync(
            world.School.ScopeOf(CastMember.DistrictAdministrator),
            CancellationToken.None
        );
        return rows.Single(r => r.Kind.Id == id).Kind;
    }

    private static async Task<IEnumerable<string>> OfferedAsync(SupportWorld world, CastMember by, long student)
    {
        var view = await world.Student.GetAsync(world.School.ScopeOf(by), student, CancellationToken.None);
        return view!.Kinds.Select(k => k.Name);
    }
}
