using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>
/// Gradient boosting of histogram trees (Friedman 2001; Chen and Guestrin 2016; Ke et al. 2017) with log loss,
/// multinomial log loss (one tree per class and round), squared loss or the pinball loss of a quantile. Missing values learn their side of every split, categories are split as subsets, monotone columns keep
/// their promise everywhere; with several classes, of which no margin is the one they speak of, they have no direction,
/// and <see cref="Parameters"/> says so. Bit-identical for any number of threads and any vector width; without early
/// stopping, or with groups, also for any order of rows. At most 16,777,215 rows.
/// </summary>
public sealed class GradientBoostingTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "gradientBoosting";

    private readonly GradientBoostingOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public GradientBoostingTrainer(TaskKind task, GradientBoostingOptions? options = null)
    {
        _options = options ?? new GradientBoostingOptions();
        _options.Check();
        if (_options.Quantile is not null && task != TaskKind.Regression)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                "Gradient boosting learns a quantile of numbers only; leave Quantile out for outcomes that are classes."
            );
        }

        Task = task;
        Parameters = TreeParameters.Of(task, _options.ToParameters());
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
        var rows = TrainingChecks.UsableRows(Name, Task, data, 2 * _options.MinRowsPerLeaf);
        TrainingChecks.CheckColumns(Name, data.X, rows);
        if (rows.Length > FixedPoint.MaxRows)
        {
            throw new TrainingException(
                $"{Name} takes at most {FixedPoint.MaxRows} rows, but there are {rows.Length}; use fewer terms."
            );
        }

        if (_options.EarlyStoppingRounds == 0)
        {
            return Boost(data, rows, [], _options.MaxTrees, ct);
        }

        var (training, validation) = SplitRows(data, rows);
        var stopped = Boost(data, training, validation, _options.MaxTrees, ct);
        return _options.RefitOnAllRows
            ? Boost(data, rows, [], Math.Max(1, stopped.TreeCount / stopped.OutputCount), ct)
            : stopped;
    }

    private TreeEnsemble Boost(TrainingData data, int[] rows, int[] validation, int rounds, CancellationToken ct)
    {
        var task = BoostingTask.Of(Task, _options, data);
        using var boosting = new BoostingRun(_options, task, data, rows, ct);
        var stopping = new EarlyStopping(task, data, validation, boosting.BaseMargins, _options.EarlyStoppingRounds);
        var grown = new List<Tree[]>();
        while (grown.Count < rounds && !stopping.IsReached)
        {
            grown.Add(boosting.NextRound());
            stopping.Add(grown[^1]);
        }

        var kept = validation.Length > 0 ? grown.Take(stopping.BestCount) : grown;
        return new TreeEnsemble(data.X.Schema, Task, Name, boosting.BaseMargins, [.. kept.SelectMany(trees => trees)]);
    }

    /// <summary>
    /// Keeps aside whole groups, chosen by a hash of the group and the seed. Falls back on no rule of its own: where the
    /// part kept aside could not tell good from bad, the reason is said.
    /// </summary>
    private (int[] Training, int[] Validation) SplitRows(TrainingData data, int[] rows)
    {
        var limit = (ulong)(_options.ValidationFraction * ulong.MaxValue);
        bool IsKeptAside(int row) => SeededRandom.Hash(data.Groups?[row] ?? row, _options.Seed) < limit;
        var validation = Array.FindAll(rows, IsKeptAside);
        var training = Array.FindAll(rows, row => !IsKeptAside(row));
        if (
            training.Length < 2 * _options.MinRowsPerLeaf
            || validation.Length == 0
            || OneClass(data, training)
            || OneClass(data, validation)
        )
        {
            throw new TrainingException(
                $"{Name} cannot keep aside a part of {rows.Length} rows for early stopping on which both it and the rest "
                    + "can be judged; add rows or set early stopping to 0 rounds."
            );
        }

        return (training, validation);
    }

    private bool OneClass(TrainingData data, int[] rows) =>
        Task != TaskKind.Regression && Array.TrueForAll(rows, row => data.Y[row] == data.Y[rows[0]]);
}
