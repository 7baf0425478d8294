using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EarlyWarning.Ml.Tests.Support;

/// <summary>
/// Holds what a test computes against what it computes on processors without wide vectors. The runtime decides about
/// vectors when it starts, so the test is started again in other processes with them switched off.
/// </summary>
internal static class VectorSwitches
{
    private const string FileVariable = "EARLYWARNING_HASH_FILE";

    /// <summary>To be called by a test with what it computes, in one line.</summary>
    public static async Task ShouldChangeNothing(Type test, Func<string> compute, [CallerMemberName] string method = "")
    {
        var ct = TestContext.Current.CancellationToken;
        if (Environment.GetEnvironmentVariable(FileVariable) is { } file)
        {
            await File.WriteAllTextAsync(file, $"{WidestVector()}\n{compute()}\n", ct);
            return;
        }

        var here = compute();
        foreach (
            var (setting, width) in new[] { ("EnableAVX512", 256), ("EnableAVX2", 128), ("EnableHWIntrinsic", 128) }
        )
        {
            var (found, widest) = await InAnotherProcess($"{test.FullName}.{method}", setting, ct);
            found.ShouldBe(here, $"{setting}=0");
            (widest <= width).ShouldBeTrue($"{setting}=0 left vectors of {widest} bits on");
        }
    }

    private static async Task<(string Result, int Widest)> InAnotherProcess(
        string method,
        string setting,
        CancellationToken ct
    )
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
            start.ArgumentList.Add(typeof(VectorSwitches).Assembly.Location);
            start.ArgumentList.Add("-method");
            start.ArgumentList.Add(method);
            start.Environment[FileVariable] = file;
            start.Environment["DOTNET_" + setting] = "0";
            // The name that older runtimes know.
            start.Environment["DOTNET_EnableAVX512F"] = "0";
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(ct);
            await process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            process.ExitCode.ShouldBe(0, await output);
            var lines = await File.ReadAllLinesAsync(file, ct);
            return (lines[1], int.Parse(lines[0], CultureInfo.InvariantCulture));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static int WidestVector() =>
        Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated || Avx2.IsSupported ? 256
        : 128;
}
