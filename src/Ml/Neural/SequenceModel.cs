using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neural;

/// <summary>A fitted LSTM with its heads: immutable and safe for many threads.</summary>
public sealed class SequenceModel
{
    private const int BatchRows = 64;

    private readonly LstmShape _shape;
    private readonly float[][] _parameters;
    private readonly double[] _centres;
    private readonly double[] _scales;
    private readonly Lazy<AlignedFloats[]> _aligned;

    private SequenceModel(
        LstmShape shape,
        IReadOnlyList<string> heads,
        TaskKind[] tasks,
        double[] centres,
        double[] scales,
        float[][] parameters
    )
    {
        (_shape, Heads, Tasks) = (shape, heads, tasks);
        (_centres, _scales, _parameters) = (centres, scales, parameters);
        _aligned = new(() => Array.ConvertAll(parameters, values => AlignedFloats.Of(values)));
    }

    /// <summary>The outcomes' names, in the order of predictions.</summary>
    public IReadOnlyList<string> Heads { get; }

    /// <summary>What each head predicts.</summary>
    public IReadOnlyList<TaskKind> Tasks { get; }

    /// <summary>Log-odds or numbers in the outcome's own unit: head after head, sequence after sequence.</summary>
    /// <exception cref="ArgumentException">The sequences have another shape than those learned from.</exception>
    public double[][] Predict(SequenceTable data, int threads = 2, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!Fits(data.Steps, data.Features, data.Statics))
        {
            throw new ArgumentException(
                $"The LSTM was fitted on {_shape.Steps} steps of {_shape.Features} features with {_shape.Statics} unchanging ones; these sequences have {data.Steps}, {data.Features} and {data.Statics}."
            );
        }

        var network = CreateNetwork();
        var predictions = Heads.Select(_ => new double[data.Count]).ToArray();
        var rows = Enumerable.Range(0, data.Count).ToArray();
        for (var first = 0; first < rows.Length; first += BatchRows)
        {
            var batch = rows.AsMemory(first, Math.Min(BatchRows, rows.Length - first));
            network.Forward(data, batch, 0, 0, threads, ct);
            for (var i = 0; i < batch.Length * Heads.Count; i++)
            {
                var (row, head) = Math.DivRem(i, Heads.Count);
                predictions[head][first + row] = InUnit(head, network.Outputs[i]);
            }
        }

        return predictions;
    }

    internal static SequenceModel Of(
        LstmShape shape,
        IReadOnlyList<SequenceHead> heads,
        HeadLoss[] losses,
        float[][] parameters
    ) =>
        new(
            shape,
            [.. heads.Select(head => head.Name)],
            [.. heads.Select(head => head.Task)],
            Array.ConvertAll(losses, loss => loss.Centre),
            Array.ConvertAll(losses, loss => loss.Scale),
            parameters
        );

    /// <summary>Whether sequences of these sizes are what it was fitted on.</summary>
    internal bool Fits(int steps, int features, int statics) =>
        (steps, features, statics) == (_shape.Steps, _shape.Features, _shape.Statics);

    /// <summary>Memory to run one sequence at a time; the weights are shared.</summary>
    internal LstmRow CreateRow() => new(_shape, _aligned.Value);

    /// <summary>What a head's output means in the outcome's own unit.</summary>
    internal double InUnit(int head, float output) => _centres[head] + (_scales[head] * output);

    internal void CheckFits(LstmShape shape, IReadOnlyList<SequenceHead> heads)
    {
        var same = heads.Select(head => (head.Name, head.Task)).SequenceEqual(Heads.Zip(Tasks));
        if (shape != _shape || !same)
        {
            throw new ArgumentException(
                "The LSTM to go on from has other sizes or heads than the data and options given; start afresh or use its own."
            );
        }
    }

    internal void CopyTo(LstmNetwork network)
    {
        for (var i = 0; i < _parameters.Length; i++)
        {
            _parameters[i].CopyTo(network.Parameters[i].Values.Span);
        }
    }

    internal void Write(ModelWriter writer)
    {
        foreach (var size in (ReadOnlySpan<int>)[_shape.Steps, _shape.Features, _shape.Statics, _shape.Cells])
        {
            writer.Int(size);
        }

        writer.Int(Heads.Count);
        for (var head = 0; head < Heads.Count; head++)
        {
            writer.Text(Heads[head]);
            writer.Byte((int)Tasks[head]);
            writer.Double(_centres[head]);
            writer.Double(_scales[head]);
        }

        foreach (var parameter in _parameters)
        {
            writer.Array<float>(parameter);
        }
    }

    /// <exception cref="ModelFormatException">The parts do not fit together.</exception>
    internal static SequenceModel Read(ModelReader reader)
    {
        var (steps, features, statics, cells) = (reader.Int(), reader.Int(), reader.Int(), reader.Int());
        var count = reader.Count(18);
        var heads = new (string Name, TaskKind Task, double Centre, double Scale)[count];
        for (var head = 0; head < count; head++)
        {
            heads[head] = (reader.Text(), (TaskKind)reader.Byte(), reader.Double(), reader.Double());
        }

        var parameters = new float[ParameterCount][];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = reader.Array<float>();
        }

        var shape = new LstmShape(steps, features, statics, count, cells);
        CheckSizes(shape, parameters);
        CheckHeads(heads);
        return new SequenceModel(
            shape,
            Array.ConvertAll(heads, head => head.Name),
            Array.ConvertAll(heads, head => head.Task),
            Array.ConvertAll(heads, head => head.Centre),
            Array.ConvertAll(heads, head => head.Scale),
            parameters
        );
    }

    private const int ParameterCount = 6;

    private static void CheckSizes(LstmShape shape, float[][] parameters)
    {
        long width = LstmLayer.GateCount * (long)shape.Cells;
        long padded = (shape.Features + 7L) / 8 * 8;
        long[] expected =
        [
            padded * width,
            shape.Statics * 2L * shape.Cells,
            width,
            shape.Cells * width,
            (long)shape.Heads * shape.Cells,
            shape.Heads,
        ];
        var sound =
            shape is { Steps: > 0 and <= 100_000, Features: > 0, Statics: >= 0, Heads: > 0, Cells: >= 32 and <= 1024 }
            && shape.Cells % 32 == 0
            && parameters.Zip(expected, (found, length) => found.Length == length).All(same => same)
            && Array.TrueForAll(parameters, values => Array.TrueForAll(values, float.IsFinite));
        if (!sound)
        {
            throw new ModelFormatException("The LSTM's sizes and weights do not fit together; train it again.");
        }
    }

    private static void CheckHeads((string Name, TaskKind Task, double Centre, double Scale)[] heads)
    {
        foreach (var (name, task, centre, scale) in heads)
        {
            if (
                task is not (TaskKind.Binary or TaskKind.Regression)
                || !double.IsFinite(centre)
                || !double.IsFinite(scale)
            )
            {
                throw new ModelFormatException(
                    $"The LSTM's head '{name}' predicts nothing that an LSTM learns; train it again."
                );
            }
        }
    }

    private LstmNetwork CreateNetwork()
    {
        var network = new LstmNetwork(_shape, BatchRows);
        CopyTo(network);
        return network;
    }
}
