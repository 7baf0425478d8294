using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neural;

/// <summary>A fitted <see cref="MlpTrainer"/>, with a few training rows against which it is explained.</summary>
public sealed class MlpModel : Model
{
    internal const string FormatTag = "mlp";

    private readonly MlpLayers _layers;
    private readonly Table _background;

    internal MlpModel(TableSchema schema, TaskKind task, string trainerName, MlpLayers layers, Table background)
        : base(schema, task, trainerName, layers.Outputs) => (_layers, _background) = (layers, background);

    /// <summary>Sampled, not exact: <see cref="SampledShapleyExplainer"/> against the rows kept in the model.</summary>
    public override Explainer CreateExplainer() => new SampledShapleyExplainer(this, _background);

    private protected override void ComputeMargins(ReadOnlySpan<float> row, Span<double> margins) =>
        _layers.Margins(row, margins);

    internal void Write(ModelWriter writer)
    {
        _layers.Write(writer);
        writer.Array(_background.Values);
    }

    internal static MlpModel Read(
        ModelReader reader,
        TableSchema schema,
        TaskKind task,
        string trainerName,
        int outputs
    )
    {
        var layers = MlpLayers.Read(reader, schema.Count, outputs);
        var background = new Table(schema, reader.Array<float>());
        return background.RowCount > 0
            ? new MlpModel(schema, task, trainerName, layers, background)
            : throw new ModelFormatException("The MLP holds no rows to explain it against; train it again.");
    }
}
