using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>A person as administrators see them.</summary>
public sealed record Person(
    long Id,
    string Name,
    string Email,
    bool IsInvited,
    DateTime? DeactivatedAt,
    DateTimeOffset? LockedUntil,
    bool IsManaged,
    long? StaffId,
    string? StaffName,
    string? StaffOrg,
    IReadOnlyList<PersonGrant> Grants,
    IReadOnlyList<PersonClass> Classes,
    IReadOnlyList<PersonStudent> Caseload,
    int CaseloadTotal
);

/// <summary>A role a person holds, held or will hold.</summary>
public sealed record PersonGrant(long Id, StaffRole Role, string Org, DateOnly BeginsOn, DateOnly? EndsOn);

/// <summary>A class a person teaches.</summary>
public sealed record PersonClass(
    long AssignmentId,
    string Title,
    string Term,
    DateOnly BeginsOn,
    DateOnly? EndsOn,
    bool IsImported
);

/// <summary>A student in a person's caseload.</summary>
public sealed record PersonStudent(long EntryId, string Name, string? Grade, DateOnly BeginsOn);

/// <summary>Reads one person.</summary>
internal sealed class PersonQuery(IDbContextFactory<EarlyWarningDb> factory)
{
    /// <summary>Most students of a caseload that are listed.</summary>
    public const int CaseloadShown = 200;

    /// <summary>The person, or null where they are not there or not to be seen.</summary>
    public async Task<Person?> GetAsync(StaffScope scope, long id, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var user = await db.PeopleSeenBy(scope)
            .Include(u => u.Staff!.Org)
            .AsNoTracking()
            .SingleOrDefaultAsync(u => u.Id == id, cancel);
        if (user is null)
        {
            return null;
        }

        var caseload = Caseload(db, scope, user.StaffId ?? 0);
        return new Person(
            user.Id,
            user.DisplayName,
            user.Email ?? "",
            user.PasswordHash is null,
            user.DeactivatedAt,
            user.LockoutEnd,
            await db.PeopleManagedBy(scope).AnyAsync(u => u.Id == id, cancel),
            user.StaffId,
            user.Staff is null ? null : $"{user.Staff.GivenName} {user.Staff.FamilyName}",
            user.Staff?.Org?.Name,
            await GrantsAsync(db, scope, id, cancel),
            await ClassesAsync(db, scope, user.StaffId ?? 0, cancel),
            await caseload
                .OrderBy(c => c.Student!.FamilyName)
                .ThenBy(c => c.Student!.GivenName)
                .Take(CaseloadShown)
                .Select(c => new PersonStudent(
                    c.Id,
                    c.Student!.GivenName + " " + c.Student.FamilyName,
                    c.Student.Grade,
                    c.BeginsOn
                ))
                .ToListAsync(cancel),
            await caseload.CountAsync(cancel)
        );
    }

    private static async Task<List<PersonGrant>> GrantsAsync(
        EarlyWarningDb db,
        StaffScope scope,
        long userId,
        CancellationToken cancel
    )
    {
        var orgs = Visibility.AdministeredOrgs(db, scope);
        return await db
            .RoleGrants.Where(g => g.UserId == userId && orgs.Contains(g.OrgId))
            .OrderByDescending(g => g.EndsOn == null)
            .ThenByDescending(g => g.EndsOn)
            .ThenBy(g => g.Id)
            .Select(g => new PersonGrant(g.Id, g.Role, g.Org!.Name, g.BeginsOn, g.EndsOn))
            .ToListAsync(cancel);
    }

    private static async Task<List<PersonClass>> ClassesAsync(
        EarlyWarningDb db,
        StaffScope scope,
        long staffId,
        CancellationToken cancel
    )
    {
        var classes = db.ClassesVisibleTo(scope.AsAdministrator()).Select(c => c.Id);
        var grace = scope.GraceStart;
        return await db
            .ClassAssignments.Where(a =>
                a.StaffId == staffId && classes.Contains(a.ClassId) && (a.EndsOn == null || a.EndsOn > grace)
            )
            .OrderByDescending(a => a.Class!.StartDate)
            .ThenBy(a => a.Class!.Title)
            .Select(a => new PersonClass(
                a.Id,
                a.Class!.Title,
                a.Class.Session!.Title,
                a.BeginsOn,
                a.EndsOn,
                a.SourceId != null
            ))
            .ToListAsync(cancel);
    }

    private static IQueryable<Domain.Classes.CaseloadEntry> Caseload(EarlyWarningDb db, StaffScope scope, long staffId)
    {
        var students = db.StudentsVisibleTo(scope.AsAdministrator()).Select(s => s.Id);
        var today = scope.Today;
        return db.CaseloadEntries.Where(c =>
            c.StaffId == staffId && students.Contains(c.StudentId) && (c.EndsOn == null || c.EndsOn > today)
        );
    }
}
