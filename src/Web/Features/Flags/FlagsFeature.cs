namespace EarlyWarning.Web.Features.Flags;

/// <summary>Registers the queries and commands of flag reviews; none holds state, each makes a context per call.</summary>
internal static class FlagsFeature
{
    public static IServiceCollection AddFlags(this IServiceCollection services) =>
        services.AddSingleton<StudentFlagQuery>().AddSingleton<FlagReviewsQuery>().AddSingleton<ReviewFlag>();
}
