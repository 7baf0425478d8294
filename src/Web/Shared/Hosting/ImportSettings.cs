using EarlyWarning.Domain.Imports;

namespace EarlyWarning.Web.Shared.Hosting;

/// <summary>Reads the settings that imports follow.</summary>
internal static class ImportSettings
{
    /// <summary>Knowledge:*, Outcomes:* and Demo:Enabled.</summary>
    /// <exception cref="SettingsException">A lag is negative, or the pass mark is not between 0 and 100.</exception>
    public static ImportOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = new ImportOptions();
        return options with
        {
            MarkLagDays = Lag(configuration, nameof(options.MarkLagDays), options.MarkLagDays),
            AttendanceLagDays = Lag(configuration, nameof(options.AttendanceLagDays), options.AttendanceLagDays),
            IncidentLagDays = Lag(configuration, nameof(options.IncidentLagDays), options.IncidentLagDays),
            ActivityLagDays = Lag(configuration, nameof(options.ActivityLagDays), options.ActivityLagDays),
            FinalCategory = configuration["Outcomes:FinalCategory"] ?? "",
            PassMark = PassMark(configuration, options.PassMark),
            DemoEnabled = DemoMode.Read(configuration, environment).Enabled,
        };
    }

    private static int Lag(IConfiguration configuration, string name, int otherwise)
    {
        var days = configuration.GetValue($"Knowledge:{name}", otherwise);
        return days is >= 0 and <= 365
            ? days
            : throw new SettingsException(
                $"The setting Knowledge:{name} is {days}. Use a number of days from 0 to 365."
            );
    }

    private static double PassMark(IConfiguration configuration, double otherwise)
    {
        var mark = configuration.GetValue("Outcomes:PassMark", otherwise);
        return mark is >= 0 and <= 100
            ? mark
            : throw new SettingsException($"The setting Outcomes:PassMark is {mark}. Use a number from 0 to 100.");
    }
}
