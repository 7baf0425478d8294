using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>The value of a leaf with these training rows, before bounds and learning rate.</summary>
internal delegate double LeafValue(ReadOnlySpan<int> rows);

/// <summary>What one tree is grown from.</summary>
/// <param name="Items">Gradient and hessian of each training row.</param>
/// <param name="Scale">How they are packed.</param>
/// <param name="Columns">The columns that may be split on, in ascending order.</param>
/// <param name="LeafValue">Where leaves take another value than the Newton step of their sums.</param>
internal sealed record GrowthTask(NodeSums[] Items, FixedPoint Scale, int[] Columns, LeafValue? LeafValue = null)
{
    /// <summary>How many groups of columns are added up together.</summary>
    public int Groups => RowRanges.Count(Columns.Length, Histogram.MostAtOnce);

    public ReadOnlySpan<int> Group(int number)
    {
        var first = number * Histogram.MostAtOnce;
        return Columns.AsSpan(first, Math.Min(Histogram.MostAtOnce, Columns.Length - first));
    }
}

/// <summary>
/// Grows trees leaf by leaf, the most profitable split first (Shi 2007; Ke et al. 2017). Only the smaller child of a
/// split is summed up, the larger one is the parent less its sibling. Columns are shared between threads; each is
/// summed by one of them, in whole numbers, so the result never depends on their number. Longer than other files because
/// the steps of one split share the same scratch memory.
/// </summary>
internal sealed class TreeGrower
{
    // Below this many values and bins to go through, the other threads would come too late.
    private const long SharedFrom = 20_000;

    private readonly BinnedTable _table;
    private readonly TreeLimits _limits;
    private readonly WorkTeam _team;
    private readonly LeafRows _rows;
    private readonly Stack<Histogram> _freeHistograms = new();
    private readonly int[] _offsets;
    private readonly SplitCandidate[] _leftCandidates;
    private readonly SplitCandidate[] _rightCandidates;

    public TreeGrower(BinnedTable table, TreeLimits limits, WorkTeam team)
    {
        _table = table;
        _limits = limits;
        _team = team;
        _rows = new LeafRows(table.RowCount, team);
        _offsets = new int[table.Bins.Length + 1];
        for (var column = 0; column < table.Bins.Length; column++)
        {
            _offsets[column + 1] = _offsets[column] + table.Bins[column].Count;
        }

        _leftCandidates = new SplitCandidate[table.Bins.Length];
        _rightCandidates = new SplitCandidate[table.Bins.Length];
    }

    /// <summary>Grows one tree and adds its leaf values to the margins of the training rows.</summary>
    /// <param name="task">What it is grown from.</param>
    /// <param name="margins">One per training row; updated.</param>
    /// <param name="ct">Checked before every piece of work.</param>
    public Tree Grow(GrowthTask task, double[] margins, CancellationToken ct)
    {
        _rows.Reset();
        var tree = new TreeBuilder();
        var leaves = new List<Leaf> { Root(task, tree, ct) };
        while (leaves.Count < _limits.Leaves && MostProfitable(leaves) is { } leaf)
        {
            leaves.Remove(leaf);
            var (left, right) = Split(leaf, task, tree, ct);
            leaves.Add(left);
            leaves.Add(right);
            if (leaves.Count < _limits.Leaves && (CanSplit(left) || CanSplit(right)))
            {
                FindSplits(left, right, task, ct);
            }
        }

        Finish(leaves, task, tree, margins, ct);
        return tree.Build();
    }

    private Leaf Root(GrowthTask task, TreeBuilder tree, CancellationToken ct)
    {
        var histogram = Rent();
        var node = tree.Add(_rows.Count);
        _team.Run(
            task.Groups,
            ct,
            group => histogram.Build(task.Group(group), _table.Columns, _rows.Of(0, _rows.Count), task.Items),
            IsSmall(_rows.Count, task)
        );
        // Every column's bins hold all rows.
        var sums = task.Columns.Length > 0 ? histogram.Total(task.Columns[0]) : Total(task.Items);
        var root = new Leaf(node, 0, _rows.Count, 0, sums, ValueBounds.None) { Histogram = histogram };
        _team.Run(task.Groups, ct, group => SearchRoot(root, task, group), IsSmall(0, task));
        root.Best = Best(_leftCandidates, task.Columns);
        return root;
    }

    private static NodeSums Total(NodeSums[] items)
    {
        var total = default(NodeSums);
        foreach (var item in items)
        {
            total += item;
        }

        return total;
    }

    private void SearchRoot(Leaf root, GrowthTask task, int group)
    {
        foreach (var column in task.Group(group))
        {
            _leftCandidates[column] = BestOf(root, task, column);
        }
    }

