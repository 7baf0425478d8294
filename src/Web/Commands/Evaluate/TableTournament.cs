using System.Diagnostics;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>How a learner did.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why it dropped out, or null.</param>
/// <param name="TrainSeconds">Seconds of one fit, the mean over all.</param>
/// <param name="Metrics">Out-of-fold metrics, the mean over repeats, with the mean ends of their intervals.</param>
/// <param name="FoldLosses">What the champion is chosen by, one per fold of every repeat; lower is better.</param>
/// <param name="Margins">Out-of-fold margins of the first repeat.</param>
internal sealed record TableResult(
    string Name,
    string? Reason,
    double TrainSeconds,
    IReadOnlyDictionary<string, MetricValue> Metrics,
    double[] FoldLosses,
    double[] Margins
);

/// <summary>Cross-validates learners on a table: every one on the same folds, each row foretold by models that never saw it.</summary>
/// <param name="request">Folds, repeats, metric and seed.</param>
/// <param name="data">Labelled rows.</param>
internal sealed class TableTournament(TableRequest request, TrainingData data)
{
    private readonly IReadOnlyList<IReadOnlyList<Fold>> _repeats = StratifiedKFold.Repeat(
        data,
        request.Task,
        request.Folds,
        request.Repeats,
        request.Seed
    );

    /// <summary>The metric the champion is chosen by.</summary>
    public string Metric =>
        request.Metric ?? (request.Task == TaskKind.Regression ? MetricKeys.Rmse : MetricKeys.LogLoss);

    /// <summary>Cross-validates one learner.</summary>
    /// <param name="model">The learner.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <param name="cancel">Cancels between fits.</param>
    public TableResult Run(TableModel model, IProgress<double> progress, CancellationToken cancel)
    {
        var (losses, metrics) = (new List<double>(), new List<IReadOnlyDictionary<string, MetricValue>>());
        double[]? first = null;
        var (fits, watch) = (0, new Stopwatch());
        try
        {
            foreach (var folds in _repeats)
            {
                var margins = new double[data.Y.Length * Outputs];
                foreach (var fold in folds)
                {
                    watch.Start();
                    var part = data.Select(fold.Train);
                    var fitted = model.Create(part, request.Seed).Fit(part, cancel);
                    watch.Stop();
                    var found = fitted.Margins(data.X.Select(fold.Test), cancel);
                    for (var i = 0; i < fold.Test.Length; i++)
                    {
                        found.AsSpan(i * Outputs, Outputs).CopyTo(margins.AsSpan(fold.Test[i] * Outputs));
                    }

                    progress.Report((double)++fits / (_repeats.Count * folds.Count));
                }

                var scored = Scored(margins);
                losses.AddRange(folds.Select(f => Loss(scored.Select(f.Test).Plain())));
                metrics.Add(scored.WithIntervals(request.Seed, cancel));
                first ??= margins;
            }
        }
        catch (TrainingException e)
        {
            return new TableResult(
                model.Name,
                e.Message,
                0,
                new Dictionary<string, MetricValue>(StringComparer.Ordinal),
                [],
                []
            );
        }

        return new TableResult(model.Name, null, watch.Elapsed.TotalSeconds / fits, Mean(metrics), [.. losses], first!);
    }

    /// <summary>The champion among those that could be fitted, the simplest first; null where none could.</summary>
    public TableResult? Champion(IReadOnlyList<TableResult> results)
    {
        var fitted = results.Where(r => r.Reason is null).ToList();
        if (fitted.Count == 0)
        {
            return null;
        }

        var best = fitted.MinBy(r => r.FoldLosses.Average())!;
        return request.Select == SelectionRule.Best ? best : fitted.First(r => IsAsGood(r.FoldLosses, best.FoldLosses));
    }

    /// <summary>Margins beside what happened, on the rows of the tournament.</summary>
    public Scored Scored(double[] margins) => new(request.Task, margins, data.Y, Outputs, data.Groups);

    private int Outputs => request.Task == TaskKind.Multiclass ? data.ClassCount : 1;

    // Paired over folds: the mean of the differences against its standard error.
    private static bool IsAsGood(double[] losses, double[] best)
    {
        var differences = losses.Zip(best, (a, b) => a - b).ToArray();
        var mean = differences.Average();
        var variance = differences.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, differences.Length - 1);
        return mean <= Math.Sqrt(variance / differences.Length);
    }

    private double Loss(IReadOnlyDictionary<string, double> metrics)
    {
        var value = metrics[Metric];
        return Metric is MetricKeys.LogLoss or MetricKeys.Brier or MetricKeys.Ece or MetricKeys.Rmse or MetricKeys.Mae
            ? value
            : -value;
    }

    private static Dictionary<string, MetricValue> Mean(List<IReadOnlyDictionary<string, MetricValue>> repeats) =>
        repeats[0]
            .Keys.ToDictionary(
                key => key,
                key => new MetricValue(
                    repeats.Average(r => r[key].Value),
                    repeats.Average(r => r[key].Low),
                    repeats.Average(r => r[key].High)
                ),
                StringComparer.Ordinal
            );
}
