using System.CommandLine;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Web.Shared.Hosting;
using Microsoft.EntityFrameworkCore;
using Spectre.Console;

namespace EarlyWarning.Web.Commands;

/// <summary>import PATH --format oulad|oneroster [--accept].</summary>
internal static class ImportCommand
{
    private const int ReasonsShown = 10;
    private const int RedirectedWidth = 120;

    /// <summary>Makes the verb.</summary>
    public static Command Create(IServiceProvider services)
    {
        var path = new Argument<string>("path") { Description = "A folder of CSV files, or a zip file of them." };
        var format = new Option<string>("--format")
        {
            Description = "oulad, or oneroster (OneRoster 1.1 with this project's own files; see docs/data.md).",
            Required = true,
        };
        var accept = new Option<bool>("--accept")
        {
            Description = "Import the sound rows even where more than 5 % of a file's rows are faulty.",
        };
        var command = new Command("import", "Imports a school's data; all of it becomes visible at once, or none.")
        {
            path,
            format,
            accept,
        };
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(
                    services,
                    new ImportRequest(
                        parsed.GetRequiredValue(path),
                        parsed.GetRequiredValue(format),
                        parsed.GetValue(accept)
                    ),
                    cancel
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, ImportRequest request, CancellationToken cancel)
    {
        var options = ImportSettings.Read(
            services.GetRequiredService<IConfiguration>(),
            services.GetRequiredService<IHostEnvironment>()
        );
        if (options.DemoEnabled)
        {
            // Said before anything is touched: a demo database is not even created for an import.
            Say(ImportRun.DemoRefusal);
            return 1;
        }

        var contexts = services.GetRequiredService<IDbContextFactory<EarlyWarningDb>>();
        var provider = services.GetRequiredService<DatabaseProvider>();
        await MigrateAsync(contexts, provider, cancel);
        var run = new ImportRun(contexts, provider, services.GetRequiredService<TimeProvider>(), options);
        var report = await ImportConsole.WatchAsync(progress => run.RunAsync(request, progress, cancel));
        Show(report);
        return report.IsApplied ? 0 : 1;
    }

    private static async Task MigrateAsync(
        IDbContextFactory<EarlyWarningDb> contexts,
        DatabaseProvider provider,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await provider.MigrateAsync(db, cancel);
    }

    private static void Show(ImportReport report)
    {
        if (report.Files.Count > 0)
        {
            if (Console.IsOutputRedirected)
            {
                AnsiConsole.Profile.Width = RedirectedWidth;
            }

            AnsiConsole.Write(FileTable(report));
        }

        foreach (var warning in report.Warnings)
        {
            Say($"Note: {warning}");
        }

        foreach (var row in report.Quarantined.Take(ReasonsShown))
        {
            var column = row.Column is null ? "" : $", column {row.Column}";
            Say($"Set aside: {row.File}, line {row.Line}{column}: {row.Reason}");
        }

        var others = report.Files.Sum(f => f.Quarantined) - Math.Min(report.Quarantined.Count, ReasonsShown);
        if (others > 0)
        {
            Say($"... and {others} more.");
        }

        Say(report.IsApplied ? $"Imported. {report.Message}" : $"Refused. {report.Message}");
    }

    private static Table FileTable(ImportReport report)
    {
        var table = new Table().AddColumn("File");
        foreach (var heading in (string[])["Rows read", "Records added or changed", "Rows set aside"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        foreach (var file in report.Files)
        {
            var applied = report.IsApplied ? file.Applied : 0;
            table.AddRow(Markup.Escape(file.Name), $"{file.Read:N0}", $"{applied:N0}", $"{file.Quarantined:N0}");
        }

        return table;
    }

    // Sentences are not wrapped: the terminal does that, and a log keeps one line for each.
    private static void Say(string text) => Console.WriteLine(text);
}
