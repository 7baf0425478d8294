using EarlyWarning.Ml.Calibration;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Web.Nightly;

/// <summary>A trainer compared on folds inside the training terms.</summary>
/// <param name="Trainer">The trainer.</param>
/// <param name="Loss">Log loss, or root mean squared error; lower is better.</param>
/// <param name="Held">Margins of rows that the model behind them had not seen.</param>
internal sealed record Contender(ITrainer Trainer, double Loss, HeldOut Held)
{
    /// <summary>Parts that a single term is divided into.</summary>
    private const int Folds = 4;

    /// <summary>The trainers of a task, the simpler later.</summary>
    public static IReadOnlyList<ITrainer> TrainersOf(TaskKind task, int seed) =>
        [
            new GradientBoostingTrainer(task, new GradientBoostingOptions { Seed = seed, RefitOnAllRows = true }),
            task == TaskKind.Binary
                ? new LogisticRegressionTrainer(new ElasticNetOptions { Tolerance = 1e-6 })
                : new LinearRegressionTrainer(new ElasticNetOptions { Tolerance = 1e-6 }),
        ];

    /// <summary>
    /// Compares on rolling origins: each training term foretold from those decided before it. A single term is divided by
    /// student instead.
    /// </summary>
    public static Contender Compare(ITrainer trainer, Dataset train, int seed, CancellationToken cancel)
    {
        var byTerm = train.RollingOrigins();
        var folds =
            byTerm.Count > 0
                ? [.. byTerm.Select(f => f.Rows)]
                : GroupKFold.Split(train.Data.Groups!, train.Data.Y, Folds, seed);
        var margins = OutOfFold.Margins(OnFolds(trainer, seed), train.Data, folds, cancel);
        var tested = Enumerable.Range(0, margins.Length).Where(i => !double.IsNaN(margins[i])).ToArray();
        var held = new HeldOut(train.Select(tested), Array.ConvertAll(tested, i => margins[i]));
        return new Contender(trainer, held.Loss(), held);
    }

    // On folds the rows kept aside for early stopping are not worth a second fit.
    private static ITrainer OnFolds(ITrainer trainer, int seed) =>
        trainer is GradientBoostingTrainer
            ? new GradientBoostingTrainer(trainer.Task, new GradientBoostingOptions { Seed = seed })
            : trainer;
}

/// <summary>Rows with margins by a model that had not seen them: what calibration and intervals rest on.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Margins">A margin each.</param>
internal sealed record HeldOut(Dataset Rows, double[] Margins)
{
    /// <summary>Fewest outcomes of each kind in the latest term before it alone decides the level.</summary>
    private const int FewestForRecalibration = 200;

    /// <summary>Log loss, or root mean squared error.</summary>
    public double Loss()
    {
        if (Rows.Task == TaskKind.Regression)
        {
            return Metrics.Of(new RegressionPredictions(Margins, Rows.Data.Y))[MetricKeys.Rmse];
        }

        var probabilities = Array.ConvertAll(Margins, m => 1 / (1 + Math.Exp(-m)));
        return Metrics.Of(new BinaryPredictions(probabilities, Rows.Data.Y))[MetricKeys.LogLoss];
    }

    /// <summary>
    /// The model with what these rows say of its margins: calibrator and blocks, or conformal widths. The latest term
    /// decides where it is large enough, since cohorts shift.
    /// </summary>
    public ScoringModel Calibrate(Model model, int seed, CancellationToken cancel)
    {
        if (Rows.Task == TaskKind.Regression)
        {
            var residuals = Margins.Select((m, i) => Rows.Data.Y[i] - m).ToArray();
            return new ScoringModel(model, Conformal: SplitConformal.Fit(residuals, Rows.Data.Groups));
        }

        var rows = LatestTermRows();
        var (recent, outcomes, groups) = (Pick(Margins, rows), Pick(Rows.Data.Y, rows), Pick(Rows.Data.Groups!, rows));
        var calibrator = CalibratorSelection.Choose(recent, outcomes, groups, seed, cancel).Calibrator;
        return new ScoringModel(model, calibrator, CalibrationBlocks.Build(recent, outcomes, groups));
    }

    private int[] LatestTermRows()
    {
        var all = Enumerable.Range(0, Rows.Rows.Count).ToArray();
        var latest = Rows.TermOfRow.Max();
        var rows = Array.FindAll(all, i => Rows.TermOfRow[i] == latest);
        var positives = rows.Count(i => Rows.Data.Y[i] == 1);
        return Math.Min(positives, rows.Length - positives) >= FewestForRecalibration ? rows : all;
    }

    private static T[] Pick<T>(T[] values, int[] rows) => Array.ConvertAll(rows, i => values[i]);
}
