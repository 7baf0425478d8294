using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>What is asked of the list of people.</summary>
/// <param name="Search">Part of a name or an e-mail address, or nothing.</param>
/// <param name="Page">Page, from 1.</param>
internal sealed record PeopleFilter(string? Search, int Page);

/// <summary>A page of people.</summary>
internal sealed record PeopleList(IReadOnlyList<PersonRow> Rows, int Total, int Deactivated, int Invited);

/// <summary>A person in the list.</summary>
internal sealed record PersonRow(
    long Id,
    string Name,
    string Email,
    bool IsDeactivated,
    bool IsInvited,
    bool IsLinked,
    IReadOnlyList<string> Roles
);

/// <summary>Reads the people an administrator sees.</summary>
internal sealed class PeopleQuery(IDbContextFactory<EarlyWarningDb> factory)
{
    public const int PageSize = 25;

    public async Task<PeopleList> GetAsync(StaffScope scope, PeopleFilter filter, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var seen = db.PeopleSeenBy(scope);
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var pattern = SearchPattern.Contains(filter.Search);
            seen = seen.Where(u =>
                EF.Functions.Like(u.DisplayName, pattern, SearchPattern.Escape)
                || EF.Functions.Like(u.Email!, pattern, SearchPattern.Escape)
            );
        }

        var today = scope.Today;
        var orgs = Visibility.AdministeredOrgs(db, scope);
        var rows = await seen.OrderBy(u => u.DisplayName)
            .ThenBy(u => u.Id)
            .Skip((Math.Max(1, filter.Page) - 1) * PageSize)
            .Take(PageSize)
            .Select(u => new
            {
                u.Id,
                u.DisplayName,
                u.Email,
                u.DeactivatedAt,
                u.PasswordHash,
                u.StaffId,
                Grants = db
                    .RoleGrants.Where(g =>
                        g.UserId == u.Id && orgs.Contains(g.OrgId) && (g.EndsOn == null || g.EndsOn > today)
                    )
                    .OrderBy(g => g.Role)
                    .ThenBy(g => g.OrgId)
                    .Select(g => new { g.Role, Org = g.Org!.Name })
                    .ToList(),
            })
            .ToListAsync(cancel);
        return new PeopleList(
            [
                .. rows.Select(u => new PersonRow(
                    u.Id,
                    u.DisplayName,
                    u.Email ?? "",
                    u.DeactivatedAt is not null,
                    u.PasswordHash is null,
                    u.StaffId is not null,
                    [.. u.Grants.Select(g => $"{RoleWords.Of(g.Role)}, {g.Org}")]
                )),
            ],
            await seen.CountAsync(cancel),
            await seen.CountAsync(u => u.DeactivatedAt != null, cancel),
            await seen.CountAsync(u => u.DeactivatedAt == null && u.PasswordHash == null, cancel)
        );
    }
}
