using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Inbox;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Inbox.Making;

/// <summary>Writes items that are not there yet. The database holds a person and a fact together once.</summary>
/// <param name="factory">Makes contexts.</param>
internal sealed class PostItems(IDbContextFactory<EarlyWarningDb> factory)
{
    /// <summary>Items written in one transaction, so that others wait for a moment only.</summary>
    private const int AtOnce = 500;

    /// <summary>Writes items; those whose fact the person was told already are passed over.</summary>
    /// <param name="items">The items; a person and fact at most once.</param>
    /// <param name="cancel">Cancels between writes; called again, the rest is written.</param>
    /// <returns>How many were written.</returns>
    public async Task<int> RunAsync(IEnumerable<InboxItem> items, CancellationToken cancel)
    {
        var written = 0;
        foreach (var chunk in items.Chunk(AtOnce))
        {
            try
            {
                written += await AddAsync(chunk, cancel);
            }
            catch (DbUpdateException)
            {
                // Another node wrote the same fact at the same moment; seen again, it is there. Anything else fails again.
                written += await AddAsync(chunk, cancel);
            }
        }

        return written;
    }

    private async Task<int> AddAsync(InboxItem[] chunk, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var facts = chunk.Select(i => i.Fact).Distinct(StringComparer.Ordinal).ToArray();
        var known = await db
            .InboxItems.Where(i => facts.Contains(i.Fact))
            .Select(i => new { i.UserId, i.Fact })
            .ToListAsync(cancel);
        var there = known.Select(i => (i.UserId, i.Fact)).ToHashSet();
        InboxItem[] added = [.. chunk.Where(i => !there.Contains((i.UserId, i.Fact)))];
        if (added.Length > 0)
        {
            db.InboxItems.AddRange(added);
            await db.SaveChangesAsync(cancel);
        }

        return added.Length;
    }
}
