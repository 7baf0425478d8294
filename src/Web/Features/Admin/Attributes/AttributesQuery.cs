using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Students;
using EarlyWarning.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin.Attributes;

/// <summary>An attribute and what it may be used for.</summary>
public sealed record AttributeRow(
    int Id,
    string Label,
    string Name,
    string Source,
    AttributeKind Kind,
    AttributeUse Use,
    string Levels
);

/// <summary>
/// Attributes hold for the whole installation, so only those who administer a top organisation class them.
/// </summary>
internal sealed class AttributesQuery(IDbContextFactory<EarlyWarningDb> factory)
{
    public async Task<IReadOnlyList<AttributeRow>> GetAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db
            .AttributeDefinitions.OrderBy(a => a.Use)
            .ThenBy(a => a.Label)
            .Join(db.Sources, a => a.SourceId, s => s.Id, (a, s) => new { a, s.Name })
            .Select(x => new AttributeRow(x.a.Id, x.a.Label, x.a.Name, x.Name, x.a.Kind, x.a.Use, x.a.Levels))
            .ToListAsync(cancel);
    }
}

/// <summary>Classes an attribute. A sentence on what is wrong, or null where it was done.</summary>
internal sealed class ClassAttribute(IDbContextFactory<EarlyWarningDb> factory)
{
    public async Task<string?> RunAsync(StaffScope scope, int id, AttributeUse use, CancellationToken cancel)
    {
        if (!Enum.IsDefined(use))
        {
            return L["Choose what the attribute may be used for."];
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        var attribute = Policies.AdministersTop(scope)
            ? await db.AttributeDefinitions.SingleOrDefaultAsync(a => a.Id == id, cancel)
            : null;
        if (attribute is null)
        {
            return Administration.NotFound;
        }

        attribute.Use = use;
        await db.SaveChangesAsync(cancel);
        return null;
    }
}
