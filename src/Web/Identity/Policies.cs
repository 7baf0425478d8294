using EarlyWarning.Domain.Access;
using Microsoft.AspNetCore.Authorization;

namespace EarlyWarning.Web.Identity;

/// <summary>Names of the rights that pages ask for with [Authorize(Policy = ...)].</summary>
internal static class Policies
{
    /// <summary>Administers an organisation today.</summary>
    public const string Administrator = "administrator";

    /// <summary>Administers a top organisation: may change what holds for the whole installation.</summary>
    public const string TopAdministrator = "top-administrator";

    /// <summary>Whether an organisation with none above it is administered; its path has one key ("/1/").</summary>
    public static bool AdministersTop(StaffScope scope) =>
        scope.AdministeredPaths.Any(path => path.Count(c => c == '/') == 2);

    public static void Configure(AuthorizationOptions options)
    {
        // A page without a word about rights is for people who are signed in.
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        Add(options, Administrator, scope => scope.IsAdministrator);
        Add(options, TopAdministrator, AdministersTop);
    }

    private static void Add(AuthorizationOptions options, string name, Func<StaffScope, bool> isMet) =>
        options.AddPolicy(
            name,
            policy => policy.RequireAuthenticatedUser().AddRequirements(new ScopeRequirement(isMet))
        );
}

/// <summary>A right that follows from the scope.</summary>
/// <param name="IsMet">Whether the scope has it.</param>
internal sealed record ScopeRequirement(Func<StaffScope, bool> IsMet) : IAuthorizationRequirement;

/// <summary>Answers from the scope of the person asking, not from claims, so that an ended grant ends the right.</summary>
internal sealed class RoleRequirementHandler(CurrentScope currentScope) : AuthorizationHandler<ScopeRequirement>
{
    protected override async Task HandleRequirementAsync(
        AuthorizationHandlerContext context,
        ScopeRequirement requirement
    )
    {
        if (requirement.IsMet(await currentScope.GetAsync(context.User, CancellationToken.None)))
        {
            context.Succeed(requirement);
        }
    }
}
