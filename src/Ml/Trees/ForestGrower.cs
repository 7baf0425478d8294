using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Trees;

/// <summary>
/// Grows one deep tree of a forest (Breiman 2001): at every node a few columns are drawn and the best split of them is
/// taken, until nodes are pure or too small. Only the drawn columns are summed up, each into one histogram that stays
/// in the processor's cache; in small nodes only the occupied bins are looked at. Holds scratch memory: one per thread.
/// </summary>
internal sealed class ForestGrower(BinnedTable table, TreeLimits limits, int[] usableColumns, int columnsPerNode)
{
    private const int DenseFrom = 256;
    private const double SmallestShareGained = 1e-10;

    private readonly NodeSums[] _histogram = new NodeSums[ColumnBins.MaxBins];
    private readonly NodeSums[] _compact = new NodeSums[ColumnBins.MaxBins + 1];
    private readonly int[] _binOfCompact = new int[ColumnBins.MaxBins + 1];
    private readonly int[] _drawn = [.. usableColumns];
    private readonly int[] _rows = new int[table.RowCount];
    private readonly int[] _rightRows = new int[table.RowCount];
    private readonly NodeSums[] _items = new NodeSums[table.RowCount];
    private readonly NodeSums[] _rightItems = new NodeSums[table.RowCount];
    private readonly Stack<Node> _pending = new();
    private int _count;

    /// <summary>Starts a tree anew.</summary>
    public void Clear() => _count = 0;

    /// <summary>Gives the next tree a row, with its sums.</summary>
    public void Add(int row, NodeSums item)
    {
        _rows[_count] = row;
        _items[_count++] = item;
    }

    /// <summary>Grows a tree of the rows added; leaf values are the means of the negative gradients.</summary>
    public Tree Grow(FixedPoint scale, SeededRandom random, CancellationToken ct)
    {
        usableColumns.CopyTo(_drawn, 0);
        var sums = default(NodeSums);
        foreach (var item in _items.AsSpan(0, _count))
        {
            sums += item;
        }

        var tree = new TreeBuilder();
        _pending.Push(new Node(tree.Add(scale.Count(sums)), 0, _count, 0, sums, ValueBounds.None));
        while (_pending.TryPop(out var node))
        {
            ct.ThrowIfCancellationRequested();
            var split = CanSplit(node, scale) ? Draw(node, scale, ref random) : default;
            if (split.Gain > 0)
            {
                Split(node, split, scale, tree);
            }
            else
            {
                tree.SetLeaf(node.Index, Value(node.Sums, node.Bounds, scale));
            }
        }

        return tree.Build();
    }

    private bool CanSplit(in Node node, FixedPoint scale) =>
        node.Count > 1
        && node.Depth < limits.MaxDepth
        && scale.Count(node.Sums) >= 2 * limits.MinRowsPerLeaf
        // All outcomes 0 or all 1: for numbers this is never met by chance, and no gain ends the branch instead.
        && node.Sums.Gradient != 0
        && scale.Hessian(node.Sums) + scale.Gradient(node.Sums) != 0;

    /// <summary>The best split of the drawn columns; further ones are drawn while none can be split at all.</summary>
    private SplitCandidate Draw(in Node node, FixedPoint scale, ref SeededRandom random)
    {
        var best = default(SplitCandidate);
        for (var tried = 0; tried < _drawn.Length && (tried < columnsPerNode || best.Gain <= 0); tried++)
        {
            var place = tried + random.NextInt(_drawn.Length - tried);
            (_drawn[tried], _drawn[place]) = (_drawn[place], _drawn[tried]);
            var found = BestOf(node, _drawn[tried], scale);
            if (found.Gain > best.Gain)
            {
                best = found;
            }
        }

        // What rounding makes of a pure node of numbers is no gain.
        var score = scale.Gradient(node.Sums) * scale.Gradient(node.Sums) / scale.Hessian(node.Sums);
        return best.Gain > SmallestShareGained * score ? best : default;
    }

    private SplitCandidate BestOf(in Node node, int column, FixedPoint scale)
    {
        var bins = table.Bins[column];
        var finder = new SplitFinder(limits, scale, node.Sums, node.Bounds);
        var monotone = table.Directions[column];
        if (bins.IsCategorical || node.Count > DenseFrom)
        {
            var sums = _histogram.AsSpan(0, bins.Count);
            sums.Clear();
            Histogram.AddRows(sums, table.Columns[column], Rows(node), _items.AsSpan(node.Start, node.Count));
            return finder.Best(column, bins, sums, monotone);
        }

        var occupied = Compact(node, table.Columns[column]);
        var best = finder.Best(column, bins, _compact.AsSpan(0, occupied), monotone);
        best.LastLeftBin = best.Gain > 0 ? Between(best.LastLeftBin, occupied, bins) : 0;
        return best;
    }

