using System.Globalization;
using EarlyWarning.Ml.Monitoring;
using EarlyWarning.Web.Shared.Hosting;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>Limits of monitoring.</summary>
internal sealed record MonitoringSettings
{
    /// <summary>When a feature or the score differs: Monitoring:PsiLimit, Monitoring:Level, Monitoring:LeastRows.</summary>
    public DriftLimits Drift { get; init; } = new();

    /// <summary>Difference between shown and observed frequency that is tolerated: Monitoring:CalibrationLimit.</summary>
    public double CalibrationLimit { get; init; } = 0.05;

    /// <summary>Runs in a row that must find the same drift before it asks for a retraining: Monitoring:DriftRuns.</summary>
    public int DriftRuns { get; init; } = 2;

    /// <summary>Share of a goal's rows that an import must change to ask for a retraining: Monitoring:ImportShare.</summary>
    public double ImportShare { get; init; } = 0.05;

    /// <summary>Reads the settings; a wrong one ends with a sentence.</summary>
    public static MonitoringSettings Of(IConfiguration configuration) =>
        new()
        {
            Drift = new DriftLimits
            {
                StabilityIndex = Number(configuration, "Monitoring:PsiLimit", 0.25, 100),
                Level = Number(configuration, "Monitoring:Level", 0.05, 1),
                LeastRows = (int)Math.Max(2, Number(configuration, "Monitoring:LeastRows", 50, 1e6)),
            },
            CalibrationLimit = Number(configuration, "Monitoring:CalibrationLimit", 0.05, 1),
            DriftRuns = (int)Math.Max(1, Number(configuration, "Monitoring:DriftRuns", 2, 1000)),
            ImportShare = Number(configuration, "Monitoring:ImportShare", 0.05, 1),
        };

    private static double Number(IConfiguration configuration, string key, double otherwise, double most)
    {
        var text = configuration[key];
        return string.IsNullOrWhiteSpace(text) ? otherwise
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= 0
            && value <= most
                ? value
            : throw new SettingsException($"The setting {key} is \"{text}\". Use a number from 0 to {most}.");
    }
}
