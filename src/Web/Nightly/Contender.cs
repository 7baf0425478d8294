using EarlyWarning.Ml.Calibration;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Web.Nightly;

/// <summary>A learner compared on folds inside the training terms.</summary>
/// <param name="Learner">The learner.</param>
/// <param name="Trainer">Its trainer as it is to serve.</param>
/// <param name="FoldLosses">Log loss, or root mean squared error, on each fold; lower is better.</param>
/// <param name="Held">Margins of rows that the model behind them had not seen.</param>
/// <param name="IsExact">Whether its models are explained exactly, so that it may serve.</param>
internal sealed record Contender(Learner Learner, ITrainer Trainer, double[] FoldLosses, HeldOut Held, bool IsExact)
{
    /// <summary>Parts that a single term is divided into.</summary>
    private const int Folds = 4;

    /// <summary>Log loss, or root mean squared error, of all rows foretold.</summary>
    public double Loss { get; } = Held.Loss();

    /// <summary>
    /// Compares on rolling origins: each training term foretold from those decided before it. A single term is divided by
    /// student instead.
    /// </summary>
    /// <param name="learner">The learner.</param>
    /// <param name="found">Hyperparameters that a search found, or null.</param>
    /// <param name="train">Rows of the training terms.</param>
    /// <param name="seed">Divides a single term.</param>
    /// <param name="cancel">Cancels the fits.</param>
    /// <exception cref="TrainingException">A fold cannot be fitted.</exception>
    public static Contender Compare(
        Learner learner,
        SearchPoint? found,
        Dataset train,
        int seed,
        CancellationToken cancel
    )
    {
        var byTerm = train.RollingOrigins();
        var folds =
            byTerm.Count > 0
                ? [.. byTerm.Select(f => f.Rows)]
                : GroupKFold.Split(train.Data.Groups!, train.Data.Y, Folds, seed);
        var (margins, isExact) = (new double[train.Rows.Count], true);
        Array.Fill(margins, double.NaN);
        var losses = new double[folds.Count];
        for (var fold = 0; fold < losses.Length; fold++)
        {
            var test = folds[fold].Test;
            var model = learner.Make(found, false).Fit(train.Data.Select(folds[fold].Train), cancel);
            var part = train.Select(test);
            var foretold = model.Margins(part.Data.X, cancel);
            losses[fold] = new HeldOut(part, foretold).Loss();
            isExact &= model.CreateExplainer().IsExact;
            for (var i = 0; i < test.Length; i++)
            {
                margins[test[i]] = foretold[i];
            }
        }

        var tested = Enumerable.Range(0, margins.Length).Where(i => !double.IsNaN(margins[i])).ToArray();
        var held = new HeldOut(train.Select(tested), Array.ConvertAll(tested, i => margins[i]));
        return new Contender(learner, learner.Make(found, true), losses, held, isExact);
    }
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
