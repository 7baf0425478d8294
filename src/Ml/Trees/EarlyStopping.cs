using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>Follows the loss on rows kept aside and remembers the number of rounds at which it was lowest.</summary>
internal sealed class EarlyStopping
{
    private readonly BoostingTask _task;
    private readonly TrainingData _data;
    private readonly int[] _rows;
    private readonly int _patience;
    private readonly double[] _margins;
    private double _lowest;
    private int _rounds;

    public EarlyStopping(BoostingTask task, TrainingData data, int[] rows, double[] baseMargins, int patience)
    {
        _task = task;
        _data = data;
        _rows = rows;
        _patience = patience;
        _margins = [.. rows.SelectMany(_ => baseMargins)];
        _lowest = Loss();
    }

    public int BestCount { get; private set; }

    public bool IsReached => _rows.Length > 0 && _rounds - BestCount >= _patience;

    public void Add(Tree[] round)
    {
        _rounds++;
        if (_rows.Length == 0)
        {
            return;
        }

        for (var i = 0; i < _rows.Length; i++)
        {
            var row = _data.X.Row(_rows[i]);
            for (var output = 0; output < round.Length; output++)
            {
                _margins[(i * round.Length) + output] += round[output].Predict(row);
            }
        }

        var loss = Loss();
        if (loss < _lowest)
        {
            _lowest = loss;
            BestCount = _rounds;
        }
    }

    /// <summary>Summed in fixed point, so that the order of rows cannot decide between two counts of rounds.</summary>
    private double Loss()
    {
        var losses = new double[_rows.Length];
        var largest = 0.0;
        for (var i = 0; i < _rows.Length; i++)
        {
            var row = _rows[i];
            var margins = _margins.AsSpan(i * _task.Outputs, _task.Outputs);
            losses[i] = _task.Of(_data.Y[row], margins) * (_data.Weights is null ? 1 : _data.Weights[row]);
            largest = Math.Max(largest, losses[i]);
        }

        return Numerics.OrderFreeSum.Of(losses, largest);
    }
}
