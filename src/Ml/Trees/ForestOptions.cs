using System.Globalization;

namespace EarlyWarning.Ml.Trees;

/// <summary>Hyperparameters of <see cref="RandomForestTrainer"/> and <see cref="BaggedTreesTrainer"/>.</summary>
public sealed record ForestOptions
{
    /// <summary>The number of trees (per class of a multiclass task): 1 to 10,000.</summary>
    public int Trees { get; init; } = 200;

    /// <summary>
    /// The share of columns drawn at every node: above 0, at most 1; null is the square root of their number for classes
    /// and a third of them for numbers (Breiman 2001). Bagged trees always use all.
    /// </summary>
    public double? ColumnFraction { get; init; }

    /// <summary>The fewest drawn rows of a leaf: at least 1. Exact Shapley values take longer the deeper the trees.</summary>
    public int MinRowsPerLeaf { get; init; } = 5;

    /// <summary>The longest way from root to leaf: 1 to 512.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>The most bins of a column, the missing bin included: 4 to 256.</summary>
    public int MaxBins { get; init; } = 256;

    /// <summary>Decides the rows of each tree and the columns of each node.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads to use; changes nothing but the time.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    internal void Check()
    {
        Require(Trees is >= 1 and <= 10_000, nameof(Trees), "from 1 to 10,000");
        Require(ColumnFraction is null or (> 0 and <= 1), nameof(ColumnFraction), "above 0 and at most 1");
        Require(MinRowsPerLeaf >= 1, nameof(MinRowsPerLeaf), "at least 1");
        Require(MaxDepth is >= 1 and <= 512, nameof(MaxDepth), "from 1 to 512");
        Require(MaxBins is >= 4 and <= ColumnBins.MaxBins, nameof(MaxBins), "from 4 to 256");
        Require(Threads >= 1, nameof(Threads), "at least 1");
    }

    internal TreeLimits Limits() =>
        new(
            Leaves: int.MaxValue,
            MaxDepth,
            MinRowsPerLeaf,
            MinHessianPerLeaf: double.Epsilon,
            L2: 0,
            CategoryL2: 0,
            CategorySmoothing: 1,
            MaxCategoriesLeft: ColumnBins.MaxBins,
            LearningRate: 1
        );

    internal IReadOnlyDictionary<string, string> ToParameters() =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["trees"] = Trees.ToString(CultureInfo.InvariantCulture),
            ["columnFraction"] = ColumnFraction?.ToString(CultureInfo.InvariantCulture) ?? "default",
            ["minRowsPerLeaf"] = MinRowsPerLeaf.ToString(CultureInfo.InvariantCulture),
            ["maxDepth"] = MaxDepth.ToString(CultureInfo.InvariantCulture),
            ["maxBins"] = MaxBins.ToString(CultureInfo.InvariantCulture),
            ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
        };

    private static void Require(bool valid, string name, string range)
    {
        if (!valid)
        {
            throw new ArgumentOutOfRangeException(name, $"{name} of a forest must be {range}.");
        }
    }
}
