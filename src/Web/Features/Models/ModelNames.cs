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

/// <summary>The tables of names; the keys of texts are looked up where they are shown.</summary>
internal static partial class ModelWords
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
}
