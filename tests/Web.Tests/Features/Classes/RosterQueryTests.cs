using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Classes;
using EarlyWarning.Web.Features.Students;

namespace EarlyWarning.Web.Tests.Features.Classes;

public sealed class RosterQueryTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly RosterFilter Everything = new();

    [Theory, DatabaseData]
    public async Task Lists_the_enrolled_students_of_the_class_alone(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);

        var view = await Get(db, school, CastMember.TeacherA, SampleSchool.AlgebraId);

        // Chidi left 20 days ago; Dina and Emil are in English.
        view!.Rows.Select(r => r.StudentId).ShouldBe([SampleSchool.BenId, SampleSchool.AdaId]);
        view.Counts.ShouldBe(new StateCounts(0, 0, 0, 2, 0, 0));
        view.Scores.Exist.ShouldBeFalse();
        view.Class.Title.ShouldBe("Algebra");
    }

    [Theory, DatabaseData]
    public async Task Opens_for_those_who_teach_or_administer_it_and_is_not_found_for_others(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        CastMember[] may = [CastMember.TeacherA, CastMember.TeacherUntilTenDaysAgo, CastMember.DistrictAdministrator];

        foreach (var member in Enum.GetValues<CastMember>())
        {
            var view = await Get(db, school, member, SampleSchool.AlgebraId);
            (view is not null).ShouldBe(may.Contains(member), $"{member}");
        }
    }

    [Theory, DatabaseData]
    public async Task Shows_the_latest_week_of_the_generation_in_service(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await SampleScores.WriteGenerationsAsync(db, Today, SampleSchool.DistrictId, current: 2);
        var ada = SampleSchool.EnrollmentId(SampleSchool.AdaId, SampleSchool.AlgebraId);
        await SampleScores.WriteAsync(
            db,
            [
                SampleScores.Of(ada, 6, RiskState.OnTrack, 0.1, Today.AddDays(-14), generation: 1),
                SampleScores.Of(ada, 7, RiskState.OnTrack, 0.2, Today.AddDays(-7), generation: 1),
                SampleScores.Of(ada, 7, RiskState.Watch, 0.3, Today.AddDays(-7), generation: 2),
                SampleScores.Of(ada, 8, RiskState.Watch, 0.35, Today, generation: 1),
                SampleScores.Of(ada, 8, RiskState.NeedsSupport, 0.4, Today, RiskState.Watch, generation: 2),
                // Being written: not to be seen.
                SampleScores.Of(ada, 8, RiskState.OnTrack, 0.9, Today, generation: 3),
                SampleScores.Of(ada, 9, RiskState.OnTrack, 0.8, Today, generation: 3),
            ]
        );

        var view = await Get(db, school, CastMember.TeacherA, SampleSchool.AlgebraId);

        var row = view!.Rows.Single(r => r.StudentId == SampleSchool.AdaId);
        row.State.ShouldBe(RiskState.NeedsSupport);
        row.PreviousState.ShouldBe(RiskState.Watch);
        row.Risk.ShouldBe([0.1, 0.3, 0.4]);
        row.Frequency.ShouldBe("about 4 in 10 (3 to 5)");
        view.Counts.ShouldBe(new StateCounts(1, 0, 0, 1, 1, 0));
    }

    [Theory, DatabaseData]
    public async Task Says_the_main_concern_in_words_but_not_from_fields_the_reader_may_not_see(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await SampleScores.WriteGenerationsAsync(db, Today, SampleSchool.DistrictId);
        var ada = SampleScores.Of(1, 8, RiskState.NeedsSupport, 0.4, Today);
        var ben = SampleScores.Of(2, 8, RiskState.Watch, 0.3, Today);
        ben.MainConcern = SampleScores.IndexOf("major_incidents_90");
        await SampleScores.WriteAsync(db, [ada, ben]);

        var teachers = await Get(db, school, CastMember.TeacherA, SampleSchool.AlgebraId);
        var administrators = await Get(db, school, CastMember.DistrictAdministrator, SampleSchool.AlgebraId);

        teachers!.Rows[0].Concern.ShouldBe("Missed 7 of the last 20 school days");
        teachers.Rows[1].Concern.ShouldBe(RiskWords.HiddenConcern);
        administrators!.Rows[1].Concern.ShouldNotBeNull().ShouldContain("referral");
    }

    [Theory, DatabaseData]
    public async Task Shows_rules_in_words_and_no_number_where_rules_decide(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await SampleScores.WriteGenerationsAsync(db, Today, SampleSchool.DistrictId, basis: SignalBasis.Rules);
        var score = SampleScores.Of(1, 8, RiskState.NeedsSupport, 0.4, Today);
        score.Basis = SignalBasis.Rules;
        await SampleScores.WriteAsync(db, [score]);

        var view = await Get(db, school, CastMember.TeacherA, SampleSchool.AlgebraId);

        view!.Rows[0].Frequency.ShouldBeNull();
        view.Rows[0].Risk.ShouldBeEmpty();
        view.Rows[0].Concern.ShouldBe("Attendance below 90 %");
        view.Drivers.ShouldBeEmpty();
        view.Scores.Notice.ShouldNotBeNull();
    }

    [Theory, DatabaseData]
    public async Task Draws_attendance_by_week_with_corrections_and_marks_once_they_are_known(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        var first = school.TermStart.AddDays(7);
        await using (var context = db.CreateDbContext())
        {
            // The first of Ada's absences is retracted.
            context.AttendanceEvents.Add(
                new AttendanceEvent
                {
                    StudentId = SampleSchool.AdaId,
                    Date = first,
                    Category = AttendanceCategory.Present,
                    Version = 1,
                    KnownFrom = first.AddDays(2),
                    ImportId = 1,
                }
            );
            await context.SaveChangesAsync();
        }

        var view = await Get(db, school, CastMember.TeacherA, SampleSchool.AlgebraId);

        var ada = view!.Rows.Single(r => r.StudentId == SampleSchool.AdaId);
        // The term began on a Friday, so every week has five school days; the last has one day only.
        ada.Attendance.ShouldBe([1, 1, 0.8, 0.8, 0.8, 1, 1, 1, 1]);
        ada.Marks.ShouldBe([0.4]);
        view.Rows.Single(r => r.StudentId == SampleSchool.BenId).Marks.ShouldBe([0.8, 0.75]);
    }

    [Theory, DatabaseData]
    public async Task Pages_sorts_and_filters_as_the_same_done_in_memory(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await SampleScores.WriteGenerationsAsync(db, Today, SampleSchool.DistrictId);
        var crowd = await Crowd.WriteAsync(db, Today, 150, seed: 7);

        foreach (var show in Enum.GetValues<RosterShow>())
        foreach (var sort in Enum.GetValues<RosterSort>())
        foreach (var search in (string?[])[null, "an", "ÉLISE", "a b", "%", "_"])
        {
            var expected = Crowd.Ordered(crowd.Where(c => Crowd.Matches(c, show, search)), sort).ToList();
            var seen = new List<long>();
            for (var page = 1; page == 1 || seen.Count < expected.Count; page++)
            {
                var filter = new RosterFilter(show, search, sort, page);
                var view = await Get(db, school, CastMember.TeacherA, SampleSchool.AlgebraId, filter);
                view!.Matching.ShouldBe(expected.Count, $"{filter}");
                view.Rows.Count.ShouldBeLessThanOrEqualTo(RosterFilter.PageSize);
                seen.AddRange(view.Rows.Select(r => r.EnrollmentId));
            }

            seen.ShouldBe(expected.Select(c => c.EnrollmentId), $"{show} {sort} {search}");
        }
    }

    [Theory, DatabaseData]
    public async Task A_page_past_the_end_is_the_last_page(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);

        var view = await Get(db, school, CastMember.TeacherA, SampleSchool.AlgebraId, Everything with { Page = 99 });

        view!.Page.ShouldBe(1);
        view.Rows.Count.ShouldBe(2);
    }

    private static Task<RosterView?> Get(
        TestDatabase db,
        SampleSchool school,
        CastMember member,
        long classId,
        RosterFilter? filter = null
    ) => new RosterQuery(db).GetAsync(school.ScopeOf(member), classId, filter ?? Everything, CancellationToken.None);
}
