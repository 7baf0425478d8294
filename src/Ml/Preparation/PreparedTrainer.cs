using System.Globalization;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Preparation;

/// <summary>
/// A trainer whose rows go through preparation steps first. All of them are learned from the rows given to
/// <see cref="Fit"/>, so inside a fold from its training part only, and are stored in the model.
/// </summary>
public sealed class PreparedTrainer : ITrainer
{
    private readonly ITrainer _inner;
    private readonly PreparationStep[] _steps;

    /// <param name="inner">Learns from the prepared rows.</param>
    /// <param name="steps">In the order in which they are applied; at least one.</param>
    /// <param name="name">Another name than the inner trainer's, where both stand in one report.</param>
    /// <exception cref="ArgumentException">There is no step.</exception>
    public PreparedTrainer(ITrainer inner, IReadOnlyList<PreparationStep> steps, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count == 0)
        {
            throw new ArgumentException("A prepared trainer needs at least one step.", nameof(steps));
        }

        (_inner, _steps) = (inner, [.. steps]);
        Name = name ?? inner.Name;
        Parameters = _steps
            .SelectMany(Parts)
            .Concat(inner.Parameters)
            .Append(KeyValuePair.Create("inner", inner.Name))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public TaskKind Task => _inner.Task;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <inheritdoc/>
    public Model Fit(TrainingData data, CancellationToken ct)
    {
        var prepared = data.Select(TrainingChecks.UsableRows(Name, Task, data, 1));
        var fitted = new List<FittedStep>();
        foreach (var step in _steps)
        {
            var (learned, output) = step.Fit(prepared, ct);
            prepared = new TrainingData(
                learned.Apply(prepared.X, output, ct),
                prepared.Y,
                prepared.Weights,
                prepared.Groups,
                prepared.ClassNames
            )
            {
                ClassCount = prepared.ClassCount,
            };
            fitted.Add(learned);
        }

        return new PreparedModel(data.X.Schema, Name, [.. fitted], _inner.Fit(prepared, ct));
    }

    private static IEnumerable<KeyValuePair<string, string>> Parts(PreparationStep step, int index)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"step{index + 1}");
        return step
            .Parameters.Select(pair => KeyValuePair.Create($"{prefix}.{pair.Key}", pair.Value))
            .Prepend(KeyValuePair.Create(prefix, step.Name));
    }
}
