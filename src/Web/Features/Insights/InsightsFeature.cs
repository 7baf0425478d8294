namespace EarlyWarning.Web.Features.Insights;

/// <summary>The parts of insights, each a page of its own.</summary>
public enum InsightsPart
{
    /// <summary>/insights: what drives risk.</summary>
    Drivers,

    /// <summary>/insights/agreement: where two models agree.</summary>
    Agreement,

    /// <summary>/insights/weeks: when the warning comes.</summary>
    Weeks,

    /// <summary>/insights/explore: distributions, correlations, missing values.</summary>
    Explore,

    /// <summary>/insights/trends: by subject and over time.</summary>
    Trends,

    /// <summary>/insights/cohorts: saved cohorts compared.</summary>
    Cohorts,

    /// <summary>/insights/profiles: clusters in words, with maps.</summary>
    Profiles,
}

/// <summary>Registers insights.</summary>
internal static class InsightsFeature
{
    public static IServiceCollection AddInsights(this IServiceCollection services)
    {
        services.AddSingleton<DriverQuery>().AddSingleton<AgreementQuery>().AddSingleton<WarningQuery>();
        services.AddSingleton<ExploreQuery>().AddSingleton<TrendsQuery>().AddSingleton<ProfilesQuery>();
        services.AddSingleton<CohortsQuery>().AddSingleton<SaveCohort>();
        return services;
    }
}
