using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin;

/// <summary>An organisation to choose from.</summary>
public sealed record OrgChoice(long Id, string Name, bool IsSchool);

/// <summary>The organisations an administrator may choose from, top first.</summary>
internal sealed class OrgChoices(IDbContextFactory<EarlyWarningDb> factory)
{
    public async Task<IReadOnlyList<OrgChoice>> GetAsync(StaffScope scope, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.OrgsAdministeredBy(scope)
            .OrderByDescending(o => o.Type)
            .ThenBy(o => o.Name)
            .Select(o => new OrgChoice(o.Id, o.Name, o.Type == Domain.Orgs.OrgType.School))
            .ToListAsync(cancel);
    }
}
