using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Identity;
using EarlyWarning.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>A staff record found by search.</summary>
public sealed record StaffChoice(long Id, string Name, string? Email, string Org);

/// <summary>Links accounts to the school's staff records, on which classes and caseloads hang.</summary>
internal sealed class LinkStaff(IDbContextFactory<EarlyWarningDb> factory)
{
    private const int MostFound = 10;

    /// <summary>Staff without an account whose name or e-mail holds the words.</summary>
    public async Task<IReadOnlyList<StaffChoice>> FindAsync(StaffScope scope, string typed, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return [];
        }

        var pattern = SearchPattern.Contains(typed);
        await using var db = await factory.CreateDbContextAsync(cancel);
        var orgs = Visibility.AdministeredOrgs(db, scope);
        return await db
            .Staff.Where(s => orgs.Contains(s.OrgId) && !db.Users.Any(u => u.StaffId == s.Id))
            .Where(s =>
                EF.Functions.Like(s.GivenName + " " + s.FamilyName, pattern, SearchPattern.Escape)
                || EF.Functions.Like(s.Email!, pattern, SearchPattern.Escape)
            )
            .OrderBy(s => s.FamilyName)
            .ThenBy(s => s.Id)
            .Take(MostFound)
            .Select(s => new StaffChoice(s.Id, s.GivenName + " " + s.FamilyName, s.Email, s.Org!.Name))
            .ToListAsync(cancel);
    }

    /// <summary>Links an account, or unlinks it where no record is given. A sentence on what is wrong, or null.</summary>
    public async Task<string?> RunAsync(StaffScope scope, long userId, long? staffId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var user = await db.PeopleManagedBy(scope).SingleOrDefaultAsync(u => u.Id == userId, cancel);
        if (user is null)
        {
            return Administration.NotFound;
        }

        if (staffId is { } id && await ProblemAsync(db, scope, id, cancel) is { } problem)
        {
            return problem;
        }

        user.StaffId = staffId;
        await db.SaveChangesAsync(cancel);
        return null;
    }

    /// <summary>What is wrong with linking a new account to this record.</summary>
    internal static async Task<string?> ProblemAsync(
        EarlyWarningDb db,
        StaffScope scope,
        long staffId,
        CancellationToken cancel
    )
    {
        var orgs = Visibility.AdministeredOrgs(db, scope);
        if (!await db.Staff.AnyAsync(s => s.Id == staffId && orgs.Contains(s.OrgId), cancel))
        {
            return L["Choose a staff record of an organisation that you administer."];
        }

        return await db.Users.AnyAsync(u => u.StaffId == staffId, cancel)
            ? L["Another account is linked to this staff record. Unlink it there first."]
            : null;
    }

    /// <summary>
    /// The staff record of an account; one is made where there is none, for schools whose source has no staff. Null where
    /// the account is out of reach.
    /// </summary>
    internal static async Task<long?> EnsureAsync(
        EarlyWarningDb db,
        StaffScope scope,
        long userId,
        long orgId,
        CancellationToken cancel
    )
    {
        var user = await db.PeopleSeenBy(scope).SingleOrDefaultAsync(u => u.Id == userId, cancel);
        if (user is null || user.StaffId is not null)
        {
            return user?.StaffId;
        }

        var names = user.DisplayName.Split(
            ' ',
            2,
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        user.Staff = new StaffMember
        {
            SourceId = await LocalRecords.SourceIdAsync(db, cancel),
            SourcedId = $"account-{user.Id}",
            OrgId = orgId,
            GivenName = names[0],
            FamilyName = names.Length > 1 ? names[1] : "",
            Email = user.Email,
        };
        await db.SaveChangesAsync(cancel);
        return user.StaffId;
    }
}
