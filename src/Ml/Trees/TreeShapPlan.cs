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

    public int MostPoints => All.Select(tree => tree.Points).DefaultIfEmpty(0).Max();
}

/// <summary>A node as the walk needs it, in the order of the walk. The edge to a node has the node's number.</summary>
internal struct ShapNode
{
    public double Threshold;

    /// <summary>
    /// The column's share at the left child over that at the node: the factor of a column lost above. All factors of a
    /// leaf's edge are times its value.
    /// </summary>
    public double LeftRatio;
    public double RightRatio;

    public int Column;
    public int Left;
    public int Right;
    public int CategorySet;

    /// <summary>The nearest edge above that is of the same column, or 0, the edge into the root, of which all is kept.</summary>
    public int EdgeAbove;
    public bool MissingLeft;
    public bool LeftIsLeaf;
    public bool RightIsLeaf;
}

/// <summary>What an edge has for each point of the quadrature, w being the column's share at it and w' the one above.</summary>
internal struct ShapEdge
{
    /// <summary>(t + (1 - t) w) / (t + (1 - t) w'): the row follows the column's splits down to here.</summary>
    public double Kept;

    /// <summary>(1 - t) w / (t + (1 - t) w'): it leaves them here.</summary>
    public double Lost;

    /// <summary>
    /// 1 / ((1 - t) (t + (1 - t) w)), times the point's weight: what the column is owed of the leaves below, by how much
    /// more (o - w) / factor is for a row that follows it to here than for one that does not, for which it is -1 / (1 - t).
    /// The latter is the same for both children and all edges, and is counted as the gain of the edge into the root.
    /// </summary>
    public double Gain;
}

/// <summary>
/// One tree, prepared. The path-dependent Shapley value of column i at a leaf of value v is
/// v * integral over t in [0, 1] of (o_i - w_i) * product over j != i of (t * o_j + (1 - t) * w_j), where o_j says
/// whether the row follows every split on column j of the path and w_j is the share of training rows that do. The
/// integrand is a polynomial of degree d - 1 in t for d distinct columns, so ceil(d / 2) Gauss-Legendre points integrate
/// it exactly, and as every factor is positive nothing cancels.
/// </summary>
internal sealed class TreeShapTree
{
    private readonly Tree _tree;
    private readonly double[] _times;
    private readonly double[] _weights;
    private readonly List<ShapNode> _ordered = [];

    public TreeShapTree(Tree tree)
    {
        _tree = tree;
        CategorySets = tree.CategorySets;
        Points = (MostColumnsOnPath(0, []) + 1) / 2;
        (_times, _weights) = GaussLegendre.OnUnitInterval(Points);
        Edges = new ShapEdge[tree.Nodes.Length * Points];
        SetEdge(0, 1, 1, 1);
        Prepare(0, 0, []);
        Nodes = [.. _ordered];
    }

    public ShapNode[] Nodes { get; }

    /// <summary>For each edge, one after the other, its <see cref="Points"/> points.</summary>
    public ShapEdge[] Edges { get; }

    public ulong[][] CategorySets { get; }

    /// <summary>The quadrature's points.</summary>
    public int Points { get; }

    public int Depth { get; private set; }

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
        _ordered.Add(default);
        if (node.IsLeaf)
        {
            return number;
        }

        var isRepeated = above.TryGetValue(node.Column, out var former);
        (int Edge, double Share)? known = isRepeated ? former : null;
        var leftRatio = (double)_tree.Nodes[node.Left].Cover / node.Cover;
        var rightRatio = (double)_tree.Nodes[node.Right].Cover / node.Cover;
        var left = PrepareChild(node.Left, node.Column, leftRatio, depth, known, above);
        var right = PrepareChild(node.Right, node.Column, rightRatio, depth, known, above);
        Restore(above, node.Column, known);
        _ordered[number] = new ShapNode
        {
            Column = node.Column,
            Threshold = node.Threshold,
            Left = left,
            Right = right,
            CategorySet = node.CategorySet,
            MissingLeft = node.MissingLeft != 0,
            LeftIsLeaf = _tree.Nodes[node.Left].IsLeaf,
            RightIsLeaf = _tree.Nodes[node.Right].IsLeaf,
            EdgeAbove = known?.Edge ?? 0,
            LeftRatio = leftRatio * ValueOf(node.Left),
            RightRatio = rightRatio * ValueOf(node.Right),
        };
        return number;
    }

    private int PrepareChild(
        int child,
        int column,
        double ratio,
        int depth,
        (int Edge, double Share)? former,
        Dictionary<int, (int Edge, double Share)> above
    )
    {
        // The child will get the next number.
        var edge = _ordered.Count;
        var shareAbove = former?.Share ?? 1;
        var share = shareAbove * ratio;
        SetEdge(edge, share, shareAbove, ValueOf(child));
        above[column] = (edge, share);
        return Prepare(child, depth + 1, above);
    }

    private void SetEdge(int edge, double share, double shareAbove, double value)
    {
        for (var point = 0; point < Points; point++)
        {
            var (on, off) = (_times[point], 1 - _times[point]);
            var kept = on + (off * share);
            var factorAbove = on + (off * shareAbove);
            Edges[(edge * Points) + point] = new ShapEdge
            {
                Kept = kept / factorAbove * value,
                Lost = off * share / factorAbove * value,
                Gain = _weights[point] / (off * kept),
            };
        }
    }

    private double ValueOf(int index) => _tree.Nodes[index].IsLeaf ? _tree.Nodes[index].Value : 1;

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
