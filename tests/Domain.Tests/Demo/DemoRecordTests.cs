using EarlyWarning.Domain.Demo;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Time;
using EarlyWarning.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Tests.Demo;

/// <summary>What the demo school's record holds: honest about time, sound in its references, plausible in its figures.</summary>
[Collection(DemoReaders.Name)]
public sealed class DemoRecordTests(SharedDemo shared)
{
    private readonly DemoDatabase _demo = shared.Demo;

    // A week of first days: Monday must look back over the weekend.
    public static TheoryData<DateOnly> Days => new(Enumerable.Range(0, 7).Select(new DateOnly(2026, 8, 31).AddDays));

    [Theory]
    [MemberData(nameof(Days))]
    public async Task Holds_no_fact_after_the_last_school_day_and_runs_in_week_nine(DateOnly today)
    {
        await using var demo = await DemoDatabase.CreateAsync(40, 2, today);
        await using var db = demo.Database.CreateDbContext();
        DateOnly?[] latest =
        [
            await db.Results.MaxAsync(r => r.KnownFrom),
            await db.Results.MaxAsync(r => r.OccurredOn),
            await db.Results.MaxAsync(r => r.SubmittedOn),
            await db.Results.MaxAsync(r => r.ScoreKnownFrom),
            await db.AttendanceEvents.MaxAsync(a => a.Date),
            await db.AttendanceEvents.MaxAsync(a => a.KnownFrom),
            await db.Incidents.MaxAsync(i => (DateOnly?)i.KnownFrom),
            await db.ActivityDays.MaxAsync(a => (DateOnly?)a.KnownFrom),
            await db.Outcomes.MaxAsync(o => o.KnownFrom),
            await db.Enrollments.MaxAsync(e => e.EndKnownFrom),
            await db.Enrollments.MaxAsync(e => e.BeginDate),
            await db.StudentAttributes.MaxAsync(a => a.KnownFrom),
            await db.LineItems.MaxAsync(l => l.AssignDate),
        ];
        latest.Max().ShouldNotBeNull().ShouldBeLessThan(today);
        var running = await db.AcademicSessions.OrderByDescending(s => s.StartDate).FirstAsync();
        running.StartDate.DayOfWeek.ShouldBe(DayOfWeek.Monday);
        (today.DayNumber - running.StartDate.DayNumber).ShouldBeInRange(57, 63);
    }

    [Fact]
    public async Task Holds_every_key_it_refers_to()
    {
        await using var db = _demo.Database.CreateDbContext();
        await db.Database.OpenConnectionAsync();
        await using var command = ((SqliteConnection)db.Database.GetDbConnection()).CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM pragma_foreign_key_check";
        (await command.ExecuteScalarAsync()).ShouldBe(0L);
        (await db.AttendanceEvents.CountAsync(a => a.ImportId != 1)).ShouldBe(0);
        (await db.Results.CountAsync(r => !db.Imports.Any(i => i.Id == r.ImportId))).ShouldBe(0);
    }

    [Fact]
    public async Task Gives_results_and_activity_to_students_of_the_class_only()
    {
        await using var db = _demo.Database.CreateDbContext();
        (
            await db.Results.CountAsync(r =>
                !db.Enrollments.Any(e => e.StudentId == r.StudentId && e.ClassId == r.LineItem!.ClassId)
            )
        ).ShouldBe(0);
        (
            await db.ActivityDays.CountAsync(a =>
                !db.Enrollments.Any(e =>
                    e.StudentId == a.StudentId
                    && e.ClassId == a.ClassId
                    && e.BeginDate <= a.Date
                    && (e.EndDate == null || e.EndDate > a.Date)
                )
            )
        ).ShouldBe(0);
        (await db.Enrollments.CountAsync(e => e.Student!.OrgId != e.Class!.OrgId)).ShouldBe(0);
    }

    [Fact]
    public async Task Scores_lie_on_their_scale_and_are_known_no_earlier_than_the_hand_in()
    {
        await using var db = _demo.Database.CreateDbContext();
        (
            await db.Results.CountAsync(r =>
                r.Score < r.LineItem!.ResultValueMin || r.Score > r.LineItem.ResultValueMax
            )
        ).ShouldBe(0);
        (await db.Results.CountAsync(r => r.ScoreKnownFrom < r.SubmittedOn)).ShouldBe(0);
        (await db.Results.CountAsync(r => (r.Score == null) != (r.ScoreKnownFrom == null))).ShouldBe(0);
    }

    [Fact]
    public async Task Records_attendance_and_due_dates_on_school_days_of_the_calendar_only()
    {
        await using var db = _demo.Database.CreateDbContext();
        var school = await db.Orgs.SingleAsync(o => o.Type == Orgs.OrgType.School);
        var holidays = (
            await db
                .CalendarExceptions.Where(e => e.OrgId == school.Id && !e.IsSchoolDay)
                .Select(e => e.Date)
                .ToListAsync()
        ).ToHashSet();
        var terms = await db.AcademicSessions.Where(s => s.Type == AcademicSessionType.Term).ToListAsync();
        Func<DateOnly, bool> isSchoolDay = day =>
            (school.SchoolWeekdays & (1 << (int)day.DayOfWeek)) != 0
            && !holidays.Contains(day)
            && terms.Exists(t => t.StartDate <= day && day < t.EndDate);
        (await db.AttendanceEvents.Select(a => a.Date).Distinct().ToListAsync()).ShouldAllBe(d => isSchoolDay(d));
        (await db.LineItems.Select(l => l.DueDate).Distinct().ToListAsync()).ShouldAllBe(d => isSchoolDay(d));
        (await db.ActivityDays.Select(a => a.Date).Distinct().ToListAsync()).ShouldAllBe(d => isSchoolDay(d));
    }

