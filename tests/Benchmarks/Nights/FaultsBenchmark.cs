using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Benchmarks.Nights;

/// <summary>
/// faults: kills the process of a run (SIGKILL) at every boundary of its steps and at random instants, starts it again as
/// the application would, and checks each time that what is in service is whole and that no night is run twice.
/// </summary>
internal static class FaultsBenchmark
{
    /// <summary>What is trained is not the point here: a night of seconds is killed as well as one of minutes.</summary>
    private static readonly Dictionary<string, string> Small = new(StringComparer.Ordinal)
    {
        ["Retraining__TrainingRows"] = "2000",
        ["Retraining__ComparisonRows"] = "400",
        ["Retraining__Trials"] = "0",
        ["Retraining__Rows__lstm"] = "0",
        ["Retraining__Rows__mlp"] = "0",
        ["Retraining__Rows__stacking"] = "0",
        ["Retraining__Rows__randomForest"] = "0",
        ["Retraining__Rows__baggedTrees"] = "0",
        ["Retraining__Rows__nearestNeighbours"] = "0",
        ["Retraining__Rows__linearSvm"] = "0",
    };

    public static Command Create()
    {
        var kills = new Option<int>("--kills") { Description = "Kills.", DefaultValueFactory = _ => 200 };
        var students = new Option<int>("--students")
        {
            Description = "Students of the demo school.",
            DefaultValueFactory = _ => 100,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of the random instants.",
            DefaultValueFactory = _ => 1,
        };
        var work = new Option<DirectoryInfo?>("--work")
        {
            Description = "Folder to work in; by default one that is removed.",
        };
        var output = new Option<FileInfo?>("--out") { Description = "Write the report as JSON to this file." };
        var command = new Command("faults", "Kills runs at every step and checks what is left.")
        {
            kills,
            students,
            seed,
            work,
            output,
        };
        command.SetAction(
            async (parsed, cancel) =>
            {
                var given = parsed.GetValue(work);
                var folder = given ?? Directory.CreateTempSubdirectory("faults-");
                try
                {
                    var report = await RunAsync(
                        folder,
                        parsed.GetValue(kills),
                        parsed.GetValue(students),
                        parsed.GetValue(seed),
                        cancel
                    );
                    return await TellAsync(report, parsed.GetValue(output), cancel);
                }
                finally
                {
                    if (given is null)
                    {
                        folder.Delete(recursive: true);
                    }
                }
            }
        );
        return command;
    }

    private static async Task<FaultsReport> RunAsync(
        DirectoryInfo folder,
        int kills,
        int students,
        int seed,
        CancellationToken cancel
    )
    {
        var began = Stopwatch.GetTimestamp();
        var report = new FaultsReport { Students = students, Asked = kills };
        var school = new NightSchool(folder, TimeSpan.FromSeconds(2), Small);
        Console.WriteLine($"Making a demo school of {students} students in {folder.FullName}");
        await school.MakeAsync(students, cancel);
        var nights = new KilledNights(school, report, new Random(seed));
        await nights.FirstAsync(cancel);
        while (report.Kills < kills)
        {
            await nights.NextAsync(kills, cancel);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{report.Kills} of {kills} killed, {report.Nights} nights, {report.Violations.Count} violations, {Stopwatch.GetElapsedTime(began).TotalMinutes:0.0} min"
                )
            );
        }

        report.Minutes = Stopwatch.GetElapsedTime(began).TotalMinutes;
        return report;
    }

    private static async Task<int> TellAsync(FaultsReport report, FileInfo? output, CancellationToken cancel)
    {
        var json = JsonSerializer.Serialize(report, ReportJson.Options);
        Console.WriteLine(json);
        if (output is not null)
        {
            await File.WriteAllTextAsync(output.FullName, json, cancel);
        }

        Console.WriteLine(
            $"{report.Held} of {report.Kills} kills held; {report.Resumed} runs resumed to success, "
                + $"{report.MarkedFailed} marked failed, {report.StepsReused} steps not done again, "
                + $"{report.Violations.Count} violations."
        );
        return report.Violations.Count == 0 ? 0 : 1;
    }
}
