using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Support;

/// <summary>Who may know of a case, read it and change it. Every query for cases starts here.</summary>
public static class SupportAccess
{
    /// <summary>
    /// Cases of students the person may see. Of a restricted kind only its existence may be shown unless it is among
    /// <see cref="SupportCasesReadableBy"/> too.
    /// </summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    public static IQueryable<SupportCase> SupportCasesKnownTo(this EarlyWarningDb db, StaffScope scope)
    {
        // Asked of each case in turn: as a list of keys, a database writes down every student one administers first.
        var students = db.StudentsVisibleTo(scope);
        return db.SupportCases.Where(c => students.Any(s => s.Id == c.StudentId));
    }

    /// <summary>
    /// Cases whose kind, reason, goals and log the person may read: all of students whose whole record is open to them;
    /// of others those of kinds that are not restricted, and their own.
    /// </summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    public static IQueryable<SupportCase> SupportCasesReadableBy(this EarlyWarningDb db, StaffScope scope)
    {
        var whole = db.StudentsSeenWhole(scope);
        var me = scope.UserId;
        return db.SupportCasesKnownTo(scope)
            .Where(c =>
                !c.Kind!.IsRestricted || c.OwnerId == me || c.ReferredById == me || whole.Any(s => s.Id == c.StudentId)
            );
    }

    /// <summary>
    /// Cases the person may change: those they own, those they referred that nobody has planned yet, and all of students
    /// whose whole record is open to them.
    /// </summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    public static IQueryable<SupportCase> SupportCasesChangeableBy(this EarlyWarningDb db, StaffScope scope)
    {
        var whole = db.StudentsSeenWhole(scope);
        var me = scope.UserId;
        return db.SupportCasesKnownTo(scope)
            .Where(c =>
                c.OwnerId == me
                || (c.ReferredById == me && c.Status == SupportStatus.Referred)
                || whole.Any(s => s.Id == c.StudentId)
            );
    }

    /// <summary>Students whose whole record is open to the person: the caseload, and those administered.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    public static IQueryable<Student> StudentsSeenWhole(this EarlyWarningDb db, StaffScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return db.StudentsVisibleTo(scope with { IsTeacher = false });
    }

    /// <summary>Students on whose behalf somebody with an account acts now.</summary>
    /// <param name="db">Database.</param>
    public static IQueryable<long> StudentsActedFor(this EarlyWarningDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db
            .SupportCases.Where(c => c.ClosedOn == null && c.OwnerId != null && c.Owner!.DeactivatedAt == null)
            .Select(c => c.StudentId);
    }

    /// <summary>Kinds that the organisations of a path offer, retired ones too.</summary>
    /// <param name="db">Database.</param>
    /// <param name="orgPath">Path of the student's school (<see cref="Orgs.Org.Path"/>).</param>
    public static IQueryable<SupportKind> SupportKindsOfferedIn(this EarlyWarningDb db, string orgPath)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(orgPath);
        long?[] orgs =
        [
            .. orgPath
                .Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Select(key => (long?)long.Parse(key, System.Globalization.CultureInfo.InvariantCulture)),
        ];
        return db.SupportKinds.Where(k => k.OrgId == null || orgs.Contains(k.OrgId));
    }

    /// <summary>Accounts that may see a student today and so may own a case: teachers, counsellors, administrators.</summary>
    /// <param name="db">Database.</param>
    /// <param name="studentId">The student.</param>
    /// <param name="today">The current day.</param>
    public static IQueryable<AppUser> PeopleAround(this EarlyWarningDb db, long studentId, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(db);
        var teachers = db
            .ClassAssignments.Where(a => a.BeginsOn <= today && (a.EndsOn == null || a.EndsOn > today))
            .Join(
                db.Enrollments.Where(e => e.StudentId == studentId),
                a => a.ClassId,
                e => e.ClassId,
                (a, _) => (long?)a.StaffId
            );
        var counsellors = db
            .CaseloadEntries.Where(c =>
                c.StudentId == studentId && c.BeginsOn <= today && (c.EndsOn == null || c.EndsOn > today)
            )
            .Select(c => (long?)c.StaffId);
        var grants = db.RoleGrants.Where(g => g.BeginsOn <= today && (g.EndsOn == null || g.EndsOn > today));
        return db.Users.Where(u =>
            u.DeactivatedAt == null
            && grants.Any(g =>
                g.UserId == u.Id
                && (
                    (g.Role == StaffRole.Teacher && teachers.Contains(u.StaffId))
                    || (g.Role == StaffRole.Counsellor && counsellors.Contains(u.StaffId))
                    || (
                        g.Role == StaffRole.Administrator
                        && db.Students.Any(s => s.Id == studentId && s.Org!.Path.StartsWith(g.Org!.Path))
                    )
                )
            )
        );
    }
}
