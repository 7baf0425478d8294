using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>The value of a leaf with these training rows, before bounds and learning rate.</summary>
internal delegate double LeafValue(ReadOnlySpan<int> rows);

/// <summary>
/// Grows trees leaf by leaf, the most profitable split first (Shi 2007; Ke et al. 2017). Only the smaller child of a
/// split is summed up, the larger one is the parent less its sibling. Columns are shared between threads; each is
/// summed by one of them, in whole numbers, so the result never depends on their number. Longer than other files because
/// the steps of one split share the same scratch memory.
/// </summary>
internal sealed class TreeGrower
{
    // Below this many values a second thread costs more than it brings.
    private const long ParallelFrom = 100_000;

    private readonly BinnedTable _table;
    private readonly TreeLimits _limits;
    private readonly int _threads;
    private readonly int[] _rows;
    private readonly int[] _rightRows;
    private readonly NodeSums[] _ordered;
    private readonly Stack<Histogram> _freeHistograms = new();
    private readonly int[] _offsets;
    private readonly SplitCandidate[] _leftCandidates;
    private readonly SplitCandidate[] _rightCandidates;
    private LeafValue? _leafValue;

    public TreeGrower(BinnedTable table, TreeLimits limits, int threads)
    {
        _table = table;
        _limits = limits;
        _threads = threads;
        _rows = new int[table.RowCount];
        _rightRows = new int[table.RowCount];
        _ordered = new NodeSums[table.RowCount];
        _offsets = new int[table.Bins.Length + 1];
        for (var column = 0; column < table.Bins.Length; column++)
        {
            _offsets[column + 1] = _offsets[column] + table.Bins[column].Count;
        }

        _leftCandidates = new SplitCandidate[table.Bins.Length];
        _rightCandidates = new SplitCandidate[table.Bins.Length];
    }

    /// <summary>Grows one tree and adds its leaf values to the margins of the training rows.</summary>
    /// <param name="items">Gradient and hessian of each training row.</param>
    /// <param name="scale">How they are packed.</param>
    /// <param name="columns">The columns that may be split on, in ascending order.</param>
    /// <param name="margins">One per training row; updated.</param>
    /// <param name="ct">Checked before every split and every column.</param>
    /// <param name="leafValue">Where leaves take another value than the Newton step of their sums.</param>
    public Tree Grow(
        NodeSums[] items,
        FixedPoint scale,
        int[] columns,
        double[] margins,
        CancellationToken ct,
        LeafValue? leafValue = null
    )
    {
        _leafValue = leafValue;
        for (var row = 0; row < _rows.Length; row++)
        {
            _rows[row] = row;
        }

        var tree = new TreeBuilder();
        var leaves = new List<Leaf> { Root(items, scale, columns, tree, ct) };
        while (leaves.Count < _limits.Leaves && MostProfitable(leaves) is { } leaf)
        {
            ct.ThrowIfCancellationRequested();
            leaves.Remove(leaf);
            var (left, right) = Split(leaf, items, scale, columns, tree, ct);
            leaves.Add(left);
            leaves.Add(right);
        }

        foreach (var leaf in leaves)
        {
            Finish(leaf, scale, tree, margins);
        }

        return tree.Build();
    }

    private Leaf Root(NodeSums[] items, FixedPoint scale, int[] columns, TreeBuilder tree, CancellationToken ct)
    {
        var sums = default(NodeSums);
        foreach (var item in items)
        {
            sums += item;
        }

        var root = new Leaf(tree.Add(items.Length), 0, items.Length, 0, sums, ValueBounds.None) { Histogram = Rent() };
        Each(
            columns,
            items.Length,
            ct,
            (first, second) =>
            {
                BuildFromAll(root.Histogram, first, second, items);
                _leftCandidates[first] = BestOf(root, scale, first);
                _leftCandidates[second] = BestOf(root, scale, second);
            }
        );
        root.Best = Best(_leftCandidates, columns);
        return root;
    }

