using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EarlyWarning.Ml.Models;

namespace EarlyWarning.Ml.Trees;

/// <summary>
/// Exact path-dependent TreeSHAP (values of Lundberg et al. 2020) by quadrature: one walk over each tree carries, for
/// every lane, the product of the factors so far and brings back the sum over the leaves below. See
/// <see cref="TreeShapTree"/> for the formula.
/// </summary>
internal sealed class TreeExplainer : Explainer
{
    private readonly TreeShapPlan _plan;

    /// <summary>For each edge, true where the row follows every split of its column down to and including it.</summary>
    private readonly bool[] _followed;

    /// <summary>For trees with more than eight lanes: a product and a sum for each level.</summary>
    private readonly double[] _products;
    private readonly double[] _sums;

    public TreeExplainer(TreeEnsemble model, TreeShapPlan plan)
        : base(model)
    {
        _plan = plan;
        _followed = new bool[plan.MostNodes];
        var scratch = plan.MostLanes > EightLanes.Count ? (plan.LongestPath + 2) * plan.MostLanes : 0;
        _products = new double[scratch];
        _sums = new double[scratch];
    }

    public override double BaseValue => _plan.BaseValue;

    private protected override void Accumulate(ReadOnlySpan<float> row, Span<double> contributions)
    {
        foreach (var tree in _plan.Trees)
        {
            if (tree.Lanes == FourLanes.Count)
            {
                Walk(tree, row, contributions, 0, FourLanes.One);
            }
            else if (tree.Lanes == EightLanes.Count)
            {
                Walk(tree, row, contributions, 0, EightLanes.One);
            }
            else
            {
                _products.AsSpan(0, tree.Lanes).Fill(1);
                WalkMany(tree, row, contributions, 0, 0);
            }
        }
    }

    /// <summary>Which way the row goes at a split, and whether it had followed the split's column so far.</summary>
    private Turn Follow(TreeShapTree tree, in TreeNode node, ReadOnlySpan<float> row)
    {
        var goesLeft = tree.Tree.GoesLeft(node, row[node.Column]);
        var above = tree.EdgeAbove[node.Left];
        var followedAbove = above < 0 || _followed[above];
        _followed[node.Left] = followedAbove & goesLeft;
        _followed[node.Right] = followedAbove & !goesLeft;
        return new Turn(above, followedAbove);
    }

    private double[] Ratios(TreeShapTree tree, int edge, in Turn turn)
    {
        if (_followed[edge])
        {
            return tree.Kept;
        }

        return turn.FollowedAbove ? tree.Lost : tree.StillLost;
    }

    private TLanes Walk<TLanes>(
        TreeShapTree tree,
        ReadOnlySpan<float> row,
        Span<double> contributions,
        int index,
        TLanes product
    )
        where TLanes : struct, IShapLanes<TLanes>
    {
        ref readonly var node = ref tree.Tree.Nodes[index];
        if (node.IsLeaf)
        {
            return TLanes.Scale(product, node.Value);
        }

        var turn = Follow(tree, node, row);
        var left = Walk(
            tree,
            row,
            contributions,
            node.Left,
            product * At<TLanes>(Ratios(tree, node.Left, turn), node.Left)
        );
        var right = Walk(
            tree,
            row,
            contributions,
            node.Right,
            product * At<TLanes>(Ratios(tree, node.Right, turn), node.Right)
        );
        var owed = (left * Gain<TLanes>(tree, node.Left)) + (right * Gain<TLanes>(tree, node.Right));
        if (turn.EdgeAbove >= 0)
        {
            // The edge above already counted these leaves with the factor that this split replaces.
            owed -= (left + right) * Gain<TLanes>(tree, turn.EdgeAbove);
        }

        contributions[node.Column] += TLanes.Sum(owed * At<TLanes>(tree.Weights, 0));
        return left + right;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TLanes Gain<TLanes>(TreeShapTree tree, int edge)
        where TLanes : struct, IShapLanes<TLanes> =>
        _followed[edge] ? At<TLanes>(tree.OnGain, edge) : At<TLanes>(tree.OffGain, 0);

    /// <summary>The lanes of one edge; the tables are that long by construction, so bounds are not checked again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes At<TLanes>(double[] table, int edge)
        where TLanes : struct, IShapLanes<TLanes> =>
        TLanes.Load(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(table), (nint)edge * TLanes.Count));

    /// <summary>The same walk for any number of lanes; leaves the sum of a node in the scratch of its level.</summary>
    private void WalkMany(TreeShapTree tree, ReadOnlySpan<float> row, Span<double> contributions, int index, int level)
    {
        var lanes = tree.Lanes;
        ref readonly var node = ref tree.Tree.Nodes[index];
        var product = _products.AsSpan(level * lanes, lanes);
        var sum = _sums.AsSpan(level * lanes, lanes);
        if (node.IsLeaf)
        {
            for (var lane = 0; lane < lanes; lane++)
            {
                sum[lane] = product[lane] * node.Value;
            }

            return;
        }

        var turn = Follow(tree, node, row);
        sum.Clear();
        foreach (var child in (ReadOnlySpan<int>)[node.Left, node.Right])
        {
            var ratios = Ratios(tree, child, turn).AsSpan(child * lanes, lanes);
            for (var lane = 0; lane < lanes; lane++)
            {
                _products[((level + 1) * lanes) + lane] = product[lane] * ratios[lane];
            }

            WalkMany(tree, row, contributions, child, level + 1);
            contributions[node.Column] += Owed(
                tree,
                child,
                turn.EdgeAbove,
                _sums.AsSpan((level + 1) * lanes, lanes),
                sum
            );
        }
    }

    /// <summary>What a column is owed for the leaves below one edge, whose sum is added to that of the node above.</summary>
    private double Owed(TreeShapTree tree, int edge, int edgeAbove, ReadOnlySpan<double> below, Span<double> sum)
    {
        var lanes = tree.Lanes;
        var gain = _followed[edge] ? tree.OnGain.AsSpan(edge * lanes, lanes) : tree.OffGain;
        var counted =
            edgeAbove >= 0 && _followed[edgeAbove] ? tree.OnGain.AsSpan(edgeAbove * lanes, lanes) : tree.OffGain;
        var owed = 0.0;
        for (var lane = 0; lane < lanes; lane++)
        {
            var net = gain[lane] - (edgeAbove >= 0 ? counted[lane] : 0);
            owed += below[lane] * net * tree.Weights[lane];
            sum[lane] += below[lane];
        }

        return owed;
    }

    private readonly record struct Turn(int EdgeAbove, bool FollowedAbove);
}
