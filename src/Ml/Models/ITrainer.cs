using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Models;

/// <summary>The seam of the tournament: rows and outcomes in, a model out.</summary>
public interface ITrainer
{
    /// <summary>A short stable name, as used in reports and model ids.</summary>
    string Name { get; }

    /// <summary>What the models of this trainer predict.</summary>
    TaskKind Task { get; }

    /// <summary>
    /// Everything that changes the fitted model, the seed included, in invariant text; the number of threads is not
    /// among it because it changes nothing.
    /// </summary>
    IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>Fits a model; the same data and parameters give a bit-identical one.</summary>
    /// <exception cref="TrainingException">The data cannot be fitted; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Model Fit(TrainingData data, CancellationToken ct);
}
