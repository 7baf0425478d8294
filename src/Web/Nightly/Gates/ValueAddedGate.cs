using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Web.Nightly.Gates;

/// <summary>
/// Better than the rules and the class average in log loss and in precision at the cut (for grades in root mean squared
/// error), the interval of the paired difference beyond zero. Where a model adds nothing, no individual scores are shown.
/// </summary>
internal static class ValueAddedGate
{
    public static GateReport Judge(Dataset test, IReadOnlyList<Entry> entries, CancellationToken cancel)
    {
        var champion = entries.First(e => e.Role == "champion");
        var differences = new Dictionary<string, MetricReport>(StringComparer.Ordinal);
        var failures = new List<string>();
        foreach (var baseline in entries.Where(e => e.Role == "baseline"))
        {
            foreach (var (metric, lowerIsBetter, difference) in Compare(test, champion, baseline, cancel))
            {
                differences[$"{baseline.Name}.{metric}"] = MetricReport.Of(difference);
                var better = lowerIsBetter ? difference.High < 0 : difference.Low > 0;
                if (!better)
                {
                    failures.Add($"{metric} against {Words(baseline.Name)}");
                }
            }
        }

        var sentence =
            failures.Count == 0
                ? "The model adds to the rules and to the class average."
                : $"The model does not clearly add to what rules and averages say: {string.Join(", ", failures)}.";
        return new GateReport(failures.Count == 0, sentence, differences);
    }

    private static IEnumerable<(string Metric, bool LowerIsBetter, MetricValue Difference)> Compare(
        Dataset test,
        Entry champion,
        Entry baseline,
        CancellationToken cancel
    )
    {
        var groups = test.Data.Groups;
        if (test.Task == TaskKind.Regression)
        {
            var rmse = Metrics.Difference(
                new RegressionPredictions(champion.Predictions, test.Data.Y),
                new RegressionPredictions(baseline.Predictions, test.Data.Y),
                groups,
                ct: cancel
            );
            yield return (MetricKeys.Rmse, true, rmse[MetricKeys.Rmse]);
            yield break;
        }

        var all = Enumerable.Range(0, test.Rows.Count).ToArray();
        var difference = Metrics.Difference(
            champion.Binary(all, test.Data.Y),
            baseline.Binary(all, test.Data.Y),
            groups,
            new MetricOptions { TopFraction = Tournament.TopFraction },
            cancel
        );
        yield return (MetricKeys.LogLoss, true, difference[MetricKeys.LogLoss]);
        yield return (MetricKeys.PrecisionAtTop, false, difference[MetricKeys.PrecisionAtTop]);
    }

    private static string Words(string baseline) => baseline == Baselines.Rules ? "the rules" : "the class average";
}
