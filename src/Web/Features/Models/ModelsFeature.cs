using EarlyWarning.Web.Features.Runs;

namespace EarlyWarning.Web.Features.Models;

/// <summary>Registers the queries and commands of models and runs.</summary>
internal static class ModelsFeature
{
    public static void AddModels(this IServiceCollection services)
    {
        services.AddSingleton<ModelsQuery>();
        services.AddSingleton<ModelQuery>();
        services.AddSingleton<CompareQuery>();
        services.AddSingleton<PromoteModel>();
        services.AddSingleton<NightlyQuery>();
        services.AddSingleton<AskForRun>();
    }
}
