using System.Globalization;
using System.Security.Claims;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Identity;

/// <summary>
/// Who is looking, with which rights, now. Scoped: one per request or circuit. Rights are read again after a minute at
/// the latest, so that a grant that ends does not live on in an open circuit.
/// </summary>
internal sealed class CurrentScope(
    AuthenticationStateProvider authentication,
    IDbContextFactory<EarlyWarningDb> factory,
    TimeProvider time
)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private (long UserId, DateTimeOffset ReadAt, StaffScope Scope)? _read;

    /// <summary>The scope of the signed-in person, for components.</summary>
    public async Task<StaffScope> GetAsync(CancellationToken cancel) =>
        await GetAsync((await authentication.GetAuthenticationStateAsync()).User, cancel);

    /// <summary>The scope of the given person, for endpoints and policies.</summary>
    public async Task<StaffScope> GetAsync(ClaimsPrincipal user, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (
            !long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var userId)
        )
        {
            return StaffScope.Nobody(DateOnly.FromDateTime(now.UtcDateTime));
        }

        if (_read is { } read && read.UserId == userId && now - read.ReadAt < Lifetime)
        {
            return read.Scope;
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        var scope = await ReadAsync(db, userId, now, cancel);
        _read = (userId, now, scope);
        return scope;
    }

    /// <summary>Reads the rights of an account as of an instant.</summary>
    internal static async Task<StaffScope> ReadAsync(
        EarlyWarningDb db,
        long userId,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var user = await db
            .Users.Where(u => u.Id == userId && u.DeactivatedAt == null)
            .Select(u => new { u.StaffId, TimeZone = u.Staff == null ? null : u.Staff.Org!.TimeZone })
            .SingleOrDefaultAsync(cancel);
        if (user is null)
        {
            return StaffScope.Nobody(DateOnly.FromDateTime(now.UtcDateTime));
        }

        var grants = await db
            .RoleGrants.Where(g => g.UserId == userId)
            .OrderBy(g => g.Id)
            .Select(g => new
            {
                g.Role,
                g.BeginsOn,
                g.EndsOn,
                g.Org!.Path,
                g.Org.TimeZone,
            })
            .ToListAsync(cancel);
        var today = Today(now, user.TimeZone ?? grants.FirstOrDefault()?.TimeZone);
        var active = grants.FindAll(g => g.BeginsOn <= today && (g.EndsOn is null || g.EndsOn > today));
        return new StaffScope(
            userId,
            user.StaffId,
            active.Exists(g => g.Role == StaffRole.Teacher),
            active.Exists(g => g.Role == StaffRole.Counsellor),
            [
                .. active
                    .Where(g => g.Role == StaffRole.Administrator)
                    .Select(g => g.Path)
                    .Distinct(StringComparer.Ordinal),
            ],
            today
        );
    }

    /// <summary>The day it is in a time zone; UTC where no zone is known.</summary>
    /// <exception cref="TimeZoneNotFoundException">The zone is not one this machine knows.</exception>
    internal static DateOnly Today(DateTimeOffset now, string? timeZone) =>
        DateOnly.FromDateTime(
            timeZone is null
                ? now.UtcDateTime
                : TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).DateTime
        );
}
