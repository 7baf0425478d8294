using System.Collections.Concurrent;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>
/// One fit of a forest. Trees are grown by any number of threads, each from its own stream of random numbers, and meet
/// in tree order.
/// </summary>
internal sealed class ForestFit(string trainer, TaskKind task, ForestOptions options, TrainingData data)
{
    // Enough to fit a line; more would cost as much as the trees.
    private const int MostLinkRows = 10_000;

    private readonly int _outputs = task == TaskKind.Multiclass ? data.ClassCount : 1;
    private int[] _rows = [];
    private double[] _y = [];
    private double[]? _weights;
    private int[] _linkRows = [];
    private double _centre;

    /// <exception cref="TrainingException">The data cannot be fitted.</exception>
    public TreeEnsemble Run(CancellationToken ct)
    {
        Prepare();
        var table = BinnedTable.Build(data.X, task, _rows, options.MaxBins, options.Threads, ct);
        var columns = table.UsableColumns();
        var scale = Scale();
        var trees = new Tree[checked(options.Trees * _outputs)];
        var outOfBag = new bool[options.Trees][];
        var growers = new ConcurrentBag<ForestGrower>();
        RowRanges.Each(
            options.Trees,
            options.Threads,
            ct,
            number =>
            {
                var grower = growers.TryTake(out var free)
                    ? free
                    : new ForestGrower(table, options.Limits(), columns, ColumnsPerNode(columns.Length));
                outOfBag[number] = GrowSample(grower, scale, number, trees, ct);
                growers.Add(grower);
            }
        );
        return Assemble(trees, outOfBag, ct);
    }

    private void Prepare()
    {
        _rows = TrainingChecks.UsableRows(trainer, task, data, 2 * options.MinRowsPerLeaf);
        TrainingChecks.CheckColumns(trainer, data.X, _rows);
        if (_rows.Length > FixedPoint.MaxRows)
        {
            throw new TrainingException(
                $"{trainer} takes at most {FixedPoint.MaxRows} rows, but there are {_rows.Length}; use fewer terms."
            );
        }

        _y = Array.ConvertAll(_rows, row => data.Y[row]);
        _weights = data.Weights is null ? null : Array.ConvertAll(_rows, row => data.Weights[row]);
        _centre = task == TaskKind.Regression ? new SquaredLoss().InitialMargin(_y, _weights) : 0;
        var count = task == TaskKind.Regression ? 0 : Math.Min(MostLinkRows, _rows.Length);
        _linkRows = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * _rows.Length / count))];
    }

    private FixedPoint Scale()
    {
        var maxWeight = _weights?.Max() ?? 1;
        var largest = task == TaskKind.Regression ? _y.Max(y => Math.Abs(y - _centre)) : 1;
        return new FixedPoint(_rows.Length, largest * maxWeight, maxWeight);
    }

    private int ColumnsPerNode(int columns)
    {
        var share =
            options.ColumnFraction
            ?? (task == TaskKind.Regression ? 1.0 / 3 : Math.Floor(Math.Sqrt(columns)) / Math.Max(1, columns));
        return Math.Clamp((int)Math.Round(share * columns), 1, Math.Max(1, columns));
    }

    /// <summary>Grows one tree per output on a bootstrap sample; says which of the rows for the link it left out.</summary>
    private bool[] GrowSample(ForestGrower grower, FixedPoint scale, int number, Tree[] trees, CancellationToken ct)
    {
        var random = new SeededRandom(options.Seed, number);
        var times = new int[_rows.Length];
        for (var i = 0; i < times.Length; i++)
        {
            times[random.NextInt(times.Length)]++;
        }

        for (var output = 0; output < _outputs; output++)
        {
            grower.Clear();
            for (var i = 0; i < times.Length; i++)
            {
                if (times[i] > 0)
                {
                    var weight = _weights is null ? 1 : _weights[i];
                    grower.Add(i, scale.Encode(-Target(i, output) * weight, weight, times[i]));
                }
            }

            trees[(number * _outputs) + output] = grower.Grow(scale, new SeededRandom(random.NextBits()), ct);
        }

        return Array.ConvertAll(_linkRows, row => times[row] == 0);
    }

    private double Target(int row, int output) =>
        task == TaskKind.Multiclass ? (_y[row] == output ? 1 : 0) : _y[row] - _centre;

    private TreeEnsemble Assemble(Tree[] trees, bool[][] outOfBag, CancellationToken ct)
    {
        if (task == TaskKind.Regression)
        {
            return Ensemble([_centre], trees, 1.0 / options.Trees);
        }

        var link = ForestLink.Fit(trainer, Votes(trees, outOfBag, ct), Math.Max(2, _outputs));
        return task == TaskKind.Binary
            // Votes against are one less votes for, so both classes' margins fold into one line.
            ? Ensemble([link.Intercepts[1] - link.Intercepts[0] - link.Slope], trees, 2 * link.Slope / options.Trees)
            : Ensemble(link.Intercepts, trees, link.Slope / options.Trees);
    }

    private TreeEnsemble Ensemble(double[] baseMargins, Tree[] trees, double factor) =>
        new(data.X.Schema, task, trainer, baseMargins, Array.ConvertAll(trees, tree => tree.Map(v => v * factor)));

    /// <summary>The mean vote of the trees that did not learn from a row, for the rows that some tree left out.</summary>
    private List<LinkRow> Votes(Tree[] trees, bool[][] outOfBag, CancellationToken ct)
    {
        var found = new LinkRow?[_linkRows.Length];
        RowRanges.Each(_linkRows.Length, options.Threads, ct, i => found[i] = Vote(trees, outOfBag, i));
        return [.. found.OfType<LinkRow>()];
    }

    private LinkRow? Vote(Tree[] trees, bool[][] outOfBag, int place)
    {
        var row = _linkRows[place];
        var votes = new double[Math.Max(2, _outputs)];
        var voters = 0;
        for (var number = 0; number < outOfBag.Length; number++)
        {
            if (!outOfBag[number][place])
            {
                continue;
            }

            voters++;
            for (var output = 0; output < _outputs; output++)
            {
                var vote = trees[(number * _outputs) + output].Predict(data.X.Row(_rows[row]));
                votes[_outputs == 1 ? 1 : output] += vote;
            }
        }

        if (voters == 0)
        {
            return null;
        }

        votes[0] = _outputs == 1 ? voters - votes[1] : votes[0];
        return new LinkRow(Array.ConvertAll(votes, v => v / voters), (int)_y[row], _weights?[row] ?? 1);
    }
}
