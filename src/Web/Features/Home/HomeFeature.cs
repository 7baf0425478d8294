namespace EarlyWarning.Web.Features.Home;

/// <summary>Registers the start pages; none holds state, each makes a context per call.</summary>
internal static class HomeFeature
{
    public static IServiceCollection AddHome(this IServiceCollection services) =>
        services
            .AddSingleton<VisitLog>()
            .AddSingleton<HomeQuery>()
            .AddSingleton<QueueQuery>()
            .AddSingleton<AssignMany>();
}
