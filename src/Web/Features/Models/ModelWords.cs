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
    // Each by itself, and as it stands within a sentence.
    private static readonly Dictionary<string, (string Alone, string Within)> Trainers = new(StringComparer.Ordinal)
    {
        ["linearSvm"] = (Texts.Key("Linear support vector machine"), Texts.Key("linear support vector machine")),
        ["mlp"] = (Texts.Key("Neural network"), Texts.Key("neural network")),
        ["lstm"] = (Texts.Key("Recurrent neural network"), Texts.Key("recurrent neural network")),
        ["nearestNeighbours"] = (Texts.Key("Nearest neighbours"), Texts.Key("nearest neighbours")),
        ["stacking"] = (Texts.Key("Several models combined"), Texts.Key("several models combined")),
        ["constant"] = (Texts.Key("Average of all"), Texts.Key("average of all")),
        ["gradientBoosting"] = (Texts.Key("Gradient boosting"), Texts.Key("gradient boosting")),
        ["randomForest"] = (Texts.Key("Random forest"), Texts.Key("random forest")),
        ["baggedTrees"] = (Texts.Key("Bagged trees"), Texts.Key("bagged trees")),
        ["decisionTree"] = (Texts.Key("Decision tree"), Texts.Key("decision tree")),
        ["logisticRegression"] = (Texts.Key("Logistic regression"), Texts.Key("logistic regression")),
        ["linearRegression"] = (Texts.Key("Linear regression"), Texts.Key("linear regression")),
        ["logisticL1"] = (Texts.Key("Logistic l1"), Texts.Key("logistic l1")),
        ["logisticL2"] = (Texts.Key("Logistic l2"), Texts.Key("logistic l2")),
        ["logisticElasticNet"] = (Texts.Key("Logistic elastic net"), Texts.Key("logistic elastic net")),
        ["leastSquares"] = (Texts.Key("Least squares"), Texts.Key("least squares")),
        ["lasso"] = (Texts.Key("Lasso"), Texts.Key("lasso")),
        ["ridge"] = (Texts.Key("Ridge"), Texts.Key("ridge")),
        ["elasticNet"] = (Texts.Key("Elastic net"), Texts.Key("elastic net")),
    };

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["backgroundRows"] = Texts.Key("Background rows"),
        ["balanceDecisions"] = Texts.Key("Balance decisions"),
        ["batchSize"] = Texts.Key("Batch size"),
        ["calibrationFolds"] = Texts.Key("Calibration folds"),
        ["categoryL2"] = Texts.Key("Category l2"),
        ["categorySmoothing"] = Texts.Key("Category smoothing"),
        ["cells"] = Texts.Key("Cells|setting"),
        ["columnFraction"] = Texts.Key("Column fraction"),
        ["distance"] = Texts.Key("Distance|setting"),
        ["dropout"] = Texts.Key("Dropout|setting"),
        ["earlyStoppingEpochs"] = Texts.Key("Early stopping epochs"),
        ["earlyStoppingRounds"] = Texts.Key("Early stopping rounds"),
        ["folds"] = Texts.Key("Folds|setting"),
        ["hidden"] = Texts.Key("Hidden|setting"),
        ["inner"] = Texts.Key("Inner|setting"),
        ["l1Ratio"] = Texts.Key("L1 ratio"),
        ["l2"] = Texts.Key("L2|setting"),
        ["learningRate"] = Texts.Key("Learning rate"),
        ["leaves"] = Texts.Key("Leaves|setting"),
        ["maxBins"] = Texts.Key("Max bins"),
        ["maxCategoriesLeft"] = Texts.Key("Max categories left"),
        ["maxDepth"] = Texts.Key("Max depth"),
        ["maxEpochs"] = Texts.Key("Max epochs"),
        ["maxGradientNorm"] = Texts.Key("Max gradient norm"),
        ["maxIterations"] = Texts.Key("Max iterations"),
        ["maxTrees"] = Texts.Key("Max trees"),
        ["method"] = Texts.Key("Method|setting"),
        ["metric"] = Texts.Key("Metric"),
        ["minHessianPerLeaf"] = Texts.Key("Min hessian per leaf"),
        ["minRowsPerLeaf"] = Texts.Key("Min rows per leaf"),
        ["monotone"] = Texts.Key("Monotone|setting"),
        ["neighbours"] = Texts.Key("Neighbours|setting"),
        ["penalizeIntercept"] = Texts.Key("Penalize intercept"),
        ["penalty"] = Texts.Key("Penalty|setting"),
        ["quantile"] = Texts.Key("Quantile|setting"),
        ["rate"] = Texts.Key("Rate|setting"),
        ["refitOnAllRows"] = Texts.Key("Refit on all rows"),
        ["rule"] = Texts.Key("Rule|setting"),
        ["seed"] = Texts.Key("Seed"),
        ["smoothing"] = Texts.Key("Smoothing|setting"),
        ["standardize"] = Texts.Key("Standardize|setting"),
        ["tolerance"] = Texts.Key("Tolerance|setting"),
        ["trees"] = Texts.Key("Trees|setting"),
        ["trials"] = Texts.Key("Trials|setting"),
        ["validationFraction"] = Texts.Key("Validation fraction"),
        ["weightByDistance"] = Texts.Key("Weight by distance"),
        ["weightDecay"] = Texts.Key("Weight decay"),
    };

    private static readonly Dictionary<string, string> Metrics = new(StringComparer.Ordinal)
    {
        [MetricKeys.Auc] = Texts.Key("Ranking (AUC)"),
        [MetricKeys.PrAuc] = Texts.Key("Average precision"),
        [MetricKeys.Precision] = Texts.Key("Right among the flagged tenth"),
        [MetricKeys.PrecisionAtTop] = Texts.Key("Right among the flagged tenth"),
        [MetricKeys.Recall] = Texts.Key("Found by flagging a tenth"),
        [MetricKeys.RecallAtTop] = Texts.Key("Found by flagging a tenth"),
        [MetricKeys.Brier] = Texts.Key("Brier score"),
        [MetricKeys.Ece] = Texts.Key("Calibration error"),
        [MetricKeys.LogLoss] = Texts.Key("Log loss"),
        [MetricKeys.Accuracy] = Texts.Key("Accuracy"),
        [MetricKeys.BalancedAccuracy] = Texts.Key("Balanced accuracy"),
        [MetricKeys.Rmse] = Texts.Key("Typical error (RMSE), points"),
        [MetricKeys.Mae] = Texts.Key("Mean error, points"),
        [MetricKeys.R2] = Texts.Key("Variance explained (R²)"),
        [FrameKeys.SelectionRate] = Texts.Key("Flagged"),
        [FrameKeys.FalsePositiveRate] = Texts.Key("False alarms"),
        [FrameKeys.FalseNegativeRate] = Texts.Key("Missed"),
        [FrameKeys.CalibrationGap] = Texts.Key("Calibration gap"),
    };

    private static readonly Dictionary<string, string> Hints = new(StringComparer.Ordinal)
    {
        [MetricKeys.Auc] = Texts.Key(
            "chance that a student who had the outcome ranks above one who had not; 0.5 is a coin"
        ),
        [MetricKeys.PrAuc] = Texts.Key("precision averaged over all cuts; higher is better"),
        [MetricKeys.Precision] = Texts.Key("share of the tenth at the highest risk who had the outcome"),
        [MetricKeys.Recall] = Texts.Key("share of all with the outcome who are in that tenth"),
        [MetricKeys.Brier] = Texts.Key("squared error of the frequencies; lower is better"),
        [MetricKeys.Ece] = Texts.Key("how far the frequencies shown lie from what happened; lower is better"),
        [MetricKeys.LogLoss] = Texts.Key("punishes sure mistakes; lower is better"),
        [MetricKeys.Rmse] = Texts.Key("of 100 points, larger errors count more; lower is better"),
        [MetricKeys.Mae] = Texts.Key("of 100 points; lower is better"),
        [MetricKeys.R2] = Texts.Key("1 is perfect, 0 is no better than the mean"),
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
