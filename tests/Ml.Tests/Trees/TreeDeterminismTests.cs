using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Trees;

/// <summary>Models of the trees are the same bits whatever the number of threads and the width of vectors.</summary>
public class TreeDeterminismTests
{
    [Fact]
    public async Task Hashes_do_not_depend_on_threads_or_vectors()
    {
        Hashes(2).ShouldBe(Hashes(1));
        await VectorSwitches.ShouldChangeNothing(typeof(TreeDeterminismTests), () => Hashes(2));
    }

    [Fact]
    public void Rows_of_many_blocks_are_sorted_into_leaves_as_by_one_thread()
    {
        var data = SyntheticSchool.Binary(40_000, 4);
        var options = new GradientBoostingOptions
        {
            MaxTrees = 10,
            EarlyStoppingRounds = 0,
            Threads = 1,
        };
        var alone = ModelFormat.Hash(Fit(new GradientBoostingTrainer(TaskKind.Binary, options), data));
        foreach (var threads in new[] { 2, 3, 7 })
        {
            var trainer = new GradientBoostingTrainer(TaskKind.Binary, options with { Threads = threads });
            ModelFormat.Hash(Fit(trainer, data)).ShouldBe(alone, $"{threads} threads");
        }
    }

    private static string Hashes(int threads)
    {
        var binary = SyntheticSchool.Binary(6_000, 3, weights: true);
        var numbers = SyntheticSchool.Regression(3_000, 3);
        var classes = ThreeClasses.Make(3_000, 3, weights: true);
        var boosting = new GradientBoostingOptions
        {
            MaxTrees = 25,
            MinRowsPerLeaf = 20,
            EarlyStoppingRounds = 0,
            Threads = threads,
        };
        Model[] models =
        [
            Fit(new GradientBoostingTrainer(TaskKind.Binary, boosting), binary),
            Fit(new GradientBoostingTrainer(TaskKind.Regression, boosting), numbers),
            Fit(new GradientBoostingTrainer(TaskKind.Regression, boosting with { Quantile = 0.9 }), numbers),
            Fit(new GradientBoostingTrainer(TaskKind.Multiclass, boosting with { EarlyStoppingRounds = 3 }), classes),
            Fit(ForestTests.Trainer("forest", TaskKind.Binary, threads), binary),
            Fit(ForestTests.Trainer("forest", TaskKind.Multiclass, threads), classes),
            Fit(ForestTests.Trainer("bagged", TaskKind.Regression, threads), numbers),
            Fit(ForestTests.Trainer("tree", TaskKind.Binary, threads), binary),
        ];
        return string.Join(' ', models.Select(ModelFormat.Hash));
    }

    private static Model Fit(ITrainer trainer, TrainingData data) => trainer.Fit(data, CancellationToken.None);
}