    /// <summary>Moves the leaf's rows and makes its children, of which the smaller one has an empty histogram.</summary>
    private (Leaf Left, Leaf Right) Split(Leaf leaf, GrowthTask task, TreeBuilder tree, CancellationToken ct)
    {
        var column = _table.Columns[leaf.Best.Column];
        var leftCount = _rows.Split(leaf.Start, leaf.Count, leaf.Best, column, task.Items, ct);
        var (left, right) = MakeChildren(leaf, leftCount, task, tree);
        var (small, large) = BySize(left, right);
        small.Histogram = Rent();
        large.Histogram = leaf.Histogram;
        leaf.Histogram = null;
        return (left, right);
    }

    private void FindSplits(Leaf left, Leaf right, GrowthTask task, CancellationToken ct)
    {
        var (small, _) = BySize(left, right);
        _team.Run(
            task.Groups,
            ct,
            group => CompareGroup(left, right, task, task.Group(group)),
            IsSmall(small.Count, task)
        );
        left.Best = Best(_leftCandidates, task.Columns);
        right.Best = Best(_rightCandidates, task.Columns);
    }

    private void CompareGroup(Leaf left, Leaf right, GrowthTask task, ReadOnlySpan<int> columns)
    {
        var (small, large) = BySize(left, right);
        var rows = _rows.Of(small.Start, small.Count);
        small.Histogram!.Build(columns, _table.Columns, rows, _rows.Ordered(small.Count));
        foreach (var column in columns)
        {
            large.Histogram!.Subtract(column, small.Histogram!);
            _leftCandidates[column] = CanSplit(left) ? BestOf(left, task, column) : default;
            _rightCandidates[column] = CanSplit(right) ? BestOf(right, task, column) : default;
        }
    }

    private static (Leaf Small, Leaf Large) BySize(Leaf left, Leaf right) =>
        left.Count <= right.Count ? (left, right) : (right, left);

    private bool IsSmall(int rows, GrowthTask task) =>
        (rows + (2L * ColumnBins.MaxBins)) * task.Columns.Length < SharedFrom;

    private (Leaf Left, Leaf Right) MakeChildren(Leaf leaf, int leftCount, GrowthTask task, TreeBuilder tree)
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
        SetBounds(left, right, leaf.Best.Direction, task);
        return (left, right);
    }

    /// <summary>
    /// A monotone split keeps everything below its children on either side of the middle between them; so no later
    /// split, on whatever column, can turn the order round.
    /// </summary>
    private void SetBounds(Leaf left, Leaf right, int direction, GrowthTask task)
    {
        if (direction == 0)
        {
            return;
        }

        var middle = (RawValue(left, task) + RawValue(right, task)) / 2;
        var below = left.Bounds with { High = middle };
        var above = left.Bounds with { Low = middle };
        (left.Bounds, right.Bounds) = direction > 0 ? (below, above) : (above, below);
    }

    private double RawValue(Leaf leaf, GrowthTask task)
    {
        var scale = task.Scale;
        var value = task.LeafValue is null
            ? -scale.Gradient(leaf.Sums) / Math.Max(scale.Hessian(leaf.Sums) + _limits.L2, double.Epsilon)
            : task.LeafValue(_rows.Of(leaf.Start, leaf.Count));
        return leaf.Bounds.Clamp(value);
    }

    private void Finish(List<Leaf> leaves, GrowthTask task, TreeBuilder tree, double[] margins, CancellationToken ct)
    {
        var values = new double[leaves.Count];
        _team.Run(
            leaves.Count,
            ct,
            i => values[i] = _limits.LearningRate * RawValue(leaves[i], task),
            alone: task.LeafValue is null
        );
        for (var i = 0; i < values.Length; i++)
        {
            tree.SetLeaf(leaves[i].Node, values[i]);
            if (leaves[i].Histogram is { } histogram)
            {
                _freeHistograms.Push(histogram);
            }
        }

        _rows.Each(ct, (start, end) => AddValues(leaves, values, margins, start, end));
    }

    private void AddValues(List<Leaf> leaves, double[] values, double[] margins, int start, int end)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var first = Math.Max(start, leaves[i].Start);
            var count = Math.Min(end, leaves[i].Start + leaves[i].Count) - first;
            foreach (var row in count > 0 ? _rows.Of(first, count) : [])
            {
                margins[row] += values[i];
            }
        }
    }

    private bool CanSplit(Leaf leaf) => leaf.Count >= 2 * _limits.MinRowsPerLeaf && leaf.Depth < _limits.MaxDepth;

    private SplitCandidate BestOf(Leaf leaf, GrowthTask task, int column) =>
        // Bounds on values that are not made of the sums do not bind the search, only its order.
        new SplitFinder(_limits, task.Scale, leaf.Sums, task.LeafValue is null ? leaf.Bounds : ValueBounds.None).Best(
            column,
            _table.Bins[column],
            leaf.Histogram!.Column(column),
            _table.Directions[column]
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
