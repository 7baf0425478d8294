using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Admin.People;

/// <summary>Addresses to be sent to people.</summary>
internal static class PersonLinks
{
    /// <summary>The page on which a token's owner sets a password.</summary>
    public static string Accept(NavigationManager navigation, string token) =>
        $"{navigation.BaseUri}account/link?token={token}";
}
