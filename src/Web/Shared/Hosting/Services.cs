using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Monitoring;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>What commands and the web application share.</summary>
internal static class Services
{
    /// <summary>Registers the database, imports, scoring and retraining.</summary>
    public static IServiceCollection AddEarlyWarning(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddDatabase(configuration);
        services.AddSingleton(RetrainingSettings.Of(configuration));
        services.AddTransient<RetrainingRun>();
        services.AddSingleton<RunLeases>();
        services.AddSingleton<RunRequests>();
        services.AddTransient<RunExecution>();
        services.AddTransient<RunHere>();
        services.AddTransient<RollBack>();
        services.AddTransient<Reproduction>();
        services.AddMonitoring(configuration);
        return services;
    }
}
