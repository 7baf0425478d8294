using EarlyWarning.Ml.Calibration;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Web.Nightly;

/// <summary>A trainer in the tournament, and how it is fitted, calibrated and judged.</summary>
internal static class Contender
{
    /// <summary>Out-of-fold parts within training terms.</summary>
    public const int Folds = 4;

    /// <summary>Fewest rows of each class in the latest term before it alone recalibrates.</summary>
    private const int FewestForRecalibration = 200;

    /// <summary>The trainers of a task, the simpler later.</summary>
    public static IReadOnlyList<ITrainer> For(TaskKind task, int seed) =>
        [
            new GradientBoostingTrainer(task, new GradientBoostingOptions { Seed = seed, RefitOnAllRows = true }),
            task == TaskKind.Binary
                ? new LogisticRegressionTrainer(new ElasticNetOptions { Tolerance = 1e-6 })
                : new LinearRegressionTrainer(new ElasticNetOptions { Tolerance = 1e-6 }),
        ];

    // On folds the rows kept aside for early stopping are not worth a second fit.
    private static ITrainer OnFolds(ITrainer trainer, int seed) =>
        trainer is GradientBoostingTrainer
            ? new GradientBoostingTrainer(trainer.Task, new GradientBoostingOptions { Seed = seed })
            : trainer;

    /// <summary>
    /// Fits on all rows; calibrates and measures uncertainty on out-of-fold margins, with the latest finished term
    /// deciding the level where it is large enough, since cohorts shift.
    /// </summary>
    public static ScoringModel Fit(ITrainer trainer, Dataset train, int seed, CancellationToken cancel)
    {
        var folds = GroupKFold.Split(train.Data.Groups!, train.Data.Y, Folds, seed);
        var margins = OutOfFold.Margins(OnFolds(trainer, seed), train.Data, folds, cancel);
        var model = trainer.Fit(train.Data, cancel);
        if (train.Task == TaskKind.Regression)
        {
            var residuals = margins.Select((m, i) => train.Data.Y[i] - m).ToArray();
            return new ScoringModel(model, Conformal: SplitConformal.Fit(residuals, train.Data.Groups));
        }

        var rows = LatestTermRows(train);
        var (recent, outcomes, groups) = (
            Pick(margins, rows),
            Pick(train.Data.Y, rows),
            Pick(train.Data.Groups!, rows)
        );
        var calibrator = CalibratorSelection.Choose(recent, outcomes, groups, seed, cancel).Calibrator;
        return new ScoringModel(model, calibrator, CalibrationBlocks.Build(recent, outcomes, groups));
    }

    /// <summary>Log loss (or mean squared error) on folds by term inside the training rows; lower is better.</summary>
    public static double SelectionLoss(ITrainer trainer, Dataset train, int seed, CancellationToken cancel)
    {
        var byTerm = train.RollingOrigins();
        var folds =
            byTerm.Count > 0
                ? [.. byTerm.Select(f => f.Rows)]
                : GroupKFold.Split(train.Data.Groups!, train.Data.Y, Folds, seed);
        var margins = OutOfFold.Margins(OnFolds(trainer, seed), train.Data, folds, cancel);
        var tested = Enumerable.Range(0, margins.Length).Where(i => !double.IsNaN(margins[i])).ToArray();
        var (predicted, outcomes) = (Pick(margins, tested), Pick(train.Data.Y, tested));
        if (train.Task == TaskKind.Regression)
        {
            return Metrics.Of(new RegressionPredictions(predicted, outcomes))[MetricKeys.Rmse];
        }

        var probabilities = Array.ConvertAll(predicted, m => 1 / (1 + Math.Exp(-m)));
        return Metrics.Of(new BinaryPredictions(probabilities, outcomes))[MetricKeys.LogLoss];
    }

    private static int[] LatestTermRows(Dataset train)
    {
        var latest = train.TermOfRow.Max();
        var rows = Enumerable.Range(0, train.Rows.Count).Where(i => train.TermOfRow[i] == latest).ToArray();
        var positives = rows.Count(i => train.Data.Y[i] == 1);
        return Math.Min(positives, rows.Length - positives) >= FewestForRecalibration
            ? rows
            : [.. Enumerable.Range(0, train.Rows.Count)];
    }

    private static T[] Pick<T>(T[] values, int[] rows) => Array.ConvertAll(rows, i => values[i]);
}
