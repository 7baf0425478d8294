using System.Runtime.InteropServices;

namespace EarlyWarning.Ml.Trees;

/// <summary>Collects the nodes of a tree while it grows.</summary>
internal sealed class TreeBuilder
{
    private readonly List<TreeNode> _nodes = [];
    private readonly List<ulong[]> _categorySets = [];

    /// <summary>Adds a leaf that so many rows reach; its place is returned.</summary>
    public int Add(long cover)
    {
        _nodes.Add(
            new TreeNode
            {
                Left = -1,
                Right = -1,
                CategorySet = -1,
                Cover = cover,
            }
        );
        return _nodes.Count - 1;
    }

    public (int Left, int Right) Split(
        int index,
        in SplitCandidate split,
        ColumnBins bins,
        long leftCover,
        long rightCover
    )
    {
        var left = Add(leftCover);
        var right = Add(rightCover);
        ref var node = ref CollectionsMarshal.AsSpan(_nodes)[index];
        node.Column = split.Column;
        node.Left = left;
        node.Right = right;
        node.Gain = split.Gain;
        node.MissingLeft = split.MissingLeft ? 1 : 0;
        if (split.IsCategorical)
        {
            node.CategorySet = _categorySets.Count;
            _categorySets.Add(bins.CodesOf(split.LeftBins));
        }
        else
        {
            node.Threshold = bins.ThresholdAfter(split.LastLeftBin);
        }

        return (left, right);
    }

    public void SetLeaf(int index, double value) => CollectionsMarshal.AsSpan(_nodes)[index].Value = value;

    public Tree Build() => new([.. _nodes], [.. _categorySets]);
}
