using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Inbox;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Inbox;

/// <summary>What a person wants to be told.</summary>
/// <param name="Off">Topics that are turned off.</param>
/// <param name="Email">Where the weekly letter goes, or null.</param>
public sealed record InboxChoicesView(IReadOnlySet<InboxTopic> Off, string? Email);

/// <summary>Reads and keeps what a person wants to be told: in the inbox and in the weekly letter alike.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class InboxChoices(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Reads the choices.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<InboxChoicesView> GetAsync(StaffScope scope, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var me = scope.UserId;
        var off = await db.InboxOptOuts.Where(o => o.UserId == me).Select(o => o.Topic).ToListAsync(cancel);
        var email = await db.Users.Where(u => u.Id == me).Select(u => u.Email).SingleOrDefaultAsync(cancel);
        return new InboxChoicesView(off.ToHashSet(), email);
    }

    /// <summary>Keeps the choices; what was told before stays.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="off">Topics to turn off; all others are on.</param>
    /// <param name="cancel">Cancels the update.</param>
    public async Task SaveAsync(StaffScope scope, IReadOnlyCollection<InboxTopic> off, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var me = scope.UserId;
        var there = await db.InboxOptOuts.Where(o => o.UserId == me).ToListAsync(cancel);
        db.InboxOptOuts.RemoveRange(there.Where(o => !off.Contains(o.Topic)));
        db.InboxOptOuts.AddRange(
            off.Except(there.Select(o => o.Topic)).Select(t => new InboxOptOut { UserId = me, Topic = t })
        );
        await db.SaveChangesAsync(cancel);
    }
}
