using System.Globalization;

namespace EarlyWarning.Ml.Trees;

/// <summary>
/// Hyperparameters of <see cref="GradientBoostingTrainer"/>. The defaults suit 20,000 to 300,000 weekly snapshots, of
/// which those of one student resemble each other: small steps, small trees, heavy leaves, stopped early.
/// </summary>
public sealed record GradientBoostingOptions
{
    /// <summary>The most rounds, each of one tree (of one per class for a multiclass task): 1 to 10,000.</summary>
    public int MaxTrees { get; init; } = 400;

    /// <summary>Scales every tree: above 0, at most 1.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>The most leaves of a tree: 2 to 65,536.</summary>
    public int Leaves { get; init; } = 15;

    /// <summary>The longest way from root to leaf: 1 to 512.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>The fewest training rows of a leaf: at least 1.</summary>
    public int MinRowsPerLeaf { get; init; } = 50;

    /// <summary>The least hessian (for log loss: sum of p(1-p) times weight) of a leaf: above 0.</summary>
    public double MinHessianPerLeaf { get; init; } = 1e-3;

    /// <summary>Shrinks leaf values towards 0: at least 0.</summary>
    public double L2 { get; init; } = 1;

    /// <summary>Added to <see cref="L2"/> when a split of categories is judged: at least 0.</summary>
    public double CategoryL2 { get; init; } = 10;

    /// <summary>Categories with fewer rows in a node are not set apart there: at least 1.</summary>
    public double CategorySmoothing { get; init; } = 10;

    /// <summary>The most categories on the left of a split: at least 1.</summary>
    public int MaxCategoriesLeft { get; init; } = 32;

    /// <summary>The share of columns each tree may use, drawn anew for each: above 0, at most 1.</summary>
    public double ColumnFraction { get; init; } = 0.7;

    /// <summary>The most bins of a column, the missing bin included: 4 to 256.</summary>
    public int MaxBins { get; init; } = 256;

    /// <summary>Stop when the internal validation loss has not fallen for so many trees; 0 builds all trees on all rows.</summary>
    public int EarlyStoppingRounds { get; init; } = 40;

    /// <summary>The share of groups (of rows where there are none) kept aside for early stopping: above 0, below 1.</summary>
    public double ValidationFraction { get; init; } = 0.15;

    /// <summary>After early stopping, fit once more on all rows with the number of trees that was found best.</summary>
    public bool RefitOnAllRows { get; init; }

    /// <summary>
    /// For regression: learn this quantile (above 0, below 1) in place of the mean; null is the mean. Leaf values are
    /// then not shrunk by <see cref="L2"/>.
    /// </summary>
    public double? Quantile { get; init; }

    /// <summary>Decides the columns of each tree and the rows kept aside.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads to use; changes nothing but the time.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    internal void Check()
    {
        Require(MaxTrees is >= 1 and <= 10_000, nameof(MaxTrees), "from 1 to 10,000");
        Require(LearningRate is > 0 and <= 1, nameof(LearningRate), "above 0 and at most 1");
        Require(Leaves is >= 2 and <= 65_536, nameof(Leaves), "from 2 to 65,536");
        Require(MaxDepth is >= 1 and <= 512, nameof(MaxDepth), "from 1 to 512");
        Require(MinRowsPerLeaf >= 1, nameof(MinRowsPerLeaf), "at least 1");
        Require(MinHessianPerLeaf > 0, nameof(MinHessianPerLeaf), "above 0");
        Require(L2 >= 0, nameof(L2), "at least 0");
        Require(CategoryL2 >= 0, nameof(CategoryL2), "at least 0");
        Require(CategorySmoothing >= 1, nameof(CategorySmoothing), "at least 1");
        Require(MaxCategoriesLeft >= 1, nameof(MaxCategoriesLeft), "at least 1");
        Require(ColumnFraction is > 0 and <= 1, nameof(ColumnFraction), "above 0 and at most 1");
        Require(MaxBins is >= 4 and <= ColumnBins.MaxBins, nameof(MaxBins), "from 4 to 256");
        Require(EarlyStoppingRounds >= 0, nameof(EarlyStoppingRounds), "at least 0");
        Require(ValidationFraction is > 0 and < 1, nameof(ValidationFraction), "above 0 and below 1");
        Require(Quantile is null or (> 0 and < 1), nameof(Quantile), "above 0 and below 1");
        Require(Threads >= 1, nameof(Threads), "at least 1");
    }

    internal TreeLimits Limits() =>
        new(
            Leaves,
            MaxDepth,
            MinRowsPerLeaf,
            MinHessianPerLeaf,
            L2,
            CategoryL2,
            CategorySmoothing,
            MaxCategoriesLeft,
            LearningRate
        );

    internal IReadOnlyDictionary<string, string> ToParameters() =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["maxTrees"] = Text(MaxTrees),
            ["learningRate"] = Text(LearningRate),
            ["leaves"] = Text(Leaves),
            ["maxDepth"] = Text(MaxDepth),
            ["minRowsPerLeaf"] = Text(MinRowsPerLeaf),
            ["minHessianPerLeaf"] = Text(MinHessianPerLeaf),
            ["l2"] = Text(L2),
            ["categoryL2"] = Text(CategoryL2),
            ["categorySmoothing"] = Text(CategorySmoothing),
            ["maxCategoriesLeft"] = Text(MaxCategoriesLeft),
            ["columnFraction"] = Text(ColumnFraction),
            ["maxBins"] = Text(MaxBins),
            ["earlyStoppingRounds"] = Text(EarlyStoppingRounds),
            ["validationFraction"] = Text(ValidationFraction),
            ["refitOnAllRows"] = RefitOnAllRows ? "true" : "false",
            ["quantile"] = Quantile is { } quantile ? Text(quantile) : "mean",
            ["seed"] = Text(Seed),
        };

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static void Require(bool valid, string name, string range)
    {
        if (!valid)
        {
            throw new ArgumentOutOfRangeException(name, $"{name} of gradient boosting must be {range}.");
        }
    }
}
