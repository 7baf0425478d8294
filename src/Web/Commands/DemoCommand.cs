using System.CommandLine;
using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Demo;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Commands;

/// <summary>demo --students N --seed S [--today DATE] [--out-truth PATH]: makes the demo school in an empty database.</summary>
internal static class DemoCommand
{
    public static Command Create(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var students = new Option<int>("--students")
        {
            Description = "Number of students; a school for every 1,000.",
            DefaultValueFactory = _ => configuration.GetValue("Demo:Students", 800),
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Seed; equal options make equal databases.",
            DefaultValueFactory = _ => configuration.GetValue("Demo:Seed", 1),
        };
        var today = new Option<DateOnly?>("--today")
        {
            Description = "Day to lay the terms around (default: the current day).",
        };
        var truth = new Option<string>("--out-truth")
        {
            Description = "File for the true risks, which never enter the database.",
            DefaultValueFactory = _ => Path.Combine("data", "demo-truth.csv"),
        };
        var command = new Command("demo", "Makes the demo school in an empty database.")
        {
            students,
            seed,
            today,
            truth,
        };
        command.SetAction(
            (arguments, cancel) =>
            {
                var clock = services.GetRequiredService<TimeProvider>();
                var options = new DemoOptions(
                    arguments.GetValue(students),
                    arguments.GetValue(seed),
                    arguments.GetValue(today) ?? DateOnly.FromDateTime(clock.GetLocalNow().DateTime),
                    arguments.GetValue(truth)!
                );
                return RunAsync(services, options, cancel);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, DemoOptions options, CancellationToken cancel)
    {
        var contexts = services.GetRequiredService<IDbContextFactory<EarlyWarningDb>>();
        var provider = services.GetRequiredService<DatabaseProvider>();
        var clock = services.GetRequiredService<TimeProvider>();
        try
        {
            await using (var db = await contexts.CreateDbContextAsync(cancel))
            {
                await provider.MigrateAsync(db, cancel);
            }

            var began = clock.GetTimestamp();
            await DemoSchool.GenerateAsync(contexts, provider, options, new Lines(clock, began), cancel);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Made the demo school of {options.Students} students in {clock.GetElapsedTime(began).TotalSeconds:0.0} s; true risks are in {options.TruthPath}."
                )
            );
            return 0;
        }
        catch (DemoRefusedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private sealed class Lines(TimeProvider clock, long began) : IProgress<DemoProgress>
    {
        public void Report(DemoProgress value)
        {
            var rate = value.RowsWritten / Math.Max(0.001, clock.GetElapsedTime(began).TotalSeconds);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.StudentsDone} of {value.Students} students, {value.RowsWritten} rows, {rate:0} rows/s"
                )
            );
        }
    }
}