    private (Leaf Left, Leaf Right) Split(
        Leaf leaf,
        NodeSums[] items,
        FixedPoint scale,
        int[] columns,
        TreeBuilder tree,
        CancellationToken ct
    )
    {
        var leftCount = Partition(leaf);
        var (left, right) = MakeChildren(leaf, leftCount, scale, tree);
        var (small, large) = leftCount <= leaf.Count - leftCount ? (left, right) : (right, left);
        small.Histogram = Rent();
        large.Histogram = leaf.Histogram;
        leaf.Histogram = null;
        if (CanSplit(left) || CanSplit(right))
        {
            FindSplits(left, right, small, large, items, scale, columns, ct);
        }

        return (left, right);
    }

    private void FindSplits(
        Leaf left,
        Leaf right,
        Leaf small,
        Leaf large,
        NodeSums[] items,
        FixedPoint scale,
        int[] columns,
        CancellationToken ct
    )
    {
        for (var i = 0; i < small.Count; i++)
        {
            _ordered[i] = items[_rows[small.Start + i]];
        }

        Each(
            columns,
            small.Count,
            ct,
            (first, second) =>
            {
                Build(small, first, second);
                Compare(first);
                if (second != first)
                {
                    Compare(second);
                }
            }
        );
        left.Best = Best(_leftCandidates, columns);
        right.Best = Best(_rightCandidates, columns);

        void Compare(int column)
        {
            large.Histogram!.Subtract(column, small.Histogram!);
            _leftCandidates[column] = CanSplit(left) ? BestOf(left, scale, column) : default;
            _rightCandidates[column] = CanSplit(right) ? BestOf(right, scale, column) : default;
        }
    }

    /// <summary>Moves the leaf's rows so that the left ones come first, both in ascending order; says how many they are.</summary>
    private int Partition(Leaf leaf)
    {
        var column = _table.Columns[leaf.Best.Column];
        Span<bool> goesLeft = stackalloc bool[ColumnBins.MaxBins];
        for (var bin = 0; bin < goesLeft.Length; bin++)
        {
            goesLeft[bin] = leaf.Best.GoesLeft(bin);
        }

        var left = leaf.Start;
        var right = 0;
        foreach (var row in _rows.AsSpan(leaf.Start, leaf.Count))
        {
            // Both are written and one place advances: no branch to guess.
            var isLeft = goesLeft[column[row]] ? 1 : 0;
            _rightRows[right] = row;
            _rows[left] = row;
            left += isLeft;
            right += 1 - isLeft;
        }

        _rightRows.AsSpan(0, right).CopyTo(_rows.AsSpan(left));
        return left - leaf.Start;
    }

    private (Leaf Left, Leaf Right) MakeChildren(Leaf leaf, int leftCount, FixedPoint scale, TreeBuilder tree)
    {
        var (leftNode, rightNode) = tree.Split(
            leaf.Node,
            leaf.Best,
            _table.Bins[leaf.Best.Column],
            leftCount,
            leaf.Count - leftCount
        );
        var depth = leaf.Depth + 1;
        var (rightStart, rightCount) = (leaf.Start + leftCount, leaf.Count - leftCount);
        var left = new Leaf(leftNode, leaf.Start, leftCount, depth, leaf.Best.Left, leaf.Bounds);
        var right = new Leaf(rightNode, rightStart, rightCount, depth, leaf.Sums - leaf.Best.Left, leaf.Bounds);
        SetBounds(left, right, leaf.Best.Direction, scale);
        return (left, right);
    }

    /// <summary>
    /// A monotone split keeps everything below its children on either side of the middle between them; so no later
    /// split, on whatever column, can turn the order round.
    /// </summary>
    private void SetBounds(Leaf left, Leaf right, int direction, FixedPoint scale)
    {
        if (direction == 0)
        {
            return;
        }

        var middle = (RawValue(left, scale) + RawValue(right, scale)) / 2;
        var below = left.Bounds with { High = middle };
        var above = left.Bounds with { Low = middle };
        (left.Bounds, right.Bounds) = direction > 0 ? (below, above) : (above, below);
    }

