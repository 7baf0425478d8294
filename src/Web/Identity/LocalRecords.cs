using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Identity;

/// <summary>The source of records that people make in this application rather than import.</summary>
internal static class LocalRecords
{
    private const string Name = "local";

    /// <summary>The source's key; the source is made when first needed.</summary>
    public static async Task<int> SourceIdAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        var source = await db.Sources.SingleOrDefaultAsync(s => s.Name == Name, cancel);
        if (source is null)
        {
            source = new Source { Name = Name };
            db.Sources.Add(source);
            await db.SaveChangesAsync(cancel);
        }

        return source.Id;
    }
}
