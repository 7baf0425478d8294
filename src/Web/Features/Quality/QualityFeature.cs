namespace EarlyWarning.Web.Features.Quality;

/// <summary>Registers the page of data quality.</summary>
internal static class QualityFeature
{
    public static IServiceCollection AddQuality(this IServiceCollection services) =>
        services.AddSingleton<QualityQuery>();
}
