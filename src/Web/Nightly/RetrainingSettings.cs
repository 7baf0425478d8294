using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using EarlyWarning.Web.Nightly.Monitoring;
using EarlyWarning.Web.Shared.Hosting;

namespace EarlyWarning.Web.Nightly;

/// <summary>Settings of retraining.</summary>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="PassMark">Mark in percent from which a course is passed (Outcomes:PassMark).</param>
/// <param name="TrainingRows">About the most snapshots a run trains and judges on; beyond it a hash takes a sample of the students.</param>
internal sealed record RetrainingSettings(int Seed, double PassMark, int TrainingRows)
{
    /// <summary>What the tournament of all learners may spend.</summary>
    public TournamentBudget Budget { get; init; } = new();

    /// <summary>When nights are run, as a Quartz cron expression in local time: Retraining:Schedule.</summary>
    public string Schedule { get; init; } = "0 0 2 * * ?";

    /// <summary>The time zone of the schedule; Retraining:TimeZone, or the machine's.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>Whether this process runs nights and requests: Retraining:Enabled.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How long a lease holds without being renewed: Retraining:LeaseSeconds.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a run is taken up before it counts as failed: Retraining:Attempts.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The longest a run may take: Retraining:LongestRunHours.</summary>
    public TimeSpan LongestRun { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long a run that has ended keeps trying to write so where the database refuses.</summary>
    public TimeSpan LastWord { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where datasets are kept: Retraining:DatasetFolder.</summary>
    public string DatasetFolder { get; init; } = Path.Combine("data", "datasets");

    /// <summary>Limits of monitoring.</summary>
    public MonitoringSettings Monitoring { get; init; } = new();

    /// <summary>Days for which datasets are kept: Retraining:DatasetDays.</summary>
    public double DatasetDays { get; init; } = 90;

    /// <summary>Reads the settings; a wrong one ends with a sentence.</summary>
    public static RetrainingSettings Of(IConfiguration configuration) =>
        new(
            (int)Number(configuration, "Retraining:Seed", 1),
            Number(configuration, "Outcomes:PassMark", 40),
            (int)Number(configuration, "Retraining:TrainingRows", 600_000)
        )
        {
            Budget = TournamentBudget.Of(configuration),
            Schedule = Text(configuration, "Retraining:Schedule") is { } cron ? CheckedCron(cron) : "0 0 2 * * ?",
            TimeZone = ZoneOf(Text(configuration, "Retraining:TimeZone")),
            Enabled = !string.Equals(configuration["Retraining:Enabled"], "false", StringComparison.OrdinalIgnoreCase),
            Lease = TimeSpan.FromSeconds(Math.Max(1, Number(configuration, "Retraining:LeaseSeconds", 60))),
            Attempts = Math.Max(1, (int)Number(configuration, "Retraining:Attempts", 3)),
            LongestRun = TimeSpan.FromHours(Number(configuration, "Retraining:LongestRunHours", 6)),
            DatasetFolder = Text(configuration, "Retraining:DatasetFolder") ?? Path.Combine("data", "datasets"),
            DatasetDays = Number(configuration, "Retraining:DatasetDays", 90),
            Monitoring = MonitoringSettings.Of(configuration),
        };

    private static string? Text(IConfiguration configuration, string key) =>
        string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key];

    private static string CheckedCron(string cron) =>
        Quartz.CronExpression.TryParse(cron, out _)
            ? cron
            : throw new SettingsException(
                $"The setting Retraining:Schedule is \"{cron}\", which is no cron expression of Quartz. "
                    + "Use seconds, minutes, hours, day of month, month, day of week: \"0 0 2 * * ?\" is every night at two."
            );

    private static TimeZoneInfo ZoneOf(string? id) =>
        id is null ? TimeZoneInfo.Local
        : TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone
        : throw new SettingsException(
            $"The setting Retraining:TimeZone is \"{id}\", which this system does not know. Use a name such as Europe/Berlin."
        );

    private static double Number(IConfiguration configuration, string key, double otherwise)
    {
        var text = configuration[key];
        return string.IsNullOrWhiteSpace(text) ? otherwise
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0
                ? value
            : throw new SettingsException($"The setting {key} is \"{text}\". Use a number of at least 0.");
    }
}

/// <summary>Takes a share of the students by a hash of their key, the same ones every night.</summary>
/// <param name="rows">How many rows all students would give.</param>
/// <param name="most">About how many are wanted at the most.</param>
/// <param name="seed">Decides which.</param>
internal sealed class StudentSample(long rows, int most, int seed)
{
    /// <summary>Whether a student is in the sample.</summary>
    public bool Takes(long studentId) =>
        rows <= most || Hash((ulong)studentId + ((ulong)(uint)seed << 32)) < (double)most / rows;

    // SplitMix64 (Steele, Lea and Flood 2014), to a number from 0 to 1.
    private static double Hash(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return ((value ^ (value >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }
}

/// <summary>How reports are written.</summary>
internal static class ReportJson
{
    public static JsonSerializerOptions Options { get; } =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            WriteIndented = true,
            // A rate of a group may be undefined; a report with one must still be written.
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        };
}

/// <summary>The code of this process.</summary>
internal static class RunningCode
{
    /// <summary>Its version, as models record it.</summary>
    public static string Version { get; } =
        CodeVersion.Of(
            typeof(EarlyWarning.Ml.Models.Model),
            typeof(EarlyWarning.Domain.Features.FeatureCatalogue),
            typeof(RetrainingRun)
        );
}

/// <summary>Names the code that trained a model: another build of other code has another name.</summary>
internal static class CodeVersion
{
    /// <summary>Hash of the builds (deterministic module ids) of the assemblies that a model depends on.</summary>
    public static string Of(params ReadOnlySpan<Type> types)
    {
        var ids = new List<string>();
        foreach (var type in types)
        {
            ids.Add(type.Module.ModuleVersionId.ToString("n"));
        }

        var bytes = System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.ASCII.GetBytes(string.Concat(ids))
        );
        return Convert.ToHexStringLower(bytes);
    }
}