    /// <summary>
    /// The missing bin and, after it, the occupied ones in order; their number is returned. A set of bits remembers
    /// which bins are occupied, so that neither clearing nor reading touches the others.
    /// </summary>
    private int Compact(in Node node, byte[] binOfRow)
    {
        Span<ulong> occupied = stackalloc ulong[4];
        occupied.Clear();
        ref var histogram = ref MemoryMarshal.GetArrayDataReference(_histogram);
        for (var i = node.Start; i < node.Start + node.Count; i++)
        {
            int bin = binOfRow[_rows[i]];
            var bit = 1UL << (bin & 63);
            ref var sums = ref Unsafe.Add(ref histogram, bin);
            sums = (occupied[bin >> 6] & bit) == 0 ? _items[i] : sums + _items[i];
            occupied[bin >> 6] |= bit;
        }

        _compact[0] = (occupied[0] & 1) != 0 ? _histogram[0] : default;
        occupied[0] &= ~1UL;
        var count = 1;
        for (var word = 0; word < occupied.Length; word++)
        {
            for (var bits = occupied[word]; bits != 0; bits &= bits - 1)
            {
                var bin = (word << 6) + BitOperations.TrailingZeroCount(bits);
                _binOfCompact[count] = bin;
                _compact[count++] = _histogram[bin];
            }
        }

        return count;
    }

    /// <summary>Halfway between the last bin on the left and the next occupied one.</summary>
    private int Between(int place, int occupied, ColumnBins bins) =>
        place == occupied - 1 ? bins.Count - 1 : (_binOfCompact[place] + _binOfCompact[place + 1] - 1) / 2;

    private void Split(in Node node, in SplitCandidate split, FixedPoint scale, TreeBuilder tree)
    {
        var leftCount = Partition(node, split);
        var rightSums = node.Sums - split.Left;
        var (left, right) = tree.Split(
            node.Index,
            split,
            table.Bins[split.Column],
            scale.Count(split.Left),
            scale.Count(rightSums)
        );
        var (leftBounds, rightBounds) = ChildBounds(node, split, rightSums, scale);
        var depth = node.Depth + 1;
        _pending.Push(new Node(right, node.Start + leftCount, node.Count - leftCount, depth, rightSums, rightBounds));
        _pending.Push(new Node(left, node.Start, leftCount, depth, split.Left, leftBounds));
    }

    /// <summary>See <see cref="TreeGrower"/>: each side of a monotone split keeps to its side of the middle.</summary>
    private static (ValueBounds Left, ValueBounds Right) ChildBounds(
        in Node node,
        in SplitCandidate split,
        in NodeSums rightSums,
        FixedPoint scale
    )
    {
        if (split.Direction == 0)
        {
            return (node.Bounds, node.Bounds);
        }

        var middle = (Value(split.Left, node.Bounds, scale) + Value(rightSums, node.Bounds, scale)) / 2;
        var below = node.Bounds with { High = middle };
        var above = node.Bounds with { Low = middle };
        return split.Direction > 0 ? (below, above) : (above, below);
    }

    private int Partition(in Node node, in SplitCandidate split)
    {
        var column = table.Columns[split.Column];
        Span<bool> goesLeft = stackalloc bool[ColumnBins.MaxBins];
        for (var bin = 0; bin < goesLeft.Length; bin++)
        {
            goesLeft[bin] = split.GoesLeft(bin);
        }

        var (left, right) = (node.Start, 0);
        for (var i = node.Start; i < node.Start + node.Count; i++)
        {
            var (row, item) = (_rows[i], _items[i]);
            var isLeft = goesLeft[column[row]] ? 1 : 0;
            (_rightRows[right], _rightItems[right]) = (row, item);
            (_rows[left], _items[left]) = (row, item);
            left += isLeft;
            right += 1 - isLeft;
        }

        _rightRows.AsSpan(0, right).CopyTo(_rows.AsSpan(left));
        _rightItems.AsSpan(0, right).CopyTo(_items.AsSpan(left));
        return left - node.Start;
    }

    private Span<int> Rows(in Node node) => _rows.AsSpan(node.Start, node.Count);

    private static double Value(in NodeSums sums, ValueBounds bounds, FixedPoint scale) =>
        bounds.Clamp(-scale.Gradient(sums) / scale.Hessian(sums));

    private readonly record struct Node(int Index, int Start, int Count, int Depth, NodeSums Sums, ValueBounds Bounds);
}
