using EarlyWarning.Domain.Access;
using EarlyWarning.Support;
using Microsoft.EntityFrameworkCore;
using static EarlyWarning.Support.SampleSchool;

namespace EarlyWarning.Domain.Tests.Access;

/// <summary>Rights begin and end on exact days: first days are inclusive, last days exclusive, teachers keep 30 days of grace.</summary>
public sealed class AssignmentDatesTests
{
    private static readonly DateOnly Today = new(2026, 11, 16);

    [Theory, DatabaseData]
    public async Task A_teacher_keeps_access_for_thirty_days_after_the_last_one(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await CreateAsync(database, Today);

        // EndsOn is the first day without the class, so the last day taught is the one before.
        (await TeacherSeesAsync(database, school, null, Today.AddDays(-29))).ShouldBe([AdaId, BenId, ChidiId]);
        (await TeacherSeesAsync(database, school, null, Today.AddDays(-30))).ShouldBeEmpty();
        (await TeacherSeesAsync(database, school, null, Today)).ShouldBe([AdaId, BenId, ChidiId]);
        (await TeacherSeesAsync(database, school, null, null)).ShouldBe([AdaId, BenId, ChidiId]);
    }

    [Theory, DatabaseData]
    public async Task A_class_opens_on_its_first_day_and_not_before(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await CreateAsync(database, Today);

        (await TeacherSeesAsync(database, school, Today, null)).ShouldBe([AdaId, BenId, ChidiId]);
        (await TeacherSeesAsync(database, school, Today.AddDays(1), null)).ShouldBeEmpty();
    }

    [Theory, DatabaseData]
    public async Task A_caseload_ends_at_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var school = await CreateAsync(database, Today);

        (await CounsellorSeesAsync(database, school, Today, null)).ShouldBe([AdaId, DinaId]);
        (await CounsellorSeesAsync(database, school, Today.AddDays(1), null)).ShouldBeEmpty();
        (await CounsellorSeesAsync(database, school, school.TermStart, Today.AddDays(1))).ShouldBe([AdaId, DinaId]);
        (await CounsellorSeesAsync(database, school, school.TermStart, Today)).ShouldBeEmpty();
    }

    private static async Task<List<long>> TeacherSeesAsync(
        TestDatabase database,
        SampleSchool school,
        DateOnly? beginsOn,
        DateOnly? endsOn
    )
    {
        await using var db = database.CreateDbContext();
        await db
            .ClassAssignments.Where(a => a.StaffId == StaffId(CastMember.TeacherA))
            .ExecuteUpdateAsync(set =>
                set.SetProperty(a => a.BeginsOn, beginsOn ?? school.TermStart).SetProperty(a => a.EndsOn, endsOn)
            );
        var scope = school.ScopeOf(CastMember.TeacherA);
        var classes = await db.ClassesVisibleTo(scope).Select(c => c.Id).ToListAsync();
        var students = await db.StudentsVisibleTo(scope).Select(s => s.Id).Order().ToListAsync();
        var enrolled = await db.EnrollmentsVisibleTo(scope).Select(e => e.StudentId).Order().ToListAsync();
        classes.Count.ShouldBe(students.Count == 0 ? 0 : 1);
        enrolled.ShouldBe(students);
        return students;
    }

    private static async Task<List<long>> CounsellorSeesAsync(
        TestDatabase database,
        SampleSchool school,
        DateOnly beginsOn,
        DateOnly? endsOn
    )
    {
        await using var db = database.CreateDbContext();
        await db
            .CaseloadEntries.Where(c => c.StaffId == StaffId(CastMember.Counsellor))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.BeginsOn, beginsOn).SetProperty(c => c.EndsOn, endsOn));
        var scope = school.ScopeOf(CastMember.Counsellor);
        var students = await db.StudentsVisibleTo(scope).Select(s => s.Id).Order().ToListAsync();
        var enrolled = await db.EnrollmentsVisibleTo(scope).Select(e => e.StudentId).Distinct().Order().ToListAsync();
        enrolled.ShouldBe(students);
        return students;
    }
}
