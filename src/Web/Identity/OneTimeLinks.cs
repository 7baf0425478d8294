using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Identity;

/// <summary>Makes, finds and uses up one-time links. The token is shown once; the database holds its hash.</summary>
internal sealed class OneTimeLinks(IDbContextFactory<EarlyWarningDb> factory, TimeProvider time)
{
    /// <summary>How long a link works.</summary>
    public static TimeSpan Lifetime(OneTimeLinkPurpose purpose) =>
        purpose == OneTimeLinkPurpose.Invitation ? TimeSpan.FromDays(7) : TimeSpan.FromHours(24);

    /// <summary>Makes a link and ends unused earlier ones for the same account and purpose.</summary>
    /// <returns>The token, which cannot be read again.</returns>
    public async Task<string> CreateAsync(
        OneTimeLinkPurpose purpose,
        long? userId,
        long? createdById,
        CancellationToken cancel
    )
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await factory.CreateDbContextAsync(cancel);
        await db
            .OneTimeLinks.Where(l =>
                l.UserId == userId && l.Purpose == purpose && l.UsedAt == null && l.ExpiresAt > now
            )
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAt, now), cancel);
        db.OneTimeLinks.Add(
            new OneTimeLink
            {
                TokenHash = Hash(token),
                Purpose = purpose,
                UserId = userId,
                CreatedById = createdById,
                ExpiresAt = now + Lifetime(purpose),
            }
        );
        await db.SaveChangesAsync(cancel);
        return token;
    }

    /// <summary>The link of a token while it works, else null.</summary>
    public async Task<OneTimeLink?> FindAsync(string? token, CancellationToken cancel)
    {
        var (hash, now) = (Hash(token ?? ""), time.GetUtcNow().UtcDateTime);
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db
            .OneTimeLinks.AsNoTracking()
            .SingleOrDefaultAsync(l => l.TokenHash == hash && l.UsedAt == null && l.ExpiresAt > now, cancel);
    }

    /// <summary>Marks the link used; false where someone was faster or it has expired.</summary>
    public async Task<bool> UseAsync(EarlyWarningDb db, OneTimeLink link, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return await db
                .OneTimeLinks.Where(l => l.Id == link.Id && l.UsedAt == null && l.ExpiresAt > now)
                .ExecuteUpdateAsync(set => set.SetProperty(l => l.UsedAt, now), cancel) == 1;
    }

    /// <summary>SHA-256 of a token in hexadecimal. Tokens are 256 random bits, so no salt or slow hash is needed.</summary>
    internal static string Hash(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
