using System.Globalization;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Commands;

/// <summary>Prints how every learner did in the comparison inside the training terms.</summary>
internal static class ContendersTable
{
    /// <summary>Prints one line a learner, champion first.</summary>
    public static void Write(TextWriter output, GoalReport goal)
    {
        if (goal.Contenders.Count == 0)
        {
            return;
        }

        output.WriteLine("All learners, on a sample of the training terms that their models had not seen:");
        foreach (var contender in goal.Contenders)
        {
            output.WriteLine(Line(contender));
        }
    }

    private static string Line(ContenderReport contender)
    {
        var loss =
            contender.Metrics.GetValueOrDefault(MetricKeys.LogLoss)
            ?? contender.Metrics.GetValueOrDefault(MetricKeys.Rmse);
        var auc = contender.Metrics.GetValueOrDefault(MetricKeys.Auc)?.Value;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {contender.Name, -19} {Number(loss?.Value), 7} {Number(auc), 7} {contender.Rows, 7} rows {contender.Seconds, 6:0.0} s  {contender.Outcome}{(contender.Reason is null ? "" : $": {contender.Reason}")}"
        );
    }

    private static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";
}
