using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>The state of one fit: margins of the training rows, and the next trees against their gradients.</summary>
internal sealed class BoostingRun : IDisposable
{
    private const int RowsPerRange = 8192;
    private const int RowsAtOnce = 256;

    private readonly GradientBoostingOptions _options;
    private readonly BoostingTask _task;
    private readonly CancellationToken _ct;
    private readonly double[] _y;
    private readonly double[]? _weights;
    private readonly double _maxWeight;
    private readonly double[][] _margins;
    private readonly double[] _probabilities;
    private readonly NodeSums[] _items;
    private readonly WorkTeam _team;
    private readonly TreeGrower _grower;
    private readonly int[] _usableColumns;
    private int _trees;

    public BoostingRun(
        GradientBoostingOptions options,
        BoostingTask task,
        TrainingData data,
        int[] rows,
        CancellationToken ct
    )
    {
        _options = options;
        _task = task;
        _ct = ct;
        _y = Array.ConvertAll(rows, row => data.Y[row]);
        _weights = data.Weights is null ? null : Array.ConvertAll(rows, row => data.Weights[row]);
        _maxWeight = _weights?.Max() ?? 1;
        BaseMargins = task.InitialMargins(_y, _weights);
        _margins = Array.ConvertAll(BaseMargins, margin => Enumerable.Repeat(margin, rows.Length).ToArray());
        _probabilities = task.Loss is null ? new double[checked(rows.Length * task.Outputs)] : [];
        _items = new NodeSums[rows.Length];
        var table = BinnedTable.Build(data.X, task.Kind, rows, options.MaxBins, options.Threads, ct);
        _usableColumns = table.UsableColumns();
        _team = new WorkTeam(options.Threads);
        _grower = new TreeGrower(table, options.Limits(), _team);
    }

    /// <summary>One per output.</summary>
    public double[] BaseMargins { get; }

    /// <summary>One tree for each output, all against the margins before this round.</summary>
    public Tree[] NextRound()
    {
        if (_task.Loss is { } loss)
        {
            var bound = loss.GradientBound(_y, _margins[0]) * _maxWeight;
            var scale = new FixedPoint(_y.Length, bound, loss.HessianBound * _maxWeight);
            Ranges((start, end) => Encode(loss, scale, start, end));
            var growth = new GrowthTask(_items, scale, DrawColumns(), LeafValues(loss));
            return [_grower.Grow(growth, _margins[0], _ct)];
        }

        Ranges(FillProbabilities);
        var trees = new Tree[_task.Outputs];
        var classScale = new FixedPoint(_y.Length, _maxWeight, 0.25 * _maxWeight);
        for (var code = 0; code < trees.Length; code++)
        {
            var of = code;
            Ranges((start, end) => EncodeClass(classScale, of, start, end));
            trees[code] = _grower.Grow(new GrowthTask(_items, classScale, DrawColumns()), _margins[code], _ct);
        }

        return trees;
    }

    public void Dispose() => _team.Dispose();

    private void Ranges(Action<int, int> body) =>
        _team.Run(
            RowRanges.Count(_y.Length, RowsPerRange),
            _ct,
            range => body(range * RowsPerRange, Math.Min(_y.Length, (range + 1) * RowsPerRange))
        );

    private void Encode(BoostingLoss loss, FixedPoint scale, int start, int end)
    {
        Span<double> gradients = stackalloc double[RowsAtOnce];
        Span<double> hessians = stackalloc double[RowsAtOnce];
        for (var first = start; first < end; first += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, end - first);
            loss.Derivatives(_y.AsSpan(first, count), _margins[0].AsSpan(first, count), gradients[..count], hessians);
            if (_weights is null)
            {
                scale.Encode(gradients[..count], hessians[..count], _items.AsSpan(first, count));
                continue;
            }

            for (var i = 0; i < count; i++)
            {
                var weight = _weights[first + i];
                _items[first + i] = scale.Encode(gradients[i] * weight, hessians[i] * weight);
            }
        }
    }

    private void FillProbabilities(int start, int end)
    {
        var classes = _task.Outputs;
        for (var row = start; row < end; row++)
        {
            var probabilities = _probabilities.AsSpan(row * classes, classes);
            for (var code = 0; code < classes; code++)
            {
                probabilities[code] = _margins[code][row];
            }

            Softmax.InPlace(probabilities);
        }
    }

    /// <summary>Derivatives of the multinomial log loss in one class's margin (Friedman 2001, algorithm 6).</summary>
    private void EncodeClass(FixedPoint scale, int code, int start, int end)
    {
        for (var row = start; row < end; row++)
        {
            var p = _probabilities[(row * _task.Outputs) + code];
            var weight = _weights is null ? 1 : _weights[row];
            _items[row] = scale.Encode((p - (_y[row] == code ? 1 : 0)) * weight, p * (1 - p) * weight);
        }
    }

    /// <summary>Leaves of a quantile take the quantile of their residuals; others the Newton step of their sums.</summary>
    private LeafValue? LeafValues(BoostingLoss loss)
    {
        if (loss is not QuantileLoss quantile)
        {
            return null;
        }

        return rows =>
        {
            var residuals = new double[rows.Length];
            var weights = _weights is null ? null : new double[rows.Length];
            for (var i = 0; i < rows.Length; i++)
            {
                residuals[i] = _y[rows[i]] - _margins[0][rows[i]];
                if (weights is not null)
                {
                    weights[i] = _weights![rows[i]];
                }
            }

            return WeightedQuantile.Of(residuals, weights, quantile.Quantile);
        };
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
