using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace EarlyWarning.Benchmarks.Quality;

/// <summary>
/// The verb "quality": every published figure of the design beside ours, each measured by the product's own verbs. Reports
/// that are there already are taken as they are, so that a stopped run goes on where it was.
/// </summary>
internal static class QualityBenchmark
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of the data sets.",
            DefaultValueFactory = _ => new DirectoryInfo("../shared/data"),
        };
        var work = new Option<DirectoryInfo>("--work")
        {
            Description = "Folder for reports and derived files.",
            DefaultValueFactory = _ => new DirectoryInfo("artifacts/quality"),
        };
        var only = new Option<string?>("--only") { Description = "Cases whose name begins with this." };
        var command = new Command("quality", "Holds the product against published figures.") { data, work, only };
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(parsed.GetValue(data)!, parsed.GetValue(work)!, parsed.GetValue(only) ?? "", cancel)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        DirectoryInfo data,
        DirectoryInfo work,
        string only,
        CancellationToken cancel
    )
    {
        if (!data.Exists)
        {
            await Console.Error.WriteLineAsync($"There is no folder {data.FullName}. Name it with --data.");
            return 2;
        }

        work.Create();
        var (missed, kept) = (0, 0);
        var began = Stopwatch.GetTimestamp();
        Console.WriteLine("| figure | metric | published | bar | ours (95 % interval) | by | |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var one in TableCases.All(data.FullName).Concat(SchoolCases.All(data.FullName)))
        {
            if (!one.Name.StartsWith(only, StringComparison.Ordinal))
            {
                continue;
            }

            var report = new FileInfo(Path.Combine(work.FullName, one.Name + ".json"));
            kept += report.Exists ? 1 : 0;
            if (!report.Exists && await MeasureAsync(one, work, report, cancel) is { } fault)
            {
                Console.WriteLine($"| {one.Name} | not measured: {fault} |");
                missed++;
                continue;
            }

            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report.FullName, cancel));
            missed += one.Bars.Count(bar => !Print(bar, json.RootElement));
        }

        Console.WriteLine();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(began).TotalMinutes:0.0} minutes on {Environment.ProcessorCount} processors; {kept} reports were there already."
            )
        );
        Console.WriteLine(missed == 0 ? "Every bar is reached." : $"{missed} bars are not reached.");
        return missed == 0 ? 0 : 1;
    }

    // Starts the product as its users do; null where the report is there, else what it said.
    private static async Task<string?> MeasureAsync(
        QualityCase one,
        DirectoryInfo work,
        FileInfo report,
        CancellationToken cancel
    )
    {
        one.Prepare?.Invoke(work.FullName);
        foreach (var arguments in one.Commands)
        {
            var start = new ProcessStartInfo("dotnet")
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "EarlyWarning.Web.dll"));
            foreach (var argument in arguments)
            {
                start.ArgumentList.Add(Fill(argument));
            }

            foreach (var (name, value) in one.Environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            {
                start.Environment[name] = Fill(value);
            }

            using var process = Process.Start(start)!;
            var (output, errors) = (
                process.StandardOutput.ReadToEndAsync(cancel),
                process.StandardError.ReadToEndAsync(cancel)
            );
            await process.WaitForExitAsync(cancel);
            await output;
            if (process.ExitCode != 0)
            {
                return (await errors).Trim().Split('\n')[^1];
            }
        }

        return null;

        string Fill(string text) =>
            text.Replace("{out}", report.FullName, StringComparison.Ordinal)
                .Replace("{work}", work.FullName, StringComparison.Ordinal);
    }

    private static bool Print(QualityBar bar, JsonElement report)
    {
        var found = bar.Read(report);
        var reached = bar.LowerIsBetter ? found.Judged <= bar.Bar : found.Judged >= bar.Bar;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {bar.Name} | {bar.Metric} | {bar.Published:0.0###} | {bar.Bar:0.000} | {found.Value:0.000} ({found.Low:0.000}-{found.High:0.000}) | {found.By} | {(reached ? "reached" : "not reached")} |"
            )
        );
        return reached;
    }
}