    private double RawValue(Leaf leaf, FixedPoint scale)
    {
        var value = _leafValue is null
            ? -scale.Gradient(leaf.Sums) / Math.Max(scale.Hessian(leaf.Sums) + _limits.L2, double.Epsilon)
            : _leafValue(_rows.AsSpan(leaf.Start, leaf.Count));
        return leaf.Bounds.Clamp(value);
    }

    private void Finish(Leaf leaf, FixedPoint scale, TreeBuilder tree, double[] margins)
    {
        var value = _limits.LearningRate * RawValue(leaf, scale);
        tree.SetLeaf(leaf.Node, value);
        foreach (var row in _rows.AsSpan(leaf.Start, leaf.Count))
        {
            margins[row] += value;
        }

        if (leaf.Histogram is not null)
        {
            _freeHistograms.Push(leaf.Histogram);
        }
    }

    private bool CanSplit(Leaf leaf) => leaf.Count >= 2 * _limits.MinRowsPerLeaf && leaf.Depth < _limits.MaxDepth;

    private SplitCandidate BestOf(Leaf leaf, FixedPoint scale, int column) =>
        // Bounds on values that are not made of the sums do not bind the search, only its order.
        new SplitFinder(_limits, scale, leaf.Sums, _leafValue is null ? leaf.Bounds : ValueBounds.None).Best(
            column,
            _table.Bins[column],
            leaf.Histogram!.Column(column),
            _table.Directions[column]
        );

    private void Build(Leaf leaf, int first, int second)
    {
        var rows = _rows.AsSpan(leaf.Start, leaf.Count);
        var ordered = _ordered.AsSpan(0, leaf.Count);
        if (first == second)
        {
            leaf.Histogram!.Build(first, _table.Columns[first], rows, ordered);
            return;
        }

        leaf.Histogram!.BuildPair((first, second), (_table.Columns[first], _table.Columns[second]), rows, ordered);
    }

    private void BuildFromAll(Histogram histogram, int first, int second, NodeSums[] items)
    {
        if (first == second)
        {
            histogram.BuildFromAll(first, _table.Columns[first], items);
            return;
        }

        histogram.BuildPairFromAll((first, second), (_table.Columns[first], _table.Columns[second]), items);
    }

    /// <summary>Runs the body for columns two by two; the last stands alone, as both, where their number is odd.</summary>
    private void Each(int[] columns, int rows, CancellationToken ct, Action<int, int> body) =>
        RowRanges.Each(
            (columns.Length + 1) / 2,
            (long)rows * columns.Length < ParallelFrom ? 1 : _threads,
            ct,
            pair => body(columns[2 * pair], columns[Math.Min((2 * pair) + 1, columns.Length - 1)])
        );

    private Histogram Rent() =>
        _freeHistograms.TryPop(out var histogram) ? histogram : new Histogram(_offsets, _offsets[^1]);

    /// <summary>The first of the best: the order of columns decides between equals.</summary>
    private static SplitCandidate Best(SplitCandidate[] candidates, int[] columns)
    {
        var best = default(SplitCandidate);
        foreach (var column in columns)
        {
            if (candidates[column].Gain > best.Gain)
            {
                best = candidates[column];
            }
        }

        return best;
    }

    private static Leaf? MostProfitable(List<Leaf> leaves)
    {
        Leaf? best = null;
        foreach (var leaf in leaves)
        {
            if (leaf.Best.Gain > (best?.Best.Gain ?? 0))
            {
                best = leaf;
            }
        }

        return best;
    }

    private sealed class Leaf(int node, int start, int count, int depth, NodeSums sums, ValueBounds bounds)
    {
        public int Node { get; } = node;
        public int Start { get; } = start;
        public int Count { get; } = count;
        public int Depth { get; } = depth;
        public NodeSums Sums { get; } = sums;
        public ValueBounds Bounds { get; set; } = bounds;
        public Histogram? Histogram { get; set; }
        public SplitCandidate Best { get; set; }
    }
}
