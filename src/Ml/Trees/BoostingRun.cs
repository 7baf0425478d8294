using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>The state of one fit: margins of the training rows, and the next tree against their gradients.</summary>
internal sealed class BoostingRun
{
    private const int RowsPerRange = 8192;

    private readonly GradientBoostingOptions _options;
    private readonly BoostingLoss _loss;
    private readonly CancellationToken _ct;
    private readonly double[] _y;
    private readonly double[]? _weights;
    private readonly double _maxWeight;
    private readonly double[] _margins;
    private readonly NodeSums[] _items;
    private readonly TreeGrower _grower;
    private readonly int[] _usableColumns;
    private int _trees;

    public BoostingRun(
        GradientBoostingOptions options,
        BoostingLoss loss,
        TrainingData data,
        int[] rows,
        CancellationToken ct
    )
    {
        _options = options;
        _loss = loss;
        _ct = ct;
        _y = Array.ConvertAll(rows, row => data.Y[row]);
        _weights = data.Weights is null ? null : Array.ConvertAll(rows, row => data.Weights[row]);
        _maxWeight = _weights?.Max() ?? 1;
        BaseMargin = loss.InitialMargin(_y, _weights);
        _margins = new double[rows.Length];
        Array.Fill(_margins, BaseMargin);
        _items = new NodeSums[rows.Length];
        var table = BinnedTable.Build(data.X, rows, options.MaxBins, options.Threads, ct);
        _usableColumns =
        [
            .. Enumerable
                .Range(0, table.Bins.Length)
                .Where(column => table.Bins[column].Varies(table.Missing[column] > 0)),
        ];
        _grower = new TreeGrower(table, options.Limits(), options.Threads);
    }

    public double BaseMargin { get; }

    public Tree NextTree()
    {
        var bound = _loss.GradientBound(_y, _margins) * _maxWeight;
        var scale = new FixedPoint(_y.Length, bound, _loss.HessianBound * _maxWeight);
        RowRanges.Run(_y.Length, RowsPerRange, _options.Threads, _ct, (_, start, end) => Encode(scale, start, end));
        return _grower.Grow(_items, scale, DrawColumns(), _margins, _ct);
    }

    private void Encode(FixedPoint scale, int start, int end)
    {
        for (var row = start; row < end; row++)
        {
            var (gradient, hessian) = _loss.Derivatives(_y[row], _margins[row]);
            var weight = _weights is null ? 1 : _weights[row];
            _items[row] = scale.Encode(gradient * weight, hessian * weight);
        }
    }

    private int[] DrawColumns()
    {
        var random = new SeededRandom(_options.Seed, _trees++);
        var count = (int)Math.Ceiling(_options.ColumnFraction * _usableColumns.Length);
        if (count == _usableColumns.Length)
        {
            return _usableColumns;
        }

        int[] drawn = [.. _usableColumns];
        random.Shuffle(drawn.AsSpan());
        Array.Resize(ref drawn, count);
        Array.Sort(drawn);
        return drawn;
    }
}
