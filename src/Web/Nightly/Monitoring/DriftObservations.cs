using System.Globalization;
using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Ml.Monitoring;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>Says of each model what drifts.</summary>
internal static class DriftObservations
{
    /// <summary>The family of these alerts.</summary>
    public const string Family = "drift";

    private const int MostNamed = 5;

    /// <summary>Share of a limit above which an alert that is open stays so.</summary>
    private const double NearShare = 0.8;

    // Counted in days since something, so that a weekend moves them.
    private static readonly string[] SinceDays = ["days_silent", "days_since_hand_in"];

    // What is told of earlier terms grows with the years for which records are kept.
    private static readonly HashSet<string> Untold =
    [
        .. new FeatureCatalogue([]).Features.Where(f => f.Group == FeatureGroup.PriorRecord).Select(f => f.Name),
        .. SinceDays,
    ];

    /// <summary>
    /// Findings with those taken out of judgement that move with the calendar or with the age of the records: they are
    /// shown, and neither told nor retrained on.
    /// </summary>
    public static IReadOnlyList<DriftFinding> Judged(IReadOnlyList<DriftFinding> features) =>
        [.. features.Select(f => Untold.Contains(f.Name) ? f with { IsBeyond = false } : f)];

    /// <summary>What is to be said of the features of all models; a feature that several read is named once.</summary>
    public static Observation OfFeatures(IReadOnlyList<DriftFinding> features, MonitoringSettings settings)
    {
        var beyond = features
            .Where(f => f.IsBeyond)
            .OrderByDescending(f => f.StabilityIndex)
            .DistinctBy(f => f.Name, StringComparer.Ordinal)
            .ToList();
        var named = string.Join(", ", beyond.Take(MostNamed).Select(f => $"{f.Name} ({Number(f.StabilityIndex)})"));
        var more = beyond.Count > MostNamed ? $" and {beyond.Count - MostNamed} more" : "";
        return new Observation(
            $"{Family} features",
            AlertSeverity.Warning,
            $"What the models read differs from what they learned from: {named}{more} (stability index, limit "
                + $"{Number(settings.Drift.StabilityIndex)}). Look whether the records changed or the school did; a "
                + "retraining is asked for where it lasts.",
            StandingOf([.. features.Where(f => !Untold.Contains(f.Name))], settings)
        );
    }

    /// <summary>What is to be said of a model's scores.</summary>
    public static Observation OfScore(Goal goal, DriftFinding score, MonitoringSettings settings) =>
        new(
            $"{Family} score {goal.Key()}",
            AlertSeverity.Warning,
            $"Scores of {goal.Words()} are spread otherwise than those of the last finished term at the same week (stability "
                + $"index {Number(score.StabilityIndex)}, limit {Number(settings.Drift.StabilityIndex)}).",
            StandingOf([score], settings)
        );

    /// <summary>What is to be said of frequencies shown whose outcomes arrived.</summary>
    public static Observation OfCalibration(CalibrationFinding finding, MonitoringSettings settings) =>
        new(
            $"{Family} calibration",
            AlertSeverity.Warning,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Of {finding.Students:N0} students whose outcome is known now, {finding.Observed:P0} needed support where {finding.Shown:P0} was shown. "
            ) + "The next retraining sets the level on the latest finished term.",
            finding.IsBeyond(settings.CalibrationLimit) ? Standing.Beyond
                : finding.IsBeyond(settings.CalibrationLimit * NearShare) ? Standing.Near
                : Standing.Clear
        );

    private static Standing StandingOf(IReadOnlyList<DriftFinding> findings, MonitoringSettings settings) =>
        findings.Any(f => f.IsBeyond) ? Standing.Beyond
        : findings.Any(f =>
            f.StabilityIndex > NearShare * settings.Drift.StabilityIndex && f.AdjustedPValue < settings.Drift.Level
        )
            ? Standing.Near
        : Standing.Clear;

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
