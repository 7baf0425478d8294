using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Inbox;

/// <summary>Marks a person's own items as read or unread.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="time">The clock.</param>
public sealed class MarkItems(IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    /// <summary>Marks some.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="ids">Keys; those of others are passed over.</param>
    /// <param name="isRead">As read; else as unread.</param>
    /// <param name="cancel">Cancels the update.</param>
    /// <returns>How many changed.</returns>
    public async Task<int> RunAsync(
        StaffScope scope,
        IReadOnlyCollection<long> ids,
        bool isRead,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        DateTime? at = isRead ? time.GetUtcNow().UtcDateTime : null;
        var me = scope.UserId;
        return await db
            .InboxItems.Where(i => i.UserId == me && ids.Contains(i.Id) && (i.ReadAt == null) == isRead)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.ReadAt, at), cancel);
    }

    /// <summary>Marks all as read, also those the person may not see any more.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="cancel">Cancels the update.</param>
    public async Task AllReadAsync(StaffScope scope, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (me, at) = (scope.UserId, time.GetUtcNow().UtcDateTime);
        await db
            .InboxItems.Where(i => i.UserId == me && i.ReadAt == null)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.ReadAt, at), cancel);
    }
}
