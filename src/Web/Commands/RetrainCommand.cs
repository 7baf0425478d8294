using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace EarlyWarning.Web.Commands;

/// <summary>retrain: trains, judges and scores once, and prints how the models did.</summary>
internal static class RetrainCommand
{
    public static Command Create(IServiceProvider services)
    {
        var asOf = new Option<string?>("--as-of")
        {
            Description = "What was known by the end of this day counts (yyyy-MM-dd).",
        };
        var output = new Option<FileInfo?>("--out") { Description = "Also write the report as JSON to this file." };
        var command = new Command(
            "retrain",
            "Train on finished terms, judge on a later one, score running enrollments."
        )
        {
            asOf,
            output,
        };
        command.SetAction(
            (parsed, cancel) => RunAsync(services, parsed.GetValue(asOf), parsed.GetValue(output), cancel)
        );
        return command;
    }

    private static async Task<int> RunAsync(
        IServiceProvider services,
        string? asOf,
        FileInfo? output,
        CancellationToken cancel
    )
    {
        DateOnly? day = null;
        if (asOf is not null)
        {
            if (
                !DateOnly.TryParseExact(
                    asOf,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var parsed
                )
            )
            {
                await Console.Error.WriteLineAsync($"--as-of \"{asOf}\" is not a day. Write it as 2015-01-31.");
                return 2;
            }

            day = parsed;
        }

        try
        {
            await MigrateAsync(services, cancel);
            var started = services.GetRequiredService<TimeProvider>().GetTimestamp();
            var progress = new ConsoleProgress(services.GetRequiredService<TimeProvider>());
            var report = await services.GetRequiredService<RetrainingRun>().RunAsync(day, progress, cancel);
            Print(report);
            if (output is not null)
            {
                await File.WriteAllTextAsync(
                    output.FullName,
                    JsonSerializer.Serialize(report, ReportJson.Options),
                    cancel
                );
            }

            var elapsed = services.GetRequiredService<TimeProvider>().GetElapsedTime(started);
            AnsiConsole.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"Done in {elapsed.TotalSeconds:0.0} s.")
            );
            return 0;
        }
        catch (RetrainingException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. The scores in service are unchanged.");
            return 1;
        }
    }

    private static async Task MigrateAsync(IServiceProvider services, CancellationToken cancel)
    {
        var factory = services.GetRequiredService<IDbContextFactory<EarlyWarningDb>>();
        await using var db = await factory.CreateDbContextAsync(cancel);
        await services.GetRequiredService<DatabaseProvider>().PrepareAsync(db, cancel);
        await db.Database.MigrateAsync(cancel);
    }

    private static void Print(RetrainingReport report)
    {
        foreach (var goal in report.Goals)
        {
            AnsiConsole.WriteLine();
            AnsiConsole.WriteLine(
                goal.Horizons is [var first, ..]
                    ? $"{goal.Goal}: trained on {string.Join(", ", first.TrainTerms)}, tested on {first.TestTerm}"
                    : goal.Goal
            );
            if (goal.Reason is not null)
            {
                AnsiConsole.WriteLine(goal.Reason);
            }

            if (goal.Horizons.Count > 0)
            {
                AnsiConsole.Write(TableOf(goal));
            }

            if (goal.Gate is not null)
            {
                AnsiConsole.WriteLine(goal.Gate.Sentence);
            }
        }
    }

    private static Table TableOf(GoalReport goal)
    {
        var isBinary = goal.Horizons[0].Models[0].Metrics.ContainsKey("auc");
        string[] metrics = isBinary ? ["auc", "precision", "recall", "ece", "logLoss"] : ["rmse", "mae", "r2"];
        var table = new Table().Border(TableBorder.Simple).Expand();
        table.AddColumns("week", "n", isBinary ? "base rate" : "mean", "model", "role");
        foreach (var metric in metrics)
        {
            var title = metric is "precision" or "recall" ? $"{metric} at 10 %" : metric;
            table.AddColumn(new TableColumn(title).NoWrap());
        }

        foreach (var horizon in goal.Horizons)
        {
            foreach (var model in horizon.Models)
            {
                string[] head =
                [
                    horizon.Week.ToString(CultureInfo.InvariantCulture),
                    horizon.N.ToString("n0", CultureInfo.InvariantCulture),
                    Number(horizon.BaseRate),
                    model.Name,
                    model.Role,
                ];
                table.AddRow([.. head, .. metrics.Select(m => Cell(m, model.Metrics))]);
            }
        }

        return table;
    }

    private static string Cell(string metric, IReadOnlyDictionary<string, MetricReport> metrics)
    {
        var value = metrics[metric];
        return metric is "auc" or "rmse"
            ? $"{Number(value.Value)} ({Number(value.Low)}-{Number(value.High)})"
            : Number(value.Value);
    }

    private static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
}

/// <summary>Prints each step with the time since the beginning.</summary>
/// <param name="time">The clock.</param>
internal sealed class ConsoleProgress(TimeProvider time) : IProgress<string>
{
    private readonly long _started = time.GetTimestamp();

    public void Report(string value) =>
        Console.Error.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{time.GetElapsedTime(_started).TotalSeconds, 7:0.0} s  {value}"
            )
        );
}
