using System.Globalization;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>Prints a report of evaluate table for people.</summary>
internal static class TableSummary
{
    public static void Print(TableReport report, TextWriter writer)
    {
        writer.WriteLine();
        writer.WriteLine($"{report.Rows} rows, {report.Features.Count} features, {report.Task}");
        foreach (var note in report.Notes)
        {
            writer.WriteLine($"  {note}");
        }

        PrintModels(report, writer);
        writer.WriteLine(
            report.Champion is null
                ? "No learner could be fitted."
                : $"Champion by {report.Metric} ({report.Select}), cross-validated on the file alone: {report.Champion}"
        );
        PrintFairness(report, writer);
        if (report.Explanation is { } explanation)
        {
            writer.WriteLine();
            writer.WriteLine("What drives it (mean size of contribution to the margin):");
            foreach (var feature in explanation.TopFeatures)
            {
                writer.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {feature.MeanAbsoluteContribution, 8:0.0000}  {feature.Name}"
                    )
                );
            }
        }
    }

    private static void PrintModels(TableReport report, TextWriter writer)
    {
        string[] keys = report.Task switch
        {
            "regression" => [MetricKeys.Rmse, MetricKeys.Mae, MetricKeys.R2],
            "multiclass" => [MetricKeys.Accuracy, MetricKeys.MacroF1, MetricKeys.LogLoss],
            _ => [MetricKeys.Accuracy, MetricKeys.Auc, MetricKeys.LogLoss, MetricKeys.Ece],
        };
        writer.WriteLine();
        writer.WriteLine(
            $"{(report.TestRows is { } n ? $"on {n} rows of the test file" : "out of fold"), -24}"
                + string.Concat(keys.Select(k => $"{k, -24}"))
                + "seconds a fit"
        );
        foreach (var model in report.Models.Concat(report.Baselines))
        {
            writer.WriteLine(
                model.Reason is { } reason
                    ? $"{model.Name, -24}dropped out: {reason}"
                    : $"{model.Name, -24}"
                        + string.Concat(keys.Select(k => $"{Cell(model.Metrics[k]), -24}"))
                        + model.TrainSeconds.ToString("0.00", CultureInfo.InvariantCulture)
            );
        }
    }

    private static void PrintFairness(TableReport report, TextWriter writer)
    {
        if (report.Fairness.Count == 0)
        {
            return;
        }

        var keys = report.Task switch
        {
            "regression" => [MetricKeys.Rmse, MetricKeys.Mae],
            "multiclass" => [MetricKeys.Accuracy, MetricKeys.MacroF1],
            _ => (string[])["selectionRate", "falsePositiveRate", "falseNegativeRate", MetricKeys.Precision],
        };
        writer.WriteLine();
        writer.WriteLine($"{"by group", -40}{"n", 7}  " + string.Concat(keys.Select(k => $"{k, -24}")));
        foreach (var row in report.Fairness)
        {
            writer.WriteLine(
                $"{$"{row.Attribute}: {row.Group}", -40}"
                    + (row.Suppressed ? "hidden: too small, or so that another is not worked out" : $"{row.N, 7}  ")
                    + (row.Suppressed ? "" : string.Concat(keys.Select(k => $"{Cell(row.Metrics[k]), -24}")))
            );
        }
    }

    private static string Cell(MetricReport metric) =>
        $"{Number(metric.Value)} ({Number(metric.Low)}-{Number(metric.High)})";

    private static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
}

/// <summary>Progress of an evaluation: a line that is overwritten on a terminal, a line a learner elsewhere.</summary>
internal sealed class EvaluateProgress : IProgress<(string Learner, double Done)>
{
    private string _last = "";

    public void Report((string Learner, double Done) value)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"\r{value.Learner, -24}{value.Done * 100, 4:0} %{(value.Done >= 1 ? Environment.NewLine : "")}"
                )
            );
        }
        else if (value.Done >= 1 && !string.Equals(_last, value.Learner, StringComparison.Ordinal))
        {
            Console.Error.WriteLine($"{value.Learner} done");
            _last = value.Learner;
        }
    }
}
