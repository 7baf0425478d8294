using EarlyWarning.Support;
using EarlyWarning.Web.Features;
using EarlyWarning.Web.Features.Assessments;
using EarlyWarning.Web.Figures.Assessments;
using EarlyWarning.Web.Tests.Figures.Assessments;

namespace EarlyWarning.Web.Tests.Features.Assessments;

/// <summary>What the pages of work show, and to whom.</summary>
public sealed class AssessmentsQueryTests
{
    private static readonly AssessmentSettings Settings = new(4);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Administrators_see_what_they_administer_and_others_nothing()
    {
        await using var made = await MadeWork.CreateAsync();
        await made.MakeAsync(Cancel);
        var list = new AssessmentsQuery(new FigureReader(made.Database), Settings);
        var one = new AssessmentQuery(new FigureReader(made.Database), Settings);
        var north = (await made.ItemAsync(SampleSchool.NorthId, "Project", Cancel))!.Id;

        async Task<int?> Seen(CastMember member, long? org) =>
            (await list.GetAsync(made.School.ScopeOf(member), new AssessmentFilter(org), Cancel))?.Shown?.All.Count;
        async Task<bool> Opens(CastMember member) =>
            await one.GetAsync(made.School.ScopeOf(member), SampleSchool.NorthId, north, Cancel) is not null;

        (await Seen(CastMember.DistrictAdministrator, null)).ShouldBe(2);
        (await Seen(CastMember.DistrictAdministrator, SampleSchool.NorthId)).ShouldBe(2);
        (await Seen(CastMember.SouthAdministrator, null)).ShouldBe(2);
        (await Seen(CastMember.SouthAdministrator, SampleSchool.NorthId)).ShouldBeNull();
        (await Opens(CastMember.DistrictAdministrator)).ShouldBeTrue();
        (await Opens(CastMember.SouthAdministrator)).ShouldBeFalse();
        foreach (
            var member in (CastMember[])
                [CastMember.TeacherA, CastMember.Counsellor, CastMember.WithoutRole, CastMember.Deactivated]
        )
        {
            (await Seen(member, null)).ShouldBeNull();
            (await Seen(member, SampleSchool.NorthId)).ShouldBeNull();
            (await Opens(member)).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task The_latest_finished_term_is_shown_first_and_what_is_asked_for_is_found()
    {
        await using var made = await MadeWork.CreateAsync();
        await made.MakeAsync(Cancel);
        var query = new AssessmentsQuery(new FigureReader(made.Database), Settings);
        var scope = made.School.ScopeOf(CastMember.DistrictAdministrator);

        async Task<AssessmentsShown> Shown(AssessmentFilter filter) =>
            (await query.GetAsync(scope, filter, Cancel))!.Shown!;

        var all = await Shown(new AssessmentFilter(SampleSchool.NorthId));
        all.Term.Title.ShouldBe("Last term");
        all.Found[0].Figures.Title.ShouldBe("Project");
        all.Found[0].Worth.Reasons.ShouldContain(WorthReason.Late);
        (await Shown(all.Filter with { Look = WorthReason.Late })).Found.Count.ShouldBe(1);
        (await Shown(all.Filter with { Kind = "Essay" })).All.ShouldBeEmpty();
        (await Shown(all.Filter with { Subject = "Mathematics" })).All.Count.ShouldBe(2);
        (await Shown(all.Filter with { Sort = AssessmentSort.Course })).Found[0].Figures.Title.ShouldBe("Opening quiz");
        (await Shown(all.Filter with { Page = 99 })).Filter.Page.ShouldBe(1);
        var course = await Shown(all.Filter with { Course = MadeWork.GeometryId });
        (course.All.Count, course.Course!.Details.Count).ShouldBe((2, 2));
        (await Shown(new AssessmentFilter(SampleSchool.NorthId, "2026-09-25"))).Term.IsRunning.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("1-2")]
    [InlineData("100-20260315-1")]
    [InlineData("x-20260315-1001")]
    public async Task What_is_not_there_is_not_found(string id)
    {
        await using var made = await MadeWork.CreateAsync();
        await made.MakeAsync(Cancel);
        var query = new AssessmentQuery(new FigureReader(made.Database), Settings);

        (await query.GetAsync(made.School.ScopeOf(CastMember.DistrictAdministrator), null, id, Cancel)).ShouldBeNull();
    }

    [Fact]
    public void An_address_holds_what_was_chosen() =>
        new AssessmentFilter(
            2,
            "2026-05-04",
            12,
            null,
            "Test & Quiz",
            WorthReason.Late,
            AssessmentSort.Missing,
            3
        ).Address.ShouldBe(
            "assessments?org=2&term=2026-05-04&course=12&kind=Test%20%26%20Quiz&look=late&sort=missing&page=3"
        );
}
