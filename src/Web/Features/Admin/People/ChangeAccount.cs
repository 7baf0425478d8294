using System.Data;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>Links for a password, deactivation and reactivation of accounts.</summary>
internal sealed class ChangeAccount(IDbContextFactory<EarlyWarningDb> factory, OneTimeLinks links, TimeProvider time)
{
    /// <summary>A link to set a password, for an invitation not yet taken up or a password forgotten.</summary>
    /// <returns>The token, or null with a sentence on what is wrong.</returns>
    public async Task<(string? Token, string? Problem)> LinkAsync(
        StaffScope scope,
        long userId,
        CancellationToken cancel
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var user = await db.PeopleManagedBy(scope).SingleOrDefaultAsync(u => u.Id == userId, cancel);
        if (user is null)
        {
            return (null, Administration.NotFound);
        }

        if (user.DeactivatedAt is not null)
        {
            return (null, L["The account is deactivated. Reactivate it first."]);
        }

        var purpose = user.PasswordHash is null ? OneTimeLinkPurpose.Invitation : OneTimeLinkPurpose.PasswordReset;
        return (await links.CreateAsync(purpose, userId, scope.UserId, cancel), null);
    }

    /// <summary>Deactivates an account and ends its sessions. A sentence on what is wrong, or null where it was done.</summary>
    public Task<string?> DeactivateAsync(StaffScope scope, long userId, CancellationToken cancel) =>
        ChangeAsync(
            scope,
            userId,
            async (db, user) =>
            {
                if (user.Id == scope.UserId)
                {
                    return L["You cannot deactivate your own account. Ask another administrator."];
                }

                var ending = await db
                    .RoleGrants.Where(g => g.UserId == userId && (g.EndsOn == null || g.EndsOn > scope.Today))
                    .ToListAsync(cancel);
                if (await LastAdministrator.ProblemAsync(db, ending, scope.Today, cancel) is { } problem)
                {
                    return problem;
                }

                var now = time.GetUtcNow().UtcDateTime;
                user.DeactivatedAt ??= now;
                await db
                    .OneTimeLinks.Where(l => l.UserId == userId && l.UsedAt == null && l.ExpiresAt > now)
                    .ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAt, now), cancel);
                return null;
            },
            cancel
        );

    /// <summary>Lets a deactivated account sign in again, with the password it had.</summary>
    public Task<string?> ReactivateAsync(StaffScope scope, long userId, CancellationToken cancel) =>
        ChangeAsync(
            scope,
            userId,
            (_, user) =>
            {
                user.DeactivatedAt = null;
                return Task.FromResult<string?>(null);
            },
            cancel
        );

    private async Task<string?> ChangeAsync(
        StaffScope scope,
        long userId,
        Func<EarlyWarningDb, AppUser, Task<string?>> change,
        CancellationToken cancel
    )
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
                var user = await db.PeopleManagedBy(scope).SingleOrDefaultAsync(u => u.Id == userId, cancel);
                if (user is null)
                {
                    return Administration.NotFound;
                }

                if (await change(db, user) is { } problem)
                {
                    return problem;
                }

                // A new stamp refuses cookies at the next request and ends open circuits within half a minute.
                user.SecurityStamp = Guid.NewGuid().ToString("N");
                await db.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
                return null;
            });
    }
}
