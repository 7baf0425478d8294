using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neural;

/// <summary>The epochs of one MLP; leaves the network with the weights that were best on the rows kept aside.</summary>
internal sealed class MlpFit
{
    private readonly MlpOptions _options;
    private readonly MlpNetwork _network;
    private readonly LinearEncoding _encoding;
    private readonly TrainingData _data;
    private readonly MlpLoss _loss;
    private readonly AdamOptimizer _optimizer;
    private readonly double[] _inputs;
    private readonly double[] _gradients;

    public MlpFit(MlpOptions options, MlpNetwork network, LinearEncoding encoding, TrainingData data, MlpLoss loss)
    {
        (_options, _network, _encoding, _data, _loss) = (options, network, encoding, data, loss);
        _optimizer = new AdamOptimizer(network.Parameters, options.MaxGradientNorm, options.WeightDecay);
        _inputs = new double[encoding.Count];
        _gradients = new double[network.Output(0).Length];
    }

    public void Run(int[] training, int[] validation, CancellationToken ct)
    {
        var (best, bestEpoch) = (double.PositiveInfinity, 0);
        var kept = Snapshot();
        for (var epoch = 1; epoch <= _options.MaxEpochs; epoch++)
        {
            RunEpoch(epoch, training, ct);
            if (validation.Length == 0)
            {
                continue;
            }

            var loss = LossOf(validation, ct);
            if (loss < best)
            {
                (best, bestEpoch, kept) = (loss, epoch, Snapshot());
            }
            else if (epoch - bestEpoch >= _options.EarlyStoppingEpochs)
            {
                break;
            }
        }

        if (validation.Length > 0)
        {
            Restore(kept);
        }
    }

    private float[][] Snapshot() => [.. _network.Parameters.Select(parameter => parameter.Values.Span.ToArray())];

    private void Restore(float[][] kept)
    {
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i].CopyTo(_network.Parameters[i].Values.Span);
        }
    }

    private void RunEpoch(int epoch, int[] rows, CancellationToken ct)
    {
        var random = new SeededRandom(_options.Seed, epoch);
        int[] order = [.. rows];
        random.Shuffle(order.AsSpan());
        for (var first = 0; first < order.Length; first += _options.BatchSize)
        {
            ct.ThrowIfCancellationRequested();
            var batch = order.AsSpan(first, Math.Min(_options.BatchSize, order.Length - first));
            Fill(batch);
            _network.Forward(_options.Dropout, random.NextBits());
            Judge(batch, withGradients: true);
            _network.Backward();
            _optimizer.Step(_options.Rate.At(epoch - 1 + ((double)first / order.Length)));
        }
    }

    private double LossOf(int[] rows, CancellationToken ct)
    {
        var (loss, weight) = (0.0, 0.0);
        for (var first = 0; first < rows.Length; first += _options.BatchSize)
        {
            ct.ThrowIfCancellationRequested();
            var batch = rows.AsSpan(first, Math.Min(_options.BatchSize, rows.Length - first));
            Fill(batch);
            _network.Forward(0, 0);
            var (batchLoss, batchWeight) = Judge(batch, withGradients: false);
            (loss, weight) = (loss + batchLoss, weight + batchWeight);
        }

        return loss / weight;
    }

    private void Fill(ReadOnlySpan<int> batch)
    {
        for (var row = 0; row < _options.BatchSize; row++)
        {
            var input = _network.Input(row);
            input.Clear();
            if (row >= batch.Length)
            {
                continue;
            }

            _encoding.Encode(_data.X.Row(batch[row]), _inputs);
            for (var i = 0; i < input.Length; i++)
            {
                input[i] = (float)_inputs[i];
            }
        }
    }

    private (double Loss, double Weight) Judge(ReadOnlySpan<int> batch, bool withGradients)
    {
        var (loss, total) = (0.0, 0.0);
        foreach (var row in batch)
        {
            total += _data.Weights?[row] ?? 1;
        }

        for (var row = 0; row < _options.BatchSize; row++)
        {
            var gradient = _network.OutputGradient(row);
            gradient.Clear();
            if (row >= batch.Length)
            {
                continue;
            }

            var weight = _data.Weights?[batch[row]] ?? 1;
            loss += weight * _loss.Of(_data.Y[batch[row]], _network.Output(row), _gradients);
            for (var i = 0; withGradients && i < gradient.Length; i++)
            {
                gradient[i] = (float)(weight * _gradients[i] / total);
            }
        }

        return (loss, total);
    }
}
