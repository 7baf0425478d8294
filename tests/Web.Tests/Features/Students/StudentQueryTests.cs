using System.Text.Json;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Support;
using EarlyWarning.Web.Features.Students;

namespace EarlyWarning.Web.Tests.Features.Students;

public sealed class StudentQueryTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static readonly Dictionary<CastMember, long[]> Reach = new()
    {
        [CastMember.TeacherA] = [SampleSchool.AdaId, SampleSchool.BenId, SampleSchool.ChidiId],
        [CastMember.TeacherB] = [SampleSchool.AdaId, SampleSchool.DinaId, SampleSchool.EmilId],
        [CastMember.TeacherUntilTenDaysAgo] = [SampleSchool.AdaId, SampleSchool.BenId, SampleSchool.ChidiId],
        [CastMember.Counsellor] = [SampleSchool.AdaId, SampleSchool.DinaId],
        [CastMember.DistrictAdministrator] = [1, 2, 3, 4, 5, 6, 7, 8],
        [CastMember.SouthAdministrator] = [SampleSchool.FarahId, SampleSchool.GoroId, SampleSchool.HanaId],
    };

    [Theory, DatabaseData]
    public async Task A_student_outside_the_scope_is_not_found(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);

        foreach (var member in Enum.GetValues<CastMember>())
        {
            for (var student = 1L; student <= 9; student++)
            {
                var view = await Get(db, school, member, student);
                (view is not null).ShouldBe(
                    Reach.GetValueOrDefault(member, []).Contains(student),
                    $"{member} {student}"
                );
            }
        }
    }

    [Theory, DatabaseData]
    public async Task A_teacher_sees_the_own_class_and_of_others_a_number_only(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);

        var view = await Get(db, school, CastMember.TeacherA, SampleSchool.AdaId, SampleSchool.EnglishId);

        view!.Access.ShouldBe(AccessReason.TeachesClass);
        view.Classes.ShouldHaveSingleItem().Title.ShouldBe("Algebra");
        view.OtherClasses.ShouldBe(1);
        // Asked for another teacher's class, the page shows the own one.
        view.Enrollment!.Class.Id.ShouldBe(SampleSchool.AlgebraId);
        view.Incidents.ShouldBeEmpty();
        JsonSerializer.Serialize(view).ShouldNotContain("English");
        JsonSerializer.Serialize(view).ShouldNotContain(SampleSchool.IncidentText);
    }

    [Theory, DatabaseData]
    public async Task Counsellors_and_administrators_see_the_whole_record(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);

        foreach (var member in (CastMember[])[CastMember.Counsellor, CastMember.DistrictAdministrator])
        {
            var view = await Get(db, school, member, SampleSchool.AdaId, SampleSchool.EnglishId);
            view!.Classes.Select(c => c.Title).ShouldBe(["Algebra", "English"], ignoreOrder: true);
            view.OtherClasses.ShouldBe(0);
            view.Enrollment!.Class.Id.ShouldBe(SampleSchool.EnglishId);
            view.Incidents.ShouldHaveSingleItem().Description.ShouldBe(SampleSchool.IncidentText);
        }
    }

    [Theory, DatabaseData]
    public async Task Nobody_is_shown_a_protected_attribute(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);

        foreach (var member in Reach.Keys)
        {
            var view = await Get(db, school, member, Reach[member][0]);
            JsonSerializer.Serialize(view).ShouldNotContain("male", Case.Insensitive, $"{member}");
        }
    }

    [Theory, DatabaseData]
    public async Task Marks_stand_beside_the_class_mean_and_only_once_they_are_known(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);

        var now = await Get(db, school, CastMember.TeacherA, SampleSchool.AdaId);
        await SampleScores.WriteGenerationsAsync(db, school.TermStart.AddDays(15), SampleSchool.DistrictId);
        var then = await Get(db, school, CastMember.TeacherA, SampleSchool.AdaId);

        var marks = now!.Enrollment!.Marks;
        marks.Select(m => m.Score).ShouldBe([40, null]);
        marks[0].ClassMean.ShouldNotBeNull().ShouldBe((40 + 80 + 80) / 3.0, 1e-9);
        marks[1].ClassMean.ShouldBe(75);
        marks[1].Status.ShouldBe(ScoreStatus.NotSubmitted);
        // Quiz 1 was due the day before and handed in, but its score is known three days after; quiz 2 is not set yet.
        then!.Enrollment!.Marks.ShouldHaveSingleItem().Score.ShouldBeNull();
        then.Enrollment.Marks[0].ClassMean.ShouldBeNull();
        then.Enrollment.Marks[0].Status.ShouldBe(ScoreStatus.FullyGraded);
    }

    [Theory, DatabaseData]
    public async Task The_waterfall_sums_to_the_score_and_hides_what_a_teacher_may_not_see(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await SampleScores.WriteGenerationsAsync(db, Today, SampleSchool.DistrictId);
        await SampleScores.WriteAsync(db, [SampleScores.Of(1, 8, RiskState.NeedsSupport, 0.5, Today)]);

        var teacher = await Get(db, school, CastMember.TeacherA, SampleSchool.AdaId);
        var counsellor = await Get(db, school, CastMember.Counsellor, SampleSchool.AdaId);

        foreach (var view in (StudentView?[])[teacher, counsellor])
        {
            var waterfall = view!.Enrollment!.Waterfall!;
            (waterfall.BaseValue + waterfall.Bars.Sum(b => b.Contribution)).ShouldBe(waterfall.Margin, 1e-9);
            view.Enrollment.Reasons.Strengths.ShouldNotBeEmpty();
            view.Enrollment.Now!.Frequency.ShouldBe(new Estimate(0.5, 0.4, 0.6));
        }

        JsonSerializer.Serialize(teacher!.Enrollment).ShouldNotContain("referral");
        JsonSerializer.Serialize(counsellor!.Enrollment).ShouldContain("referral");
    }

    [Theory, DatabaseData]
    public async Task Weeks_come_from_the_generation_in_service_and_the_predicted_mark_with_its_interval(
        DatabaseKind kind
    )
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);
        await SampleScores.WriteGenerationsAsync(db, Today, SampleSchool.DistrictId);
        var grade = SampleScores.Of(1, 8, RiskState.OnTrack, 58, Today);
        (grade.Goal, grade.Low, grade.High) = (Goal.FinalGrade, 49, 67);
        await SampleScores.WriteAsync(
            db,
            [
                SampleScores.Of(1, 7, RiskState.Watch, 0.3, Today.AddDays(-7), generation: 1),
                SampleScores.Of(1, 8, RiskState.NeedsSupport, 0.4, Today),
                SampleScores.Of(1, 9, RiskState.OnTrack, 0.9, Today, generation: 3),
                grade,
            ]
        );

        var view = await Get(db, school, CastMember.TeacherA, SampleSchool.AdaId);

        view!.Enrollment!.Weeks.Select(w => w.Week).ShouldBe([7, 8]);
        view.Enrollment.Now!.State.ShouldBe(RiskState.NeedsSupport);
        view.Enrollment.Outlook.FinalMark.ShouldBe(new Estimate(58, 49, 67));
        view.Enrollment.BaseRate.ShouldBe(SampleScores.BaseRate);
        // Week 8 of the class ends today, so the state holds for a week more.
        view.Enrollment.Now.DecidedAgainOn.ShouldBe(Today.AddDays(7));
    }

    [Theory, DatabaseData]
    public async Task The_register_counts_school_days_of_the_class_and_exceptions(DatabaseKind kind)
    {
        await using var db = await TestDatabase.CreateAsync(kind);
        var school = await SampleSchool.CreateAsync(db, Today);

        var ada = await Get(db, school, CastMember.TeacherA, SampleSchool.AdaId);
        var ben = await Get(db, school, CastMember.TeacherA, SampleSchool.BenId);
        var farah = await Get(db, school, CastMember.SouthAdministrator, SampleSchool.FarahId);

        ada!.Enrollment!.Attendance!.Missed.ShouldBe(4);
        // 8 weeks and a Friday.
        ada.Enrollment.Attendance.SchoolDays.Count.ShouldBe(41);
        ben!.Enrollment!.Attendance!.Exceptions.ShouldBeEmpty();
        // South recorded nobody's absence, so nothing is known there.
        farah!.Enrollment!.Attendance.ShouldBeNull();
    }

    private static Task<StudentView?> Get(
        TestDatabase db,
        SampleSchool school,
        CastMember member,
        long studentId,
        long? classId = null
    ) => new StudentQuery(db).GetAsync(school.ScopeOf(member), studentId, classId, CancellationToken.None);
}
