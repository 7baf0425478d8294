using System.Globalization;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>Hyperparameters of <see cref="DecisionTreeTrainer"/>.</summary>
public sealed record DecisionTreeOptions
{
    /// <summary>The most leaves: 2 to 65,536. The most profitable splits are made first.</summary>
    public int Leaves { get; init; } = 24;

    /// <summary>The longest way from root to leaf: 1 to 512.</summary>
    public int MaxDepth { get; init; } = 8;

    /// <summary>The fewest training rows of a leaf: at least 1.</summary>
    public int MinRowsPerLeaf { get; init; } = 20;

    /// <summary>The most bins of a column, the missing bin included: 4 to 256.</summary>
    public int MaxBins { get; init; } = 256;

    /// <summary>Threads to use; changes nothing but the time.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    internal void Check()
    {
        Require(Leaves is >= 2 and <= 65_536, nameof(Leaves), "from 2 to 65,536");
        Require(MaxDepth is >= 1 and <= 512, nameof(MaxDepth), "from 1 to 512");
        Require(MinRowsPerLeaf >= 1, nameof(MinRowsPerLeaf), "at least 1");
        Require(MaxBins is >= 4 and <= ColumnBins.MaxBins, nameof(MaxBins), "from 4 to 256");
        Require(Threads >= 1, nameof(Threads), "at least 1");
    }

    private static void Require(bool valid, string name, string range)
    {
        if (!valid)
        {
            throw new ArgumentOutOfRangeException(name, $"{name} of a decision tree must be {range}.");
        }
    }
}

/// <summary>
/// One classification or regression tree (Breiman, Friedman, Olshen, Stone 1984): Gini impurity or squared error, best
/// split first. A multiclass task has one tree per class against the rest. Missing values, categories and monotone
/// columns as in <see cref="GradientBoostingTrainer"/>. The margin of a leaf with share p of a class is the log-odds
/// (multiclass: the logarithm) of (p m + 1/2) / (m + 1), m being <see cref="DecisionTreeOptions.MinRowsPerLeaf"/>: pure
/// leaves stay finite and the order of leaves is that of their shares.
/// </summary>
public sealed class DecisionTreeTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "decisionTree";

    private readonly DecisionTreeOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public DecisionTreeTrainer(TaskKind task, DecisionTreeOptions? options = null)
    {
        _options = options ?? new DecisionTreeOptions();
        _options.Check();
        Task = task;
        Parameters = TreeParameters.Of(
            task,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["leaves"] = _options.Leaves.ToString(CultureInfo.InvariantCulture),
                ["maxDepth"] = _options.MaxDepth.ToString(CultureInfo.InvariantCulture),
                ["minRowsPerLeaf"] = _options.MinRowsPerLeaf.ToString(CultureInfo.InvariantCulture),
                ["maxBins"] = _options.MaxBins.ToString(CultureInfo.InvariantCulture),
            }
        );
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

        var table = BinnedTable.Build(data.X, Task, rows, _options.MaxBins, _options.Threads, ct);
        using var team = new WorkTeam(_options.Threads);
        var grower = new TreeGrower(table, Limits(), team);
        var trees = new Tree[Task == TaskKind.Multiclass ? data.ClassCount : 1];
        for (var output = 0; output < trees.Length; output++)
        {
            trees[output] = Grow(grower, table, Targets(data, rows, output), Weights(data, rows), ct).Map(ToMargin);
        }

        return new TreeEnsemble(data.X.Schema, Task, Name, new double[trees.Length], trees);
    }

    private double[] Targets(TrainingData data, int[] rows, int output) =>
        Array.ConvertAll(rows, row => Task == TaskKind.Multiclass ? (data.Y[row] == output ? 1 : 0) : data.Y[row]);

    private static double[] Weights(TrainingData data, int[] rows) =>
        Array.ConvertAll(rows, row => data.Weights?[row] ?? 1);

    /// <summary>Numbers are learned as distances from their mean, where rounding is smallest.</summary>
    private Tree Grow(TreeGrower grower, BinnedTable table, double[] y, double[] weights, CancellationToken ct)
    {
        var centre = Task == TaskKind.Regression ? new SquaredLoss().InitialMargin(y, weights) : 0;
        var scale = new FixedPoint(y.Length, y.Max(v => Math.Abs(v - centre)) * weights.Max(), weights.Max());
        var items = new NodeSums[y.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = scale.Encode((centre - y[i]) * weights[i], weights[i]);
        }

        var task = new GrowthTask(items, scale, table.UsableColumns());
        return grower.Grow(task, new double[y.Length], ct).Map(v => v + centre);
    }

    private double ToMargin(double value)
    {
        if (Task == TaskKind.Regression)
        {
            return value;
        }

        var share = ((value * _options.MinRowsPerLeaf) + 0.5) / (_options.MinRowsPerLeaf + 1);
        return Task == TaskKind.Binary ? Sigmoid.LogOdds(share) : Math.Log(share);
    }

    private TreeLimits Limits() =>
        new(
            _options.Leaves,
            _options.MaxDepth,
            _options.MinRowsPerLeaf,
            MinHessianPerLeaf: double.Epsilon,
            L2: 0,
            CategoryL2: 0,
            CategorySmoothing: 10,
            MaxCategoriesLeft: ColumnBins.MaxBins,
            LearningRate: 1
        );
}
