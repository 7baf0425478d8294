using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Validation;

/// <summary>The loss of a trainer on each fold, by a model that did not see the fold's test rows.</summary>
internal static class FoldLosses
{
    /// <exception cref="TrainingException">A fold cannot be fitted, or its metric is not defined.</exception>
    public static double[] Of(
        ITrainer trainer,
        TrainingData data,
        IReadOnlyList<Fold> folds,
        string? metric,
        CancellationToken ct
    )
    {
        var key = metric ?? FoldLoss.DefaultMetric(trainer.Task);
        var losses = new double[folds.Count];
        for (var i = 0; i < losses.Length; i++)
        {
            var held = data.Select(folds[i].Test);
            var margins = trainer.Fit(data.Select(folds[i].Train), ct).Margins(held.X, ct);
            losses[i] = FoldLoss.Of(trainer.Task, key, margins, held);
            if (!double.IsFinite(losses[i]))
            {
                throw new TrainingException(
                    $"{trainer.Name} has no {key} on fold {i + 1} of {losses.Length}, whose {held.X.RowCount} rows may have "
                        + "one outcome only; use fewer folds or another metric."
                );
            }
        }

        return losses;
    }
}
