using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Inbox;

/// <summary>An enrollment whose state may be news, with what was told of it.</summary>
public sealed class StateToSee
{
    /// <summary>The enrollment.</summary>
    public long EnrollmentId { get; init; }

    /// <summary>Its student.</summary>
    public long StudentId { get; init; }

    /// <summary>Its class.</summary>
    public long ClassId { get; init; }

    /// <summary>School of the class.</summary>
    public long OrgId { get; init; }

    /// <summary>Term of the class.</summary>
    public long SessionId { get; init; }

    /// <summary>State now.</summary>
    public RiskState State { get; init; }

    /// <summary>Frequency shown, or null.</summary>
    public double? Value { get; init; }

    /// <summary>Lower end of its interval, or null.</summary>
    public double? Low { get; init; }

    /// <summary>Whether it lies near the upper cut.</summary>
    public bool MayChange { get; init; }

    /// <summary>What was told, or null.</summary>
    public ToldState? Told { get; init; }
}

/// <summary>
/// What the making of items reads. No person looks here, so nothing starts from a scope: items hold keys only, and whoever
/// opens one is asked for their rights then.
/// </summary>
public static class StateFacts
{
    /// <summary>Least key of the enrollments in classes that run on a day, or null where none does.</summary>
    /// <param name="db">Database.</param>
    /// <param name="day">The day.</param>
    /// <param name="cancel">Cancels the query.</param>
    public static Task<long?> FirstRunningEnrollmentAsync(
        this EarlyWarningDb db,
        DateOnly day,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Enrollments.Where(e => e.Class!.EndDate > day).MinAsync(e => (long?)e.Id, cancel);
    }

    /// <summary>
    /// Enrollments of a range whose state in a generation is another than was told, or that were on their way to another:
    /// a few of a hundred on an ordinary night. Flags that rest are left out, and are seen again when the rest is over.
    /// </summary>
    /// <param name="db">Database.</param>
    /// <param name="generation">The generation in service.</param>
    /// <param name="first">Least key of an enrollment.</param>
    /// <param name="last">Greatest key of an enrollment.</param>
    /// <param name="today">The day on which flags rest.</param>
    public static IQueryable<StateToSee> StatesToSee(
        this EarlyWarningDb db,
        ScoreGeneration generation,
        long first,
        long last,
        DateOnly today
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(generation);
        var (id, asOf) = (generation.Id, generation.AsOf);
        var atRest = db.EnrollmentsAtRest(today);
        // A generation holds weeks that are over too; feature values stand on the current week only.
        return from s in db.Scores
            where
                s.EnrollmentId >= first
                && s.EnrollmentId <= last
                && s.Goal == Goal.CourseFailure
                && s.GenerationId == id
                && s.Features != null
            join t in db.ToldStates on s.EnrollmentId equals t.EnrollmentId into told
            from t in told.DefaultIfEmpty()
            where
                t == null
                    ? s.State == RiskState.Watch || s.State == RiskState.NeedsSupport
                    : t.GenerationId < id && (t.Told != s.State || t.Next != null)
            where s.Enrollment!.Class!.EndDate > asOf && !atRest.Contains(s.EnrollmentId)
            select new StateToSee
            {
                EnrollmentId = s.EnrollmentId,
                StudentId = s.Enrollment!.StudentId,
                ClassId = s.Enrollment.ClassId,
                OrgId = s.Enrollment.Class!.OrgId,
                SessionId = s.Enrollment.Class.SessionId,
                State = s.State,
                Value = s.Value,
                Low = s.Low,
                MayChange = s.MayChange,
                Told = t,
            };
    }

    /// <summary>Accounts that hold a role on a day.</summary>
    /// <param name="db">Database.</param>
    /// <param name="role">The role.</param>
    /// <param name="today">The day.</param>
    public static IQueryable<AppUser> UsersInRole(this EarlyWarningDb db, StaffRole role, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Users.Where(u =>
            u.DeactivatedAt == null
            && db.RoleGrants.Any(g =>
                g.UserId == u.Id && g.Role == role && g.BeginsOn <= today && (g.EndsOn == null || g.EndsOn > today)
            )
        );
    }

    /// <summary>Accounts of those who teach classes on a day, as pairs of class and account.</summary>
    /// <param name="db">Database.</param>
    /// <param name="classes">Keys of classes; a few hundred at most.</param>
    /// <param name="today">The day. Days of grace give a right to look, and nothing to be told.</param>
    public static IQueryable<PersonAround> TeachersOf(
        this EarlyWarningDb db,
        IReadOnlyCollection<long> classes,
        DateOnly today
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        return db
            .ClassAssignments.Where(a =>
                classes.Contains(a.ClassId) && a.BeginsOn <= today && (a.EndsOn == null || a.EndsOn > today)
            )
            .Join(
                db.UsersInRole(StaffRole.Teacher, today),
                a => (long?)a.StaffId,
                u => u.StaffId,
                (a, u) => new PersonAround { Of = a.ClassId, UserId = u.Id }
            );
    }

    /// <summary>Accounts of those who counsel students on a day, as pairs of student and account.</summary>
    /// <param name="db">Database.</param>
    /// <param name="students">Keys of students; a few hundred at most.</param>
    /// <param name="today">The day.</param>
    public static IQueryable<PersonAround> CounsellorsOf(
        this EarlyWarningDb db,
        IReadOnlyCollection<long> students,
        DateOnly today
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        return db
            .CaseloadEntries.Where(c =>
                students.Contains(c.StudentId) && c.BeginsOn <= today && (c.EndsOn == null || c.EndsOn > today)
            )
            .Join(
                db.UsersInRole(StaffRole.Counsellor, today),
                c => (long?)c.StaffId,
                u => u.StaffId,
                (c, u) => new PersonAround { Of = c.StudentId, UserId = u.Id }
            );
    }
}

/// <summary>Somebody who teaches a class or counsels a student.</summary>
public sealed class PersonAround
{
    /// <summary>The class or student.</summary>
    public long Of { get; init; }

    /// <summary>The account.</summary>
    public long UserId { get; init; }
}
