using EarlyWarning.Ml.Ensembles;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Neighbours;
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Web.Nightly;

/// <summary>Makes the trainer of a learner.</summary>
/// <param name="found">Hyperparameters that a search found; null for the learner's own.</param>
/// <param name="isToServe">Whether every row may be worth a second fit; in comparisons it is not.</param>
internal delegate ITrainer MakeTrainer(SearchPoint? found, bool isToServe);

/// <summary>A learner of the nightly tournament.</summary>
/// <param name="Name">Name in reports and settings.</param>
/// <param name="Complexity">How complicated its models are; only the order counts.</param>
/// <param name="Make">Makes its trainer.</param>
internal sealed record Learner(string Name, int Complexity, MakeTrainer Make)
{
    /// <summary>What may be searched; empty where the learner's own hyperparameters are taken.</summary>
    public IReadOnlyList<SearchDimension> Space { get; init; } = [];

    /// <summary>Whether it reads weekly signals beside the features.</summary>
    public bool ReadsWeeks { get; init; }
}

/// <summary>All learners that can serve a goal, the simplest first.</summary>
internal static class Learners
{
    private static readonly SearchDimension Penalty = SearchDimension.Logarithmic("penalty", 1e-4, 0.1);

    /// <summary>
    /// The most leaves of a boosted model. Every leaf is walked for the reasons of every student: so many keep two threads at
    /// 20,000 enrollments a second.
    /// </summary>
    private const int MostLeaves = 9_000;

    /// <summary>The learners of a task.</summary>
    /// <param name="task">Binary or regression.</param>
    /// <param name="seed">Seed of all randomness.</param>
    public static IReadOnlyList<Learner> Of(TaskKind task, int seed)
    {
        (string Name, MakeTrainer Make, SearchDimension[] Space)[] all =
        [
            .. Linear(task, seed),
            ("decisionTree", (found, _) => Tree(task, found), [Leaves(4, 48), MinRows(10, 200)]),
            ("nearestNeighbours", (_, _) => Neighbours(task, seed), []),
            ("randomForest", (found, _) => new RandomForestTrainer(task, Forest(found, seed)), [MinRows(10, 200)]),
            ("baggedTrees", (found, _) => new BaggedTreesTrainer(task, Forest(found, seed)), [MinRows(10, 200)]),
            (
                "gradientBoosting",
                (found, isToServe) => Boosting(task, found, seed, isToServe),
                [Leaves(6, 40), MinRows(20, 200), SearchDimension.Logarithmic("learningRate", 0.03, 0.12)]
            ),
            ("stacking", (_, _) => Stacked(task, seed), []),
            ("mlp", (_, _) => Perceptron(task, seed), []),
            (WeeklySequenceTrainer.TrainerName, (_, _) => Lstm(task, seed), []),
        ];
        return
        [
            .. all.Select(
                (l, i) =>
                    new Learner(l.Name, i, l.Make)
                    {
                        Space = l.Space,
                        ReadsWeeks = l.Name == WeeklySequenceTrainer.TrainerName,
                    }
            ),
        ];
    }

    private static IEnumerable<(string, MakeTrainer, SearchDimension[])> Linear(TaskKind task, int seed) =>
        task == TaskKind.Binary
            ?
            [
                ("logisticL1", (found, _) => Linear(task, found, 1), [Penalty]),
                ("logisticL2", (found, _) => Linear(task, found, 0), [Penalty]),
                ("logisticElasticNet", (found, _) => Linear(task, found, 0.1), [Penalty]),
                ("linearSvm", (found, _) => Svm(found, seed), [Penalty]),
            ]
            :
            [
                ("leastSquares", (_, _) => Linear(task, null, 0, least: true), []),
                ("lasso", (found, _) => Linear(task, found, 1), [Penalty]),
                ("ridge", (found, _) => Linear(task, found, 0), [Penalty]),
                ("elasticNet", (found, _) => Linear(task, found, 0.1), [Penalty]),
            ];

    private static SearchDimension Leaves(int low, int high) =>
        SearchDimension.Whole("leaves", low, high, isLogarithmic: true);

    private static SearchDimension MinRows(int low, int high) =>
        SearchDimension.Whole("minRowsPerLeaf", low, high, isLogarithmic: true);

    private static ITrainer Linear(TaskKind task, SearchPoint? found, double l1Ratio, bool least = false)
    {
        var options = new ElasticNetOptions
        {
            Penalty = least ? 0 : found?["penalty"] ?? 1e-3,
            L1Ratio = l1Ratio,
            Tolerance = 1e-6,
        };
        return task == TaskKind.Binary ? new LogisticRegressionTrainer(options) : new LinearRegressionTrainer(options);
    }

    private static LinearSvmTrainer Svm(SearchPoint? found, int seed) =>
        new(
            new LinearSvmOptions
            {
                Penalty = found?["penalty"] ?? 1e-2,
                Tolerance = 1e-6,
                CalibrationFolds = 3,
                Seed = seed,
            }
        );

    private static DecisionTreeTrainer Tree(TaskKind task, SearchPoint? found)
    {
        var defaults = new DecisionTreeOptions();
        return new DecisionTreeTrainer(
            task,
            defaults with
            {
                Leaves = found?.Whole("leaves") ?? defaults.Leaves,
                MinRowsPerLeaf = found?.Whole("minRowsPerLeaf") ?? 50,
            }
        );
    }

    private static NearestNeighboursTrainer Neighbours(TaskKind task, int seed) =>
        new(
            task,
            new NearestNeighboursOptions
            {
                Neighbours = 50,
                WeightByDistance = true,
                Seed = seed,
            }
        );

    // Every leaf of a forest that serves is walked for the reasons of every student: shallow trees keep a night short.
    private static ForestOptions Forest(SearchPoint? found, int seed) =>
        new()
        {
            Trees = 60,
            MaxDepth = 8,
            MinRowsPerLeaf = found?.Whole("minRowsPerLeaf") ?? 25,
            Seed = seed,
        };

    private static GradientBoostingTrainer Boosting(TaskKind task, SearchPoint? found, int seed, bool isToServe)
    {
        var defaults = new GradientBoostingOptions();
        var leaves = found?.Whole("leaves") ?? defaults.Leaves;
        return new GradientBoostingTrainer(
            task,
            defaults with
            {
                MaxTrees = Math.Min(defaults.MaxTrees, MostLeaves / leaves),
                Leaves = leaves,
                MinRowsPerLeaf = found?.Whole("minRowsPerLeaf") ?? defaults.MinRowsPerLeaf,
                LearningRate = found?["learningRate"] ?? defaults.LearningRate,
                Seed = seed,
                RefitOnAllRows = isToServe,
            }
        );
    }

    private static StackingTrainer Stacked(TaskKind task, int seed) =>
        new(
            [Linear(task, null, 0.1), Boosting(task, null, seed, isToServe: false)],
            new StackingOptions { Folds = 3, Seed = seed }
        );

    private static MlpTrainer Perceptron(TaskKind task, int seed) =>
        new(
            task,
            new MlpOptions
            {
                Hidden = [32, 16],
                MaxEpochs = 30,
                EarlyStoppingEpochs = 4,
                BatchSize = 128,
                Seed = seed,
            }
        );

    private static WeeklySequenceTrainer Lstm(TaskKind task, int seed) =>
        new(
            task,
            new LstmOptions
            {
                Cells = 32,
                Dropout = 0.3,
                Rate = new LearningRate { Initial = 4e-3, Decay = 0.1 },
                MaxEpochs = 20,
                EarlyStoppingEpochs = 3,
                Seed = seed,
            }
        );
}
