using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Trees;

/// <summary>What exact TreeSHAP needs of every tree and no row: made once, shared by all explainers.</summary>
internal sealed class TreeShapPlan
{
    private readonly TreeShapTree[][] _treesOfOutput;
    private readonly double[] _baseValues;

    public TreeShapPlan(TreeEnsemble ensemble)
    {
        var outputs = ensemble.OutputCount;
        _treesOfOutput = new TreeShapTree[outputs][];
        _baseValues = new double[outputs];
        for (var output = 0; output < outputs; output++)
        {
            Tree[] trees = [.. ensemble.Trees.Where((_, index) => index % outputs == output)];
            // A tree without a split adds the same to every row.
            _treesOfOutput[output] =
            [
                .. trees.Where(tree => !tree.Nodes[0].IsLeaf).Select(tree => new TreeShapTree(tree)),
            ];
            _baseValues[output] = ensemble.BaseMargins[output] + trees.Sum(tree => tree.ExpectedValue());
        }
    }

    private IEnumerable<TreeShapTree> All => _treesOfOutput.SelectMany(trees => trees);

    public TreeShapTree[] TreesOf(int output) => _treesOfOutput[output];

    public double BaseValueOf(int output) => _baseValues[output];

    public int LongestPath => All.Select(tree => tree.Depth).DefaultIfEmpty(0).Max();

    public int MostNodes => All.Select(tree => tree.Nodes.Length).DefaultIfEmpty(0).Max();

    public int MostLanes => All.Select(tree => tree.Lanes).DefaultIfEmpty(0).Max();
}

/// <summary>
/// A node as the walk needs it: one cache line, in the order of the walk. The edges to its children have the children's
/// numbers.
/// </summary>
internal struct ShapNode
{
    public int Column;
    public float Threshold;

    /// <summary>-1 for a leaf.</summary>
    public int Left;
    public int Right;
    public int CategorySet;
    public int MissingLeft;

    /// <summary>The nearest edge above that is of the same column, or -1.</summary>
    public int EdgeAbove;

    /// <summary>The share of training rows that follows the column's splits down to the left child; a leaf's value.</summary>
    public double LeftShareOrValue;

    public double RightShare;

    /// <summary>1 / w and 1 / (1 - w) of the edge above.</summary>
    public double InverseShareAbove;
    public double InverseRestAbove;
}

/// <summary>
/// One tree, prepared. The path-dependent Shapley value of column i at a leaf of value v is
/// v * integral over t in [0, 1] of (o_i - w_i) * product over j != i of (t * o_j + (1 - t) * w_j), where o_j says
/// whether the row follows every split on column j of the path and w_j is the share of training rows that do. The
/// integrand is a polynomial of degree d - 1 in t for d distinct columns, so ceil(d / 2) Gauss-Legendre nodes ("lanes")
/// integrate it exactly, and as every factor is positive nothing cancels.
/// </summary>
/// <remarks>
/// Only (1 - w) / (t + (1 - t) w) is kept for every edge and lane, the one term with a division; all other factors are
/// products of it, of t and of numbers in <see cref="ShapNode"/>. That keeps an ensemble within the processor's cache.
/// </remarks>
internal sealed class TreeShapTree
{
    private readonly Tree _tree;
    private readonly List<ShapNode> _ordered = [];

    public TreeShapTree(Tree tree)
    {
        _tree = tree;
        CategorySets = tree.CategorySets;
        // Whole vectors of four doubles.
        Lanes = (((MostColumnsOnPath(0, []) + 1) / 2) + 3) / 4 * 4;
        (Points, Weights) = GaussLegendre.OnUnitInterval(Lanes);
        Rests = Array.ConvertAll(Points, t => 1 - t);
        OffGain = Array.ConvertAll(Points, t => -1 / (1 - t));
        OnGain = new double[tree.Nodes.Length * Lanes];
        Prepare(0, 0, []);
        Nodes = [.. _ordered];
    }

    public ShapNode[] Nodes { get; }

    public ulong[][] CategorySets { get; }

    public int Lanes { get; }

    public int Depth { get; private set; }

    /// <summary>The quadrature's t.</summary>
    public double[] Points { get; }

    /// <summary>1 - t.</summary>
    public double[] Rests { get; }

    /// <summary>The quadrature's weights.</summary>
    public double[] Weights { get; }

    /// <summary>(o - w) / factor where o = 1, for each edge.</summary>
    public double[] OnGain { get; }

    /// <summary>(o - w) / factor where o = 0: the same for every edge.</summary>
    public double[] OffGain { get; }

    private int MostColumnsOnPath(int index, HashSet<int> seen)
    {
        var node = _tree.Nodes[index];
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

    /// <summary>Numbers the nodes below in the order of the walk; the number of the node itself is returned.</summary>
    private int Prepare(int index, int depth, Dictionary<int, (int Edge, double Share)> above)
    {
        Depth = Math.Max(Depth, depth);
        var node = _tree.Nodes[index];
        var number = _ordered.Count;
        _ordered.Add(new ShapNode { Left = -1, LeftShareOrValue = node.Value });
        if (node.IsLeaf)
        {
            return number;
        }

        var isRepeated = above.TryGetValue(node.Column, out var former);
        var formerShare = isRepeated ? former.Share : 1;
        var leftShare = formerShare * _tree.Nodes[node.Left].Cover / node.Cover;
        var rightShare = formerShare * _tree.Nodes[node.Right].Cover / node.Cover;
        var left = PrepareChild(node.Left, node.Column, leftShare, depth, above);
        var right = PrepareChild(node.Right, node.Column, rightShare, depth, above);
        Restore(above, node.Column, isRepeated ? former : null);
        _ordered[number] = new ShapNode
        {
            Column = node.Column,
            Threshold = node.Threshold,
            Left = left,
            Right = right,
            CategorySet = node.CategorySet,
            MissingLeft = node.MissingLeft,
            EdgeAbove = isRepeated ? former.Edge : -1,
            LeftShareOrValue = leftShare,
            RightShare = rightShare,
            InverseShareAbove = 1 / formerShare,
            InverseRestAbove = isRepeated ? 1 / (1 - formerShare) : 1,
        };
        return number;
    }

    private int PrepareChild(
        int child,
        int column,
        double share,
        int depth,
        Dictionary<int, (int Edge, double Share)> above
    )
    {
        // The child will get the next number.
        var edge = _ordered.Count;
        for (var lane = 0; lane < Lanes; lane++)
        {
            OnGain[(edge * Lanes) + lane] = (1 - share) / (Points[lane] + (Rests[lane] * share));
        }

        above[column] = (edge, share);
        return Prepare(child, depth + 1, above);
    }

    private static void Restore(
        Dictionary<int, (int Edge, double Share)> above,
        int column,
        (int Edge, double Share)? former
    )
    {
        if (former is { } value)
        {
            above[column] = value;
        }
        else
        {
            above.Remove(column);
        }
    }
}