    [Fact]
    public async Task Has_one_exception_a_student_and_day_and_corrections_as_versions()
    {
        await using var db = _demo.Database.CreateDbContext();
        var events = await db.AttendanceEvents.AsNoTracking().ToListAsync();
        var byDay = events.GroupBy(e => (e.StudentId, e.Date)).ToList();
        byDay.ShouldAllBe(g =>
            g.Select(e => e.Version).Order().SequenceEqual(Enumerable.Range(0, g.Count()).Select(i => (short)i))
        );
        byDay.Count(g => g.Count() > 1).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Classes_and_workloads_are_of_ordinary_size()
    {
        await using var db = _demo.Database.CreateDbContext();
        var sizes = await db.Enrollments.GroupBy(e => e.ClassId).Select(g => g.Count()).ToListAsync();
        sizes.ShouldAllBe(n => n >= 20 && n <= 36);
        sizes.Average().ShouldBeInRange(25, 31);
        var loads = await db
            .ClassAssignments.GroupBy(a => new { a.StaffId, a.Class!.SessionId })
            .Select(g => g.Count())
            .ToListAsync();
        loads.Average().ShouldBeInRange(4, 5.5);
        loads.Max().ShouldBeLessThanOrEqualTo(6);
        var caseloads = await db.CaseloadEntries.GroupBy(c => c.StaffId).Select(g => g.Count()).ToListAsync();
        caseloads.ShouldAllBe(n => n >= 150 && n <= 400);
    }

    [Fact]
    public async Task Finished_terms_have_outcomes_and_the_running_one_has_none()
    {
        await using var db = _demo.Database.CreateDbContext();
        var running = await db.AcademicSessions.MaxAsync(s => s.Id);
        (
            await db.Enrollments.CountAsync(e =>
                e.Class!.SessionId == running == db.Outcomes.Any(o => o.EnrollmentId == e.Id)
            )
        ).ShouldBe(0);
        var outcomes = await db.Outcomes.AsNoTracking().ToListAsync();
        outcomes
            .Where(o => o.Kind != OutcomeKind.Withdrawn)
            .ShouldAllBe(o => o.FinalScore >= 60 == (o.Kind == OutcomeKind.Passed));
        outcomes.Average(o => o.Kind == OutcomeKind.Passed ? 0.0 : 1.0).ShouldBeInRange(0.10, 0.17);
        outcomes.Count(o => o.Kind == OutcomeKind.Withdrawn).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Has_late_joiners_leavers_and_gaps()
    {
        await using var db = _demo.Database.CreateDbContext();
        (await db.Enrollments.CountAsync(e => e.BeginDate > e.Class!.StartDate)).ShouldBeGreaterThan(50);
        (await db.Enrollments.CountAsync(e => e.EndDate != null)).ShouldBeGreaterThan(50);
        var lms = await db.ActivityDays.Select(a => a.ClassId).Distinct().CountAsync();
        ((double)lms / await db.Classes.CountAsync()).ShouldBeInRange(0.15, 0.55);
        var unanswered = await db.Students.CountAsync(s =>
            !db.StudentAttributes.Any(a => a.StudentId == s.Id && a.Attribute!.Name == "paid_work_hours")
        );
        unanswered.ShouldBeInRange(80, 250);
    }

    [Fact]
    public async Task Demographics_are_protected_and_one_column_is_left_open()
    {
        await using var db = _demo.Database.CreateDbContext();
        var uses = await db.AttributeDefinitions.ToDictionaryAsync(a => a.Name, a => a.Use, StringComparer.Ordinal);
        foreach (var name in (string[])["sex", "ethnicity", "lunch", "home_language", "english_learner", "disability"])
        {
            uses[name].ShouldBe(AttributeUse.Protected, name);
        }

        uses.Values.Count(u => u == AttributeUse.Unclassified).ShouldBe(1);
        var definitions = await db.AttributeDefinitions.AsNoTracking().ToListAsync();
        var values = await db.StudentAttributes.AsNoTracking().ToListAsync();
        values
            .Where(v => v.Text is not null)
            .ShouldAllBe(v =>
                definitions
                    .Single(d => d.Id == v.AttributeId)
                    .Levels.Split('\n', StringSplitOptions.None)
                    .Contains(v.Text, StringComparer.Ordinal)
            );
    }

    [Fact]
    public async Task Personas_have_something_to_show()
    {
        var personas = await DemoSchool.PersonasAsync(_demo.Database, CancellationToken.None);
        await using var db = _demo.Database.CreateDbContext();
        var running = await db.AcademicSessions.MaxAsync(s => s.Id);
        (
            await db.ClassAssignments.CountAsync(a => a.StaffId == personas.Teacher.Id && a.Class!.SessionId == running)
        ).ShouldBeGreaterThanOrEqualTo(4);
        var inTrouble = _demo
            .Truths.Where(t => t.Term == 3 && t.Risk is > 0.5 and < 1)
            .Select(t => t.ClassId)
            .ToHashSet();
        (await db.ClassAssignments.Where(a => a.StaffId == personas.Teacher.Id).Select(a => a.ClassId).ToListAsync())
            .Count(inTrouble.Contains)
            .ShouldBeGreaterThan(1);
        (await db.CaseloadEntries.CountAsync(c => c.StaffId == personas.Counsellor.Id)).ShouldBeGreaterThan(100);
        (await db.Orgs.SingleAsync(o => o.Id == personas.Administrator.OrgId)).Type.ShouldBe(Orgs.OrgType.District);
    }
}
