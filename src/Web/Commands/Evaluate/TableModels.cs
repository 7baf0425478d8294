using EarlyWarning.Domain.Imports;
using EarlyWarning.Ml.Ensembles;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Neighbours;
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Preparation;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>A learner of the tournament.</summary>
/// <param name="Name">Name in reports and for --models.</param>
/// <param name="Create">Makes its trainer for these training rows.</param>
internal sealed record TableModel(string Name, Func<TrainingData, int, ITrainer> Create);

/// <summary>
/// The learners of evaluate table, the simplest first. Their hyperparameters are searched inside the rows they are given: a few
/// trials on small tables, where a fit takes no time and the best setting differs most; large ones get settings that suit them.
/// </summary>
// Above 300 lines: the one list of learners with their settings, which is read as a table.
internal static class TableModels
{
    /// <summary>What every learner must beat.</summary>
    public const string Baseline = "baseline";

    private const string Balanced = "balancedStacking";
    private const int SmallTable = 2_000;
    private const int InnerFolds = 3;

    // Each fold is a fit of its own on one of the processors.
    private const int Threads = 1;

    /// <summary>All learners of a task.</summary>
    public static IReadOnlyList<TableModel> Of(TaskKind task) =>
        [
            .. Linear(task),
            new TableModel("nearestNeighbours", (data, seed) => Neighbours(task, data, seed)),
            new TableModel("decisionTree", (data, seed) => SearchedTree(task, data, seed)),
            new TableModel("baggedTrees", (_, seed) => Bagged(task, seed)),
            new TableModel(RandomForestTrainer.TrainerName, (data, seed) => SearchedForest(task, data, seed)),
            new TableModel("gradientBoosting", (data, seed) => SearchedBoosting(task, data, seed)),
            new TableModel("mlp", (data, seed) => Perceptron(task, data, seed)),
            new TableModel("stacking", (data, seed) => Stacked(task, data, seed, false)),
            .. task == TaskKind.Multiclass
                ? (TableModel[])[new TableModel(Balanced, (data, seed) => Stacked(task, data, seed, true))]
                : [],
        ];

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

    private static IEnumerable<TableModel> Linear(TaskKind task)
    {
        if (task == TaskKind.Regression)
        {
            yield return new("linearRegression", (_, _) => LinearRegression(new ElasticNetOptions { Penalty = 0 }));
            yield return new("elasticNet", (data, seed) => SearchedLinear("elasticNet", task, data, seed));
            yield break;
        }

        yield return new("logisticRegression", (data, seed) => SearchedLinear("logisticRegression", task, data, seed));
        yield return new(
            "linearSvm",
            (_, seed) =>
                new LinearSvmTrainer(
                    new LinearSvmOptions
                    {
                        Penalty = 0.05,
                        Seed = seed,
                        Threads = Threads,
                    },
                    task
                )
        );
    }

    private static ITrainer SearchedLinear(string name, TaskKind task, TrainingData data, int seed)
    {
        var spread = Spread(task, data);
        return new SearchTrainer(
            name,
            task,
            [
                SearchDimension.Logarithmic("penalty", 1e-3, 0.5),
                SearchDimension.OneOf("l1Ratio", 0, 0.5, 1),
                SearchDimension.OneOf("codes", 0, 1),
            ],
            p =>
            {
                var linear = Linear(task, p["penalty"], p["l1Ratio"], spread);
                return p["codes"] == 0 ? linear : Coded(linear);
            },
            p => -p["penalty"],
            Options(data, seed, small: task == TaskKind.Multiclass ? 5 : 8, large: 5)
        );
    }

    // The penalties are those of outcomes with deviation 1, so that their unit does not matter.
    private static ITrainer Linear(TaskKind task, double penalty, double l1Ratio, double spread)
    {
        var (l1, l2) = (penalty * l1Ratio * spread, penalty * (1 - l1Ratio));
        var options = new ElasticNetOptions
        {
            Penalty = l1 + l2,
            L1Ratio = l1 / (l1 + l2),
            Tolerance = 1e-6,
            Threads = Threads,
        };
        return task == TaskKind.Regression ? LinearRegression(options) : new LogisticRegressionTrainer(options, task);
    }

    private static double Spread(TaskKind task, TrainingData data)
    {
        if (task != TaskKind.Regression)
        {
            return 1;
        }

        var mean = data.Y.Average();
        return Math.Max(1e-9, Math.Sqrt(data.Y.Average(y => (y - mean) * (y - mean))));
    }

    // Whole numbers may be codes, or have an effect that is no straight line.
    private static PreparedTrainer Coded(ITrainer trainer) => new(trainer, [new CodeColumnsStep()]);

    private static LinearRegressionTrainer LinearRegression(ElasticNetOptions options) =>
        new(options with { Threads = Threads });

    // Every row is compared with every other, so that beyond a few thousand a sample of what is known would have to do.
    private static ITrainer Neighbours(TaskKind task, TrainingData data, int seed) =>
        new NearestNeighboursTrainer(
            task,
            new NearestNeighboursOptions
            {
                Neighbours = data.X.RowCount < SmallTable ? 20 : 50,
                WeightByDistance = true,
                Seed = seed,
            }
        );

