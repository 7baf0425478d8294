namespace EarlyWarning.Web.Features.Environs;

/// <summary>Registers the environment page.</summary>
internal static class EnvironmentFeature
{
    public static IServiceCollection AddEnvironment(this IServiceCollection services) =>
        services.AddSingleton<EnvironmentQuery>();
}
