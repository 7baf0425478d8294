using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Support;

/// <summary>The support of a student, and what could be offered.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class StudentSupportQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Reads it; null where the student is not found or not visible.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="studentId">The student.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<StudentSupportView?> GetAsync(StaffScope scope, long studentId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var school = await db.StudentsVisibleTo(scope)
            .Where(s => s.Id == studentId)
            .Select(s => new { s.OrgId, s.Org!.Path })
            .SingleOrDefaultAsync(cancel);
        if (school is null)
        {
            return null;
        }

        var rows = await db.SupportCasesKnownTo(scope)
            .Where(c => c.StudentId == studentId)
            .RowsFor(db, scope)
            .ToListAsync(cancel);
        var open = await db.SupportCasesKnownTo(scope)
            .Where(c => c.StudentId == studentId && c.ClosedOn == null)
            .Select(c => c.KindId)
            .ToListAsync(cancel);
        return new StudentSupportView(
            studentId,
            scope.Today,
            [.. rows.OrderByDescending(r => r.IsOpen).ThenByDescending(r => r.ClosedOn ?? r.ReferredOn)],
            await db.SupportKindsOfferedIn(school.Path)
                .AsNoTracking()
                .Where(k => !k.IsRetired)
                .OrderBy(k => k.Name)
                .ToListAsync(cancel),
            open.ToHashSet(),
            await TakenAsync(db, school.OrgId, cancel),
            await PeopleAsync(db, studentId, scope.Today, cancel),
            scope.UserId
        );
    }

    /// <summary>Who may own a case of the student, by name.</summary>
    internal static Task<List<OwnerChoice>> PeopleAsync(
        EarlyWarningDb db,
        long studentId,
        DateOnly today,
        CancellationToken cancel
    ) =>
        db.PeopleAround(studentId, today)
            .OrderBy(u => u.DisplayName)
            .ThenBy(u => u.Id)
            .Select(u => new OwnerChoice(u.Id, u.DisplayName))
            .ToListAsync(cancel);

    // Places taken at a school are a count of people on no page of theirs; cases at work take them, referrals do not yet.
    private static Task<Dictionary<int, int>> TakenAsync(EarlyWarningDb db, long orgId, CancellationToken cancel) =>
        db
            .SupportCases.Where(c =>
                c.OrgId == orgId && (c.Status == SupportStatus.Planned || c.Status == SupportStatus.Active)
            )
            .GroupBy(c => c.KindId)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
}

/// <summary>The one place where cases become rows, and where what may only be known to exist loses its kind and owner.</summary>
internal static class SupportRows
{
    public static IQueryable<SupportRow> RowsFor(
        this IQueryable<SupportCase> cases,
        EarlyWarningDb db,
        StaffScope scope
    )
    {
        var readable = db.SupportCasesReadableBy(scope).Select(c => c.Id);
        var me = scope.UserId;
        return cases.Select(c => new SupportRow(
            c.Id,
            c.StudentId,
            c.Student!.GivenName + " " + c.Student.FamilyName,
            readable.Contains(c.Id) ? c.Kind!.Name : null,
            c.Status,
            readable.Contains(c.Id) ? c.Outcome : null,
            c.Owner!.DisplayName,
            c.OwnerId == me,
            c.ReferredOn,
            c.FollowUpOn,
            c.ClosedOn
        ));
    }
}
