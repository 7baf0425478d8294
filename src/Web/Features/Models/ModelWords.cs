using System.Globalization;
using System.Text;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Nightly;
using EarlyWarning.Web.Nightly.Gates;
using EarlyWarning.Web.Shared;

namespace EarlyWarning.Web.Features.Models;

/// <summary>What models, metrics and gates are called on the page. No name of the code is shown.</summary>
internal static class ModelWords
{
    private static readonly Dictionary<string, string> Trainers = new(StringComparer.Ordinal)
    {
        ["linearSvm"] = "Linear support vector machine",
        ["mlp"] = "Neural network",
        ["lstm"] = "Recurrent neural network",
        ["nearestNeighbours"] = "Nearest neighbours",
        ["stacking"] = "Several models combined",
        ["constant"] = "Average of all",
    };

    private static readonly Dictionary<string, string> Metrics = new(StringComparer.Ordinal)
    {
        [MetricKeys.Auc] = "Ranking (AUC)",
        [MetricKeys.PrAuc] = "Average precision",
        [MetricKeys.Precision] = "Right among the flagged tenth",
        [MetricKeys.PrecisionAtTop] = "Right among the flagged tenth",
        [MetricKeys.Recall] = "Found by flagging a tenth",
        [MetricKeys.RecallAtTop] = "Found by flagging a tenth",
        [MetricKeys.Brier] = "Brier score",
        [MetricKeys.Ece] = "Calibration error",
        [MetricKeys.LogLoss] = "Log loss",
        [MetricKeys.Accuracy] = "Accuracy",
        [MetricKeys.BalancedAccuracy] = "Balanced accuracy",
        [MetricKeys.Rmse] = "Typical error (RMSE), points",
        [MetricKeys.Mae] = "Mean error, points",
        [MetricKeys.R2] = "Variance explained (R²)",
        [FrameKeys.SelectionRate] = "Flagged",
        [FrameKeys.FalsePositiveRate] = "False alarms",
        [FrameKeys.FalseNegativeRate] = "Missed",
        [FrameKeys.CalibrationGap] = "Calibration gap",
    };

    private static readonly Dictionary<string, string> Hints = new(StringComparer.Ordinal)
    {
        [MetricKeys.Auc] = "chance that a student who had the outcome ranks above one who had not; 0.5 is a coin",
        [MetricKeys.PrAuc] = "precision averaged over all cuts; higher is better",
        [MetricKeys.Precision] = "share of the tenth at the highest risk who had the outcome",
        [MetricKeys.Recall] = "share of all with the outcome who are in that tenth",
        [MetricKeys.Brier] = "squared error of the frequencies; lower is better",
        [MetricKeys.Ece] = "how far the frequencies shown lie from what happened; lower is better",
        [MetricKeys.LogLoss] = "punishes sure mistakes; lower is better",
        [MetricKeys.Rmse] = "of 100 points, larger errors count more; lower is better",
        [MetricKeys.Mae] = "of 100 points; lower is better",
        [MetricKeys.R2] = "1 is perfect, 0 is no better than the mean",
    };

    /// <summary>Metrics of a page, in order; accuracy is left out because a rare outcome flatters it.</summary>
    public static IReadOnlyList<string> MetricsOf(bool isBinary) =>
        isBinary
            ?
            [
                MetricKeys.Auc,
                MetricKeys.PrAuc,
                MetricKeys.Precision,
                MetricKeys.Recall,
                MetricKeys.Ece,
                MetricKeys.Brier,
                MetricKeys.LogLoss,
            ]
            : [MetricKeys.Rmse, MetricKeys.Mae, MetricKeys.R2];

    public static string Goal(Goal goal) =>
        goal switch
        {
            Domain.Outcomes.Goal.CourseFailure => "Course failure",
            Domain.Outcomes.Goal.FinalGrade => "Final grade",
            Domain.Outcomes.Goal.NextAssessment => "Next mark",
            Domain.Outcomes.Goal.Leaving => "Leaving",
            _ => Plain(goal.ToString()),
        };

    /// <summary>What a model of the goal foretells, as the end of a sentence.</summary>
    public static string Purpose(Goal goal) =>
        goal switch
        {
            Domain.Outcomes.Goal.CourseFailure => "how often students with a similar record did not pass the course",
            Domain.Outcomes.Goal.FinalGrade => "the final mark of a course, from 0 to 100, if things go on as they are",
            Domain.Outcomes.Goal.NextAssessment => "the mark of the next work due within four weeks, from 0 to 100",
            Domain.Outcomes.Goal.Leaving => "how often students with a similar record left before the course ended",
            _ => Plain(goal.ToString()),
        };

    /// <summary>A goal by its key in reports, case aside; course failure where there is none such.</summary>
    public static Goal GoalOf(string? key) =>
        GoalFacts.All.FirstOrDefault(
            g => string.Equals(g.Key(), key, StringComparison.OrdinalIgnoreCase),
            Domain.Outcomes.Goal.CourseFailure
        );

    public static string Trainer(string name) => Trainers.TryGetValue(name, out var words) ? words : Plain(name);

