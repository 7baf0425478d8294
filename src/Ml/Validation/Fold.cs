using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Validation;

/// <summary>Rows to learn from and rows to be judged on; no row is in both.</summary>
public sealed record Fold(int[] Train, int[] Test);

/// <summary>Predictions for rows by models that did not see them.</summary>
public static class OutOfFold
{
    /// <summary>
    /// Fits once per fold; the margins of each test row, NaN for rows that no fold tests: row after row, one per class of
    /// a multiclass task, else one.
    /// </summary>
    /// <exception cref="TrainingException">A fold's training part cannot be fitted.</exception>
    public static double[] Margins(ITrainer trainer, TrainingData data, IReadOnlyList<Fold> folds, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folds);
        var outputs = trainer.Task == TaskKind.Multiclass ? data.ClassCount : 1;
        var margins = new double[checked(data.X.RowCount * outputs)];
        Array.Fill(margins, double.NaN);
        foreach (var fold in folds)
        {
            var model = trainer.Fit(data.Select(fold.Train), ct);
            var found = model.Margins(data.X.Select(fold.Test), ct);
            for (var i = 0; i < fold.Test.Length; i++)
            {
                found.AsSpan(i * outputs, outputs).CopyTo(margins.AsSpan(fold.Test[i] * outputs));
            }
        }

        return margins;
    }
}
