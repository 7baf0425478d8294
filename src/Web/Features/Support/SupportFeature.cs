namespace EarlyWarning.Web.Features.Support;

/// <summary>Registers the queries and commands of support; none holds state, each makes a context per call.</summary>
internal static class SupportFeature
{
    public static IServiceCollection AddSupport(this IServiceCollection services) =>
        services
            .AddSingleton<StudentSupportQuery>()
            .AddSingleton<SupportListQuery>()
            .AddSingleton<NobodyActsQuery>()
            .AddSingleton<SupportCaseQuery>()
            .AddSingleton<SupportKindsQuery>()
            .AddSingleton<ReferStudent>()
            .AddSingleton<ChangeSupport>()
            .AddSingleton<EditSupportKind>()
            .AddSingleton<SupportFile>()
            .AddSingleton<PlanPdf>();
}
