using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EarlyWarning.Ml.Trees;

/// <summary>For each column and bin the <see cref="NodeSums"/> of a node's rows.</summary>
internal sealed class Histogram(int[] offsets, int totalBins)
{
    /// <summary>How many columns are added up at once.</summary>
    public const int MostAtOnce = 4;

    private readonly NodeSums[] _sums = new NodeSums[totalBins];

    public ReadOnlySpan<NodeSums> Column(int column) =>
        _sums.AsSpan(offsets[column], offsets[column + 1] - offsets[column]);

    /// <summary>
    /// Adds up the sums of the given rows in a few columns at once: row numbers and items are read once for all of them,
    /// and sums of the one are added while those of the others are still on their way to memory.
    /// </summary>
    /// <param name="columns">At most <see cref="MostAtOnce"/>.</param>
    /// <param name="bins">The bin of each row of the table, for every column of the table.</param>
    /// <param name="rows">Rows of the node.</param>
    /// <param name="ordered">Their sums, in the same order.</param>
    public void Build(ReadOnlySpan<int> columns, byte[][] bins, ReadOnlySpan<int> rows, ReadOnlySpan<NodeSums> ordered)
    {
        foreach (var column in columns)
        {
            Writable(column).Clear();
        }

        if (columns.Length == MostAtOnce)
        {
            AddFour(columns, bins, rows, ordered);
            return;
        }

        if (columns.Length >= 2)
        {
            AddTwo(columns[..2], bins, rows, ordered);
            columns = columns[2..];
        }

        if (columns.Length == 1)
        {
            AddRows(Writable(columns[0]), bins[columns[0]], rows, ordered);
        }
    }

    /// <summary>All rows of the node, from the bins of a column.</summary>
    public NodeSums Total(int column)
    {
        var total = default(NodeSums);
        foreach (var sums in Column(column))
        {
            total += sums;
        }

        return total;
    }

    /// <summary>Turns a parent's sums into those of one child by taking away the other's; exact for whole numbers.</summary>
    public void Subtract(int column, Histogram child)
    {
        var target = MemoryMarshal.Cast<NodeSums, long>(Writable(column));
        TensorPrimitives.Subtract(target, MemoryMarshal.Cast<NodeSums, long>(child.Column(column)), target);
    }

    private Span<NodeSums> Writable(int column) => _sums.AsSpan(offsets[column], offsets[column + 1] - offsets[column]);

    // The inner loops of training. A pair of longs is added as one vector; every bin is below the column's count
    // by construction of BinnedTable, and every row below the table's, so bounds are not checked again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRows(
        Span<NodeSums> target,
        byte[] bins,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<NodeSums> ordered
    )
    {
        ref var sums = ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(target));
        ref var items = ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(ordered));
        ref var binOfRow = ref MemoryMarshal.GetArrayDataReference(bins);
        ref var row = ref MemoryMarshal.GetReference(rows);
        for (nint i = 0; i < rows.Length; i++)
        {
            Unsafe.Add(ref sums, (nint)Unsafe.Add(ref binOfRow, Unsafe.Add(ref row, i))) += Unsafe.Add(ref items, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddTwo(
        ReadOnlySpan<int> columns,
        byte[][] bins,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<NodeSums> ordered
    )
    {
        ref var a = ref First(columns[0]);
        ref var b = ref First(columns[1]);
        ref var binOfA = ref MemoryMarshal.GetArrayDataReference(bins[columns[0]]);
        ref var binOfB = ref MemoryMarshal.GetArrayDataReference(bins[columns[1]]);
        ref var items = ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(ordered));
        ref var row = ref MemoryMarshal.GetReference(rows);
        for (nint i = 0; i < rows.Length; i++)
        {
            nint at = Unsafe.Add(ref row, i);
            var item = Unsafe.Add(ref items, i);
            Unsafe.Add(ref a, (nint)Unsafe.Add(ref binOfA, at)) += item;
            Unsafe.Add(ref b, (nint)Unsafe.Add(ref binOfB, at)) += item;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddFour(
        ReadOnlySpan<int> columns,
        byte[][] bins,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<NodeSums> ordered
    )
    {
        ref var a = ref First(columns[0]);
        ref var b = ref First(columns[1]);
        ref var c = ref First(columns[2]);
        ref var d = ref First(columns[3]);
        ref var binOfA = ref MemoryMarshal.GetArrayDataReference(bins[columns[0]]);
        ref var binOfB = ref MemoryMarshal.GetArrayDataReference(bins[columns[1]]);
        ref var binOfC = ref MemoryMarshal.GetArrayDataReference(bins[columns[2]]);
        ref var binOfD = ref MemoryMarshal.GetArrayDataReference(bins[columns[3]]);
        ref var items = ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(ordered));
        ref var row = ref MemoryMarshal.GetReference(rows);
        for (nint i = 0; i < rows.Length; i++)
        {
            nint at = Unsafe.Add(ref row, i);
            var item = Unsafe.Add(ref items, i);
            Unsafe.Add(ref a, (nint)Unsafe.Add(ref binOfA, at)) += item;
            Unsafe.Add(ref b, (nint)Unsafe.Add(ref binOfB, at)) += item;
            Unsafe.Add(ref c, (nint)Unsafe.Add(ref binOfC, at)) += item;
            Unsafe.Add(ref d, (nint)Unsafe.Add(ref binOfD, at)) += item;
        }
    }

    private ref Vector128<long> First(int column) =>
        ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(Writable(column)));
}
