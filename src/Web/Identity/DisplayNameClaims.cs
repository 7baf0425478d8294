using System.Security.Claims;
using EarlyWarning.Domain.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace EarlyWarning.Web.Identity;

/// <summary>Adds the name shown to colleagues to the session.</summary>
internal sealed class DisplayNameClaims(UserManager<AppUser> users, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<AppUser>(users, options)
{
    public const string Type = "display_name";

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(AppUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(Type, user.DisplayName));
        return identity;
    }
}
