using EarlyWarning.Domain.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace EarlyWarning.Web.Identity;

/// <summary>Signs in active accounts only, and takes as long over an unknown address as over a wrong password.</summary>
internal sealed class ActiveSignInManager(
    UserManager<AppUser> users,
    IHttpContextAccessor context,
    IUserClaimsPrincipalFactory<AppUser> claims,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<AppUser>> logger,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<AppUser> confirmation
) : SignInManager<AppUser>(users, context, claims, options, logger, schemes, confirmation)
{
    // Any password's hash will do; verifying against it costs what verifying a real one costs.
    private static readonly AppUser Nobody = new() { DisplayName = "" };
    private static readonly string NobodysHash = new PasswordHasher<AppUser>().HashPassword(
        Nobody,
        Guid.NewGuid().ToString()
    );

    public override Task<bool> CanSignInAsync(AppUser user) =>
        user.DeactivatedAt is null ? base.CanSignInAsync(user) : Task.FromResult(false);

    public override async Task<SignInResult> PasswordSignInAsync(
        string userName,
        string password,
        bool isPersistent,
        bool lockoutOnFailure
    )
    {
        if (await UserManager.FindByNameAsync(userName) is { } user)
        {
            return await PasswordSignInAsync(user, password, isPersistent, lockoutOnFailure);
        }

        UserManager.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, password);
        return SignInResult.Failed;
    }
}
