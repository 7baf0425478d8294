using EarlyWarning.Domain.Imports;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>A learner of the tournament.</summary>
/// <param name="Name">Name in reports and for --models.</param>
/// <param name="Create">Makes its trainer for a table of so many rows and columns.</param>
internal sealed record TableModel(string Name, Func<TrainingData, int, ITrainer> Create);

/// <summary>The learners of evaluate table, the simplest first.</summary>
internal static class TableModels
{
    /// <summary>What every learner must beat.</summary>
    public const string Baseline = "baseline";

    /// <summary>All learners of a task.</summary>
    public static IReadOnlyList<TableModel> Of(TaskKind task) =>
        [
            .. Linear(task),
            new TableModel("decisionTree", (_, _) => new DecisionTreeTrainer(task)),
            new TableModel(
                "baggedTrees",
                (_, seed) => new BaggedTreesTrainer(task, new ForestOptions { Trees = 50, Seed = seed })
            ),
            new TableModel(
                "randomForest",
                (_, seed) => new RandomForestTrainer(task, new ForestOptions { Seed = seed })
            ),
            new TableModel("gradientBoosting", (data, seed) => new GradientBoostingTrainer(task, Boosting(data, seed))),
        ];

    private static IEnumerable<TableModel> Linear(TaskKind task) =>
        task switch
        {
            TaskKind.Regression =>
            [
                new("linearRegression", (_, _) => new LinearRegressionTrainer(new ElasticNetOptions { Penalty = 0 })),
                new(
                    "elasticNet",
                    (_, _) => new LinearRegressionTrainer(new ElasticNetOptions { Penalty = 0.05, L1Ratio = 0.5 })
                ),
            ],
            TaskKind.Binary =>
            [
                new(
                    "logisticRegression",
                    (_, _) => new LogisticRegressionTrainer(new ElasticNetOptions { Penalty = 0.02 })
                ),
                new("linearSvm", (_, _) => new LinearSvmTrainer()),
            ],
            _ => (TableModel[])
                [
                    new(
                        "logisticRegression",
                        (_, _) =>
                            new LogisticRegressionTrainer(new ElasticNetOptions { Penalty = 0.02 }, TaskKind.Multiclass)
                    ),
                ],
        };

    /// <summary>The mean, or the shares of the classes, for everybody.</summary>
    public static TableModel Constant(TaskKind task) => new(Baseline, (_, _) => new ConstantTrainer(task));

    /// <summary>Those asked for.</summary>
    /// <exception cref="ImportRefusedException">A name is unknown.</exception>
    public static IReadOnlyList<TableModel> Named(TaskKind task, IReadOnlyList<string>? names)
    {
        var all = Of(task);
        if (names is null)
        {
            return all;
        }

        var unknown = names.FirstOrDefault(n => !all.Any(m => string.Equals(m.Name, n, StringComparison.Ordinal)));
        return unknown is null
            ? [.. all.Where(m => names.Contains(m.Name, StringComparer.Ordinal))]
            : throw new ImportRefusedException(
                $"There is no learner \"{unknown}\" for this task. There are {string.Join(", ", all.Select(m => m.Name))}."
            );
    }

    // Small tables get small trees, and no rows kept aside.
    private static GradientBoostingOptions Boosting(TrainingData data, int seed)
    {
        var rows = data.X.RowCount;
        var isSmall = rows < 2_000;
        return new GradientBoostingOptions
        {
            Seed = seed,
            MaxTrees = isSmall ? 100 : 400,
            Leaves = isSmall ? 6 : 15,
            ColumnFraction = isSmall ? 0.5 : 0.7,
            MinRowsPerLeaf = Math.Clamp(rows / 100, 5, 50),
            EarlyStoppingRounds = isSmall ? 0 : 40,
            RefitOnAllRows = true,
        };
    }
}
