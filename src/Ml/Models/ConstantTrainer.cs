using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Models;

/// <summary>The least a model must beat: the mean outcome for everybody, whatever the row says.</summary>
public sealed class ConstantTrainer(TaskKind task) : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "constant";

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public TaskKind Task => task;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Model Fit(TrainingData data, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var rows = TrainingChecks.UsableRows(Name, task, data, 1);
        var weights = Array.ConvertAll(rows, row => data.Weights?[row] ?? 1);
        var y = Array.ConvertAll(rows, row => data.Y[row]);
        var mean =
            OrderFreeSum.Of(y, weights, y.Max(Math.Abs) * weights.Max()) / OrderFreeSum.Of(weights, weights.Max());
        return new ConstantModel(data.X.Schema, task, Name, task == TaskKind.Binary ? Sigmoid.LogOdds(mean) : mean);
    }
}

/// <summary>One margin for every row.</summary>
public sealed class ConstantModel : Model
{
    internal const string FormatTag = "constant";

    private readonly double _margin;

    internal ConstantModel(TableSchema schema, TaskKind task, string trainerName, double margin)
        : base(schema, task, trainerName) => _margin = margin;

    /// <inheritdoc/>
    public override Explainer CreateExplainer() => new ConstantExplainer(this, _margin);

    private protected override double ComputeMargin(ReadOnlySpan<float> row) => _margin;

    internal void Write(ModelWriter writer) => writer.Double(_margin);

    internal static ConstantModel Read(ModelReader reader, TableSchema schema, TaskKind task, string trainerName) =>
        new(schema, task, trainerName, reader.Double());

    private sealed class ConstantExplainer(Model model, double margin) : Explainer(model)
    {
        public override double BaseValue => margin;

        private protected override void Accumulate(ReadOnlySpan<float> row, Span<double> contributions)
        {
            // Nothing depends on the row, so every contribution stays 0.
        }
    }
}
