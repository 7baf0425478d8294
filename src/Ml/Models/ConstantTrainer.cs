using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Models;

/// <summary>The least a model must beat: the mean outcome (the shares of the classes) for everybody, whatever the row says.</summary>
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
        if (task == TaskKind.Multiclass)
        {
            return new ConstantModel(data.X.Schema, task, Name, ClassShares.LogShares(y, weights, data.ClassCount));
        }

        var mean =
            OrderFreeSum.Of(y, weights, y.Max(Math.Abs) * weights.Max()) / OrderFreeSum.Of(weights, weights.Max());
        var margin = task == TaskKind.Binary ? Sigmoid.LogOdds(mean) : mean;
        return new ConstantModel(data.X.Schema, task, Name, [margin]);
    }
}

/// <summary>The same margins for every row.</summary>
public sealed class ConstantModel : Model
{
    internal const string FormatTag = "constant";

    private readonly double[] _margins;

    internal ConstantModel(TableSchema schema, TaskKind task, string trainerName, double[] margins)
        : base(schema, task, trainerName, margins.Length) => _margins = margins;

    /// <inheritdoc/>
    public override Explainer CreateExplainer() => new ConstantExplainer(this);

    private protected override void ComputeMargins(ReadOnlySpan<float> row, Span<double> margins) =>
        _margins.CopyTo(margins);

    internal void Write(ModelWriter writer)
    {
        foreach (var margin in _margins)
        {
            writer.Double(margin);
        }
    }

    internal static ConstantModel Read(
        ModelReader reader,
        TableSchema schema,
        TaskKind task,
        string trainerName,
        int outputs
    )
    {
        var margins = new double[outputs];
        for (var output = 0; output < outputs; output++)
        {
            margins[output] = reader.Double();
        }

        return new ConstantModel(schema, task, trainerName, margins);
    }

    private sealed class ConstantExplainer(ConstantModel model) : Explainer(model)
    {
        public override double BaseValueOf(int output) => model._margins[output];

        private protected override void Accumulate(ReadOnlySpan<float> row, int output, Span<double> contributions)
        {
            // Nothing depends on the row, so every contribution stays 0.
        }
    }
}
