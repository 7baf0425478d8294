using System.Diagnostics;
using EarlyWarning.Domain.Imports;
using Spectre.Console;

namespace EarlyWarning.Web.Commands;

/// <summary>Shows how far an import is: a live line on a terminal, a plain line now and then elsewhere.</summary>
internal static class ImportConsole
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    /// <summary>Runs an import while showing its progress.</summary>
    public static Task<ImportReport> WatchAsync(Func<IProgress<ImportProgress>, Task<ImportReport>> import) =>
        AnsiConsole.Profile.Capabilities.Interactive
            ? AnsiConsole
                .Status()
                .StartAsync(
                    "Checking ...",
                    status => import(new Line(text => status.Status = Markup.Escape(text), default))
                )
            : import(new Line(Console.WriteLine, PlainInterval));

    private sealed class Line(Action<string> show, TimeSpan interval) : IProgress<ImportProgress>
    {
        private Stopwatch _clock = Stopwatch.StartNew();
        private TimeSpan _shown;
        private bool _writing;

        public void Report(ImportProgress value)
        {
            if (value.Writing != _writing)
            {
                (_clock, _shown, _writing) = (Stopwatch.StartNew(), TimeSpan.Zero, value.Writing);
            }

            var elapsed = _clock.Elapsed;
            var isLast = value.Rows == value.Total;
            if (elapsed - _shown < interval && !isLast)
            {
                return;
            }

            _shown = elapsed;
            var doing = value.Writing ? "Writing" : "Checking";
            var total = value.Total is { } rows ? $" of {rows:N0}" : "";
            show($"{doing} {value.File}: {value.Rows:N0}{total} rows, {value.Rows / elapsed.TotalSeconds:N0} rows/s");
        }
    }
}
