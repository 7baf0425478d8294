using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Web.Features.Students;

namespace EarlyWarning.Web.Tests.Features.Students;

public sealed class ConcernFactsTests
{
    private static readonly DateOnly Monday = new(2026, 11, 2);

    [Fact]
    public void Days_are_named_latest_first_and_the_rest_are_counted()
    {
        var days = Enumerable.Range(0, 10).Select(i => Day(i, AttendanceCategory.UnexcusedAbsence));

        ConcernFacts
            .Days("absence_share", new Register([], [.. days, Day(10, AttendanceCategory.Tardy)]))
            .ShouldBe("Missed on 11 Nov, 10 Nov, 9 Nov, 8 Nov, 7 Nov, 6 Nov, 5 Nov, 4 Nov and 2 more");
    }

    [Fact]
    public void Late_arrivals_are_told_apart_from_days_missed()
    {
        var register = new Register([], [Day(0, AttendanceCategory.ExcusedAbsence), Day(1, AttendanceCategory.Tardy)]);

        ConcernFacts.Days("tardy_last_20", register).ShouldBe("Late or left early on 3 Nov");
        ConcernFacts.Days("absence_last_10", register).ShouldBe("Missed on 2 Nov");
        ConcernFacts.Days("unexcused_share", register).ShouldBeNull("the day was excused");
        ConcernFacts.Days("absence_last_10", new Register([], [])).ShouldBeNull();
        ConcernFacts.Days("absence_last_10", null).ShouldBeNull();
    }

    [Fact]
    public void Work_and_marks_are_named_with_what_they_were()
    {
        MarkRow[] marks =
        [
            Work("Essay", 0, ScoreStatus.NotSubmitted, null),
            Work("Quiz 1", 1, ScoreStatus.FullyGraded, 8.5),
            Work("Poster", 2, ScoreStatus.NotSubmitted, null),
            Work("Project", 30, ScoreStatus.NotSubmitted, null, isDue: false),
        ];

        ConcernFacts.Of(FeatureGroup.Work, marks).ShouldBe("Not handed in: Poster (due 4 Nov); Essay (due 2 Nov)");
        ConcernFacts.Of(FeatureGroup.Marks, marks).ShouldBe("Quiz 1: 8.5 of 20");
        ConcernFacts.Of(FeatureGroup.Work, [marks[1] with { DaysLate = 2 }]).ShouldBe("Handed in late: Quiz 1");
        ConcernFacts.Of(FeatureGroup.Work, [marks[1]]).ShouldBeNull();
    }

    private static AttendanceDay Day(int after, AttendanceCategory category) => new(1, Monday.AddDays(after), category);

    private static MarkRow Work(string title, int due, ScoreStatus status, double? score, bool isDue = true) =>
        new(title, "Classwork", Monday.AddDays(due), status, score, 0, 20, null, 0, isDue);
}
