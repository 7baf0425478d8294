using System.Text;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Capacity;
using EarlyWarning.Web.Tests.Features.Support;
using Microsoft.EntityFrameworkCore;

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
    public async Task Groups_are_of_everybody_scored_and_no_case_changes_them(DatabaseKind kind)
    {
        await using var world = await ScoredAsync(kind);
        await using (var db = world.Database.CreateDbContext())
        {
            var attribute = await db.AttributeDefinitions.FirstAsync(Cancel);
            attribute.Use = EarlyWarning.Domain.Students.AttributeUse.Protected;
            await db.SaveChangesAsync(Cancel);
        }

        var before = (await GetAsync(world, CastMember.DistrictAdministrator))!;
        before.Mix.ShouldNotBeEmpty();
        await world.ReferAsync(CastMember.TeacherA, SampleSchool.AdaId, SupportWorld.Tutoring);

        (await GetAsync(world, CastMember.DistrictAdministrator))!.Mix.ShouldBe(before.Mix);
        var ofKind = (
            await GetAsync(
                world,
                CastMember.DistrictAdministrator,
                new(before.Question.SchoolId, SupportWorld.Tutoring, 30, null)
            )
        )!;
        (ofKind.Kind!.Id, ofKind.Mix.Count).ShouldBe((SupportWorld.Tutoring, 0));
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

    [Theory, DatabaseData]
    public async Task The_file_holds_everybody_with_a_place_and_logs_them(DatabaseKind kind)
    {
        await using var world = await ScoredAsync(kind);
        var clock = new SettableClock(new DateTimeOffset(Today, new TimeOnly(9, 0), TimeSpan.Zero));
        var file = new CapacityFile(new CapacityQuery(world.Database), new AccessRecord(world.Database, clock));
        var one = new CapacityQuestion(null, null, 1, null);

        (await file.MakeAsync(world.School.ScopeOf(CastMember.TeacherA), one, Cancel)).ShouldBeNull();
        var made = (await file.MakeAsync(world.School.ScopeOf(CastMember.DistrictAdministrator), one, Cancel))!.Value;

        var lines = Encoding.UTF8.GetString(made.Table.ToBytes()).Split("\r\n");
        lines[1].ShouldStartWith("1,Ada Okafor,English,Needs support,");
        lines[1].ShouldContain(",0.7,");
        lines.Length.ShouldBe(3);
        await using var db = world.Database.CreateDbContext();
        var entry = await db.AccessLog.SingleAsync(Cancel);
        (entry.StudentId, entry.Action).ShouldBe((SampleSchool.AdaId, CapacityFile.Action));
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
