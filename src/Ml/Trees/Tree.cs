using System.Runtime.CompilerServices;

namespace EarlyWarning.Ml.Trees;

/// <summary>
/// One node, with its children's places in the tree's array. A leaf has <see cref="Left"/> = -1. Of a numeric split
/// values up to the threshold go left, of a categorical one the codes of its set; everything else, unseen codes
/// included, goes right, and missing values where training sent them.
/// </summary>
internal struct TreeNode
{
    public int Column;
    public float Threshold;
    public int Left;
    public int Right;

    /// <summary>Which set of codes goes left; -1 for a numeric split.</summary>
    public int CategorySet;

    /// <summary>1 where missing values go left. Not a bool, so that the format can store nodes as plain bytes.</summary>
    public int MissingLeft;

    /// <summary>What a leaf adds to the margin.</summary>
    public double Value;

    /// <summary>How many training rows came here: exact, the background of path-dependent Shapley values.</summary>
    public long Cover;

    /// <summary>How much the split lowered the training loss.</summary>
    public double Gain;

    public readonly bool IsLeaf => Left < 0;
}

/// <summary>A binary tree; children come after their parents, so a walk always ends.</summary>
internal sealed class Tree(TreeNode[] nodes, ulong[][] categorySets)
{
    public TreeNode[] Nodes { get; } = nodes;

    /// <summary>Bit sets of category codes.</summary>
    public ulong[][] CategorySets { get; } = categorySets;

    public double Predict(ReadOnlySpan<float> row)
    {
        ref readonly var node = ref Nodes[0];
        while (!node.IsLeaf)
        {
            node = ref Nodes[GoesLeft(node, row[node.Column]) ? node.Left : node.Right];
        }

        return node.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool GoesLeft(in TreeNode node, float value)
    {
        if (float.IsNaN(value))
        {
            return node.MissingLeft != 0;
        }

        return node.CategorySet < 0 ? value <= node.Threshold : Contains(CategorySets[node.CategorySet], value);
    }

    /// <summary>The same tree with other leaf values.</summary>
    public Tree Map(Func<double, double> value)
    {
        var mapped = (TreeNode[])Nodes.Clone();
        foreach (ref var node in mapped.AsSpan())
        {
            node.Value = node.IsLeaf ? value(node.Value) : node.Value;
        }

        return new Tree(mapped, CategorySets);
    }

    /// <summary>The mean of the leaves over the training rows.</summary>
    public double ExpectedValue()
    {
        var sum = 0.0;
        foreach (var node in Nodes)
        {
            sum += node.IsLeaf ? node.Value * node.Cover : 0;
        }

        return sum / Nodes[0].Cover;
    }

    internal static bool Contains(ulong[] set, float code)
    {
        var index = (int)code;
        return (uint)(index >> 6) < (uint)set.Length && ((set[index >> 6] >> (index & 63)) & 1) != 0;
    }
}
