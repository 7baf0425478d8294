using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Imports.Files;
using EarlyWarning.Domain.Imports.Tables;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Time;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Imports.OneRoster;

/// <summary>
/// The tables that several files refer to, and what of their records must be known to read others: stored ones first, then
/// those of the files.
/// </summary>
internal sealed class OneRosterTables
{
    public required KeyedTable<Org> Orgs { get; init; }

    public required KeyedTable<AcademicSession> Sessions { get; init; }

    public required KeyedTable<Course> Courses { get; init; }

    public required KeyedTable<Class> Classes { get; init; }

    public required KeyedTable<Student> Students { get; init; }

    public required KeyedTable<StaffMember> Staff { get; init; }

    public required KeyedTable<Enrollment> Enrollments { get; init; }

    public required KeyedTable<ClassAssignment> Assignments { get; init; }

    public required FactTable<Outcome, long> Outcomes { get; init; }

    /// <summary>First day and first day after, by key of the session.</summary>
    public Dictionary<long, (DateOnly Start, DateOnly End)> SessionDays { get; private set; } = [];

    /// <summary>First day and first day after, by key of the class.</summary>
    public Dictionary<long, (DateOnly Start, DateOnly End)> ClassDays { get; private set; } = [];

    /// <summary>Paths of organisations by key; the shortest belongs to the top.</summary>
    public Dictionary<long, string> OrgPaths { get; private set; } = [];

    /// <summary>Enrollment by student and class; the latest where a student came back.</summary>
    public Dictionary<(long Student, long Class), long> EnrollmentIds { get; } = [];

    /// <summary>First day on which a student was enrolled anywhere.</summary>
    public Dictionary<long, DateOnly> FirstDays { get; } = [];

    /// <summary>Opens the tables in the order in which they refer to each other.</summary>
    public static async Task<OneRosterTables> OpenAsync(ImportPass pass)
    {
        var tables = new OneRosterTables
        {
            Orgs = await pass.OpenAsync(Kinds.Orgs),
            Sessions = await pass.OpenAsync(Kinds.Sessions),
            Courses = await pass.OpenAsync(Kinds.Courses),
            Classes = await pass.OpenAsync(Kinds.Classes),
            Students = await pass.OpenAsync(Kinds.Students),
            Staff = await pass.OpenAsync(Kinds.Staff),
            Enrollments = await pass.OpenAsync(Kinds.Enrollments),
            Assignments = await pass.OpenAsync(Kinds.Assignments),
            Outcomes = await pass.OpenAsync(Facts.Outcomes),
        };
        await tables.LoadAsync(pass);
        return tables;
    }

    /// <summary>Takes note of an enrollment.</summary>
    public void Note(long student, long @class, long enrollment, DateOnly begin)
    {
        EnrollmentIds[(student, @class)] = enrollment;
        FirstDays[student] = FirstDays.TryGetValue(student, out var first) && first < begin ? first : begin;
    }

    /// <summary>Key of the student a row names.</summary>
    /// <exception cref="RowFaultException">There is no such student.</exception>
    public long Student(CsvRow row, string column = "studentSourcedId") =>
        Students.Require(row.Key(column), column, "student");

    /// <summary>Key of the class a row names.</summary>
    /// <exception cref="RowFaultException">There is no such class.</exception>
    public long Class(CsvRow row) => Classes.Require(row.Key("classSourcedId"), "classSourcedId", "class");

    /// <summary>The organisation at the top, which what has no organisation of its own belongs to.</summary>
    /// <exception cref="ImportRefusedException">There is no organisation.</exception>
    public long TopOrg() =>
        OrgPaths.Count > 0
            ? OrgPaths.OrderBy(o => o.Value.Count(c => c == '/')).ThenBy(o => o.Key).First().Key
            : throw new ImportRefusedException(
                "There is no organisation yet, and the files bring none. Add orgs.csv with at least one school."
            );

    /// <summary>
    /// Whether a row of a bulk file is about something that is no longer there; it is passed over, and nothing is deleted.
    /// </summary>
    public static bool IsGone(CsvRow row, ImportPass pass, string file)
    {
        if (row.Optional("status")?.ToUpperInvariant() is not ("TOBEDELETED" or "INACTIVE"))
        {
            return false;
        }

        pass.Tally.Warn(
            $"{file}: rows marked tobedeleted or inactive were passed over; nothing is deleted by a bulk import."
        );
        return true;
    }

    private async Task LoadAsync(ImportPass pass)
    {
        var (db, source, cancel) = (pass.Db, pass.SourceId, pass.Cancel);
        OrgPaths = await db.Orgs.Where(o => o.SourceId == source).ToDictionaryAsync(o => o.Id, o => o.Path, cancel);
        SessionDays = await db
            .AcademicSessions.Where(s => s.SourceId == source)
            .ToDictionaryAsync(s => s.Id, s => (s.StartDate, s.EndDate), cancel);
        ClassDays = await db
            .Classes.Where(c => c.SourceId == source)
            .ToDictionaryAsync(c => c.Id, c => (c.StartDate, c.EndDate), cancel);
        var enrollments = db
            .Enrollments.Where(e => e.SourceId == source)
            .OrderBy(e => e.Id)
            .Select(e => new
            {
                e.StudentId,
                e.ClassId,
                e.Id,
                e.BeginDate,
            })
            .AsAsyncEnumerable();
        await foreach (var e in enrollments.WithCancellation(cancel))
        {
            Note(e.StudentId, e.ClassId, e.Id, e.BeginDate);
        }
    }
}
