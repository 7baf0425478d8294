namespace EarlyWarning.Web.Features.Letters;

/// <summary>Registers what family letters need; none holds state, each makes a context per call.</summary>
internal static class LettersFeature
{
    public static IServiceCollection AddLetters(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(LetterSettings.Of(configuration)).AddSingleton<LetterQuery>();
}
