using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>Follows the loss on rows kept aside and remembers the number of trees at which it was lowest.</summary>
internal sealed class EarlyStopping
{
    private readonly BoostingLoss _loss;
    private readonly TrainingData _data;
    private readonly int[] _rows;
    private readonly int _patience;
    private readonly double[] _margins;
    private double _lowest;
    private int _trees;

    public EarlyStopping(BoostingLoss loss, TrainingData data, int[] rows, double baseMargin, int patience)
    {
        _loss = loss;
        _data = data;
        _rows = rows;
        _patience = patience;
        _margins = new double[rows.Length];
        Array.Fill(_margins, baseMargin);
        _lowest = Loss();
    }

    public int BestCount { get; private set; }

    public bool IsReached => _rows.Length > 0 && _trees - BestCount >= _patience;

    public void Add(Tree tree)
    {
        _trees++;
        if (_rows.Length == 0)
        {
            return;
        }

        for (var i = 0; i < _rows.Length; i++)
        {
            _margins[i] += tree.Predict(_data.X.Row(_rows[i]));
        }

        var loss = Loss();
        if (loss < _lowest)
        {
            _lowest = loss;
            BestCount = _trees;
        }
    }

    /// <summary>Summed in fixed point, so that the order of rows cannot decide between two counts of trees.</summary>
    private double Loss()
    {
        var losses = new double[_rows.Length];
        var largest = 0.0;
        for (var i = 0; i < _rows.Length; i++)
        {
            var row = _rows[i];
            losses[i] = _loss.Of(_data.Y[row], _margins[i]) * (_data.Weights is null ? 1 : _data.Weights[row]);
            largest = Math.Max(largest, losses[i]);
        }

        return Numerics.OrderFreeSum.Of(losses, largest);
    }
}
