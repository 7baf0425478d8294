using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tracing;
using EarlyWarning.Ml.Validation;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Commands.Evaluate;

/// <summary>
/// Learns from one file of answer sequences and scores another, once. Every answer of a sequence is foretold from those
/// before it, the first from none; the second file has no part in any choice.
/// </summary>
/// <param name="request">What was asked for.</param>
/// <param name="time">The clock of the durations.</param>
/// <param name="progress">Told of every step.</param>
internal sealed class SequencesEvaluation(SequencesRequest request, TimeProvider time, IProgress<string> progress)
{
    private readonly int _threads = Math.Min(2, Environment.ProcessorCount);

    /// <summary>Runs it; <paramref name="output"/> is where parts are kept, and taken up again.</summary>
    /// <exception cref="AnswerFileException">A file cannot be used; the message says where and why.</exception>
    public SequencesReport Run(FileInfo? output, CancellationToken cancel)
    {
        var (train, test) = (AnswerFile.Read(request.Train), AnswerFile.Read(request.Test));
        if (request.Compare && train.Count < request.Folds)
        {
            throw new AnswerFileException(
                $"{request.Train} has {train.Count} students, fewer than {request.Folds} folds; give --folds a smaller number."
            );
        }

        var checkpoint = new SequencesCheckpoint(
            output,
            output is null ? "" : SequencesCheckpoint.Fingerprint(request)
        );
        var done = checkpoint.Load();
        SequencesModelReport Part(string name, Func<SequencesModelReport> run)
        {
            if (!done.TryGetValue(name, out var part))
            {
                progress.Report(name);
                done[name] = part = run();
                checkpoint.Save(done);
            }

            return part;
        }

        var reports = Learners()
            .Select(learner =>
            {
                var onTest = Part($"{learner.Name} on the test file", () => Judge(learner, train, test, cancel));
                return onTest with { CrossValidation = Folds(learner, train, Part, cancel) };
            })
            .ToArray();
        return Report(train, test, reports);
    }

    private IReadOnlyList<IAnswerLearner> Learners()
    {
        var options = new TracingOptions { Seed = request.Seed, Threads = _threads };
        options = request.Epochs is { } epochs ? options with { MaxEpochs = epochs } : options;
        IAnswerLearner[] always = [new LastValueLearner(), new TracerLearner(options)];
        return request.Compare
            ?
            [
                .. always,
                new HistoryRegression(request.Seed, _threads),
                new HistoryNeighbours(request.Seed, _threads),
                new HistoryWarping(request.Seed, _threads),
            ]
            : always;
    }

    private SequencesModelReport Judge(
        IAnswerLearner learner,
        IReadOnlyList<AnswerSequence> training,
        IReadOnlyList<AnswerSequence> others,
        CancellationToken cancel
    )
    {
        var started = time.GetTimestamp();
        var none = new Dictionary<string, MetricReport>(StringComparer.Ordinal);
        var noFolds = new Dictionary<string, SequencesFoldsReport>(StringComparer.Ordinal);
        var noNotes = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var scores = learner.Score(training, others, progress, cancel);
            var seconds = time.GetElapsedTime(started).TotalSeconds;
            var metrics = Measure(scores, others, cancel)
                .ToDictionary(pair => pair.Key, pair => MetricReport.Of(pair.Value), StringComparer.Ordinal);
            return new SequencesModelReport(
                learner.Name,
                null,
                seconds,
                scores.Margins.Length,
                scores.Notes,
                metrics,
                noFolds
            );
        }
        catch (TrainingException e)
        {
            return new SequencesModelReport(learner.Name, e.Message, 0, 0, noNotes, none, noFolds);
        }
    }

    private IReadOnlyDictionary<string, MetricValue> Measure(
        AnswerScores scores,
        IReadOnlyList<AnswerSequence> others,
        CancellationToken cancel
    )
    {
        double[] outcomes = [.. scores.Students.SelectMany(i => others[i].Correct).Select(right => right ? 1.0 : 0)];
        long[] groups = [.. scores.Students.SelectMany(i => Enumerable.Repeat((long)i, others[i].Length))];
        var predictions = new BinaryPredictions(Array.ConvertAll(scores.Margins, Sigmoid.Of), outcomes, scores.Margins);
        return Metrics.WithIntervals(predictions, groups, new MetricOptions { Seed = request.Seed }, cancel);
    }

    private Dictionary<string, SequencesFoldsReport> Folds(
        IAnswerLearner learner,
        IReadOnlyList<AnswerSequence> train,
        Func<string, Func<SequencesModelReport>, SequencesModelReport> part,
        CancellationToken cancel
    )
    {
        var means = new Dictionary<string, SequencesFoldsReport>(StringComparer.Ordinal);
        if (!request.Compare)
        {
            return means;
        }

        long[] students = [.. Enumerable.Range(0, train.Count).Select(i => (long)i)];
        double[] shares = [.. train.Select(student => student.Correct.Average(right => right ? 1.0 : 0))];
        var fold = GroupKFold.Assign(students, shares, request.Folds, request.Seed);
        var results = Enumerable
            .Range(0, request.Folds)
            .Select(f =>
                part(
                    $"{learner.Name}, fold {f + 1} of {request.Folds}",
                    () =>
                        Judge(
                            learner,
                            [.. train.Where((_, i) => fold[i] != f)],
                            [.. train.Where((_, i) => fold[i] == f)],
                            cancel
                        )
                )
            )
            .ToArray();
        foreach (var key in results.SelectMany(result => result.Metrics.Keys).Distinct(StringComparer.Ordinal))
        {
            means[key] = MeanOf([
                .. results.Select(result => result.Metrics.GetValueOrDefault(key)?.Value).OfType<double>(),
            ]);
        }

        return means;
    }

    private static SequencesFoldsReport MeanOf(double[] values)
    {
        if (values.Length == 0)
        {
            return new SequencesFoldsReport(null, null);
        }

        var mean = values.Average();
        var squares = values.Sum(value => (value - mean) * (value - mean));
        var error = values.Length < 2 ? (double?)null : Math.Sqrt(squares / (values.Length - 1) / values.Length);
        return new SequencesFoldsReport(mean, error);
    }

    private SequencesReport Report(
        IReadOnlyList<AnswerSequence> train,
        IReadOnlyList<AnswerSequence> test,
        SequencesModelReport[] reports
    )
    {
        var models = reports[1..];
        // The test file has no say: the folds decide, or the learner that is built for the task.
        var champion = request.Compare
            ? models
                .Where(model => model.Reason is null)
                .MinBy(model => model.CrossValidation[MetricKeys.LogLoss].Mean ?? double.PositiveInfinity)
            : models.FirstOrDefault(model => model.Reason is null);
        return new SequencesReport(
            "sequences",
            train.Sum(student => student.Length),
            train.Count,
            train.SelectMany(student => student.Skills).Distinct().Count(),
            test.Sum(student => student.Length),
            test.Count,
            request.Compare ? request.Folds : null,
            models,
            champion?.Name ?? reports[0].Name,
            reports[..1]
        );
    }
}
