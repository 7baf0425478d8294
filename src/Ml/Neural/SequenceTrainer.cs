using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// Fits the LSTM of Wang et al. (2024, "Research on Education Big Data for Student's Academic Performance Analysis") with
/// one head per outcome. The same data, options and seed give the same bits for any number of threads and any vector
/// width.
/// </summary>
public sealed class SequenceTrainer
{
    private readonly LstmOptions _options;

    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter lies outside its range.</exception>
    public SequenceTrainer(LstmOptions? options = null)
    {
        _options = options ?? new LstmOptions();
        _options.Check();
    }

    /// <summary>Learns all heads together.</summary>
    /// <param name="data">The sequences.</param>
    /// <param name="heads">At least one outcome.</param>
    /// <param name="weights">One per sequence; null is one for each. Those with weight 0 are left out.</param>
    /// <param name="groups">Whose sequence it is; those of one group are kept aside together.</param>
    /// <param name="start">
    /// A model to go on from, such as last term's (the dynamic adjustment of Wang et al., equation 5): same sizes and
    /// heads; its scaling of outcomes is kept.
    /// </param>
    /// <param name="progress">Told of every epoch.</param>
    /// <param name="ct">Stops between batches.</param>
    /// <exception cref="TrainingException">An outcome cannot be learned from these sequences.</exception>
    public SequenceModel Fit(
        SequenceTable data,
        IReadOnlyList<SequenceHead> heads,
        double[]? weights = null,
        long[]? groups = null,
        SequenceModel? start = null,
        IProgress<EpochProgress>? progress = null,
        CancellationToken ct = default
    )
    {
        Check(data, heads, weights, groups, start);
        var (training, validation) = Split(data, weights, groups);
        var losses = heads.Select(head => HeadLoss.Fit(head, training)).ToArray();
        var shape = new LstmShape(data.Steps, data.Features, data.Statics, heads.Count, _options.Cells);
        var network = new LstmNetwork(shape, _options.BatchSize);
        network.Initialise(_options.Seed);
        start?.CopyTo(network);
        var fit = new LstmFit(_options, network, data, losses, weights, ct);
        var kept = Run(fit, network, training, validation, progress);
        return SequenceModel.Of(shape, heads, losses, kept);
    }

    private float[][] Run(
        LstmFit fit,
        LstmNetwork network,
        int[] training,
        int[] validation,
        IProgress<EpochProgress>? progress
    )
    {
        var (best, bestEpoch, kept) = (double.PositiveInfinity, 0, Snapshot(network));
        for (var epoch = 1; epoch <= _options.MaxEpochs; epoch++)
        {
            var trained = fit.RunEpoch(training);
            if (validation.Length == 0)
            {
                progress?.Report(new EpochProgress(epoch, trained, null));
                continue;
            }

            var loss = fit.LossOf(validation);
            progress?.Report(new EpochProgress(epoch, trained, loss));
            if (loss < best)
            {
                (best, bestEpoch, kept) = (loss, epoch, Snapshot(network));
            }
            else if (epoch - bestEpoch >= _options.EarlyStoppingEpochs)
            {
                break;
            }
        }

        return validation.Length == 0 ? Snapshot(network) : kept;
    }

    private static float[][] Snapshot(LstmNetwork network) =>
        [.. network.Parameters.Select(parameter => parameter.Values.Span.ToArray())];

    private (int[] Training, int[] Validation) Split(SequenceTable data, double[]? weights, long[]? groups)
    {
        var rows = Enumerable.Range(0, data.Count).Where(row => weights is null || weights[row] > 0).ToArray();
        if (_options.EarlyStoppingEpochs == 0)
        {
            return rows.Length > 0
                ? (rows, [])
                : throw new TrainingException("The LSTM has no sequences to learn from; import a finished term first.");
        }

        var limit = (ulong)(_options.ValidationFraction * ulong.MaxValue);
        bool IsKeptAside(int row) => SeededRandom.Hash(groups?[row] ?? row, _options.Seed) < limit;
        var validation = Array.FindAll(rows, IsKeptAside);
        var training = Array.FindAll(rows, row => !IsKeptAside(row));
        return training.Length > 0 && validation.Length > 0
            ? (training, validation)
            : throw new TrainingException(
                $"The LSTM cannot keep aside a part of {rows.Length} sequences for early stopping; add sequences or set early stopping to 0 epochs."
            );
    }

    private void Check(
        SequenceTable data,
        IReadOnlyList<SequenceHead> heads,
        double[]? weights,
        long[]? groups,
        SequenceModel? start
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(heads);
        var lengths = heads.Select(head => head.Outcomes.Length);
        var fits = lengths.All(length => length == data.Count);
        if (heads.Count == 0 || !fits || heads.Any(head => !(head.Importance > 0)))
        {
            throw new ArgumentException(
                $"The LSTM needs at least one head, {data.Count} outcomes for each and importances above 0."
            );
        }

        if ((weights?.Length ?? data.Count) != data.Count || (groups?.Length ?? data.Count) != data.Count)
        {
            throw new ArgumentException($"The LSTM needs a weight and a group for each of {data.Count} sequences.");
        }

        var shape = new LstmShape(data.Steps, data.Features, data.Statics, heads.Count, _options.Cells);
        start?.CheckFits(shape, heads);
    }
}

/// <summary>What one epoch came to.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainingLoss">The mean loss while learning.</param>
/// <param name="ValidationLoss">The mean loss of what was kept aside; null where nothing was.</param>
public readonly record struct EpochProgress(int Epoch, double TrainingLoss, double? ValidationLoss);
