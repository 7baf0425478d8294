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
            .. task switch
            {
                TaskKind.Binary => new[]
                {
                    new TableModel(
                        "logisticRegression",
                        (_, _) => new LogisticRegressionTrainer(new ElasticNetOptions())
                    ),
                },
                TaskKind.Regression =>
                [
                    new TableModel("linearRegression", (_, _) => new LinearRegressionTrainer(new ElasticNetOptions())),
                ],
                _ => [],
            },
            new TableModel("gradientBoosting", (data, seed) => new GradientBoostingTrainer(task, Boosting(data, seed))),
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
