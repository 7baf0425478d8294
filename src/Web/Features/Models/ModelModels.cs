using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Monitoring;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Features.Models;

/// <summary>An open alert.</summary>
public sealed record AlertRow(AlertSeverity Severity, string Sentence, DateTime RaisedAt);

/// <summary>A version of a model as the registry keeps it, without its bytes.</summary>
public sealed record ModelInfo(
    string Id,
    Goal Goal,
    string Trainer,
    ModelRole Role,
    DateTime TrainedAt,
    DateOnly AsOf,
    int Rows,
    DateOnly? FirstDay,
    DateOnly? LastDay,
    string DataFingerprint,
    string? DatasetHash,
    string CodeVersion,
    int Seed,
    long? RunId,
    string FeatureNames,
    string? Decision
);

/// <summary>A version with what was measured when it was judged.</summary>
/// <param name="Info">What it is.</param>
/// <param name="Report">Figures on the later cohort; null where none were kept.</param>
/// <param name="Gates">What each gate found.</param>
/// <param name="Fairness">Rates by group, small groups hidden; null where none were made.</param>
/// <param name="FlaggedRight">By week, the share of flagged students that had the outcome.</param>
/// <param name="Parameters">What the trainer was set to.</param>
public sealed record ModelRecord(
    ModelInfo Info,
    GoalReport? Report,
    IReadOnlyList<GateResult> Gates,
    MetricFrame? Fairness,
    IReadOnlyDictionary<int, double> FlaggedRight,
    IReadOnlyDictionary<string, string> Parameters
)
{
    /// <summary>Weeks it was measured at.</summary>
    public IEnumerable<int> Weeks => Report?.Horizons.Select(h => h.Week) ?? [];

    /// <summary>Whether it foretells yes or no; else a grade.</summary>
    public bool IsBinary => !Info.Goal.IsMark();

    /// <summary>Figures at a week; null where there are none.</summary>
    public HorizonReport? At(int week) => Report?.Horizons.FirstOrDefault(h => h.Week == week);

    /// <summary>A metric at a week, of this model or of a baseline.</summary>
    /// <param name="week">Week.</param>
    /// <param name="key">Key of the metric.</param>
    /// <param name="baseline">Name of a baseline; null for the model itself.</param>
    public MetricReport? Metric(int week, string key, string? baseline = null) =>
        At(week)
            ?.Models.FirstOrDefault(m => baseline is null ? m.Role == "champion" : m.Name == baseline)
            ?.Metrics.GetValueOrDefault(key);
}

/// <summary>What the list of models shows.</summary>
/// <param name="Alerts">Open alerts, the gravest first.</param>
/// <param name="Champions">Models in service.</param>
/// <param name="Versions">A page of the versions of the goal, newest first.</param>
/// <param name="Goal">The goal listed.</param>
/// <param name="Total">Versions of the goal.</param>
/// <param name="Page">From 1.</param>
/// <param name="Weeks">Weeks to choose from.</param>
/// <param name="Week">The week whose figures are shown.</param>
/// <param name="EarlierScores">When the scores were made that a roll-back goes to; null where there are none.</param>
/// <param name="Notice">Why rules decide, where they do.</param>
/// <param name="Zone">Time zone of every time on the page.</param>
public sealed record ModelsView(
    IReadOnlyList<AlertRow> Alerts,
    IReadOnlyList<ModelRecord> Champions,
    IReadOnlyList<ModelRecord> Versions,
    Goal Goal,
    int Total,
    int Page,
    IReadOnlyList<int> Weeks,
    int Week,
    DateTime? EarlierScores,
    string? Notice,
    TimeZoneInfo Zone
);

/// <summary>A decision about a model.</summary>
public sealed record DecisionRow(DateTime At, DecisionKind Kind, string? By, string Reason, long? RunId);

/// <summary>Drift of a model's features over the latest runs.</summary>
/// <param name="Runs">When each run was, oldest first.</param>
/// <param name="Features">Features in words, the most drifted first.</param>
/// <param name="Values">Population stability index by feature and run.</param>
/// <param name="Beyond">Whether it lies beyond its limit.</param>
public sealed record DriftView(
    IReadOnlyList<DateTime> Runs,
    IReadOnlyList<string> Features,
    IReadOnlyList<IReadOnlyList<double?>> Values,
    IReadOnlyList<IReadOnlyList<bool>> Beyond
);

/// <summary>A figure that the latest run measured of a model in service.</summary>
public sealed record WatchRow(
    DriftKind Kind,
    string Name,
    double Value,
    double? Low,
    double? High,
    int N,
    bool IsBeyond
);

/// <summary>What the page of one model shows.</summary>
/// <param name="Model">The model.</param>
/// <param name="Previous">The model that served before it; null where there was none.</param>
/// <param name="Features">Its features in words.</param>
/// <param name="Decisions">Newest first.</param>
/// <param name="Drift">Drift of its features; null where none was measured.</param>
/// <param name="Watch">What the latest run measured of its scores; empty where none did.</param>
/// <param name="CanServe">Why it cannot be put into service, in a sentence; null where it can.</param>
/// <param name="Zone">Time zone of every time on the page.</param>
public sealed record ModelView(
    ModelRecord Model,
    ModelRecord? Previous,
    IReadOnlyList<FeatureDefinition> Features,
    IReadOnlyList<DecisionRow> Decisions,
    DriftView? Drift,
    IReadOnlyList<WatchRow> Watch,
    string? CanServe,
    TimeZoneInfo Zone
);

/// <summary>A version to choose for comparison.</summary>
public sealed record ModelChoice(string Id, Goal Goal, string Label);

/// <summary>What the comparison shows.</summary>
/// <param name="Choices">Versions to choose from.</param>
/// <param name="A">The left one; null where none is chosen.</param>
/// <param name="B">The right one.</param>
/// <param name="Labels">Features in words, by name.</param>
/// <param name="Zone">Time zone of every time on the page.</param>
public sealed record CompareView(
    IReadOnlyList<ModelChoice> Choices,
    ModelRecord? A,
    ModelRecord? B,
    IReadOnlyDictionary<string, string> Labels,
    TimeZoneInfo Zone
);
