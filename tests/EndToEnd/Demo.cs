using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.EndToEnd;

/// <summary>Finds in the demo database what a test needs an example of.</summary>
internal static class Demo
{
    /// <summary>A class the demo teacher teaches, and its student at the highest risk.</summary>
    public static async Task<(long ClassId, long StudentId)> StudentAtRiskAsync(RunningApp app) =>
        await OfTeacher(app, byRisk: true);

    /// <summary>One of another student, whom no test opens that runs beside the one that counts openings.</summary>
    public static async Task<(long ClassId, long StudentId)> StudentOpenedOnceAsync(RunningApp app) =>
        await OfTeacher(app, byRisk: false);

    private static async Task<(long ClassId, long StudentId)> OfTeacher(RunningApp app, bool byRisk)
    {
        await using var db = app.Database();
        var generation = await db.CurrentScores.Select(c => c.GenerationId).SingleAsync();
        var teacher = await StaffAsync(app, "teacher");
        return await db
            .Scores.Where(s =>
                s.Goal == Goal.CourseFailure
                && s.GenerationId == generation
                && s.Contributions != null
                && db.ClassAssignments.Any(a => a.StaffId == teacher && a.ClassId == s.Enrollment!.ClassId)
            )
            .OrderBy(s => byRisk ? -s.Value : s.Value)
            .ThenBy(s => s.EnrollmentId)
            .Select(s => new ValueTuple<long, long>(s.Enrollment!.ClassId, s.Enrollment.StudentId))
            .FirstAsync();
    }

    /// <summary>A student in none of the classes the demo teacher teaches now or did lately.</summary>
    public static async Task<long> StudentOfOthersAsync(RunningApp app)
    {
        await using var db = app.Database();
        var teacher = await StaffAsync(app, "teacher");

        // In so small a school the teacher has met almost everybody in some earlier term.
        var lately = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date).AddDays(-StaffScope.GraceDays);
        return await db
            .Students.Where(s =>
                !db.Enrollments.Any(e =>
                    e.StudentId == s.Id
                    && db.ClassAssignments.Any(a =>
                        a.StaffId == teacher && a.ClassId == e.ClassId && (a.EndsOn == null || a.EndsOn > lately)
                    )
                )
            )
            .OrderBy(s => s.Id)
            .Select(s => s.Id)
            .FirstAsync();
    }

    /// <summary>A student of the demo counsellor's caseload.</summary>
    public static async Task<long> StudentOfCaseloadAsync(RunningApp app)
    {
        await using var db = app.Database();
        var counsellor = await StaffAsync(app, "counsellor");
        return await db
            .CaseloadEntries.Where(c => c.StaffId == counsellor && c.EndsOn == null)
            .OrderBy(c => c.StudentId)
            .Select(c => c.StudentId)
            .FirstAsync();
    }

    /// <summary>Another of the caseload, whom no test opens that runs beside the one that counts openings.</summary>
    public static async Task<long> StudentOfCaseloadOpenedOnceAsync(RunningApp app)
    {
        await using var db = app.Database();
        var counsellor = await StaffAsync(app, "counsellor");
        return await db
            .CaseloadEntries.Where(c => c.StaffId == counsellor && c.EndsOn == null)
            .Where(c => db.Enrollments.Count(e => e.StudentId == c.StudentId && e.EndDate == null) > 1)
            .OrderByDescending(c => c.StudentId)
            .Select(c => c.StudentId)
            .FirstAsync();
    }

    /// <summary>Versions of models, that for course failure first.</summary>
    public static async Task<IReadOnlyList<string>> ModelsAsync(RunningApp app)
    {
        await using var db = app.Database();
        return await db.ModelVersions.OrderBy(m => m.Goal).ThenBy(m => m.Id).Select(m => m.Id).ToListAsync();
    }

    private static async Task<long?> StaffAsync(RunningApp app, string role)
    {
        await using var db = app.Database();
        return await db.Users.Where(u => u.Email == $"{role}@demo.example").Select(u => u.StaffId).SingleAsync();
    }
}
