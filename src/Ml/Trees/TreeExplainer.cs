using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EarlyWarning.Ml.Models;

namespace EarlyWarning.Ml.Trees;

/// <summary>
/// Exact path-dependent TreeSHAP (values of Lundberg et al. 2020) by quadrature: one walk over each tree carries, for
/// every point, the product of the factors so far and brings back the sum over the leaves below. See
/// <see cref="TreeShapTree"/> for the formula. Four rows are walked at once, a lane each: all rows visit all nodes, and
/// which side a row takes is a mask and no branch.
/// </summary>
internal sealed class TreeExplainer : Explainer
{
    private const int Lanes = 4;

    // A tree's tables stay in the nearest cache while so many groups of rows pass through.
    private const int GroupsAtOnce = 4;

    private readonly TreeShapPlan _plan;
    private readonly int _columns;
    private readonly Vector256<double>[] _values;
    private readonly Vector256<double>[] _contributions;

    /// <summary>
    /// For each edge the lanes that follow every split of its column down to and including it; all for the edge into the
    /// root, which is of no column.
    /// </summary>
    private readonly Vector256<double>[] _followed;

    /// <summary>For each level, child and point the product of the factors above and the sum over the leaves below.</summary>
    private readonly Vector256<double>[] _scratch;
    private readonly Vector256<double>[] _ones;
    private readonly Vector256<double>[] _sums;

    public TreeExplainer(TreeEnsemble model, TreeShapPlan plan)
        : base(model)
    {
        _plan = plan;
        _columns = model.Schema.Count;
        _values = new Vector256<double>[GroupsAtOnce * _columns];
        _contributions = new Vector256<double>[GroupsAtOnce * _columns];
        _followed = new Vector256<double>[plan.MostNodes];
        _scratch = new Vector256<double>[4 * plan.LongestPath * plan.MostPoints];
        _ones = new Vector256<double>[plan.MostPoints];
        _sums = new Vector256<double>[plan.MostPoints];
        _followed.AsSpan().Fill(Vector256<double>.AllBitsSet);
        _ones.AsSpan().Fill(Vector256<double>.One);
    }

    public override double BaseValueOf(int output) => _plan.BaseValueOf(output);

    private protected override void Accumulate(ReadOnlySpan<float> row, int output, Span<double> contributions) =>
        AccumulateRows(row, output, contributions);

    private protected override void AccumulateRows(ReadOnlySpan<float> rows, int output, Span<double> contributions)
    {
        const int atOnce = Lanes * GroupsAtOnce;
        for (var first = 0; first < rows.Length; first += atOnce * _columns)
        {
            var length = Math.Min(atOnce * _columns, rows.Length - first);
            AccumulateBlock(rows.Slice(first, length), output, contributions.Slice(first, length));
        }
    }

    private void AccumulateBlock(ReadOnlySpan<float> rows, int output, Span<double> contributions)
    {
        var count = rows.Length / _columns;
        var groups = (count + Lanes - 1) / Lanes;
        for (var group = 0; group < groups; group++)
        {
            Load(rows, count, group);
        }

        _contributions.AsSpan(0, groups * _columns).Clear();
        foreach (var tree in _plan.TreesOf(output))
        {
            for (var group = 0; group < groups; group++)
            {
                Walk(tree, group * _columns, 0, 0, ref _ones[0], ref _sums[0]);
            }
        }

        for (var row = 0; row < count; row++)
        {
            var (group, lane) = (row / Lanes, row % Lanes);
            for (var column = 0; column < _columns; column++)
            {
                contributions[(row * _columns) + column] += _contributions[(group * _columns) + column][lane];
            }
        }
    }

    /// <summary>The values of four rows, column by column; the last row stands in for those that are not there.</summary>
    private void Load(ReadOnlySpan<float> rows, int count, int group)
    {
        var first = group * Lanes;
        var a = rows.Slice(first * _columns, _columns);
        var b = rows.Slice(Math.Min(first + 1, count - 1) * _columns, _columns);
        var c = rows.Slice(Math.Min(first + 2, count - 1) * _columns, _columns);
        var d = rows.Slice(Math.Min(first + 3, count - 1) * _columns, _columns);
        var values = _values.AsSpan(group * _columns, _columns);
        for (var column = 0; column < values.Length; column++)
        {
            values[column] = Vector256.Create(a[column], b[column], c[column], (double)d[column]);
        }
    }

