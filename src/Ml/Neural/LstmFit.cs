using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Neural;

/// <summary>The epochs of one fit: shuffled batches, a step of Adam for each, the loss on what was kept aside.</summary>
internal sealed class LstmFit
{
    private readonly LstmOptions _options;
    private readonly LstmNetwork _network;
    private readonly SequenceTable _data;
    private readonly HeadLoss[] _losses;
    private readonly double[]? _weights;
    private readonly AdamOptimizer _optimizer;
    private readonly CancellationToken _ct;
    private int _epochs;

    public LstmFit(
        LstmOptions options,
        LstmNetwork network,
        SequenceTable data,
        HeadLoss[] losses,
        double[]? weights,
        CancellationToken ct
    )
    {
        (_options, _network, _data, _losses, _weights, _ct) = (options, network, data, losses, weights, ct);
        _optimizer = new AdamOptimizer(network.Parameters, options.MaxGradientNorm, options.WeightDecay);
    }

    /// <summary>One pass over the rows; returns the mean training loss, dropout included.</summary>
    public double RunEpoch(int[] rows)
    {
        var random = new SeededRandom(_options.Seed, ++_epochs);
        int[] order = [.. rows];
        random.Shuffle(order.AsSpan());
        var (loss, weight) = (0.0, 0.0);
        for (var first = 0; first < order.Length; first += _options.BatchSize)
        {
            var batch = order.AsMemory(first, Math.Min(_options.BatchSize, order.Length - first));
            _network.Forward(_data, batch, _options.Dropout, random.NextBits(), _options.Threads, _ct);
            var (batchLoss, batchWeight) = Judge(batch.Span);
            (loss, weight) = (loss + batchLoss, weight + batchWeight);
            ScaleGradients(batch.Length, batchWeight);
            _network.Backward(_data, batch, _options.Threads, _ct);
            _optimizer.Step(_options.Rate.At(_epochs - 1 + ((double)first / order.Length)));
        }

        return loss / weight;
    }

    /// <summary>The mean loss of rows that are not learned from.</summary>
    public double LossOf(int[] rows)
    {
        var (loss, weight) = (0.0, 0.0);
        for (var first = 0; first < rows.Length; first += _options.BatchSize)
        {
            var batch = rows.AsMemory(first, Math.Min(_options.BatchSize, rows.Length - first));
            _network.Forward(_data, batch, 0, 0, _options.Threads, _ct);
            var (batchLoss, batchWeight) = Judge(batch.Span);
            (loss, weight) = (loss + batchLoss, weight + batchWeight);
        }

        return loss / weight;
    }

    private (double Loss, double Weight) Judge(ReadOnlySpan<int> batch)
    {
        var (loss, total) = (0.0, 0.0);
        for (var row = 0; row < batch.Length; row++)
        {
            var weight = _weights?[batch[row]] ?? 1;
            total += weight;
            for (var head = 0; head < _losses.Length; head++)
            {
                var place = (row * _losses.Length) + head;
                var (value, gradient) = _losses[head].Of(batch[row], _network.Outputs[place]);
                loss += weight * value;
                _network.OutputGradients[place] = (float)(weight * gradient);
            }
        }

        return (loss, total);
    }

    private void ScaleGradients(int rows, double weight)
    {
        for (var i = 0; i < rows * _losses.Length; i++)
        {
            _network.OutputGradients[i] /= (float)weight;
        }
    }
}
