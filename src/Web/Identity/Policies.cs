using Microsoft.AspNetCore.Authorization;

namespace EarlyWarning.Web.Identity;

/// <summary>Names of the rights that pages ask for with [Authorize(Policy = ...)].</summary>
internal static class Policies
{
    /// <summary>Administers an organisation today.</summary>
    public const string Administrator = "administrator";

    public static void Configure(AuthorizationOptions options)
    {
        // A page without a word about rights is for people who are signed in.
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        options.AddPolicy(
            Administrator,
            policy => policy.RequireAuthenticatedUser().AddRequirements(new ScopeRequirement(s => s.IsAdministrator))
        );
    }
}

/// <summary>A right that follows from the scope.</summary>
/// <param name="IsMet">Whether the scope has it.</param>
internal sealed record ScopeRequirement(Func<Domain.Access.StaffScope, bool> IsMet) : IAuthorizationRequirement;

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