    /// <summary>
    /// Walks the tree below an inner node; leaves for every point the sum over its leaves in <paramref name="result"/>.
    /// </summary>
    // Trees were checked to name existing columns and nodes, and scratch is as long as the longest path and the most
    // points need, so the walk goes by reference and checks no bounds.
    private void Walk(
        TreeShapTree tree,
        int offset,
        int index,
        int level,
        ref Vector256<double> product,
        ref Vector256<double> result
    )
    {
        ref readonly var node = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(tree.Nodes), index);
        nint points = tree.Points;
        // Of this level: products and sums of the left child, then those of the right one.
        ref var leftProduct = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_scratch), 4 * level * points);
        ref var leftSum = ref Unsafe.Add(ref leftProduct, points);
        ref var rightProduct = ref Unsafe.Add(ref leftProduct, 2 * points);
        ref var rightSum = ref Unsafe.Add(ref leftProduct, 3 * points);
        ref var edges = ref MemoryMarshal.GetArrayDataReference(tree.Edges);
        ref var left = ref Unsafe.Add(ref edges, node.Left * points);
        ref var right = ref Unsafe.Add(ref edges, node.Right * points);

        var goesLeft = GoesLeft(tree, node, At(_values, offset + node.Column));
        var followed = At(_followed, node.EdgeAbove);
        var keepsLeft = followed & goesLeft;
        var keepsRight = Vector256.AndNot(followed, goesLeft);
        Multiply(
            points,
            ref product,
            new Factors(keepsLeft, keepsRight, Vector256.AndNot(Vector256.Create(node.LeftRatio), followed)),
            ref left,
            ref node.LeftIsLeaf ? ref leftSum : ref leftProduct
        );
        Multiply(
            points,
            ref product,
            new Factors(keepsRight, keepsLeft, Vector256.AndNot(Vector256.Create(node.RightRatio), followed)),
            ref right,
            ref node.RightIsLeaf ? ref rightSum : ref rightProduct
        );
        if (!node.LeftIsLeaf)
        {
            At(_followed, node.Left) = keepsLeft;
            Walk(tree, offset, node.Left, level + 1, ref leftProduct, ref leftSum);
        }

        if (!node.RightIsLeaf)
        {
            At(_followed, node.Right) = keepsRight;
            Walk(tree, offset, node.Right, level + 1, ref rightProduct, ref rightSum);
        }

        ref var above = ref Unsafe.Add(ref edges, node.EdgeAbove * points);
        var (gainLeft, gainRight, counted) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        for (nint point = 0; point < points; point++)
        {
            var (belowLeft, belowRight) = (Unsafe.Add(ref leftSum, point), Unsafe.Add(ref rightSum, point));
            var below = belowLeft + belowRight;
            Unsafe.Add(ref result, point) = below;
            gainLeft += belowLeft * Unsafe.Add(ref left, point).Gain;
            gainRight += belowRight * Unsafe.Add(ref right, point).Gain;
            counted += below * Unsafe.Add(ref above, point).Gain;
        }

        // Where the column was lost above, this split adds nothing to what is owed.
        At(_contributions, offset + node.Column) +=
            ((gainLeft & keepsLeft) | (gainRight & keepsRight)) - (counted & followed);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(
        nint points,
        ref Vector256<double> product,
        Factors factors,
        ref ShapEdge edge,
        ref Vector256<double> target
    )
    {
        for (nint point = 0; point < points; point++)
        {
            Unsafe.Add(ref target, point) = Unsafe.Add(ref product, point) * factors.Of(Unsafe.Add(ref edge, point));
        }
    }

    private static Vector256<double> GoesLeft(TreeShapTree tree, in ShapNode node, Vector256<double> values)
    {
        var missing = ~Vector256.Equals(values, values);
        if (node.CategorySet < 0)
        {
            var isBelow = Vector256.LessThanOrEqual(values, Vector256.Create(node.Threshold));
            return node.MissingLeft ? isBelow | missing : isBelow;
        }

        var set = tree.CategorySets[node.CategorySet];
        var isIn = Vector256.Create(
            Bits(set, values[0]),
            Bits(set, values[1]),
            Bits(set, values[2]),
            Bits(set, values[3])
        );
        return Vector256.ConditionalSelect(
            missing,
            node.MissingLeft ? Vector256<double>.AllBitsSet : Vector256<double>.Zero,
            isIn.AsDouble()
        );
    }

    private static long Bits(ulong[] set, double code) => Tree.Contains(set, (float)code) ? -1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Vector256<double> At(Vector256<double>[] scratch, int place) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(scratch), place);

    /// <summary>What an edge multiplies the lanes by: those that keep to the column, lose it here or lost it above.</summary>
    private readonly struct Factors(Vector256<double> kept, Vector256<double> lost, Vector256<double> lostAbove)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> Of(in ShapEdge edge) =>
            (Vector256.Create(edge.Kept) & kept) | (Vector256.Create(edge.Lost) & lost) | lostAbove;
    }
}
