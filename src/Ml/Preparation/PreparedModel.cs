using System.Buffers;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Preparation;

/// <summary>Preparation steps with the model of the prepared rows.</summary>
public sealed class PreparedModel : Model
{
    internal const string FormatTag = "prepared";

    private readonly FittedStep[] _steps;
    private readonly Model _inner;
    private readonly int _widest;

    internal PreparedModel(TableSchema schema, string trainerName, FittedStep[] steps, Model inner)
        : base(schema, inner.Task, trainerName, inner.OutputCount)
    {
        (_steps, _inner) = (steps, inner);
        var width = schema.Count;
        foreach (var step in steps)
        {
            if (step.InputCount != width)
            {
                throw new ArgumentException("The preparation steps of a model do not follow on one another.");
            }

            width = step.OutputCount;
            _widest = Math.Max(_widest, width);
        }

        if (steps.Length == 0 || width != inner.Schema.Count)
        {
            throw new ArgumentException("The preparation steps of a model do not lead to its inputs.");
        }
    }

    /// <summary>The model of the prepared rows.</summary>
    public Model Inner => _inner;

    /// <summary>
    /// Exact where the inner model's are. What a prepared column contributes is credited to the column that it was made of;
    /// an imputed value to the column in which it was missing.
    /// </summary>
    public override Explainer CreateExplainer() => new PreparedExplainer(this);

    private protected override void ComputeMargins(ReadOnlySpan<float> row, Span<double> margins)
    {
        var buffer = ArrayPool<float>.Shared.Rent(2 * _widest);
        _inner.Margins(Prepare(row, buffer), margins);
        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>The row as the inner model sees it, somewhere in the buffer.</summary>
    private ReadOnlySpan<float> Prepare(ReadOnlySpan<float> row, float[] buffer)
    {
        var isSecond = false;
        foreach (var step in _steps)
        {
            var target = buffer.AsSpan(isSecond ? _widest : 0, step.OutputCount);
            step.Apply(row, target);
            row = target;
            isSecond = !isSecond;
        }

        return row;
    }

    internal void Write(ModelWriter writer)
    {
        writer.Int(_steps.Length);
        foreach (var step in _steps)
        {
            step.Write(writer);
        }

        ModelFormat.WriteModel(writer, _inner);
    }

    internal static PreparedModel Read(ModelReader reader, TableSchema schema, string trainerName, int depth)
    {
        var steps = new FittedStep[reader.Count()];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = FittedStep.Read(reader);
        }

        return new PreparedModel(schema, trainerName, steps, ModelFormat.ReadModel(reader, depth + 1));
    }

    private sealed class PreparedExplainer : Explainer
    {
        private const int RowsAtOnce = 16;

        private readonly PreparedModel _model;
        private readonly Explainer _inner;
        private readonly int[] _sources;
        private readonly float[] _buffer;
        private readonly float[] _prepared;
        private readonly double[] _contributions;

        public PreparedExplainer(PreparedModel model)
            : base(model)
        {
            _model = model;
            _inner = model._inner.CreateExplainer();
            _buffer = new float[2 * model._widest];
            _prepared = new float[RowsAtOnce * model._inner.Schema.Count];
            _contributions = new double[_prepared.Length];
            _sources = [.. Enumerable.Range(0, model._inner.Schema.Count).Select(SourceOf)];
        }

        public override bool IsExact => _inner.IsExact;

        public override double BaseValueOf(int output) => _inner.BaseValueOf(output);

        private protected override void Accumulate(ReadOnlySpan<float> row, int output, Span<double> contributions) =>
            AccumulateRows(row, output, contributions);

        private protected override void AccumulateRows(ReadOnlySpan<float> rows, int output, Span<double> contributions)
        {
            var block = RowsAtOnce * _model.Schema.Count;
            for (var first = 0; first < rows.Length; first += block)
            {
                var length = Math.Min(block, rows.Length - first);
                AccumulateBlock(rows.Slice(first, length), output, contributions.Slice(first, length));
            }
        }

        private void AccumulateBlock(ReadOnlySpan<float> rows, int output, Span<double> contributions)
        {
            var (columns, width) = (_model.Schema.Count, _sources.Length);
            var count = rows.Length / columns;
            for (var row = 0; row < count; row++)
            {
                _model.Prepare(rows.Slice(row * columns, columns), _buffer).CopyTo(_prepared.AsSpan(row * width));
            }

            var inner = _contributions.AsSpan(0, count * width);
            _inner.ExplainRows(_prepared.AsSpan(0, count * width), output, inner);
            for (var i = 0; i < inner.Length; i++)
            {
                contributions[(i / width * columns) + _sources[i % width]] += inner[i];
            }
        }

        private int SourceOf(int column)
        {
            for (var step = _model._steps.Length - 1; step >= 0; step--)
            {
                column = _model._steps[step].SourceOf(column);
            }

            return column;
        }
    }
}
