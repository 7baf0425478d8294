using System.Globalization;
using System.Security.Claims;
using EarlyWarning.Domain.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EarlyWarning.Web.Identity;

/// <summary>Whether a session still holds: the account is active and its security stamp has not changed.</summary>
internal sealed class SessionCheck(IDbContextFactory<EarlyWarningDb> factory, IOptions<IdentityOptions> options)
{
    /// <summary>True while the person may go on.</summary>
    public async Task<bool> HoldsAsync(ClaimsPrincipal user, CancellationToken cancel)
    {
        if (!long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id))
        {
            return false;
        }

        var stamp = user.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType);
        await using var db = await factory.CreateDbContextAsync(cancel);
        return await db.Users.AnyAsync(u => u.Id == id && u.DeactivatedAt == null && u.SecurityStamp == stamp, cancel);
    }

    /// <summary>Refuses the cookie of a session that no longer holds, on every request.</summary>
    public static async Task ValidateCookieAsync(CookieValidatePrincipalContext context)
    {
        var check = context.HttpContext.RequestServices.GetRequiredService<SessionCheck>();
        if (!await check.HoldsAsync(context.Principal!, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        }
    }
}

/// <summary>Asks every half minute whether the session of an open circuit still holds; where not, the circuit is signed out.</summary>
internal sealed class RevalidatingSession(ILoggerFactory loggers, IServiceScopeFactory scopes)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<SessionCheck>()
            .HoldsAsync(authenticationState.User, cancellationToken);
    }
}
