using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>
/// Random forest (Breiman 2001) of histogram trees: every tree is grown on a bootstrap sample of the rows and sees a few
/// columns at each node. Missing values, categories and monotone columns as in <see cref="GradientBoostingTrainer"/>;
/// bit-identical for any number of threads and any vector width. The margin of classes is log-odds, affine in the mean
/// vote and fitted out of bag (<see cref="ForestLink"/>), so exact Shapley values sum to it; ranking is that of the
/// votes. A multiclass task grows one tree per class on each sample. Monotone columns make deep trees coarser (each split
/// binds all that is below it), so a forest loses more by them than boosting does. At most 16,777,215 rows.
/// </summary>
public sealed class RandomForestTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "randomForest";

    private readonly ForestOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public RandomForestTrainer(TaskKind task, ForestOptions? options = null)
    {
        _options = options ?? new ForestOptions();
        _options.Check();
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
    public Model Fit(TrainingData data, CancellationToken ct) => new ForestFit(Name, Task, _options, data).Run(ct);
}

/// <summary>
/// Bagging (Breiman 1996): like <see cref="RandomForestTrainer"/>, but every node may use every column.
/// </summary>
public sealed class BaggedTreesTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "baggedTrees";

    private readonly ForestOptions _options;

    /// <summary>Checks and keeps the hyperparameters; <see cref="ForestOptions.ColumnFraction"/> is set to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public BaggedTreesTrainer(TaskKind task, ForestOptions? options = null)
    {
        _options = (options ?? new ForestOptions { Trees = 50 }) with { ColumnFraction = 1 };
        _options.Check();
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
    public Model Fit(TrainingData data, CancellationToken ct) => new ForestFit(Name, Task, _options, data).Run(ct);
}
