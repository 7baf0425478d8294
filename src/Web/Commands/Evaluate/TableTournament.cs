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
    private const int RowsOfALargeFit = 20_000;

    private readonly IReadOnlyList<IReadOnlyList<Fold>> _repeats = StratifiedKFold.Repeat(
        data,
        request.Task,
        request.Folds,
        request.Repeats,
        request.Seed
    );

    /// <summary>The metric the champion is chosen by.</summary>
    public string Metric => request.Metric ?? FoldLoss.DefaultMetric(request.Task);

    /// <summary>Cross-validates one learner.</summary>
    /// <param name="model">The learner.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <param name="cancel">Cancels between fits.</param>
    public TableResult Run(TableModel model, IProgress<double> progress, CancellationToken cancel)
    {
        var (losses, metrics) = (new List<double>(), new List<IReadOnlyDictionary<string, MetricValue>>());
        double[]? first = null;
        var done = 0;
        long ticks = 0;
        try
        {
            foreach (var folds in _repeats)
            {
                var margins = new double[data.Y.Length * Outputs];
                Parallel.ForEach(
                    folds,
                    new ParallelOptions { MaxDegreeOfParallelism = FoldsAtOnce, CancellationToken = cancel },
                    fold =>
                    {
                        var began = Stopwatch.GetTimestamp();
                        Foretell(model, fold, margins, cancel);
                        Interlocked.Add(ref ticks, Stopwatch.GetTimestamp() - began);
                        lock (_repeats)
                        {
                            progress.Report((double)++done / (_repeats.Count * folds.Count));
                        }
                    }
                );
                var scored = Scored(margins);
                losses.AddRange(folds.Select(f => Loss(scored.Select(f.Test).Plain())));
                metrics.Add(scored.WithIntervals(request.Seed, cancel));
                first ??= margins;
            }
        }
        catch (AggregateException e) when (e.InnerExceptions.All(i => i is TrainingException))
        {
            return Dropped(model, e.InnerExceptions[0].Message);
        }

        return new TableResult(
            model.Name,
            null,
            Stopwatch.GetElapsedTime(0, ticks).TotalSeconds / done,
            Mean(metrics),
            [.. losses],
            first!
        );
    }

    // Small fits do not fill two processors, so folds go side by side there. What is fitted is the same either way.
    private int FoldsAtOnce => data.X.RowCount < RowsOfALargeFit ? Environment.ProcessorCount : 1;

    private static TableResult Dropped(TableModel model, string reason) =>
        new(model.Name, reason, 0, new Dictionary<string, MetricValue>(StringComparer.Ordinal), [], []);

    private void Foretell(TableModel model, Fold fold, double[] margins, CancellationToken cancel)
    {
        var part = data.Select(fold.Train);
        var fitted = model.Create(part, request.Seed).Fit(part, cancel);
        var found = fitted.Margins(data.X.Select(fold.Test), cancel);
        for (var i = 0; i < fold.Test.Length; i++)
        {
            found.AsSpan(i * Outputs, Outputs).CopyTo(margins.AsSpan(fold.Test[i] * Outputs));
        }
    }

    /// <summary>The champion among those that could be fitted, the simplest first; null where none could.</summary>
    public TableResult? Champion(IReadOnlyList<TableResult> results)
    {
        if (results.All(r => r.Reason is not null))
        {
            return null;
        }

        var losses = results.Select(r => r.Reason is null ? r.FoldLosses : null).ToList();
        return results[Selection.Choose(losses, [.. results.Select((_, i) => (double)i)], request.Select)];
    }

    /// <summary>Margins beside what happened, on the rows of the tournament.</summary>
    public Scored Scored(double[] margins) => new(request.Task, margins, data.Y, Outputs, data.Groups);

    private int Outputs => request.Task == TaskKind.Multiclass ? data.ClassCount : 1;

    private double Loss(IReadOnlyDictionary<string, double> metrics) =>
        FoldLoss.IsLowerBetter(Metric) ? metrics[Metric] : -metrics[Metric];

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
