using EarlyWarning.Domain.Imports.Flat;
using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Validation;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>evaluate table: reads a flat table, cross-validates learners on it, chooses and explains a champion.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="progress">Receives a learner's name and the share of it that is done.</param>
internal sealed class TableEvaluation(TableRequest request, IProgress<(string Learner, double Done)> progress)
{
    private const int RowsExplained = 500;
    private const int FeaturesNamed = 10;

    /// <summary>Runs to the end; learners done before are taken from the checkpoint beside the report.</summary>
    /// <param name="output">Where the report will be, or null.</param>
    /// <param name="cancel">Cancels between fits; learners that are done stay in the checkpoint.</param>
    /// <exception cref="Domain.Imports.ImportRefusedException">A file or an option cannot be used.</exception>
    public TableReport Run(FileInfo? output, CancellationToken cancel)
    {
        var file = FlatFile.Read(request.File, cancel);
        var design = FlatDesign.Learn(file, request);
        var rows = design.Encode(file);
        var models = TableModels.Named(request.Task, request.Models);
        var test = request.TestFile is { } path ? design.Encode(FlatFile.Read(path, cancel)) : null;
        var tournament = new TableTournament(request, rows.Data);
        var checkpoint = new TableCheckpoint(output, TableCheckpoint.Fingerprint(request, rows.Data.Fingerprint()));
        var done = checkpoint.Load();
        foreach (var model in models.Where(m => !done.Exists(d => IsOf(d, m))))
        {
            done.Add(tournament.Run(model, Progress(model.Name), cancel));
            checkpoint.Save(done);
        }

        var results = models.Select(m => done.Find(d => IsOf(d, m))!).ToList();
        var champion = tournament.Champion(results);
        var constant = tournament.Run(TableModels.Constant(request.Task), Progress(TableModels.Baseline), cancel);
        return new TableReport(
            request.Task switch
            {
                TaskKind.Binary => "binary",
                TaskKind.Multiclass => "multiclass",
                _ => "regression",
            },
            rows.Data.Y.Length,
            [.. design.Schema.Columns.Select(c => c.Name)],
            design.Classes,
            [.. design.Notes, .. Unlabelled(rows)],
            tournament.Metric,
            request.Select == SelectionRule.Best ? "best" : "one-se",
            test?.Data.Y.Length,
            [.. results.Select(r => Report(r, models.First(m => IsOf(r, m)), rows, test, cancel))],
            champion?.Name,
            [Report(constant, TableModels.Constant(request.Task), rows, test, cancel)],
            champion is null ? [] : TableFairness.Of(request, rows, tournament.Scored(champion.Margins), cancel),
            champion is null ? null : Explain(models.First(m => IsOf(champion, m)), rows.Data, cancel)
        );
    }

    private static bool IsOf(TableResult result, TableModel model) =>
        string.Equals(result.Name, model.Name, StringComparison.Ordinal);

    private Relay Progress(string learner) => new(share => progress.Report((learner, share)));

    private static IEnumerable<string> Unlabelled(FlatRows rows) =>
        rows.Unlabelled == 0 ? [] : [$"{rows.Unlabelled} rows were left out: they have no label."];

    // With a test file the learner is fitted once on all rows of the file, and the other file is scored once.
    private TableModelReport Report(
        TableResult result,
        TableModel model,
        FlatRows rows,
        FlatRows? test,
        CancellationToken cancel
    )
    {
        var metrics = result.Metrics;
        if (test is not null && result.Reason is null)
        {
            var fitted = model.Create(rows.Data, request.Seed).Fit(rows.Data, cancel);
            var margins = fitted.Margins(test.Data.X, cancel);
            metrics = new Scored(
                request.Task,
                margins,
                test.Data.Y,
                fitted.OutputCount,
                test.Data.Groups
            ).WithIntervals(request.Seed, cancel);
        }

        return new TableModelReport(
            result.Name,
            result.Reason,
            result.TrainSeconds,
            metrics
                .Where(m => !IsOfTop(m.Key))
                .ToDictionary(m => m.Key, m => MetricReport.Of(m.Value), StringComparer.Ordinal)
        );
    }

    // Unlike Progress<T>, in the order and on the thread of the report.
    private sealed class Relay(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }

    private static bool IsOfTop(string key) => key is MetricKeys.PrecisionAtTop or MetricKeys.RecallAtTop;

    private TableExplanationReport Explain(TableModel model, TrainingData data, CancellationToken cancel)
    {
        var fitted = model.Create(data, request.Seed).Fit(data, cancel);
        var explainer = fitted.CreateExplainer();
        var (contributions, sizes) = (new double[data.X.ColumnCount], new double[data.X.ColumnCount]);
        var margins = new double[fitted.OutputCount];
        var rows = Math.Min(RowsExplained, data.X.RowCount);
        var worst = 0.0;
        for (var i = 0; i < rows; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var row = data.X.Row((int)((long)i * data.X.RowCount / rows));
            fitted.Margins(row, margins);
            for (var output = 0; output < fitted.OutputCount; output++)
            {
                explainer.Explain(row, output, contributions);
                worst = Math.Max(
                    worst,
                    Math.Abs(explainer.BaseValueOf(output) + contributions.Sum() - margins[output])
                );
                for (var c = 0; c < sizes.Length; c++)
                {
                    sizes[c] += Math.Abs(contributions[c]) / (rows * (double)fitted.OutputCount);
                }
            }
        }

        var top = Enumerable.Range(0, sizes.Length).OrderByDescending(c => sizes[c]).Take(FeaturesNamed);
        return new TableExplanationReport(
            worst,
            [.. top.Select(c => new TableFeatureReport(data.X.Schema.Columns[c].Name, sizes[c]))]
        );
    }
}
