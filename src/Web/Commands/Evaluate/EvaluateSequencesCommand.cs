using System.CommandLine;
using System.Text.Json;
using EarlyWarning.Ml.Tracing;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>evaluate sequences: knowledge tracing on files of answers, without a school.</summary>
internal static class EvaluateSequencesCommand
{
    private static readonly Option<string> Train = new("--train")
    {
        Description = "Answers to learn from: three lines a student (count; skills; 0 or 1).",
        Required = true,
    };
    private static readonly Option<string> Test = new("--test")
    {
        Description = "Answers that are scored once.",
        Required = true,
    };
    private static readonly Option<int?> Epochs = new("--epochs")
    {
        Description = "The most epochs of a network; how many are used is chosen on students kept aside.",
    };
    private static readonly Option<bool> Compare = new("--compare")
    {
        Description =
            "Also regression, nearest neighbours and dynamic time warping, cross-validated on the training file.",
    };
    private static readonly Option<int> Folds = new("--folds")
    {
        Description = "Folds of the comparison.",
        DefaultValueFactory = _ => 5,
    };
    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Seed of all randomness.",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<FileInfo?> Out = new("--out")
    {
        Description = "Write the report as JSON to this file; a stopped evaluation goes on from FILE.partial.",
    };

    public static Command Create(TimeProvider time)
    {
        var command = new Command("sequences", "Foretells answers from the answers before them.")
        {
            Train,
            Test,
            Epochs,
            Compare,
            Folds,
            Seed,
            Out,
        };
        command.SetAction(
            (parsed, cancel) => Task.Run(() => Run(parsed, time, Console.Out, Console.Error, cancel), cancel)
        );
        return command;
    }

    /// <summary>Exit code 0 when the report is there, 1 when stopped, 2 when a file or an option cannot be used.</summary>
    internal static int Run(
        ParseResult parsed,
        TimeProvider time,
        TextWriter writer,
        TextWriter faults,
        CancellationToken cancel
    )
    {
        var request = new SequencesRequest(
            parsed.GetValue(Train)!,
            parsed.GetValue(Test)!,
            parsed.GetValue(Epochs),
            parsed.GetValue(Compare),
            parsed.GetValue(Folds),
            parsed.GetValue(Seed)
        );
        if (request.Epochs is < 1 or > 1000 || request.Folds < 2)
        {
            faults.WriteLine("--epochs must be from 1 to 1000 and --folds at least 2; give other numbers.");
            return 2;
        }

        return Run(request, parsed.GetValue(Out), time, writer, faults, cancel);
    }

    internal static int Run(
        SequencesRequest request,
        FileInfo? output,
        TimeProvider time,
        TextWriter writer,
        TextWriter faults,
        CancellationToken cancel
    )
    {
        try
        {
            var evaluation = new SequencesEvaluation(request, time, new TimedLines(time, faults));
            var report = evaluation.Run(output, cancel);
            if (output is not null)
            {
                File.WriteAllText(output.FullName, JsonSerializer.Serialize(report, ReportJson.Options));
                File.Delete(output.FullName + TableCheckpoint.Suffix);
            }

            SequencesSummary.Print(report, writer);
            return 0;
        }
        catch (AnswerFileException e)
        {
            faults.WriteLine(e.Message);
            return 2;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.WriteLine($"A file cannot be read or written: {e.Message}");
            return 2;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            faults.WriteLine(
                "Stopped. With --out the parts that are done are kept; the same command goes on from there."
            );
            return 1;
        }
    }

    private sealed class TimedLines(TimeProvider time, TextWriter writer) : IProgress<string>
    {
        private readonly long _started = time.GetTimestamp();

        public void Report(string value) =>
            writer.WriteLine(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{time.GetElapsedTime(_started).TotalSeconds, 7:0.0} s  {value}"
                )
            );
    }
}
