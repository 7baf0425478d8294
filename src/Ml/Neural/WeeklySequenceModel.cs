using System.Collections.Concurrent;
using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neural;

/// <summary>A fitted <see cref="WeeklySequenceTrainer"/>, with a few training rows against which it is explained.</summary>
public sealed class WeeklySequenceModel : Model
{
    internal const string FormatTag = "lstm";

    private readonly WeeklyEncoding _encoding;
    private readonly SequenceModel _network;
    private readonly Table _background;
    private readonly ConcurrentBag<LstmRow> _memory = [];

    internal WeeklySequenceModel(
        TableSchema schema,
        TaskKind task,
        string trainerName,
        WeeklyEncoding encoding,
        SequenceModel network,
        Table background
    )
        : base(schema, task, trainerName) => (_encoding, _network, _background) = (encoding, network, background);

    /// <summary>Sampled, not exact: <see cref="SampledShapleyExplainer"/> against the rows kept in the model.</summary>
    public override Explainer CreateExplainer() => new SampledShapleyExplainer(this, _background);

    private protected override void ComputeMargins(ReadOnlySpan<float> row, Span<double> margins)
    {
        if (!_memory.TryTake(out var sequence))
        {
            sequence = _network.CreateRow();
        }

        var steps = _encoding.Encode(row, sequence.X, sequence.Z);
        margins[0] = _network.InUnit(0, sequence.Run(steps, 0));
        _memory.Add(sequence);
    }

    internal void Write(ModelWriter writer)
    {
        _encoding.Write(writer);
        _network.Write(writer);
        writer.Array(_background.Values);
    }

    /// <exception cref="ModelFormatException">The parts do not fit together.</exception>
    internal static WeeklySequenceModel Read(ModelReader reader, TableSchema schema, TaskKind task, string trainerName)
    {
        var encoding = WeeklyEncoding.Read(reader, schema);
        var network = SequenceModel.Read(reader);
        var background = new Table(schema, reader.Array<float>());
        var fits = network.Fits(encoding.Steps, encoding.Features, encoding.Statics);
        return fits && network.Tasks.Count == 1 && network.Tasks[0] == task && background.RowCount > 0
            ? new WeeklySequenceModel(schema, task, trainerName, encoding, network, background)
            : throw new ModelFormatException("The LSTM does not fit its columns or its task; train it again.");
    }
}
