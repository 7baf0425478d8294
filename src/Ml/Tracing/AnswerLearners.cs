using System.Globalization;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tracing;

/// <summary>The knowledge tracer as a learner to compare.</summary>
/// <param name="options">Its hyperparameters.</param>
public sealed class TracerLearner(TracingOptions? options = null) : IAnswerLearner
{
    /// <inheritdoc/>
    public string Name => "knowledgeTracing";

    /// <inheritdoc/>
    public AnswerScores Score(
        IReadOnlyList<AnswerSequence> training,
        IReadOnlyList<AnswerSequence> others,
        IProgress<string>? progress,
        CancellationToken ct
    )
    {
        var model = new KnowledgeTracer(options).Fit(training, progress, ct);
        var prediction = model.Predict(others, options?.Threads ?? 2, ct);
        var notes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["trees"] = model.Trees.ToString(CultureInfo.InvariantCulture),
            ["epochs"] = string.Join(", ", model.Epochs),
            ["weightOfTrees"] = model.Weights.Trees.ToString("0.000", CultureInfo.InvariantCulture),
            ["weightOfNetworks"] = model.Weights.Networks.ToString("0.000", CultureInfo.InvariantCulture),
        };
        return AnswerScores.OfAll(others.Count, prediction.Mixed) with { Notes = notes };
    }
}

/// <summary>The baseline: <see cref="LastValue"/>.</summary>
public sealed class LastValueLearner : IAnswerLearner
{
    /// <inheritdoc/>
    public string Name => "lastValue";

    /// <inheritdoc/>
    public AnswerScores Score(
        IReadOnlyList<AnswerSequence> training,
        IReadOnlyList<AnswerSequence> others,
        IProgress<string>? progress,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(others);
        var chances = LastValue.Fit(training).Predict(others);
        return AnswerScores.OfAll(others.Count, Array.ConvertAll(chances, Sigmoid.LogOdds));
    }
}

/// <summary>Logistic regression over what the past says, the regression of the seed paper's comparison.</summary>
/// <param name="seed">Decides whose statistics describe whom.</param>
/// <param name="threads">Changes nothing but the time.</param>
public sealed class HistoryRegression(int seed, int threads) : IAnswerLearner
{
    /// <inheritdoc/>
    public string Name => "regression";

    /// <inheritdoc/>
    public AnswerScores Score(
        IReadOnlyList<AnswerSequence> training,
        IReadOnlyList<AnswerSequence> others,
        IProgress<string>? progress,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(others);
        var index = new SkillIndex(training);
        IndexedAnswers[] students = [.. training.Select(index.Of)];
        int[] all = [.. Enumerable.Range(0, students.Length)];
        var rows = HistoryTable.OutOfPart(students, all, index.Count, seed, threads, ct);
        double[] y = [.. students.SelectMany(student => student.Correct).Select(right => right ? 1.0 : 0)];
        var options = new ElasticNetOptions { Tolerance = 1e-6, Threads = threads };
        var data = new TrainingData(new Table(HistoryTable.Schema, rows), y);
        var model = new LogisticRegressionTrainer(options).Fit(data, ct);
        var statistics = new SkillStatistics(students, index.Count);
        var asked = HistoryTable.Of([.. others.Select(index.Of)], statistics, index.Count, threads, ct);
        return AnswerScores.OfAll(others.Count, model.Margins(new Table(HistoryTable.Schema, asked), ct, threads));
    }
}
