using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Orgs;

namespace EarlyWarning.Web.Features.Admin;

/// <summary>What an administrator may see and change: their organisations with all below, and the people there.</summary>
internal static class Administration
{
    /// <summary>What a command says when its object is out of reach: the same as when it is not there.</summary>
    public static string NotFound => L["This is not there any more, or is not yours to change. Load the page again."];

    /// <summary>Organisations administered.</summary>
    public static IQueryable<Org> OrgsAdministeredBy(this EarlyWarningDb db, StaffScope scope)
    {
        var ids = Visibility.AdministeredOrgs(db, scope);
        return db.Orgs.Where(o => ids.Contains(o.Id));
    }

    /// <summary>People with a role, or a staff record, in an organisation administered.</summary>
    public static IQueryable<AppUser> PeopleSeenBy(this EarlyWarningDb db, StaffScope scope)
    {
        var orgs = Visibility.AdministeredOrgs(db, scope);
        return db.Users.Where(u =>
            db.RoleGrants.Any(g => g.UserId == u.Id && orgs.Contains(g.OrgId))
            || (u.StaffId != null && orgs.Contains(u.Staff!.OrgId))
        );
    }

    /// <summary>
    /// People whose account may be changed: those seen who hold no role and no staff record elsewhere. Otherwise a school's
    /// administrator could take over a district administrator's account by resetting its password.
    /// </summary>
    public static IQueryable<AppUser> PeopleManagedBy(this EarlyWarningDb db, StaffScope scope)
    {
        var orgs = Visibility.AdministeredOrgs(db, scope);
        var today = scope.Today;
        return db.PeopleSeenBy(scope)
            .Where(u =>
                (u.StaffId == null || orgs.Contains(u.Staff!.OrgId))
                && !db.RoleGrants.Any(g =>
                    g.UserId == u.Id && (g.EndsOn == null || g.EndsOn > today) && !orgs.Contains(g.OrgId)
                )
            );
    }

    /// <summary>The rights of the administrator alone, without what they may teach or counsel.</summary>
    public static StaffScope AsAdministrator(this StaffScope scope) =>
        scope with
        {
            IsTeacher = false,
            IsCounsellor = false,
        };
}
