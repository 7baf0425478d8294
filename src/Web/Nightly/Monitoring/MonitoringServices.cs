namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>Registers monitoring.</summary>
internal static class MonitoringServices
{
    /// <summary>What verbs and the web application share.</summary>
    public static IServiceCollection AddMonitoring(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(MonitoringSettings.Of(configuration));
        services.AddSingleton(AlertSettings.Of(configuration));
        services.AddSingleton<Alerts>();
        services.AddSingleton<MonitoringStep>();
        services.AddSingleton<RunTriggers>();
        return services;
    }

    /// <summary>What only the web application does: watches, letters, health.</summary>
    public static IServiceCollection AddMonitoringWatches(this IServiceCollection services)
    {
        services.AddSingleton<AlertMail>();
        services.AddHostedService<AlertSender>();
        services.AddHostedService<ImportWatch>();
        services.AddHealthChecks().AddCheck<AlertsCheck>(AlertsCheck.Name);
        return services;
    }
}
