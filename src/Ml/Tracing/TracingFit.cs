using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tracing;

/// <summary>The epochs of one tracing network, and its predictions for other students.</summary>
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

    public TracingFit(TracingOptions options, int skills, double[] easeOfSkill, int seed, CancellationToken ct)
    {
        _options = options;
        _ct = ct;
        _network = new TracingNetwork(skills, options.Cells, options.RunLength, options.BatchSize);
        _network.Initialise(seed, easeOfSkill);
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
        _training ??= Runs(students);
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
    public float[][] Predict(IReadOnlyList<IndexedAnswers> students)
    {
        var predictions = students.Select(student => new float[student.Length]).ToArray();
        var (runs, states) = Runs(students);
        // Runs of the same place in the sequence go together: the states before them are known by then.
        var waves = runs.GroupBy(run => run.Start).OrderBy(wave => wave.Key);
        foreach (var wave in waves)
        {
            foreach (var batch in wave.OrderByDescending(run => run.Length).Chunk(_network.Rows))
            {
                _network.Forward(students, batch, states, 0, 0, _options.Threads, _ct);
                for (var row = 0; row < batch.Length; row++)
                {
                    for (var step = 0; step < batch[row].Length; step++)
                    {
                        predictions[batch[row].Student][batch[row].Start + step] = _network.Logits[
                            (step * _network.Rows) + row
                        ];
                    }
                }
            }
        }

        return predictions;
    }

    private (AnswerRun[] Runs, TracingStates States) Runs(IReadOnlyList<IndexedAnswers> students)
    {
        var runs = new List<AnswerRun>();
        var slot = 0;
        for (var student = 0; student < students.Count; student++)
        {
            for (var start = 0; start < students[student].Length; start += _options.RunLength)
            {
                var length = Math.Min(_options.RunLength, students[student].Length - start);
                runs.Add(new AnswerRun(student, start, length, slot++));
            }

            slot++;
        }

        return ([.. runs], new TracingStates(slot, _options.Cells));
    }

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
