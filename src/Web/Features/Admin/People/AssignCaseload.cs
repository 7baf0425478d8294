using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>A student found by search.</summary>
internal sealed record StudentChoice(long Id, string Name, string? Grade, string Org);

/// <summary>Puts students into a counsellor's caseload and takes them out.</summary>
internal sealed class AssignCaseload(IDbContextFactory<EarlyWarningDb> factory)
{
    private const int MostFound = 50;

    /// <summary>Students whose name holds the words; a year level ("10") finds that year.</summary>
    public async Task<IReadOnlyList<StudentChoice>> FindAsync(StaffScope scope, string typed, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return [];
        }

        var (pattern, grade) = (SearchPattern.Contains(typed), typed.Trim());
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.StudentsVisibleTo(scope.AsAdministrator())
            .Where(s =>
                s.Grade == grade || EF.Functions.Like(s.GivenName + " " + s.FamilyName, pattern, SearchPattern.Escape)
            )
            .OrderBy(s => s.FamilyName)
            .ThenBy(s => s.GivenName)
            .ThenBy(s => s.Id)
            .Take(MostFound)
            .Select(s => new StudentChoice(s.Id, s.GivenName + " " + s.FamilyName, s.Grade, s.Org!.Name))
            .ToListAsync(cancel);
    }

    /// <summary>Adds students from a day on; those already there stay. A sentence on what is wrong, or null.</summary>
    public async Task<string?> RunAsync(
        StaffScope scope,
        long userId,
        IReadOnlyCollection<long> studentIds,
        DateOnly beginsOn,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var students = await db.StudentsVisibleTo(scope.AsAdministrator())
            .Where(s => studentIds.Contains(s.Id))
            .Select(s => new { s.Id, s.OrgId })
            .ToListAsync(cancel);
        if (students.Count == 0 || students.Count != studentIds.Count)
        {
            return studentIds.Count == 0 ? L["Choose at least one student."] : Administration.NotFound;
        }

        if (await LinkStaff.EnsureAsync(db, scope, userId, students[0].OrgId, cancel) is not { } staffId)
        {
            return Administration.NotFound;
        }

        var there = await db
            .CaseloadEntries.Where(c =>
                c.StaffId == staffId && studentIds.Contains(c.StudentId) && (c.EndsOn == null || c.EndsOn > beginsOn)
            )
            .Select(c => c.StudentId)
            .ToListAsync(cancel);
        db.CaseloadEntries.AddRange(
            students
                .Where(s => !there.Contains(s.Id))
                .Select(s => new CaseloadEntry
                {
                    StaffId = staffId,
                    StudentId = s.Id,
                    BeginsOn = beginsOn,
                })
        );
        await db.SaveChangesAsync(cancel);
        return null;
    }

    /// <summary>Takes a student out of the caseload from today on.</summary>
    public async Task<string?> EndAsync(StaffScope scope, long entryId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var students = db.StudentsVisibleTo(scope.AsAdministrator()).Select(s => s.Id);
        var entry = await db.CaseloadEntries.SingleOrDefaultAsync(
            c => c.Id == entryId && students.Contains(c.StudentId),
            cancel
        );
        if (entry is null)
        {
            return Administration.NotFound;
        }

        if (entry.BeginsOn >= scope.Today)
        {
            db.CaseloadEntries.Remove(entry);
        }
        else
        {
            entry.EndsOn = scope.Today;
        }

        await db.SaveChangesAsync(cancel);
        return null;
    }
}
