using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tracing;

/// <summary>The epochs of one tracing network, and its predictions for other students meanwhile.</summary>
internal sealed class TracingFit
{
    private const double MaxGradientNorm = 5;

    // Batches of equally long runs waste nothing; sorting within pools of batches keeps their order random.
    private const int PoolBatches = 16;

    private readonly TracingOptions _options;
    private readonly TracingNetwork _network;
    private readonly AdamOptimizer _optimizer;
    private readonly CancellationToken _ct;
    private int _epochs;

    public TracingFit(
        TracingOptions options,
        int skills,
        double[] easeOfSkill,
        int seed,
        CancellationToken ct,
        int[]? unmet = null
    )
    {
        _options = options;
        _ct = ct;
        _network = new TracingNetwork(skills, options.Cells, options.RunLength, options.BatchSize);
        _network.Initialise(seed, easeOfSkill, unmet ?? []);
        _optimizer = new AdamOptimizer(_network.Parameters, MaxGradientNorm, options.WeightDecay);
        Seed = seed;
    }

    /// <summary>Epochs run so far.</summary>
    public int Epochs => _epochs;

    private int Seed { get; }

    /// <summary>Where the training students' runs start from; made at the first epoch.</summary>
    private (AnswerRun[] Runs, TracingStates States)? _training;

    /// <summary>One pass over the students; returns the mean training loss.</summary>
    public double RunEpoch(IReadOnlyList<IndexedAnswers> students)
    {
        _training ??= TracingRuns.Of(students, _options.RunLength, _options.Cells);
        var (runs, states) = _training.Value;
        var random = new SeededRandom(Seed, ++_epochs);
        var batches = Batches(runs, ref random);
        var (loss, answers) = (0.0, 0L);
        for (var i = 0; i < batches.Count; i++)
        {
            _network.Forward(students, batches[i], states, _options.Dropout, random.NextBits(), _options.Threads, _ct);
            loss += _network.Backward(students, batches[i], _options.Threads, _ct);
            foreach (var run in batches[i].Span)
            {
                answers += run.Length;
            }

            _optimizer.Step(_options.Rate.At(_epochs - 1 + ((double)i / batches.Count)));
        }

        return loss / answers;
    }

    /// <summary>The log-odds of every answer, each from all answers of the student before it.</summary>
    public float[][] Predict(IReadOnlyList<IndexedAnswers> students) =>
        TracingRuns.Predict(_network, students, _options.Threads, _ct);

    /// <summary>What was learned so far.</summary>
    public TracingWeights Weights() => TracingWeights.Of(_network, _epochs);

    private List<ReadOnlyMemory<AnswerRun>> Batches(AnswerRun[] runs, ref SeededRandom random)
    {
        AnswerRun[] order = [.. runs];
        random.Shuffle(order.AsSpan());
        var batches = new List<ReadOnlyMemory<AnswerRun>>();
        foreach (var pool in order.Chunk(PoolBatches * _options.BatchSize))
        {
            AnswerRun[] sorted = [.. pool.OrderBy(run => run.Length)];
            for (var first = 0; first < sorted.Length; first += _options.BatchSize)
            {
                batches.Add(sorted.AsMemory(first, Math.Min(_options.BatchSize, sorted.Length - first)));
            }
        }

        var all = batches.ToArray();
        random.Shuffle(all.AsSpan());
        return [.. all];
    }
}
