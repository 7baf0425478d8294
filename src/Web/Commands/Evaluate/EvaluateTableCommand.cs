using System.CommandLine;
using System.Text.Json;
using EarlyWarning.Domain.Imports;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Validation;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>evaluate table: the learning core on any flat table, without a school.</summary>
internal static class EvaluateTableCommand
{
    private static readonly Option<string> File = new("--file") { Description = "The table.", Required = true };
    private static readonly Option<string> Label = new("--label")
    {
        Description = "Column to predict.",
        Required = true,
    };
    private static readonly Option<string> Task = Choice(
        "--task",
        "How the label is read.",
        "binary",
        "multiclass",
        "regression"
    );
    private static readonly Option<string?> Positive = new("--positive")
    {
        Description = "Binary: the value that is positive, or a comparison such as \">=10\".",
    };
    private static readonly Option<string?> Protected = new("--protected")
    {
        Description = "Columns (a,b) kept out of the features and used for the fairness table.",
    };
    private static readonly Option<string?> Exclude = new("--exclude")
    {
        Description = "Columns (x,y) not used at all.",
    };
    private static readonly Option<string?> Group = new("--group")
    {
        Description = "Column of a person's id; one person's rows stay on one side of every split.",
    };
    private static readonly Option<string?> TestFile = new("--test-file")
    {
        Description = "A table that is only scored.",
    };
    private static readonly Option<int> Folds = Number("--folds", "Folds of a repeat.", 10);
    private static readonly Option<int> Repeats = Number("--repeats", "Repeats under other seeds.", 1);
    private static readonly Option<string> Models = new("--models")
    {
        Description = "Learners (a,b), or all.",
        DefaultValueFactory = _ => "all",
    };
    private static readonly Option<string> Select = Choice("--select", "How the champion is chosen.", "best", "one-se");
    private static readonly Option<string?> Metric = new("--metric")
    {
        Description = "Metric the champion is chosen by.",
    };
    private static readonly Option<int> Seed = Number("--seed", "Seed of all randomness.", 1);
    private static readonly Option<FileInfo?> Out = new("--out")
    {
        Description = "Write the report as JSON to this file; a stopped evaluation goes on from FILE.partial.",
    };

    public static Command Create()
    {
        Task.Required = true;
        var command = new Command("table", "Runs the tournament on a flat table.");
        foreach (
            var option in (Option[])
                [
                    File,
                    Label,
                    Task,
                    Positive,
                    Protected,
                    Exclude,
                    Group,
                    TestFile,
                    Folds,
                    Repeats,
                    Models,
                    Select,
                    Metric,
                    Seed,
                    Out,
                ]
        )
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancel) => System.Threading.Tasks.Task.Run(() => Run(parsed, cancel), cancel));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        try
        {
            var output = parsed.GetValue(Out);
            var report = new TableEvaluation(Request(parsed), new EvaluateProgress()).Run(output, cancel);
            TableSummary.Print(report, Console.Out);
            if (output is not null)
            {
                System.IO.File.WriteAllText(output.FullName, JsonSerializer.Serialize(report, ReportJson.Options));
                System.IO.File.Delete(output.FullName + TableCheckpoint.Suffix);
            }

            return report.Champion is null ? 1 : 0;
        }
        catch (ImportRefusedException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
        catch (IOException e)
        {
            Console.Error.WriteLine($"A file cannot be read or written: {e.Message}");
            return 2;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            Console.Error.WriteLine(
                "Stopped. With --out the learners that are done are kept; the same command goes on from there."
            );
            return 1;
        }
    }

    private static TableRequest Request(ParseResult parsed)
    {
        var task = parsed.GetValue(Task) switch
        {
            "binary" => TaskKind.Binary,
            "multiclass" => TaskKind.Multiclass,
            _ => TaskKind.Regression,
        };
        var models = parsed.GetValue(Models)!;
        return new TableRequest(
            parsed.GetValue(File)!,
            parsed.GetValue(TestFile),
            parsed.GetValue(Label)!,
            task,
            parsed.GetValue(Positive),
            Names(parsed.GetValue(Protected)),
            Names(parsed.GetValue(Exclude)),
            parsed.GetValue(Group),
            AtLeast(parsed.GetValue(Folds), 2, "--folds"),
            AtLeast(parsed.GetValue(Repeats), 1, "--repeats"),
            string.Equals(models, "all", StringComparison.OrdinalIgnoreCase) ? null : Names(models),
            string.Equals(parsed.GetValue(Select), "one-se", StringComparison.Ordinal)
                ? SelectionRule.OneStandardError
                : SelectionRule.Best,
            KnownMetric(parsed.GetValue(Metric), task),
            parsed.GetValue(Seed)
        );
    }

    private static string? KnownMetric(string? metric, TaskKind task)
    {
        string[] known = task switch
        {
            TaskKind.Regression => [MetricKeys.Rmse, MetricKeys.Mae, MetricKeys.R2],
            TaskKind.Multiclass =>
            [
                MetricKeys.Accuracy,
                MetricKeys.BalancedAccuracy,
                MetricKeys.MacroF1,
                MetricKeys.LogLoss,
                MetricKeys.Auc,
            ],
            _ =>
            [
                MetricKeys.Accuracy,
                MetricKeys.BalancedAccuracy,
                MetricKeys.Precision,
                MetricKeys.Recall,
                MetricKeys.F1,
                MetricKeys.Auc,
                MetricKeys.PrAuc,
                MetricKeys.Brier,
                MetricKeys.Ece,
                MetricKeys.LogLoss,
            ],
        };
        return metric is null || known.Contains(metric, StringComparer.Ordinal)
            ? metric
            : throw new ImportRefusedException(
                $"--metric \"{metric}\" is no metric of this task. There are {string.Join(", ", known)}."
            );
    }

    private static int AtLeast(int value, int least, string option) =>
        value >= least ? value : throw new ImportRefusedException($"{option} must be at least {least}; it is {value}.");

    private static string[] Names(string? list) =>
        list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Option<string> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
