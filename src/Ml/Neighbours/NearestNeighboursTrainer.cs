using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neighbours;

/// <summary>
/// k-nearest neighbours over rows of numbers, codes and missing values (Cover and Hart 1967). The model is the training
/// rows themselves.
/// </summary>
public sealed class NearestNeighboursTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "nearestNeighbours";

    private readonly NearestNeighboursOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public NearestNeighboursTrainer(TaskKind task, NearestNeighboursOptions? options = null)
    {
        _options = options ?? new NearestNeighboursOptions();
        _options.Check();
        Task = task;
        Parameters = _options.ToParameters();
    }

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public TaskKind Task { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public Model Fit(TrainingData data, CancellationToken ct)
    {
        var rows = TrainingChecks.UsableRows(Name, Task, data, 2);
        TrainingChecks.CheckColumns(Name, data.X, rows);
        ct.ThrowIfCancellationRequested();
        var y = Array.ConvertAll(rows, row => data.Y[row]);
        var weights = Array.ConvertAll(rows, row => data.Weights?[row] ?? 1);
        var scales = Enumerable.Range(0, data.X.ColumnCount).Select(column => Scale(data.X, rows, column)).ToArray();
        var outputs = Task == TaskKind.Multiclass ? data.ClassCount : 1;
        return new NearestNeighboursModel(
            data.X.Schema,
            Task,
            Name,
            outputs,
            _options,
            new NeighbourRows(data.X.Select(rows), scales),
            y,
            weights,
            Shares(y, weights, data.ClassCount)
        );
    }

    /// <summary>One over the range; 0 for a column that does not vary, which then tells no rows apart.</summary>
    private static float Scale(Table table, int[] rows, int column)
    {
        if (table.Schema.Columns[column].Kind == ColumnKind.Categorical)
        {
            return 1;
        }

        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var row in rows)
        {
            var value = table.Row(row)[column];
            if (!float.IsNaN(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        var scale = (float)(1 / ((double)high - low));
        return high > low && float.IsFinite(scale) ? scale : 0;
    }

    /// <summary>The prior that smooths: the weighted share of each class, a class without rows having a little.</summary>
    private double[] Shares(double[] y, double[] weights, int classes)
    {
        switch (Task)
        {
            case TaskKind.Regression:
                return [];
            case TaskKind.Multiclass:
                return Array.ConvertAll(ClassShares.LogShares(y, weights, classes), Math.Exp);
            default:
                var share = OrderFreeSum.Of(y, weights, weights.Max()) / OrderFreeSum.Of(weights, weights.Max());
                return [1 - share, share];
        }
    }
}
