using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>The web application: services, pipeline, start.</summary>
internal static class WebApp
{
    /// <summary>Serves until stopped; the exit code is 0, or 2 where a setting is wrong.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var app = Build(args);
        await app.RunAsync();
        return 0;
    }

    private static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = Path.GetDirectoryName(typeof(WebApp).Assembly.Location),
            }
        );
        builder.Services.AddEarlyWarning(builder.Configuration);
        builder.Services.AddIdentityCore<AppUser>().AddEntityFrameworkStores<EarlyWarningDb>();
        return builder.Build();
    }
}
