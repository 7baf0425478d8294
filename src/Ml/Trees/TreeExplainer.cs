using System.Numerics.Tensors;
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

    public override double BaseValueOf(int output) => _plan.BaseValueOf(output);

    private protected override void Accumulate(ReadOnlySpan<float> row, int output, Span<double> contributions)
    {
        ref var first = ref MemoryMarshal.GetReference(row);
        ref var target = ref MemoryMarshal.GetReference(contributions);
        foreach (var tree in _plan.TreesOf(output))
        {
            if (tree.Lanes == FourLanes.Count)
            {
                Walk(tree, ref first, ref target, 0, FourLanes.One);
            }
            else if (tree.Lanes == EightLanes.Count)
            {
                Walk(tree, ref first, ref target, 0, EightLanes.One);
            }
            else
            {
                _products.AsSpan(0, tree.Lanes).Fill(1);
                WalkMany(tree, row, contributions, 0, 0);
            }
        }
    }

    // Rows and contributions were checked to have one place per column, and trees to name existing columns and nodes,
    // so the walk goes by reference and checks no bounds.
    private TLanes Walk<TLanes>(TreeShapTree tree, ref float row, ref double contributions, int index, TLanes product)
        where TLanes : struct, IShapLanes<TLanes>
    {
        ref readonly var node = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(tree.Nodes), index);
        if (node.Left < 0)
        {
            return TLanes.Scale(product, node.LeftShareOrValue);
        }

        ref var followed = ref MemoryMarshal.GetArrayDataReference(_followed);
        var goesLeft = GoesLeft(tree, node, Unsafe.Add(ref row, node.Column));
        var above = node.EdgeAbove;
        var followedAbove = above < 0 || Unsafe.Add(ref followed, above);
        var (followsLeft, followsRight) = (followedAbove & goesLeft, followedAbove & !goesLeft);
        Unsafe.Add(ref followed, node.Left) = followsLeft;
        Unsafe.Add(ref followed, node.Right) = followsRight;

        TLanes leftFactor,
            rightFactor;
        if (followedAbove)
        {
            var rests = At<TLanes>(tree.Rests, 0);
            var (stay, leave) = goesLeft
                ? (node.LeftShareOrValue, node.RightShare)
                : (node.RightShare, node.LeftShareOrValue);
            var before =
                above < 0 ? product : product * TLanes.Scale(At<TLanes>(tree.OnGain, above), node.InverseRestAbove);
            var kept = before * (At<TLanes>(tree.Points, 0) + TLanes.Scale(rests, stay));
            var lost = before * TLanes.Scale(rests, leave);
            (leftFactor, rightFactor) = goesLeft ? (kept, lost) : (lost, kept);
        }
        else
        {
            leftFactor = TLanes.Scale(product, node.LeftShareOrValue * node.InverseShareAbove);
            rightFactor = TLanes.Scale(product, node.RightShare * node.InverseShareAbove);
        }

        var left = Walk(tree, ref row, ref contributions, node.Left, leftFactor);
        var right = Walk(tree, ref row, ref contributions, node.Right, rightFactor);
        var below = left + right;
        // Still lost: what this split owes is what the edge above counted already.
        if (followedAbove)
        {
            var off = At<TLanes>(tree.OffGain, 0);
            var on = At<TLanes>(tree.OnGain, followsLeft ? node.Left : node.Right);
            var owed = followsLeft ? (left * on) + (right * off) : (left * off) + (right * on);
            owed = above < 0 ? owed : owed - (below * At<TLanes>(tree.OnGain, above));
            Unsafe.Add(ref contributions, node.Column) += TLanes.Sum(owed * At<TLanes>(tree.Weights, 0));
        }

        return below;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool GoesLeft(TreeShapTree tree, in ShapNode node, float value)
    {
        if (node.CategorySet < 0)
        {
            return value <= node.Threshold || (float.IsNaN(value) && node.MissingLeft != 0);
        }

        return float.IsNaN(value) ? node.MissingLeft != 0 : Tree.Contains(tree.CategorySets[node.CategorySet], value);
    }

    /// <summary>The lanes of one edge; the tables are that long by construction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes At<TLanes>(double[] table, int edge)
        where TLanes : struct, IShapLanes<TLanes> =>
        TLanes.Load(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(table), (nint)edge * TLanes.Count));

    /// <summary>The same walk for any number of lanes; leaves the sum of a node in the scratch of its level.</summary>
    private void WalkMany(TreeShapTree tree, ReadOnlySpan<float> row, Span<double> contributions, int index, int level)
    {
        var lanes = tree.Lanes;
        var node = tree.Nodes[index];
        var product = _products.AsSpan(level * lanes, lanes);
        var sum = _sums.AsSpan(level * lanes, lanes);
        if (node.Left < 0)
        {
            TensorPrimitives.Multiply(product, node.LeftShareOrValue, sum);
            return;
        }

        var goesLeft = GoesLeft(tree, node, row[node.Column]);
        var followedAbove = node.EdgeAbove < 0 || _followed[node.EdgeAbove];
        sum.Clear();
        for (var side = 0; side < 2; side++)
        {
            var child = side == 0 ? node.Left : node.Right;
            _followed[child] = followedAbove && goesLeft == (side == 0);
            FillProduct(tree, node, side, followedAbove, product, _products.AsSpan((level + 1) * lanes, lanes));
            WalkMany(tree, row, contributions, child, level + 1);
            contributions[node.Column] += Owed(tree, node, child, _sums.AsSpan((level + 1) * lanes, lanes), sum);
        }
    }

    private void FillProduct(
        TreeShapTree tree,
        in ShapNode node,
        int side,
        bool followedAbove,
        ReadOnlySpan<double> product,
        Span<double> target
    )
    {
        var share = side == 0 ? node.LeftShareOrValue : node.RightShare;
        var follows = _followed[side == 0 ? node.Left : node.Right];
        for (var lane = 0; lane < target.Length; lane++)
        {
            var factor = (follows ? tree.Points[lane] : 0) + (tree.Rests[lane] * share);
            if (!followedAbove)
            {
                factor = share * node.InverseShareAbove;
            }
            else if (node.EdgeAbove >= 0)
            {
                factor *= tree.OnGain[(node.EdgeAbove * tree.Lanes) + lane] * node.InverseRestAbove;
            }

            target[lane] = product[lane] * factor;
        }
    }

    /// <summary>What a column is owed for the leaves below one edge, whose sum is added to that of the node above.</summary>
    private double Owed(TreeShapTree tree, in ShapNode node, int edge, ReadOnlySpan<double> below, Span<double> sum)
    {
        var lanes = tree.Lanes;
        var gain = _followed[edge] ? tree.OnGain.AsSpan(edge * lanes, lanes) : tree.OffGain;
        var above = node.EdgeAbove;
        var counted = above >= 0 && _followed[above] ? tree.OnGain.AsSpan(above * lanes, lanes) : tree.OffGain;
        var owed = 0.0;
        for (var lane = 0; lane < lanes; lane++)
        {
            owed += below[lane] * (gain[lane] - (above >= 0 ? counted[lane] : 0)) * tree.Weights[lane];
            sum[lane] += below[lane];
        }

        return owed;
    }
}
