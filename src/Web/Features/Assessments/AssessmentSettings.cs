using EarlyWarning.Web.Shared.Hosting;

namespace EarlyWarning.Web.Features.Assessments;

/// <summary>Settings of the pages of pieces of work.</summary>
/// <param name="WeeksToAct">Weeks that must be left when marks are known, so that something can be done (Assessments:WeeksToAct).</param>
public sealed record AssessmentSettings(double WeeksToAct)
{
    private const double Default = 4;

    /// <summary>Reads them.</summary>
    /// <param name="configuration">The settings.</param>
    /// <exception cref="SettingsException">The number of weeks cannot be meant.</exception>
    public static AssessmentSettings Of(IConfiguration configuration)
    {
        var weeks = configuration.GetValue("Assessments:WeeksToAct", Default);
        return weeks is >= 0 and <= 52
            ? new AssessmentSettings(weeks)
            : throw new SettingsException(
                $"The setting Assessments:WeeksToAct is {weeks}. Use a number of weeks from 0 to 52."
            );
    }
}

/// <summary>Registers the pages of pieces of work.</summary>
internal static class AssessmentsFeature
{
    public static IServiceCollection AddAssessments(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddSingleton(AssessmentSettings.Of(configuration))
            .AddSingleton<AssessmentsQuery>()
            .AddSingleton<AssessmentQuery>();
}
