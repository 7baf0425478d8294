using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EarlyWarning.Ml.Trees;

/// <summary>For each column and bin the <see cref="NodeSums"/> of a node's rows.</summary>
internal sealed class Histogram(int[] offsets, int totalBins)
{
    private readonly NodeSums[] _sums = new NodeSums[totalBins];

    public ReadOnlySpan<NodeSums> Column(int column) =>
        _sums.AsSpan(offsets[column], offsets[column + 1] - offsets[column]);

    /// <summary>Adds up the sums of the given rows; <paramref name="ordered"/> are theirs, in the same order.</summary>
    public void Build(int column, byte[] bins, ReadOnlySpan<int> rows, ReadOnlySpan<NodeSums> ordered)
    {
        var target = Writable(column);
        target.Clear();
        AddRows(target, bins, rows, ordered);
    }

    /// <summary>The same for all rows in table order.</summary>
    public void BuildFromAll(int column, byte[] bins, ReadOnlySpan<NodeSums> ordered)
    {
        var target = Writable(column);
        target.Clear();
        AddAll(target, bins, ordered);
    }

    /// <summary>
    /// Two columns at once: row numbers and items are read once for both, and sums of the one are added while those of
    /// the other are still on their way to memory.
    /// </summary>
    public void BuildPair(
        (int A, int B) columns,
        (byte[] A, byte[] B) bins,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<NodeSums> ordered
    )
    {
        var first = Writable(columns.A);
        var second = Writable(columns.B);
        first.Clear();
        second.Clear();
        AddRows(first, second, bins.A, bins.B, rows, ordered);
    }

    /// <summary>The same for all rows in table order.</summary>
    public void BuildPairFromAll((int A, int B) columns, (byte[] A, byte[] B) bins, ReadOnlySpan<NodeSums> ordered)
    {
        var first = Writable(columns.A);
        var second = Writable(columns.B);
        first.Clear();
        second.Clear();
        AddAll(first, second, bins.A, bins.B, ordered);
    }

    /// <summary>Turns a parent's sums into those of one child by taking away the other's; exact for whole numbers.</summary>
    public void Subtract(int column, Histogram child)
    {
        var target = MemoryMarshal.Cast<NodeSums, long>(Writable(column));
        TensorPrimitives.Subtract(target, MemoryMarshal.Cast<NodeSums, long>(child.Column(column)), target);
    }

    private Span<NodeSums> Writable(int column) => _sums.AsSpan(offsets[column], offsets[column + 1] - offsets[column]);

    // The two inner loops of training. A pair of longs is added as one vector; every bin is below the column's count
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
    private static void AddAll(Span<NodeSums> target, byte[] bins, ReadOnlySpan<NodeSums> ordered)
    {
        ref var sums = ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(target));
        ref var items = ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(ordered));
        ref var binOfRow = ref MemoryMarshal.GetArrayDataReference(bins);
        for (nint i = 0; i < ordered.Length; i++)
        {
            Unsafe.Add(ref sums, (nint)Unsafe.Add(ref binOfRow, i)) += Unsafe.Add(ref items, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows(
        Span<NodeSums> first,
        Span<NodeSums> second,
        byte[] firstBins,
        byte[] secondBins,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<NodeSums> ordered
    )
    {
        ref var a = ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(first));
        ref var b = ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(second));
        ref var items = ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(ordered));
        ref var binOfA = ref MemoryMarshal.GetArrayDataReference(firstBins);
        ref var binOfB = ref MemoryMarshal.GetArrayDataReference(secondBins);
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
    private static void AddAll(
        Span<NodeSums> first,
        Span<NodeSums> second,
        byte[] firstBins,
        byte[] secondBins,
        ReadOnlySpan<NodeSums> ordered
    )
    {
        ref var a = ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(first));
        ref var b = ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(second));
        ref var items = ref Unsafe.As<NodeSums, Vector128<long>>(ref MemoryMarshal.GetReference(ordered));
        ref var binOfA = ref MemoryMarshal.GetArrayDataReference(firstBins);
        ref var binOfB = ref MemoryMarshal.GetArrayDataReference(secondBins);
        for (nint i = 0; i < ordered.Length; i++)
        {
            var item = Unsafe.Add(ref items, i);
            Unsafe.Add(ref a, (nint)Unsafe.Add(ref binOfA, i)) += item;
            Unsafe.Add(ref b, (nint)Unsafe.Add(ref binOfB, i)) += item;
        }
    }
}
