using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Capacity;
using EarlyWarning.Web.Tests.Features.Support;

namespace EarlyWarning.Web.Tests.Features.Capacity;

public sealed class CapacityQueryTests
{
    private static readonly DateOnly Today = SupportWorld.Today;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, DatabaseData]
    public async Task Each_plans_for_those_whose_whole_record_is_seen(DatabaseKind kind)
    {
        await using var world = await ScoredAsync(kind);

        (await GetAsync(world, CastMember.TeacherA)).ShouldBeNull();
        (await GetAsync(world, CastMember.WithoutRole)).ShouldBeNull();
        var counsellor = (await GetAsync(world, CastMember.Counsellor))!;
        var district = (await GetAsync(world, CastMember.DistrictAdministrator))!;

        Ids(counsellor).ShouldBe([SampleSchool.AdaId]);
        counsellor.Mix.ShouldBeEmpty();
        // Ada stands where her highest class does, and counts once.
        Ids(district).ShouldBe([SampleSchool.AdaId, SampleSchool.BenId]);
        district.Outlook!.Order[0].Value.ShouldBe(0.7);
        district.Schools.Count.ShouldBe(2);
        var south = (
            await GetAsync(world, CastMember.DistrictAdministrator, new(district.Schools[1].Id, null, 30, null))
        )!;
        Ids(south).ShouldBe([SampleSchool.FarahId]);
        (
            await GetAsync(world, CastMember.SouthAdministrator, new(district.Schools[0].Id, null, 30, null))
        ).ShouldBeNull();
    }

    [Theory, DatabaseData]
    public async Task Hours_become_places_and_who_has_the_support_needs_no_second_one(DatabaseKind kind)
    {
        await using var world = await ScoredAsync(kind);
        await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Tutoring);
        var all = (await GetAsync(world, CastMember.DistrictAdministrator))!;
        var tutoring = all.Kinds.Single(k => k.Id == SupportWorld.Tutoring);
        var fits = tutoring.Fits(EarlyWarning.Domain.Features.FeatureGroup.Attendance);

        var view = (
            await GetAsync(
                world,
                CastMember.DistrictAdministrator,
                new(all.Question.SchoolId, tutoring.Id, null, (2 * tutoring.Hours) + 0.5)
            )
        )!;

        view.Question.Places.ShouldBe(2);
        Ids(view).ShouldNotContain(SampleSchool.AdaId);
        view.Outlook!.Order.Select(p => p.StudentId).ShouldBe(fits ? [SampleSchool.BenId] : []);
        view.LeftOut.ShouldBe(fits ? 1 : 2);
    }

    [Theory, DatabaseData]
    public async Task Without_a_model_there_is_no_order(DatabaseKind kind)
    {
        await using var world = await SupportWorld.CreateAsync(kind);
        await SampleScores.WriteGenerationsAsync(
            world.Database,
            Today,
            SampleSchool.DistrictId,
            basis: SignalBasis.Rules
        );

        (await GetAsync(world, CastMember.Counsellor))!.Outlook.ShouldBeNull();
    }

    private static IEnumerable<long> Ids(CapacityView view) => view.Taken.Select(r => r.StudentId);

    private static async Task<SupportWorld> ScoredAsync(DatabaseKind kind)
    {
        var world = await SupportWorld.CreateAsync(kind);
        await SampleScores.WriteGenerationsAsync(world.Database, Today, SampleSchool.DistrictId);
        await SampleScores.WriteAsync(
            world.Database,
            [
                Flag(SampleSchool.AdaId, SampleSchool.AlgebraId, 0.4),
                Flag(SampleSchool.AdaId, SampleSchool.EnglishId, 0.7),
                Flag(SampleSchool.BenId, SampleSchool.AlgebraId, 0.6),
                Flag(SampleSchool.FarahId, SampleSchool.ScienceId, 0.9),
            ]
        );
        return world;
    }

    private static Score Flag(long student, long @class, double value)
    {
        var score = SampleScores.Of(
            SampleSchool.EnrollmentId(student, @class),
            8,
            RiskState.NeedsSupport,
            value,
            Today
        );
        score.Margin = Math.Log(value / (1 - value));
        return score;
    }

    private static Task<CapacityView?> GetAsync(
        SupportWorld world,
        CastMember member,
        CapacityQuestion? question = null
    ) =>
        new CapacityQuery(world.Database).GetAsync(
            world.School.ScopeOf(member),
            question ?? new CapacityQuestion(null, null, null, null),
            Cancel
        );
}