    /// <summary>What became of a learner.</summary>
    public static string Contender(string outcome) =>
        outcome switch
        {
            ContenderOutcome.Champion => "Chosen",
            ContenderOutcome.Challenger => "Judged beside the chosen one",
            ContenderOutcome.CouldServe => "Could serve, others did better",
            ContenderOutcome.NotExplainedExactly => "Reasons would be estimates",
            ContenderOutcome.TooManyRows => "Too slow for so many snapshots",
            ContenderOutcome.DroppedOut => "Dropped out",
            _ => Plain(outcome),
        };

    public static string Metric(string key) => Metrics.TryGetValue(key, out var words) ? words : Plain(key);

    /// <summary>What a metric means, lower case, or nothing.</summary>
    public static string Hint(string key) => Hints.GetValueOrDefault(key, "");

    /// <summary>Whether a smaller value of a metric is better.</summary>
    public static bool IsLoss(string key) =>
        key is MetricKeys.Ece or MetricKeys.Brier or MetricKeys.LogLoss or MetricKeys.Rmse or MetricKeys.Mae;

    public static string Role(ModelRole role) =>
        role switch
        {
            ModelRole.Champion => "In service",
            ModelRole.Challenger => "Measured beside",
            ModelRole.Retired => "Was in service",
            ModelRole.Refused => "Refused",
            ModelRole.Candidate => "Passed, not in service",
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "There is no such role."),
        };

    public static string Gate(string name) =>
        name switch
        {
            GateResult.ValueAdded => "Adds to rules and averages",
            GateResult.Champion => "Not worse than the model in service",
            GateResult.Calibration => "Frequencies hold",
            GateResult.Fairness => "No group bears more mistakes",
            GateResult.Additivity => "Reasons sum to the score",
            _ => Plain(name),
        };

    public static string Outcome(GateOutcome outcome) =>
        outcome switch
        {
            GateOutcome.Passed => "Passed",
            GateOutcome.Warned => "Passed with a warning",
            GateOutcome.CannotTell => "Cannot tell",
            _ => "Refused",
        };

    /// <summary>The name of a gate's figure: "classAverage.logLoss" is "Log loss, less that of the class average".</summary>
    public static string Figure(string name)
    {
        foreach (
            var (baseline, words) in new[]
            {
                (Baselines.Rules, "the rules"),
                (Baselines.ClassAverage, "the class average"),
            }
        )
        {
            if (name.StartsWith($"{baseline}.", StringComparison.Ordinal))
            {
                return $"{Metric(name[(baseline.Length + 1)..])}, less that of {words}";
            }
        }

        return Casing.Capitalised(name);
    }

    public static string Decision(DecisionKind kind) =>
        kind switch
        {
            DecisionKind.Passed => "Let through by the gates",
            DecisionKind.Refused => "Refused by a gate",
            DecisionKind.Promoted => "Put into service",
            DecisionKind.RolledBack => "Rolled back",
            DecisionKind.NotChosen => "Not chosen",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such decision."),
        };

    public static string Baseline(string name) =>
        name switch
        {
            Baselines.Rules => "Rules",
            Baselines.ClassAverage => "Class average",
            _ => Trainer(name),
        };

    /// <summary>"0.77 (0.74 to 0.80)"; "not measured" where there is nothing.</summary>
    public static string Value(MetricReport? metric) =>
        metric?.Value is not { } value ? "not measured"
        : metric is { Low: { } low, High: { } high } ? $"{Number(value)} ({Number(low)} to {Number(high)})"
        : Number(value);

    /// <summary>Two decimals, three where the number is so small, one for points of 100.</summary>
    public static string Number(double value) =>
        value
            .ToString(
                Math.Abs(value) switch
                {
                    >= 10 => "0.0",
                    >= 0.0995 => "0.00",
                    >= 0.0005 => "0.000",
                    0 => "0",
                    _ => "0.0e+0",
                },
                CultureInfo.CurrentCulture
            )
            .Replace("-", "−", StringComparison.Ordinal);

    /// <summary>A share in whole percent.</summary>
    public static string Percent(double share) =>
        string.Create(CultureInfo.CurrentCulture, $"{Math.Round(100 * share):0} %");

    /// <summary>The first digits of a hash; enough to tell versions apart.</summary>
    public static string Short(string hash) => hash.Length <= 8 ? hash : hash[..8];

    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    public static string At(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo
            .ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone)
            .ToString("d MMM yyyy, HH:mm", CultureInfo.CurrentCulture);

    /// <summary>"Gradient boosting, 22 Nov 2026, 02:14 (a1b2c3d4)".</summary>
    public static string Version(ModelInfo model, TimeZoneInfo zone) =>
        $"{Trainer(model.Trainer)}, {At(model.TrainedAt, zone)} ({Short(model.Id)})";

    /// <summary>A name of the code as words: "l1Ratio" is "L1 ratio".</summary>
    public static string Plain(string name)
    {
        var words = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var begins = i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]);
            words.Append(
                begins ? $" {char.ToLowerInvariant(name[i])}"
                : name[i] is '_' or '.' ? " "
                : name[i].ToString()
            );
        }

        return Casing.Capitalised(words.ToString());
    }
}
