using EarlyWarning.Domain.Activity;
using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Time;

namespace EarlyWarning.Domain.Demo;

/// <summary>A line of the truth file.</summary>
internal readonly record struct DemoTruth(
    long EnrollmentId,
    long StudentId,
    long ClassId,
    int Term,
    DateOnly AsOf,
    double Risk,
    OutcomeKind? Outcome
);

/// <summary>All rows of one school, the unit that is made and written together; about 60 MB.</summary>
internal sealed class SchoolBatch
{
    public required Org School { get; init; }
    public List<CalendarException> Calendar { get; } = [];
    public List<Student> Students { get; } = [];
    public List<StudentAttribute> Attributes { get; } = [];
    public List<StaffMember> Staff { get; } = [];
    public List<Class> Classes { get; } = [];
    public List<ClassAssignment> Assignments { get; } = [];
    public List<CaseloadEntry> Caseload { get; } = [];
    public List<Enrollment> Enrollments { get; } = [];
    public List<LineItem> LineItems { get; } = [];
    public List<Result> Results { get; } = [];
    public List<AttendanceEvent> Attendance { get; } = [];
    public List<Incident> Incidents { get; } = [];
    public List<ActivityDay> Activity { get; } = [];
    public List<Outcome> Outcomes { get; } = [];
    public List<DemoTruth> Truth { get; } = [];

    /// <summary>Writes the school in one transaction, parents before children.</summary>
    public async Task<long> WriteAsync(EarlyWarningDb db, DatabaseProvider provider, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var rows = await provider.BulkInsertAsync(db, [School], cancel);
        rows += await provider.BulkInsertAsync(db, Calendar, cancel);
        rows += await provider.BulkInsertAsync(db, Students, cancel);
        rows += await provider.BulkInsertAsync(db, Attributes, cancel);
        rows += await provider.BulkInsertAsync(db, Staff, cancel);
        rows += await provider.BulkInsertAsync(db, Classes, cancel);
        rows += await provider.BulkInsertAsync(db, Assignments, cancel);
        rows += await provider.BulkInsertAsync(db, Caseload, cancel);
        rows += await provider.BulkInsertAsync(db, Enrollments, cancel);
        rows += await provider.BulkInsertAsync(db, LineItems, cancel);
        rows += await provider.BulkInsertAsync(db, Results, cancel);
        rows += await provider.BulkInsertAsync(db, Attendance, cancel);
        rows += await provider.BulkInsertAsync(db, Incidents, cancel);
        rows += await provider.BulkInsertAsync(db, Activity, cancel);
        rows += await provider.BulkInsertAsync(db, Outcomes, cancel);
        await transaction.CommitAsync(cancel);
        return rows;
    }
}
