using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Trees;

/// <summary>
/// The training rows in the order of the leaves that hold them, ascending within each. Blocks of a leaf are sorted into
/// left and right by any thread, then put where the counts of the blocks before say: the order is that of one thread.
/// </summary>
internal sealed class LeafRows
{
    private const int BlockSize = 8192;

    private readonly WorkTeam _team;
    private readonly int[] _rows;
    private readonly int[] _left;
    private readonly int[] _right;
    private readonly NodeSums[] _ordered;
    private readonly int[] _leftBefore;
    private readonly bool[] _goesLeft = new bool[ColumnBins.MaxBins];

    public LeafRows(int count, WorkTeam team)
    {
        _team = team;
        _rows = new int[count];
        _left = new int[count];
        _right = new int[count];
        _ordered = new NodeSums[count];
        _leftBefore = new int[RowRanges.Count(count, BlockSize) + 1];
    }

    public int Count => _rows.Length;

    public ReadOnlySpan<int> Of(int start, int count) => _rows.AsSpan(start, count);

    /// <summary>The sums of the rows of the smaller side of the last split, in their order.</summary>
    public ReadOnlySpan<NodeSums> Ordered(int count) => _ordered.AsSpan(0, count);

    /// <summary>All rows in one leaf.</summary>
    public void Reset()
    {
        for (var row = 0; row < _rows.Length; row++)
        {
            _rows[row] = row;
        }
    }

    /// <summary>Runs the body for ranges of places.</summary>
    public void Each(CancellationToken ct, Action<int, int> body) =>
        _team.Run(
            RowRanges.Count(_rows.Length, BlockSize),
            ct,
            block => body(block * BlockSize, Math.Min(_rows.Length, (block + 1) * BlockSize))
        );

    /// <summary>Moves a leaf's left rows before its right ones; says how many they are.</summary>
    /// <param name="start">The leaf's first place.</param>
    /// <param name="count">How many rows it has.</param>
    /// <param name="split">Which of them go left.</param>
    /// <param name="column">The bins of the column that is split on.</param>
    /// <param name="items">Sums of every row; those of the smaller side are left in <see cref="Ordered"/>.</param>
    /// <param name="ct">Checked before every block.</param>
    public int Split(
        int start,
        int count,
        in SplitCandidate split,
        byte[] column,
        NodeSums[] items,
        CancellationToken ct
    )
    {
        for (var bin = 0; bin < _goesLeft.Length; bin++)
        {
            _goesLeft[bin] = split.GoesLeft(bin);
        }

        var blocks = RowRanges.Count(count, BlockSize);
        _team.Run(blocks, ct, block => _leftBefore[block + 1] = SortBlock(Block(start, count, block), column));
        for (var block = 0; block < blocks; block++)
        {
            _leftBefore[block + 1] += _leftBefore[block];
        }

        var leftCount = _leftBefore[blocks];
        _team.Run(blocks, ct, block => Place(start, Block(start, count, block), block, leftCount, count, items));
        return leftCount;
    }

    private static (int Start, int Count) Block(int start, int count, int block) =>
        (start + (block * BlockSize), Math.Min(BlockSize, count - (block * BlockSize)));

    private int SortBlock((int Start, int Count) block, byte[] column)
    {
        var rows = _rows.AsSpan(block.Start, block.Count);
        var left = _left.AsSpan(block.Start, block.Count);
        var right = _right.AsSpan(block.Start, block.Count);
        var (lefts, rights) = (0, 0);
        foreach (var row in rows)
        {
            // Both are written and one place advances: no branch to guess.
            var isLeft = _goesLeft[column[row]] ? 1 : 0;
            left[lefts] = row;
            right[rights] = row;
            lefts += isLeft;
            rights += 1 - isLeft;
        }

        return lefts;
    }

    private void Place(int start, (int Start, int Count) at, int block, int leftCount, int count, NodeSums[] items)
    {
        var leftBefore = _leftBefore[block];
        var rightBefore = (block * BlockSize) - leftBefore;
        var lefts = _leftBefore[block + 1] - leftBefore;
        var left = _left.AsSpan(at.Start, lefts);
        var right = _right.AsSpan(at.Start, at.Count - lefts);
        left.CopyTo(_rows.AsSpan(start + leftBefore));
        right.CopyTo(_rows.AsSpan(start + leftCount + rightBefore));
        var leftIsSmaller = leftCount <= count - leftCount;
        var smaller = leftIsSmaller ? left : right;
        var ordered = _ordered.AsSpan(leftIsSmaller ? leftBefore : rightBefore, smaller.Length);
        for (var i = 0; i < smaller.Length; i++)
        {
            ordered[i] = items[smaller[i]];
        }
    }
}
