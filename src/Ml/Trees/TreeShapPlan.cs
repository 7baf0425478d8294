using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Trees;

/// <summary>What exact TreeSHAP needs of every tree and no row: made once, shared by all explainers.</summary>
internal sealed class TreeShapPlan
{
    public TreeShapPlan(TreeEnsemble ensemble)
    {
        // A tree without a split adds the same to every row.
        Trees = [.. ensemble.Trees.Where(tree => !tree.Nodes[0].IsLeaf).Select(tree => new TreeShapTree(tree))];
        BaseValue = ensemble.BaseMargin + ensemble.Trees.Sum(tree => tree.ExpectedValue());
    }

    public TreeShapTree[] Trees { get; }

    public double BaseValue { get; }

    public int LongestPath => Trees.Select(tree => tree.Depth).DefaultIfEmpty(0).Max();

    public int MostNodes => Trees.Select(tree => tree.Tree.Nodes.Length).DefaultIfEmpty(0).Max();

    public int MostLanes => Trees.Select(tree => tree.Lanes).DefaultIfEmpty(0).Max();
}

/// <summary>
/// One tree, prepared. The path-dependent Shapley value of column i at a leaf of value v is
/// v * integral over t in [0, 1] of (o_i - w_i) * product over j != i of (t * o_j + (1 - t) * w_j), where o_j says
/// whether the row follows every split on column j of the path and w_j is the share of training rows that do. The
/// integrand is a polynomial of degree d - 1 in t for d distinct columns, so ceil(d / 2) Gauss-Legendre nodes ("lanes")
/// integrate it exactly, and as every factor is positive nothing cancels.
/// </summary>
/// <remarks>
/// An edge is named after the node it leads to. When a column comes up again on a path, its factor is replaced: hence
/// the tables hold ratios of the new factor to the one of the nearest edge above with the same column.
/// </remarks>
internal sealed class TreeShapTree
{
    private readonly double[] _points;

    public TreeShapTree(Tree tree)
    {
        Tree = tree;
        var columnsOnPath = MostColumnsOnPath(0, []);
        // Whole vectors of four doubles.
        Lanes = (((columnsOnPath + 1) / 2) + 3) / 4 * 4;
        (_points, Weights) = GaussLegendre.OnUnitInterval(Lanes);
        OffGain = Array.ConvertAll(_points, t => -1 / (1 - t));
        var size = tree.Nodes.Length * Lanes;
        (Kept, Lost, StillLost, OnGain) = (new double[size], new double[size], new double[size], new double[size]);
        EdgeAbove = new int[tree.Nodes.Length];
        Prepare(0, 0, []);
    }

    public Tree Tree { get; }

    public int Lanes { get; }

    public int Depth { get; private set; }

    /// <summary>Quadrature weights.</summary>
    public double[] Weights { get; }

    /// <summary>The nearest edge above with the same column, or -1.</summary>
    public int[] EdgeAbove { get; }

    /// <summary>Per edge and lane: the factor's ratio if the row has followed the column all the way, this edge included.</summary>
    public double[] Kept { get; }

    /// <summary>The ratio if the row leaves the column's path at this edge.</summary>
    public double[] Lost { get; }

    /// <summary>The ratio if the row had left it before.</summary>
    public double[] StillLost { get; }

    /// <summary>(o - w) / factor where o = 1.</summary>
    public double[] OnGain { get; }

    /// <summary>(o - w) / factor where o = 0: the same for every edge.</summary>
    public double[] OffGain { get; }

    private int MostColumnsOnPath(int index, HashSet<int> seen)
    {
        var node = Tree.Nodes[index];
        if (node.IsLeaf)
        {
            return seen.Count;
        }

        var isNew = seen.Add(node.Column);
        var most = Math.Max(MostColumnsOnPath(node.Left, seen), MostColumnsOnPath(node.Right, seen));
        if (isNew)
        {
            seen.Remove(node.Column);
        }

        return most;
    }

    private void Prepare(int index, int depth, Dictionary<int, (int Edge, double Share)> above)
    {
        Depth = Math.Max(Depth, depth);
        var node = Tree.Nodes[index];
        if (node.IsLeaf)
        {
            return;
        }

        var isRepeated = above.TryGetValue(node.Column, out var former);
        foreach (var child in (ReadOnlySpan<int>)[node.Left, node.Right])
        {
            var share = (isRepeated ? former.Share : 1) * Tree.Nodes[child].Cover / node.Cover;
            EdgeAbove[child] = isRepeated ? former.Edge : -1;
            FillEdge(child, share, isRepeated ? former.Share : null);
            above[node.Column] = (child, share);
            Prepare(child, depth + 1, above);
        }

        if (isRepeated)
        {
            above[node.Column] = former;
        }
        else
        {
            above.Remove(node.Column);
        }
    }

    private void FillEdge(int edge, double share, double? formerShare)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            var t = _points[lane];
            var on = t + ((1 - t) * share);
            var off = (1 - t) * share;
            var formerOn = formerShare is { } f ? t + ((1 - t) * f) : 1;
            var at = (edge * Lanes) + lane;
            Kept[at] = on / formerOn;
            Lost[at] = off / formerOn;
            StillLost[at] = formerShare is { } former ? share / former : off;
            OnGain[at] = (1 - share) / on;
        }
    }
}
