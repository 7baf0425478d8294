using System.Globalization;
using System.Text.Json;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>The trainer of a model of the registry, made again from what was recorded of it.</summary>
/// <param name="Trainer">The trainer.</param>
/// <param name="IsTuned">Whether it has the recorded hyperparameters; else those its learner begins with.</param>
internal sealed record MitigationTrainer(ITrainer Trainer, bool IsTuned)
{
    // Like in comparisons, boosting is not fitted a second time on the rows that told it when to stop.
    private const string Refit = "refitOnAllRows";

    /// <summary>Makes it.</summary>
    public static MitigationTrainer Of(ModelVersion version, int seed)
    {
        var recorded =
            JsonSerializer.Deserialize<Dictionary<string, string>>(version.Parameters)
            ?? new Dictionary<string, string>(StringComparer.Ordinal);
        var made =
            Made(version.Trainer, recorded)
            ?? Learners
                .Of(TaskKind.Binary, seed)
                .Where(l => !l.ReadsWeeks)
                .Select(l => l.Make(null, false))
                .Where(t => string.Equals(t.Name, version.Trainer, StringComparison.Ordinal))
                .MaxBy(t => t.Parameters.Count(recorded.Contains))
            ?? new GradientBoostingTrainer(TaskKind.Binary);
        return new MitigationTrainer(
            made,
            string.Equals(made.Name, version.Trainer, StringComparison.Ordinal)
                && made.Parameters.All(p => p.Key == Refit || recorded.Contains(p))
        );
    }

    private static ITrainer? Made(string name, IReadOnlyDictionary<string, string> recorded)
    {
        try
        {
            return name switch
            {
                GradientBoostingTrainer.TrainerName => new GradientBoostingTrainer(TaskKind.Binary, Boosting(recorded)),
                LogisticRegressionTrainer.TrainerName => new LogisticRegressionTrainer(
                    new ElasticNetOptions
                    {
                        Penalty = Number(recorded, "penalty"),
                        L1Ratio = Number(recorded, "l1Ratio"),
                        Tolerance = Number(recorded, "tolerance"),
                    }
                ),
                LinearSvmTrainer.TrainerName => new LinearSvmTrainer(
                    new LinearSvmOptions
                    {
                        Penalty = Number(recorded, "penalty"),
                        Tolerance = Number(recorded, "tolerance"),
                        CalibrationFolds = Whole(recorded, "calibrationFolds"),
                        Seed = Whole(recorded, "seed"),
                    }
                ),
                RandomForestTrainer.TrainerName => new RandomForestTrainer(TaskKind.Binary, Forest(recorded)),
                BaggedTreesTrainer.TrainerName => new BaggedTreesTrainer(TaskKind.Binary, Forest(recorded)),
                DecisionTreeTrainer.TrainerName => new DecisionTreeTrainer(
                    TaskKind.Binary,
                    new DecisionTreeOptions
                    {
                        Leaves = Whole(recorded, "leaves"),
                        MinRowsPerLeaf = Whole(recorded, "minRowsPerLeaf"),
                    }
                ),
                _ => null,
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or ArgumentException)
        {
            // Recorded by another version of the program: the learner's own hyperparameters, and the page says so.
            return null;
        }
    }

    private static GradientBoostingOptions Boosting(IReadOnlyDictionary<string, string> recorded) =>
        new()
        {
            MaxTrees = Whole(recorded, "maxTrees"),
            Leaves = Whole(recorded, "leaves"),
            MinRowsPerLeaf = Whole(recorded, "minRowsPerLeaf"),
            LearningRate = Number(recorded, "learningRate"),
            Seed = Whole(recorded, "seed"),
        };

    private static ForestOptions Forest(IReadOnlyDictionary<string, string> recorded) =>
        new()
        {
            Trees = Whole(recorded, "trees"),
            MaxDepth = Whole(recorded, "maxDepth"),
            MinRowsPerLeaf = Whole(recorded, "minRowsPerLeaf"),
            Seed = Whole(recorded, "seed"),
        };

    private static double Number(IReadOnlyDictionary<string, string> recorded, string name) =>
        double.Parse(recorded[name], CultureInfo.InvariantCulture);

    private static int Whole(IReadOnlyDictionary<string, string> recorded, string name) =>
        int.Parse(recorded[name], CultureInfo.InvariantCulture);
}
