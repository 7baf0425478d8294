using System.Globalization;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>Prints a report of evaluate sequences for people.</summary>
internal static class SequencesSummary
{
    private static readonly string[] Keys =
    [
        MetricKeys.Auc,
        MetricKeys.Accuracy,
        MetricKeys.F1,
        MetricKeys.LogLoss,
        MetricKeys.Ece,
    ];

    public static void Print(SequencesReport report, TextWriter writer)
    {
        writer.WriteLine();
        writer.WriteLine(
            $"Learned from {report.Rows} answers of {report.Students} students to {report.Skills} skills; "
                + $"tested on {report.TestRows} answers of {report.TestStudents} students."
        );
        writer.WriteLine();
        writer.WriteLine(
            $"{"on the test file", -22}{"answers", 8}  " + string.Concat(Keys.Select(key => $"{key, -22}")) + "seconds"
        );
        foreach (var model in report.Baselines.Concat(report.Models))
        {
            writer.WriteLine(Line(model));
        }

        if (report.Folds is { } folds)
        {
            PrintFolds(report, folds, writer);
        }

        writer.WriteLine();
        writer.WriteLine($"Champion, chosen on the training file alone: {report.Champion}");
    }

    private static string Line(SequencesModelReport model) =>
        model.Reason is { } reason
            ? $"{model.Name, -22}dropped out: {reason}"
            : $"{model.Name, -22}{model.Rows, 8}  "
                + string.Concat(Keys.Select(key => $"{Cell(model.Metrics[key]), -22}"))
                + model.TrainSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static void PrintFolds(SequencesReport report, int folds, TextWriter writer)
    {
        string[] keys =
        [
            MetricKeys.Accuracy,
            MetricKeys.Precision,
            MetricKeys.Recall,
            MetricKeys.F1,
            MetricKeys.Auc,
            MetricKeys.LogLoss,
        ];
        writer.WriteLine();
        writer.WriteLine(
            $"{$"mean of {folds} folds (s.e.)", -30}  " + string.Concat(keys.Select(key => $"{key, -16}"))
        );
        foreach (var model in report.Baselines.Concat(report.Models).Where(model => model.CrossValidation.Count > 0))
        {
            writer.WriteLine(
                $"{model.Name, -30}  "
                    + string.Concat(
                        keys.Select(key =>
                            $"{$"{Number(model.CrossValidation[key].Mean)} ({Number(model.CrossValidation[key].StandardError)})", -16}"
                        )
                    )
            );
        }
    }

    private static string Cell(MetricReport metric) =>
        $"{Number(metric.Value)} ({Number(metric.Low)}-{Number(metric.High)})";

    private static string Number(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
}