    private static ITrainer SearchedTree(TaskKind task, TrainingData data, int seed) =>
        new SearchTrainer(
            "decisionTree",
            task,
            [
                SearchDimension.Whole("minRowsPerLeaf", 4, 60, isLogarithmic: true),
                SearchDimension.Whole("leaves", 3, 40, isLogarithmic: true),
            ],
            p => new DecisionTreeTrainer(
                task,
                new DecisionTreeOptions
                {
                    MinRowsPerLeaf = p.Whole("minRowsPerLeaf"),
                    Leaves = p.Whole("leaves"),
                    Threads = Threads,
                }
            ),
            p => p["leaves"],
            Options(data, seed, small: 10, large: 6)
        );

    private static ITrainer Bagged(TaskKind task, int seed) =>
        new BaggedTreesTrainer(
            task,
            new ForestOptions
            {
                Trees = 50,
                Seed = seed,
                Threads = Threads,
            }
        );

    // How many columns a node may choose from matters most where few of many columns say anything about a number.
    private static ITrainer SearchedForest(TaskKind task, TrainingData data, int seed) =>
        task != TaskKind.Regression || data.X.RowCount >= SmallTable
            ? Forest(task, data, seed, null)
            : new SearchTrainer(
                RandomForestTrainer.TrainerName,
                task,
                [SearchDimension.OneOf("columnFraction", 0.2, 0.35, 0.6)],
                p => Forest(task, data, seed, p["columnFraction"]),
                p => p["columnFraction"],
                Options(data, seed, small: 3, large: 3) with
                {
                    Method = SearchMethod.Grid,
                }
            );

    private static RandomForestTrainer Forest(TaskKind task, TrainingData data, int seed, double? columnFraction) =>
        new(
            task,
            new ForestOptions
            {
                Trees = data.X.RowCount < SmallTable ? 200 : 100,
                ColumnFraction = columnFraction,
                Seed = seed,
                Threads = Threads,
            }
        );

    private static ITrainer SearchedBoosting(TaskKind task, TrainingData data, int seed) =>
        data.X.RowCount >= SmallTable
            ? Boosting(task, data, seed, 400, 15, 0.05)
            : new SearchTrainer(
                "gradientBoosting",
                task,
                [SearchDimension.Whole("trees", 20, 120, isLogarithmic: true), SearchDimension.Whole("leaves", 3, 10)],
                p => Boosting(task, data, seed, p.Whole("trees"), p.Whole("leaves"), 0.06),
                p => p["trees"] * p["leaves"],
                Options(data, seed, small: 4, large: 4)
            );

    private static ITrainer Boosting(TaskKind task, TrainingData data, int seed, int trees, int leaves, double rate)
    {
        var isSmall = data.X.RowCount < SmallTable;
        return new GradientBoostingTrainer(
            task,
            new GradientBoostingOptions
            {
                Seed = seed,
                MaxTrees = trees,
                Leaves = leaves,
                LearningRate = rate,
                ColumnFraction = isSmall ? 0.5 : 0.7,
                MinRowsPerLeaf = Math.Clamp(data.X.RowCount / 100, 5, 50),
                EarlyStoppingRounds = isSmall ? 0 : 40,
                RefitOnAllRows = true,
                Threads = Threads,
            }
        );
    }

    private static ITrainer Perceptron(TaskKind task, TrainingData data, int seed) =>
        new MlpTrainer(
            task,
            new MlpOptions
            {
                Hidden = data.X.RowCount < SmallTable ? [24] : [64, 32],
                MaxEpochs = data.X.RowCount < SmallTable ? 60 : 30,
                BatchSize = data.X.RowCount < SmallTable ? 32 : 256,
                Seed = seed,
            }
        );

    // Of small tables every part counts, so the parts of a stack are single settings that do well by themselves.
    private static ITrainer Stacked(TaskKind task, TrainingData data, int seed, bool isBalanced) =>
        new StackingTrainer(
            [
                data.X.RowCount < SmallTable
                    ? Linear(task, 0.05, 0.5, Spread(task, data))
                    : Coded(Linear(task, 3e-3, 0, Spread(task, data))),
                .. StackedForests(task, data, seed),
                data.X.RowCount < SmallTable
                    ? Boosting(task, data, seed, 60, 6, 0.06)
                    : Boosting(task, data, seed, 400, 15, 0.05),
            ],
            new StackingOptions
            {
                Folds = InnerFolds,
                Seed = seed,
                Threads = Threads,
                BalanceDecisions = isBalanced,
            },
            isBalanced ? Balanced : null
        );

    // Few and many columns to choose from at a node: which is better depends on how many columns matter.
    private static IEnumerable<RandomForestTrainer> StackedForests(TaskKind task, TrainingData data, int seed) =>
        (data.X.RowCount < SmallTable ? (double?[])[0.15, 0.5] : [null]).Select(fraction => new RandomForestTrainer(
            task,
            new ForestOptions
            {
                Trees = fraction is null ? 60 : 40,
                ColumnFraction = fraction,
                Seed = seed,
                Threads = Threads,
            }
        ));

    private static SearchOptions Options(TrainingData data, int seed, int small, int large) =>
        new()
        {
            Method = SearchMethod.Random,
            Trials = data.X.RowCount < SmallTable ? small : large,
            Folds = InnerFolds,
            Seed = seed,
        };
}
