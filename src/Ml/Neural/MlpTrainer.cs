using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// A multilayer perceptron with Adam, dropout and early stopping: log loss, multinomial log loss or half the squared error
/// of the standardised outcome. Numbers are standardised with the mean in place of missing ones and an indicator, categories
/// get an input each; an unseen category counts as none. Bit-identical for any vector width and any machine.
/// </summary>
public sealed class MlpTrainer : ITrainer
{
    /// <summary>The value of <see cref="Name"/>.</summary>
    public const string TrainerName = "mlp";

    private const int MinRows = 20;

    private readonly MlpOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public MlpTrainer(TaskKind task, MlpOptions? options = null)
    {
        _options = options ?? new MlpOptions();
        _options.Check();
        Task = task;
        Parameters = _options.ToParameters();
    }

    /// <inheritdoc/>
    public string Name => TrainerName;

    /// <inheritdoc/>
    public TaskKind Task { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public Model Fit(TrainingData data, CancellationToken ct)
    {
        var rows = TrainingChecks.UsableRows(Name, Task, data, MinRows);
        TrainingChecks.CheckColumns(Name, data.X, rows);
        var (training, validation) = Split(data, rows);
        double[] weights = Array.ConvertAll(training, row => data.Weights?[row] ?? 1);
        var encoding = LinearEncoding.Fit(data.X, training, weights, ct);
        var outputs = Task == TaskKind.Multiclass ? data.ClassCount : 1;
        var loss = MlpLoss.Fit(Task, data, training);
        var network = new MlpNetwork([encoding.Count, .. _options.Hidden, outputs], _options.BatchSize);
        network.Initialise(_options.Seed);
        new MlpFit(_options, network, encoding, data, loss).Run(training, validation, ct);
        return new MlpModel(
            data.X.Schema,
            Task,
            Name,
            MlpLayers.Of(network, encoding, loss, _options, outputs),
            Background(data, training)
        );
    }

    private Table Background(TrainingData data, int[] rows)
    {
        int[] drawn = [.. rows];
        new SeededRandom(_options.Seed, 99).Shuffle(drawn.AsSpan());
        return data.X.Select(drawn[..Math.Min(drawn.Length, _options.BackgroundRows)]);
    }

    private (int[] Training, int[] Validation) Split(TrainingData data, int[] rows)
    {
        if (_options.EarlyStoppingEpochs == 0)
        {
            return (rows, []);
        }

        var limit = (ulong)(_options.ValidationFraction * ulong.MaxValue);
        bool IsKeptAside(int row) => SeededRandom.Hash(data.Groups?[row] ?? row, _options.Seed) < limit;
        var validation = Array.FindAll(rows, IsKeptAside);
        var training = Array.FindAll(rows, row => !IsKeptAside(row));
        var alike = Task == TaskKind.Binary && Array.TrueForAll(training, row => data.Y[row] == data.Y[training[0]]);
        return training.Length > 0 && validation.Length > 0 && !alike
            ? (training, validation)
            : throw new TrainingException(
                $"{Name} cannot keep aside a part of {rows.Length} rows for early stopping; add rows or set early stopping to 0 epochs."
            );
    }
}
