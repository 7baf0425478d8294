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
internal static partial class ModelWords
{
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
            Domain.Outcomes.Goal.CourseFailure => L["Course failure"],
            Domain.Outcomes.Goal.FinalGrade => L["Final grade"],
            Domain.Outcomes.Goal.NextAssessment => L["Next mark"],
            Domain.Outcomes.Goal.Leaving => L["Leaving|goal"],
            _ => Plain(goal.ToString()),
        };

    /// <summary>A goal as it stands within a sentence.</summary>
    public static string GoalWithin(Goal goal) =>
        goal switch
        {
            Domain.Outcomes.Goal.CourseFailure => L["course failure|goal within a sentence"],
            Domain.Outcomes.Goal.FinalGrade => L["final grade|goal within a sentence"],
            Domain.Outcomes.Goal.NextAssessment => L["next mark|goal within a sentence"],
            Domain.Outcomes.Goal.Leaving => L["leaving|goal within a sentence"],
            _ => Plain(goal.ToString()).ToLowerInvariant(),
        };

    /// <summary>What a model of the goal foretells, a sentence.</summary>
    public static string Purpose(Goal goal) =>
        goal switch
        {
            Domain.Outcomes.Goal.CourseFailure => L[
                "It says how often students with a similar record did not pass the course."
            ],
            Domain.Outcomes.Goal.FinalGrade => L[
                "It says the final mark of a course, from 0 to 100, if things go on as they are."
            ],
            Domain.Outcomes.Goal.NextAssessment => L[
                "It says the mark of the next work due within four weeks, from 0 to 100."
            ],
            _ => L["It says how often students with a similar record left before the course ended."],
        };

    /// <summary>A goal by its key in reports, case aside; course failure where there is none such.</summary>
    public static Goal GoalOf(string? key) =>
        GoalFacts.All.FirstOrDefault(
            g => string.Equals(g.Key(), key, StringComparison.OrdinalIgnoreCase),
            Domain.Outcomes.Goal.CourseFailure
        );

    public static string Trainer(string name) =>
        Trainers.TryGetValue(name, out var words) ? L[words.Alone] : Plain(name);

    /// <summary>A trainer as it stands within a sentence.</summary>
    public static string TrainerWithin(string name) =>
        Trainers.TryGetValue(name, out var words) ? L[words.Within] : Plain(name).ToLowerInvariant();

    /// <summary>A setting of a learner: "l1Ratio" is "L1 ratio".</summary>
    public static string Setting(string name) => Settings.TryGetValue(name, out var words) ? L[words] : Plain(name);

    /// <summary>What became of a learner.</summary>
    public static string Contender(string outcome) =>
        outcome switch
        {
            ContenderOutcome.Champion => L["Chosen|learner"],
            ContenderOutcome.Challenger => L["Judged beside the chosen one"],
            ContenderOutcome.CouldServe => L["Could serve, others did better"],
            ContenderOutcome.NotExplainedExactly => L["Reasons would be estimates"],
            ContenderOutcome.TooManyRows => L["Too slow for so many snapshots"],
            ContenderOutcome.DroppedOut => L["Dropped out|learner"],
            _ => Plain(outcome),
        };

    public static string Metric(string key) => Metrics.TryGetValue(key, out var words) ? L[words] : Plain(key);

    /// <summary>What a metric means, lower case, or nothing.</summary>
    public static string Hint(string key) => Hints.TryGetValue(key, out var words) ? L[words] : "";

    /// <summary>Whether a smaller value of a metric is better.</summary>
    public static bool IsLoss(string key) =>
        key is MetricKeys.Ece or MetricKeys.Brier or MetricKeys.LogLoss or MetricKeys.Rmse or MetricKeys.Mae;

    public static string Role(ModelRole role) =>
        role switch
        {
            ModelRole.Champion => L["In service|model"],
            ModelRole.Challenger => L["Measured beside|model"],
            ModelRole.Retired => L["Was in service|model"],
            ModelRole.Refused => L["Refused|model"],
            ModelRole.Candidate => L["Passed, not in service"],
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "There is no such role."),
        };

    /// <summary>A role as it stands within a sentence.</summary>
    public static string RoleWithin(ModelRole role) =>
        role switch
        {
            ModelRole.Champion => L["in service|model"],
            ModelRole.Challenger => L["measured beside|model"],
            ModelRole.Retired => L["was in service|model"],
            ModelRole.Refused => L["refused|model"],
            ModelRole.Candidate => L["passed, not in service|model"],
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "There is no such role."),
        };

    public static string Gate(string name) =>
        name switch
        {
            GateResult.ValueAdded => L["Adds to rules and averages"],
            GateResult.Champion => L["Not worse than the model in service"],
            GateResult.Calibration => L["Frequencies hold"],
            GateResult.Fairness => L["No group bears more mistakes"],
            GateResult.Additivity => L["Reasons sum to the score"],
            _ => Plain(name),
        };

    public static string Outcome(GateOutcome outcome) =>
        outcome switch
        {
            GateOutcome.Passed => L["Passed|gate"],
            GateOutcome.Warned => L["Passed with a warning"],
            GateOutcome.CannotTell => L["Cannot tell"],
            _ => L["Refused|gate"],
        };

    /// <summary>The name of a gate's figure: "classAverage.logLoss" is "Log loss, less that of the class average".</summary>
    public static string Figure(string name)
    {
        const string rules = $"{Baselines.Rules}.";
        const string average = $"{Baselines.ClassAverage}.";
        const string alarms = ", false alarms";
        const string misses = ", misses";
        return name switch
        {
            "calibration error" => L["Calibration error"],
            "calibration error of the model in service" => L["Calibration error of the model in service"],
            "final scores within the interval shown" => L["Final scores within the interval shown"],
            "greatest difference between reasons and score" => L["Greatest difference between reasons and score"],
            "log loss, this model less the one in service" => L["Log loss, this model less the one in service"],
            "root mean squared error, this model less the one in service" => L[
                "Root mean squared error, this model less the one in service"
            ],
            _ when name.StartsWith(rules, StringComparison.Ordinal) => L[
                "{0}, less that of the rules",
                Metric(name[rules.Length..])
            ],
            _ when name.StartsWith(average, StringComparison.Ordinal) => L[
                "{0}, less that of the class average",
                Metric(name[average.Length..])
            ],
            // The attribute and the group are names of the school's own.
            _ when name.EndsWith(alarms, StringComparison.Ordinal) => L[
                "{0}, false alarms",
                Casing.Capitalised(name[..^alarms.Length])
            ],
            _ when name.EndsWith(misses, StringComparison.Ordinal) => L[
                "{0}, misses",
                Casing.Capitalised(name[..^misses.Length])
            ],
            _ => Casing.Capitalised(name),
        };
    }

    public static string Decision(DecisionKind kind) =>
        kind switch
        {
            DecisionKind.Passed => L["Let through by the gates"],
            DecisionKind.Refused => L["Refused by a gate"],
            DecisionKind.Promoted => L["Put into service|decision"],
            DecisionKind.RolledBack => L["Rolled back|decision"],
            DecisionKind.NotChosen => L["Not chosen|decision"],
            DecisionKind.CutByGroup => L["Cuts by group decided"],
            DecisionKind.CommonCut => L["Cuts by group withdrawn"],
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such decision."),
        };

    public static string Baseline(string name) =>
        name switch
        {
            Baselines.Rules => L["Rules|baseline"],
            Baselines.ClassAverage => L["Class average|baseline"],
            _ => Trainer(name),
        };

    /// <summary>"0.77 (0.74 to 0.80)"; "not measured" where there is nothing.</summary>
    public static string Value(MetricReport? metric) =>
        metric?.Value is not { } value ? L["not measured"]
        : metric is { Low: { } low, High: { } high } ? L["{0} ({1} to {2})", Number(value), Number(low), Number(high)]
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

    public static string Day(DateOnly day) => Dates.Medium(day);

    public static string At(DateTime utc, TimeZoneInfo zone)
    {
        var time = TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone);
        return L["{0}, {1:t}", Dates.Medium(DateOnly.FromDateTime(time)), time];
    }

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
