using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Identity;

/// <summary>Whose password a link sets.</summary>
internal sealed record LinkedAccount(long UserId, string DisplayName, string Email, bool IsInvitation);

/// <summary>Sets a password by an invitation's or a reset's link.</summary>
internal sealed class AcceptLink(
    OneTimeLinks links,
    UserManager<AppUser> users,
    SignInManager<AppUser> signIn,
    EarlyWarningDb db
)
{
    private static string NoLongerWorks =>
        L["This link was used or has expired. Ask an administrator of your school for a new one."];

    /// <summary>The account of a working link, or null.</summary>
    public async Task<LinkedAccount?> FindAsync(string? token, CancellationToken cancel) =>
        await links.FindAsync(token, cancel) is { UserId: { } userId } link
            ? await db
                .Users.Where(u => u.Id == userId && u.DeactivatedAt == null)
                .Select(u => new LinkedAccount(
                    u.Id,
                    u.DisplayName,
                    u.Email!,
                    link.Purpose == OneTimeLinkPurpose.Invitation
                ))
                .SingleOrDefaultAsync(cancel)
            : null;

    /// <summary>Sets the password, uses the link up and signs in.</summary>
    /// <returns>Sentences on what is wrong; empty where it was done.</returns>
    public async Task<IReadOnlyList<string>> SetPasswordAsync(string? token, string password, CancellationToken cancel)
    {
        if (
            await FindAsync(token, cancel) is not { } account
            || await links.FindAsync(token, cancel) is not { } link
            || await users.FindByIdAsync($"{account.UserId}") is not { } user
        )
        {
            return [NoLongerWorks];
        }

        var problems = await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync(cancel);
                if (!await links.UseAsync(db, link, cancel))
                {
                    return [NoLongerWorks];
                }

                // The reset token is Identity's own; it also changes the security stamp, which ends open sessions.
                var reset = await users.ResetPasswordAsync(
                    user,
                    await users.GeneratePasswordResetTokenAsync(user),
                    password
                );
                if (!reset.Succeeded)
                {
                    return Accounts.Sentences(reset);
                }

                await users.SetLockoutEndDateAsync(user, null);
                await users.ResetAccessFailedCountAsync(user);
                await transaction.CommitAsync(cancel);
                return [];
            });
        if (problems.Count == 0)
        {
            await signIn.SignInAsync(user, isPersistent: false);
        }

        return problems;
    }
}
