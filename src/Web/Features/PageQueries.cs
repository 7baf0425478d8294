using EarlyWarning.Web.Features.Classes;
using EarlyWarning.Web.Features.Students;

namespace EarlyWarning.Web.Features;

/// <summary>Registers the reads behind the pages.</summary>
internal static class PageQueries
{
    /// <summary>Adds them; none holds state, each makes a context per call.</summary>
    public static IServiceCollection AddPageQueries(this IServiceCollection services) =>
        services
            .AddSingleton<PrerenderedViews>()
            .AddSingleton<MyClassesQuery>()
            .AddSingleton<RosterQuery>()
            .AddSingleton<StudentQuery>()
            .AddSingleton<StudentSearchQuery>()
            .AddSingleton<OpenStudentPage>()
            .AddSingleton<AccessRecord>()
            .AddSingleton<FigureReader>()
            .AddSingleton<RosterFile>();
}
