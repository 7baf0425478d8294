using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace EarlyWarning.Web.Identity;

/// <summary>Accounts, cookies and rights.</summary>
internal static class IdentitySetup
{
    public const string SignInPath = "/account/sign-in";

    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("EarlyWarning");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, KeysInDatabase>();
        services
            .AddIdentityCore<AppUser>(Configure)
            .AddEntityFrameworkStores<EarlyWarningDb>()
            .AddClaimsPrincipalFactory<DisplayNameClaims>()
            .AddSignInManager<ActiveSignInManager>()
            .AddDefaultTokenProviders();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.ConfigureApplicationCookie(Configure);
        services.AddAntiforgery(options => options.Cookie.Name = "earlywarning.antiforgery");
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, RevalidatingSession>();
        services.AddScoped<SessionCheck>();
        services.AddScoped<CurrentScope>();
        services.AddScoped<OneTimeLinks>();
        services.AddScoped<SetUp>();
        services.AddScoped<AcceptLink>();
        services.AddScoped<IAuthorizationHandler, RoleRequirementHandler>();
        services.AddAuthorization(Policies.Configure);
    }

    private static void Configure(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        options.Lockout.MaxFailedAccessAttempts = 5;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
        options.Lockout.AllowedForNewUsers = true;
        // Length is what counts (NIST SP 800-63B); rules of composition only make people write passwords down.
        options.Password.RequiredLength = 10;
        options.Password.RequiredUniqueChars = 5;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
    }

    private static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "earlywarning.session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = TimeSpan.FromHours(10);
        options.SlidingExpiration = true;
        options.LoginPath = SignInPath;
        options.ReturnUrlParameter = "returnUrl";
        // What one may not see looks like what is not there.
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };
        options.Events.OnValidatePrincipal = SessionCheck.ValidateCookieAsync;
    }

    /// <summary>POST /account/sign-out.</summary>
    public static void MapSignOut(this WebApplication app) =>
        app.MapPost(
            "/account/sign-out",
            async (HttpContext context, IAntiforgery antiforgery, SignInManager<AppUser> signIn) =>
            {
                await antiforgery.ValidateRequestAsync(context);
                await signIn.SignOutAsync();
                return Results.LocalRedirect("~" + SignInPath);
            }
        );
}
