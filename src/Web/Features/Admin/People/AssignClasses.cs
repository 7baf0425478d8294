using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>A class found by search.</summary>
internal sealed record ClassChoice(long Id, string Title, string? Code, string Term, string Org);

/// <summary>Gives classes to people and ends that.</summary>
internal sealed class AssignClasses(IDbContextFactory<EarlyWarningDb> factory)
{
    private const int MostFound = 20;

    /// <summary>Classes whose title or code holds the words, the latest first.</summary>
    public async Task<IReadOnlyList<ClassChoice>> FindAsync(StaffScope scope, string typed, CancellationToken cancel)
    {
        var pattern = SearchPattern.Contains(typed);
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.ClassesVisibleTo(scope.AsAdministrator())
            .Where(c =>
                EF.Functions.Like(c.Title, pattern, SearchPattern.Escape)
                || EF.Functions.Like(c.ClassCode!, pattern, SearchPattern.Escape)
            )
            .OrderByDescending(c => c.StartDate)
            .ThenBy(c => c.Title)
            .Take(MostFound)
            .Select(c => new ClassChoice(c.Id, c.Title, c.ClassCode, c.Session!.Title, c.Org!.Name))
            .ToListAsync(cancel);
    }

    /// <summary>Assigns classes from a day to a day. A sentence on what is wrong, or null where it was done.</summary>
    public async Task<string?> RunAsync(
        StaffScope scope,
        long userId,
        IReadOnlyCollection<long> classIds,
        DateOnly beginsOn,
        DateOnly? endsOn,
        CancellationToken cancel
    )
    {
        if (endsOn <= beginsOn)
        {
            return L["The assignment must end after it begins."];
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        var classes = await db.ClassesVisibleTo(scope.AsAdministrator())
            .Where(c => classIds.Contains(c.Id))
            .Select(c => new { c.Id, c.OrgId })
            .ToListAsync(cancel);
        if (classes.Count == 0 || classes.Count != classIds.Count)
        {
            return classIds.Count == 0 ? L["Choose at least one class."] : Administration.NotFound;
        }

        if (await LinkStaff.EnsureAsync(db, scope, userId, classes[0].OrgId, cancel) is not { } staffId)
        {
            return Administration.NotFound;
        }

        var taught = await db
            .ClassAssignments.Where(a =>
                a.StaffId == staffId && classIds.Contains(a.ClassId) && (a.EndsOn == null || a.EndsOn > beginsOn)
            )
            .Select(a => a.ClassId)
            .ToListAsync(cancel);
        db.ClassAssignments.AddRange(
            classes
                .Where(c => !taught.Contains(c.Id))
                .Select(c => new ClassAssignment
                {
                    StaffId = staffId,
                    ClassId = c.Id,
                    BeginsOn = beginsOn,
                    EndsOn = endsOn,
                })
        );
        await db.SaveChangesAsync(cancel);
        return null;
    }

    /// <summary>
    /// Ends an assignment today; the students stay visible for the days of grace. One made here today is taken back whole.
    /// </summary>
    public async Task<string?> EndAsync(StaffScope scope, long assignmentId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var classes = db.ClassesVisibleTo(scope.AsAdministrator()).Select(c => c.Id);
        var assignment = await db.ClassAssignments.SingleOrDefaultAsync(
            a => a.Id == assignmentId && classes.Contains(a.ClassId),
            cancel
        );
        if (assignment is null)
        {
            return Administration.NotFound;
        }

        if (assignment.SourceId is null && assignment.BeginsOn >= scope.Today)
        {
            db.ClassAssignments.Remove(assignment);
        }
        else
        {
            assignment.EndsOn = scope.Today;
        }

        await db.SaveChangesAsync(cancel);
        return null;
    }
}
