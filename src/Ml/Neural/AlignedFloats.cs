using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// Numbers that never move in memory and start at a cache line, so that kernels can use plain pointers. The garbage
/// collector frees them; whoever keeps the pointer keeps this object alive.
/// </summary>
internal sealed unsafe class AlignedFloats
{
    private const int LineBytes = 64;

    private readonly float[] _memory;
    private readonly int _first;

    public AlignedFloats(int length)
    {
        _memory = GC.AllocateArray<float>(length + (LineBytes / sizeof(float)), pinned: true);
        var start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        var past = (int)(start % LineBytes);
        _first = past == 0 ? 0 : (LineBytes - past) / sizeof(float);
        Pointer = (float*)start + _first;
        Length = length;
    }

    private AlignedFloats(AlignedFloats whole, int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, whole.Length);
        _memory = whole._memory;
        _first = whole._first + start;
        Pointer = whole.Pointer + start;
        Length = length;
    }

    public float* Pointer { get; }

    public int Length { get; }

    public Span<float> Span => _memory.AsSpan(_first, Length);

    /// <summary>A part of this; what is written to one is seen in the other.</summary>
    public AlignedFloats Slice(int start, int length) => new(this, start, length);

    public static AlignedFloats Of(ReadOnlySpan<float> values)
    {
        var copy = new AlignedFloats(values.Length);
        values.CopyTo(copy.Span);
        return copy;
    }
}
