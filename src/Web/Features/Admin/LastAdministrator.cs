using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin;

/// <summary>Nobody can end the last administration of an organisation; there would be no way back in.</summary>
internal static class LastAdministrator
{
    /// <summary>
    /// A sentence where, without the given account or grant, an organisation would have no administrator who can sign in;
    /// null where each still has one.
    /// </summary>
    /// <param name="db">Database, inside the transaction of the change.</param>
    /// <param name="ending">The administrator's grants that are about to end.</param>
    /// <param name="today">The current day.</param>
    /// <param name="cancel">Cancels the query.</param>
    public static async Task<string?> ProblemAsync(
        EarlyWarningDb db,
        IReadOnlyList<RoleGrant> ending,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var ids = ending.Select(g => g.Id).ToList();
        foreach (var orgId in ending.Where(g => g.Role == StaffRole.Administrator).Select(g => g.OrgId).Distinct())
        {
            var org = await db.Orgs.Where(o => o.Id == orgId).Select(o => new { o.Name, o.Path }).SingleAsync(cancel);
            var remains = await db.RoleGrants.AnyAsync(
                g =>
                    g.Role == StaffRole.Administrator
                    && !ids.Contains(g.Id)
                    && g.BeginsOn <= today
                    && g.EndsOn == null
                    && g.User!.DeactivatedAt == null
                    && g.User.PasswordHash != null
                    && org.Path.StartsWith(g.Org!.Path),
                cancel
            );
            if (!remains)
            {
                return L[
                    "This is the last administrator of {0}. Give the role to someone else who has signed in, without "
                        + "an end date, and then try again.",
                    org.Name
                ];
            }
        }

        return null;
    }
}
