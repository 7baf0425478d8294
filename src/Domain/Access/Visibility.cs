using System.Linq.Expressions;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Students;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace EarlyWarning.Domain.Access;

/// <summary>
/// The one place where rights become SQL. Start every read of students, classes and enrollments with VisibleTo; a row
/// outside the scope is simply not found.
/// </summary>
public static class Visibility
{
    /// <summary>Students the person may see.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    public static IQueryable<Student> StudentsVisibleTo(this EarlyWarningDb db, StaffScope scope)
    {
        var (teacherId, counsellorId) = StaffIds(scope);
        var (today, grace) = (scope.Today, scope.GraceStart);
        // From the assignments to their classes: asked the other way, every enrollment of the installation would be read.
        var taught = db
            .ClassAssignments.Where(a =>
                a.StaffId == teacherId && a.BeginsOn <= today && (a.EndsOn == null || a.EndsOn > grace)
            )
            .Join(db.Enrollments, a => a.ClassId, e => e.ClassId, (_, e) => e.StudentId);
        var caseload = db
            .CaseloadEntries.Where(c =>
                c.StaffId == counsellorId && c.BeginsOn <= today && (c.EndsOn == null || c.EndsOn > today)
            )
            .Select(c => c.StudentId);
        var administered = AdministeredOrgs(db, scope);
        return db.Students.Where(
            AnyOf<Student>(
                (scope.IsTeacher, s => taught.Contains(s.Id)),
                (scope.IsCounsellor, s => caseload.Contains(s.Id)),
                (scope.IsAdministrator, s => administered.Contains(s.OrgId))
            )
        );
    }

    /// <summary>Classes the person may open: those taught, and those of administered organisations.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    public static IQueryable<Class> ClassesVisibleTo(this EarlyWarningDb db, StaffScope scope)
    {
        var (teacherId, _) = StaffIds(scope);
        var (today, grace) = (scope.Today, scope.GraceStart);
        var taught = db
            .ClassAssignments.Where(a =>
                a.StaffId == teacherId && a.BeginsOn <= today && (a.EndsOn == null || a.EndsOn > grace)
            )
            .Select(a => a.ClassId);
        var administered = AdministeredOrgs(db, scope);
        return db.Classes.Where(
            AnyOf<Class>(
                (scope.IsTeacher, c => taught.Contains(c.Id)),
                (scope.IsAdministrator, c => administered.Contains(c.OrgId))
            )
        );
    }

    /// <summary>
    /// Enrollments whose marks, attendance and scores the person may see: a teacher those of classes taught, a counsellor
    /// all of the caseload, an administrator all of the organisation.
    /// </summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    public static IQueryable<Enrollment> EnrollmentsVisibleTo(this EarlyWarningDb db, StaffScope scope)
    {
        var (teacherId, counsellorId) = StaffIds(scope);
        var (today, grace) = (scope.Today, scope.GraceStart);
        var taught = db
            .ClassAssignments.Where(a =>
                a.StaffId == teacherId && a.BeginsOn <= today && (a.EndsOn == null || a.EndsOn > grace)
            )
            .Select(a => a.ClassId);
        var caseload = db
            .CaseloadEntries.Where(c =>
                c.StaffId == counsellorId && c.BeginsOn <= today && (c.EndsOn == null || c.EndsOn > today)
            )
            .Select(c => c.StudentId);
        var administered = AdministeredOrgs(db, scope);
        return db.Enrollments.Where(
            AnyOf<Enrollment>(
                (scope.IsTeacher, e => taught.Contains(e.ClassId)),
                (scope.IsCounsellor, e => caseload.Contains(e.StudentId)),
                // Asked of each enrollment in turn: as a join, a database begins with all students and reads all their years.
                (
                    scope.IsAdministrator,
                    e => db.Students.Any(s => s.Id == e.StudentId && administered.Contains(s.OrgId))
                )
            )
        );
    }

    /// <summary>
    /// Everybody of a class of which the person may see an enrollment, for figures of the class as a whole such as its mean;
    /// nothing of one of them may be shown.
    /// </summary>
    /// <param name="db">Database.</param>
    /// <param name="classId">The class.</param>
    public static IQueryable<Enrollment> EnrollmentsOfClass(this EarlyWarningDb db, long classId)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Enrollments.Where(e => e.ClassId == classId);
    }

    /// <summary>What gives the person the right to see the student, the widest right first; None where nothing does.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    /// <param name="studentId">The student.</param>
    /// <param name="cancel">Cancels the query.</param>
    public static async Task<AccessReason> ReasonToSeeAsync(
        this EarlyWarningDb db,
        StaffScope scope,
        long studentId,
        CancellationToken cancel
    )
    {
        var administered = AdministeredOrgs(db, scope);
        if (await db.Students.AnyAsync(s => s.Id == studentId && administered.Contains(s.OrgId), cancel))
        {
            return AccessReason.Administers;
        }

        var counsellor = scope with { IsTeacher = false, AdministeredPaths = [] };
        if (await db.StudentsVisibleTo(counsellor).AnyAsync(s => s.Id == studentId, cancel))
        {
            return AccessReason.Caseload;
        }

        var teacher = scope with { IsCounsellor = false, AdministeredPaths = [] };
        return await db.StudentsVisibleTo(teacher).AnyAsync(s => s.Id == studentId, cancel)
            ? AccessReason.TeachesClass
            : AccessReason.None;
    }

    /// <summary>Organisations the person administers, with all below them.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    public static IQueryable<long> AdministeredOrgs(EarlyWarningDb db, StaffScope scope) =>
        db.Orgs.Where(AnyPrefix(scope.AdministeredPaths)).Select(o => o.Id);

    // Only the rights that the person has: one that matches nothing would still keep a database from looking up the others by
    // their keys, and a teacher's page would read every enrollment of a district.
    private static Expression<Func<T, bool>> AnyOf<T>(
        params ReadOnlySpan<(bool Has, Expression<Func<T, bool>> Right)> rights
    )
    {
        var row = Expression.Parameter(typeof(T), "row");
        Expression? any = null;
        foreach (var (has, right) in rights)
        {
            if (has)
            {
                var body = ReplacingExpressionVisitor.Replace(right.Parameters[0], row, right.Body);
                any = any is null ? body : Expression.OrElse(any, body);
            }
        }

        return Expression.Lambda<Func<T, bool>>(any ?? Expression.Constant(false), row);
    }

    // Keys start at 1, so 0 matches no assignment.
    private static (long Teacher, long Counsellor) StaffIds(StaffScope scope) =>
        (scope.IsTeacher ? scope.StaffId ?? 0 : 0, scope.IsCounsellor ? scope.StaffId ?? 0 : 0);

    private static Expression<Func<Orgs.Org, bool>> AnyPrefix(IReadOnlyList<string> paths)
    {
        var org = Expression.Parameter(typeof(Orgs.Org), "o");
        var path = Expression.Property(org, nameof(Orgs.Org.Path));
        var startsWith = typeof(string).GetMethod(nameof(string.StartsWith), [typeof(string)])!;
        Expression any = Expression.Constant(false);
        foreach (var prefix in paths)
        {
            Expression<Func<string>> captured = () => prefix;
            any = Expression.OrElse(any, Expression.Call(path, startsWith, captured.Body));
        }

        return Expression.Lambda<Func<Orgs.Org, bool>>(any, org);
    }
}
