using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Runs;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

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
        var reproduce = new Option<string?>("--reproduce")
        {
            Description = "Make this model again from its record and compare every byte; nothing is stored.",
        };
        var run = new Option<long?>("--run") { Description = "Execute this run of the database.", Hidden = true };
        var owner = new Option<string?>("--owner") { Description = "Who holds the lease.", Hidden = true };
        var command = new Command(
            "retrain",
            "Train on finished terms, judge on a later one, score running enrollments."
        )
        {
            asOf,
            output,
            reproduce,
            run,
            owner,
        };
        command.SetAction(
            (parsed, cancel) =>
                parsed.GetValue(run) is { } id
                    ? RunAsync(services, id, parsed.GetValue(owner) ?? RunLeases.NewOwner(), cancel)
                : parsed.GetValue(reproduce) is { } model ? ReproduceAsync(services, model, cancel)
                : RunAsync(services, parsed.GetValue(asOf), parsed.GetValue(output), cancel)
        );
        return command;
    }

    private static async Task<int> ReproduceAsync(IServiceProvider services, string model, CancellationToken cancel)
    {
        try
        {
            var progress = new ConsoleProgress(services.GetRequiredService<TimeProvider>());
            var result = await services.GetRequiredService<Reproduction>().RunAsync(model, progress, cancel);
            Console.WriteLine(result.Sentence);
            return result.IsIdentical ? 0 : 1;
        }
        catch (RetrainingException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    // The child process of the application's worker: the run was asked for, and its lease taken, by the parent.
    private static async Task<int> RunAsync(
        IServiceProvider services,
        long runId,
        string owner,
        CancellationToken cancel
    )
    {
        var progress = new ConsoleProgress(services.GetRequiredService<TimeProvider>());
        var end = await services.GetRequiredService<RunHere>().ExecuteAsync(runId, owner, progress, cancel);
        return end == ExecutionEnd.Over ? 0 : RunWorker.NotMine;
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
            var run = await services
                .GetRequiredService<RunHere>()
                .ExecuteAsync(RunKind.Retrain, RunTrigger.Verb, r => r.AsOf = day, progress, cancel);
            var report = RunHere.ReportOf(run)!;
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
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Done in {elapsed.TotalSeconds:0.0} s."));
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

    internal static async Task MigrateAsync(IServiceProvider services, CancellationToken cancel)
    {
        var factory = services.GetRequiredService<IDbContextFactory<EarlyWarningDb>>();
        await using var db = await factory.CreateDbContextAsync(cancel);
        await services.GetRequiredService<DatabaseProvider>().MigrateAsync(db, cancel);
    }

    private static void Print(RetrainingReport report)
    {
        foreach (var goal in report.Goals)
        {
            Console.WriteLine();
            Console.WriteLine(
                goal.Horizons is [var first, ..]
                    ? $"{goal.Goal}: trained on {string.Join(", ", first.TrainTerms)}, tested on {first.TestTerm}"
                    : goal.Goal
            );
            if (goal.Reason is not null)
            {
                Console.WriteLine(goal.Reason);
            }

            if (goal.Horizons.Count > 0)
            {
                WriteTable(goal);
            }

            if (goal.Gate is not null)
            {
                Console.WriteLine(goal.Gate.Sentence);
            }

            ContendersTable.Write(Console.Out, goal);
        }
    }

    private static void WriteTable(GoalReport goal)
    {
        var isBinary = goal.Horizons[0].Models[0].Metrics.ContainsKey("auc");
        Console.WriteLine(
            isBinary
                ? $"{"week", 4} {"n", 6} {"base", 5}  {"model", -19} {"AUC (95 % interval)", -20} {"prec.", 5} {"rec.", 5} {"ECE", 5}  role"
                : $"{"week", 4} {"n", 6} {"mean", 5}  {"model", -19} {"RMSE (95 % interval)", -20} {"MAE", 5} {"R2", 5}        role"
        );
        foreach (var horizon in goal.Horizons)
        {
            foreach (var model in horizon.Models)
            {
                Console.WriteLine(Line(horizon, model, isBinary));
            }
        }

        if (isBinary)
        {
            Console.WriteLine("Precision and recall are those of the 10 % of enrollments with the highest risk.");
        }
    }

    private static string Line(HorizonReport horizon, ModelReport model, bool isBinary)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"{horizon.Week, 4} {horizon.N, 6} {Number(horizon.BaseRate), 5}  {model.Name, -19} "
        );
        var m = model.Metrics;
        return isBinary
            ? $"{head}{Cell(m["auc"]), -20} {Number(m["precision"].Value), 5} {Number(m["recall"].Value), 5} {Number(m["ece"].Value), 5}  {model.Role}"
            : $"{head}{Cell(m["rmse"]), -20} {Number(m["mae"].Value), 5} {Number(m["r2"].Value), 5}        {model.Role}";
    }

    private static string Cell(MetricReport metric) =>
        $"{Number(metric.Value)} ({Number(metric.Low)}-{Number(metric.High)})";

    private static string Number(double? value) =>
        value?.ToString(Math.Abs(value.Value) < 10 ? "0.000" : "0.00", CultureInfo.InvariantCulture) ?? "-";
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
