using System.Buffers;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Ensembles;

/// <summary>
/// A weighted sum of other models' margins. Shapley values are linear in the model (Lundberg and Lee 2017), so the same
/// sum of theirs explains it, exactly where theirs are exact.
/// </summary>
public sealed class StackedModel : Model
{
    internal const string FormatTag = "stacked";

    private readonly double[] _intercepts;

    // One per output; each with one slope per output of each model.
    private readonly double[][] _slopes;
    private readonly Model[] _models;

    internal StackedModel(
        TableSchema schema,
        TaskKind task,
        string trainerName,
        double[] intercepts,
        double[][] slopes,
        Model[] models
    )
        : base(schema, task, trainerName, intercepts.Length)
    {
        (_intercepts, _slopes, _models) = (intercepts, slopes, models);
        var width = models.Sum(model => model.OutputCount);
        if (
            models.Length == 0
            || slopes.Length != intercepts.Length
            || Array.Exists(slopes, row => row.Length != width)
            || Array.Exists(
                models,
                model =>
                    model.OutputCount != intercepts.Length
                    || !string.Equals(model.Schema.Fingerprint, schema.Fingerprint, StringComparison.Ordinal)
            )
        )
        {
            throw new ArgumentException("The models of a stack do not fit together.");
        }
    }

    /// <summary>The models whose margins are summed.</summary>
    public IReadOnlyList<Model> Models => _models;

    /// <summary>What each model's margin counts, in the order of <see cref="Models"/>, for one output.</summary>
    public IReadOnlyList<double> Slopes(int output) => _slopes[output];

    /// <inheritdoc/>
    public override Explainer CreateExplainer() => new StackedExplainer(this);

    private protected override void ComputeMargins(ReadOnlySpan<float> row, Span<double> margins)
    {
        var outputs = OutputCount;
        var buffer = ArrayPool<double>.Shared.Rent(outputs);
        var found = buffer.AsSpan(0, outputs);
        _intercepts.CopyTo(margins);
        for (var m = 0; m < _models.Length; m++)
        {
            _models[m].Margins(row, found);
            for (var output = 0; output < outputs; output++)
            {
                for (var o = 0; o < outputs; o++)
                {
                    margins[output] += _slopes[output][(m * outputs) + o] * found[o];
                }
            }
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    internal void Write(ModelWriter writer)
    {
        writer.Array<double>(_intercepts);
        foreach (var row in _slopes)
        {
            writer.Array<double>(row);
        }

        writer.Int(_models.Length);
        foreach (var model in _models)
        {
            ModelFormat.WriteModel(writer, model);
        }
    }

    internal static StackedModel Read(
        ModelReader reader,
        TableSchema schema,
        TaskKind task,
        string trainerName,
        int depth
    )
    {
        var intercepts = reader.Array<double>();
        var slopes = new double[intercepts.Length][];
        for (var output = 0; output < slopes.Length; output++)
        {
            slopes[output] = reader.Array<double>();
        }

        var models = new Model[reader.Count()];
        for (var i = 0; i < models.Length; i++)
        {
            models[i] = ModelFormat.ReadModel(reader, depth + 1);
        }

        return new StackedModel(schema, task, trainerName, intercepts, slopes, models);
    }

    private sealed class StackedExplainer : Explainer
    {
        private readonly StackedModel _model;
        private readonly Explainer[] _explainers;
        private double[] _contributions;

        public StackedExplainer(StackedModel model)
            : base(model)
        {
            _model = model;
            _explainers = Array.ConvertAll(model._models, m => m.CreateExplainer());
            _contributions = new double[model.Schema.Count];
        }

        public override bool IsExact => Array.TrueForAll(_explainers, explainer => explainer.IsExact);

        public override double BaseValueOf(int output)
        {
            var value = _model._intercepts[output];
            for (var m = 0; m < _explainers.Length; m++)
            {
                for (var o = 0; o < OutputCount; o++)
                {
                    value += _model._slopes[output][(m * OutputCount) + o] * _explainers[m].BaseValueOf(o);
                }
            }

            return value;
        }

        private protected override void Accumulate(ReadOnlySpan<float> row, int output, Span<double> contributions) =>
            AccumulateRows(row, output, contributions);

        private protected override void AccumulateRows(ReadOnlySpan<float> rows, int output, Span<double> contributions)
        {
            // Grows to the most rows that were explained at once.
            if (_contributions.Length < rows.Length)
            {
                _contributions = new double[rows.Length];
            }

            var parts = _contributions.AsSpan(0, rows.Length);
            for (var m = 0; m < _explainers.Length; m++)
            {
                for (var o = 0; o < OutputCount; o++)
                {
                    var slope = _model._slopes[output][(m * OutputCount) + o];
                    if (slope == 0)
                    {
                        continue;
                    }

                    _explainers[m].ExplainRows(rows, o, parts);
                    for (var i = 0; i < parts.Length; i++)
                    {
                        contributions[i] += slope * parts[i];
                    }
                }
            }
        }
    }
}
