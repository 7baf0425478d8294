using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;

namespace EarlyWarning.Ml.Tests.Neural;

/// <summary>Networks are the same bits whatever the number of threads and the width of vectors.</summary>
public sealed class NeuralDeterminismTests
{
    [Fact]
    public async Task Hashes_do_not_depend_on_threads_or_vectors()
    {
        Lstm(2).ShouldBe(Lstm(1));
        await VectorSwitches.ShouldChangeNothing(typeof(NeuralDeterminismTests), () => $"{Lstm(2)} {Mlp()}");
    }

    private static string Lstm(int threads)
    {
        const int Count = 60;
        const int Steps = 5;
        var random = new SeededRandom(4, 2);
        float[] Numbers(int count) => Array.ConvertAll(new float[count], _ => (float)(random.NextDouble() - 0.5));
        var data = new SequenceTable(Steps, 3, 2, Numbers(Count * Steps * 3), Numbers(Count * 2));
        double[] y = [.. Enumerable.Range(0, Count).Select(i => (double)(i % 2))];
        var options = new LstmOptions
        {
            Cells = 64,
            BatchSize = 40,
            MaxEpochs = 2,
            EarlyStoppingEpochs = 0,
            Threads = threads,
        };
        var model = new SequenceTrainer(options).Fit(data, [new SequenceHead("risk", TaskKind.Binary, y)]);
        using var writer = new ModelWriter();
        model.Write(writer);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(writer.Content().ToArray()));
    }

    private static string Mlp() =>
        ModelFormat.Hash(
            new MlpTrainer(TaskKind.Binary, new MlpOptions { MaxEpochs = 2 }).Fit(
                SyntheticSchool.Binary(200, 6),
                CancellationToken.None
            )
        );
}
