using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Validation;

/// <summary>What selection lowers: a metric of held-out rows, its sign turned where higher is better.</summary>
public static class FoldLoss
{
    private static readonly HashSet<string> LowerIsBetter = new(StringComparer.Ordinal)
    {
        MetricKeys.Brier,
        MetricKeys.Ece,
        MetricKeys.LogLoss,
        MetricKeys.Rmse,
        MetricKeys.Mae,
    };

    /// <summary>Log loss for classes, root mean squared error for numbers.</summary>
    public static string DefaultMetric(TaskKind task) =>
        task == TaskKind.Regression ? MetricKeys.Rmse : MetricKeys.LogLoss;

    /// <summary>Whether a lower value of the metric is a better one.</summary>
    public static bool IsLowerBetter(string metric) => LowerIsBetter.Contains(metric);

    /// <summary>The loss of margins, row after row with one per output, beside the outcomes of the same rows.</summary>
    /// <param name="task">What is predicted.</param>
    /// <param name="metric">One of <see cref="MetricKeys"/> that the task has.</param>
    /// <param name="margins">As <see cref="Model.Margins(Table, CancellationToken, int)"/> gives them.</param>
    /// <param name="rows">The rows that were held out.</param>
    /// <exception cref="ArgumentException">The task has no such metric, or lengths differ.</exception>
    public static double Of(TaskKind task, string metric, double[] margins, TrainingData rows)
    {
        ArgumentNullException.ThrowIfNull(margins);
        ArgumentNullException.ThrowIfNull(rows);
        var values = task switch
        {
            TaskKind.Regression => Metrics.Of(new RegressionPredictions(margins, rows.Y, rows.Weights)),
            TaskKind.Binary => Metrics.Of(
                new BinaryPredictions(Array.ConvertAll(margins, Sigmoid.Of), rows.Y, margins, rows.Weights)
            ),
            _ => Metrics.Of(
                new MulticlassPredictions(
                    Softmax.OfRows(margins, rows.ClassCount),
                    rows.Y,
                    rows.ClassCount,
                    rows.Weights
                )
            ),
        };
        if (!values.TryGetValue(metric, out var value))
        {
            throw new ArgumentException(
                $"There is no metric '{metric}' for this task; it has {string.Join(", ", values.Keys)}.",
                nameof(metric)
            );
        }

        return IsLowerBetter(metric) ? value : -value;
    }
}
