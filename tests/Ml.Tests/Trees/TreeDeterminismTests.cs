using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Trees;

/// <summary>
/// Models of the trees are the same bits whatever the number of threads and the width of vectors. The runtime decides
/// about vectors when it starts, so the test starts itself again with them switched off and compares hashes.
/// </summary>
public class TreeDeterminismTests
{
    private const string FileVariable = "EARLYWARNING_HASH_FILE";

    [Fact]
    public async Task Hashes_do_not_depend_on_threads_or_vectors()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is { } file)
        {
            await File.WriteAllTextAsync(file, Describe(), TestContext.Current.CancellationToken);
            return;
        }

        var here = Hashes(1);
        Hashes(2).ShouldBe(here);
        foreach (
            var (setting, width) in new[] { ("EnableAVX512", "256"), ("EnableAVX2", "128"), ("EnableHWIntrinsic", "") }
        )
        {
            var (found, widest) = await InAnotherProcess(setting);
            found.ShouldBe(here, $"{setting}=0");
            (
                width.Length == 0 || widest <= int.Parse(width, System.Globalization.CultureInfo.InvariantCulture)
            ).ShouldBeTrue($"{setting}=0 left vectors of {widest} bits on");
        }
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

    private static async Task<(string Hashes, int Widest)> InAnotherProcess(string setting)
    {
        var file = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.ArgumentList.Add(typeof(TreeDeterminismTests).Assembly.Location);
            start.ArgumentList.Add("-method");
            start.ArgumentList.Add(
                $"{typeof(TreeDeterminismTests).FullName}.{nameof(Hashes_do_not_depend_on_threads_or_vectors)}"
            );
            start.Environment[FileVariable] = file;
            start.Environment["DOTNET_" + setting] = "0";
            // The name that older runtimes know.
            start.Environment["DOTNET_EnableAVX512F"] = "0";
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.ShouldBe(0, await output);
            var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            return (lines[1], int.Parse(lines[0], System.Globalization.CultureInfo.InvariantCulture));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Describe() => $"{WidestVector()}\n{Hashes(2)}\n";

    private static int WidestVector() =>
        Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated || Avx2.IsSupported ? 256
        : 128;

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
