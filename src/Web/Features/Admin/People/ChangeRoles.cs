using System.Data;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>A role to be given.</summary>
internal sealed record NewGrant(StaffRole Role, long OrgId, DateOnly BeginsOn, DateOnly? EndsOn);

/// <summary>Gives and ends roles. Each method returns a sentence on what is wrong, or null where it was done.</summary>
internal sealed class ChangeRoles(IDbContextFactory<EarlyWarningDb> factory)
{
    /// <summary>Gives a role.</summary>
    public async Task<string?> GrantAsync(StaffScope scope, long userId, NewGrant grant, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (!await db.PeopleSeenBy(scope).AnyAsync(u => u.Id == userId, cancel))
        {
            return Administration.NotFound;
        }

        if (await ProblemAsync(db, scope, grant, cancel) is { } problem)
        {
            return problem;
        }

        var overlaps = await db.RoleGrants.AnyAsync(
            g =>
                g.UserId == userId
                && g.Role == grant.Role
                && g.OrgId == grant.OrgId
                && (g.EndsOn == null || g.EndsOn > grant.BeginsOn)
                && (grant.EndsOn == null || g.BeginsOn < grant.EndsOn),
            cancel
        );
        if (overlaps)
        {
            return L[
                "The person has this role in this organisation for some of these days already. End that one first."
            ];
        }

        db.RoleGrants.Add(
            new RoleGrant
            {
                UserId = userId,
                Role = grant.Role,
                OrgId = grant.OrgId,
                BeginsOn = grant.BeginsOn,
                EndsOn = grant.EndsOn,
            }
        );
        await db.SaveChangesAsync(cancel);
        return null;
    }

    /// <summary>Ends a role today: it no longer holds from now on.</summary>
    public async Task<string?> EndAsync(StaffScope scope, long grantId, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync(
                    IsolationLevel.Serializable,
                    cancel
                );
                var problem = await EndInTransactionAsync(db, scope, grantId, cancel);
                if (problem is null)
                {
                    await transaction.CommitAsync(cancel);
                }

                return problem;
            });
    }

    /// <summary>What is wrong with a role to be given by this administrator.</summary>
    internal static async Task<string?> ProblemAsync(
        EarlyWarningDb db,
        StaffScope scope,
        NewGrant grant,
        CancellationToken cancel
    )
    {
        if (!Enum.IsDefined(grant.Role))
        {
            return L["Choose a role."];
        }

        if (!await db.OrgsAdministeredBy(scope).AnyAsync(o => o.Id == grant.OrgId, cancel))
        {
            return L["Choose an organisation that you administer."];
        }

        return grant.EndsOn <= grant.BeginsOn ? L["The role must end after it begins."] : null;
    }

    private static async Task<string?> EndInTransactionAsync(
        EarlyWarningDb db,
        StaffScope scope,
        long grantId,
        CancellationToken cancel
    )
    {
        var orgs = Visibility.AdministeredOrgs(db, scope);
        var grant = await db.RoleGrants.SingleOrDefaultAsync(g => g.Id == grantId && orgs.Contains(g.OrgId), cancel);
        if (grant is null)
        {
            return Administration.NotFound;
        }

        if (await LastAdministrator.ProblemAsync(db, [grant], scope.Today, cancel) is { } problem)
        {
            return problem;
        }

        if (grant.BeginsOn >= scope.Today)
        {
            db.RoleGrants.Remove(grant);
        }
        else
        {
            grant.EndsOn = scope.Today;
        }

        await db.SaveChangesAsync(cancel);
        return null;
    }
}
