using System.Runtime.Intrinsics;

namespace EarlyWarning.Ml.Neural;

/// <summary>One vector register of single-precision numbers, so that a kernel is written once for every width.</summary>
internal unsafe interface IVectorLanes<TSelf>
    where TSelf : struct, IVectorLanes<TSelf>
{
    /// <summary>Numbers in a register.</summary>
    static abstract int Count { get; }

    static abstract TSelf Broadcast(float* value);

    static abstract TSelf Load(float* from);

    /// <summary>a x b + c, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    void Store(float* to);
}

/// <summary>Eight numbers: AVX2, or two registers of a narrower machine.</summary>
internal readonly unsafe struct Lanes8(Vector256<float> value) : IVectorLanes<Lanes8>
{
    private readonly Vector256<float> _value = value;

    public static int Count => 8;

    public static Lanes8 Broadcast(float* value) => new(Vector256.Create(*value));

    public static Lanes8 Load(float* from) => new(Vector256.Load(from));

    public static Lanes8 FusedMultiplyAdd(Lanes8 a, Lanes8 b, Lanes8 c) =>
        new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    public void Store(float* to) => _value.Store(to);
}

/// <summary>Sixteen numbers: AVX-512.</summary>
internal readonly unsafe struct Lanes16(Vector512<float> value) : IVectorLanes<Lanes16>
{
    private readonly Vector512<float> _value = value;

    public static int Count => 16;

    public static Lanes16 Broadcast(float* value) => new(Vector512.Create(*value));

    public static Lanes16 Load(float* from) => new(Vector512.Load(from));

    public static Lanes16 FusedMultiplyAdd(Lanes16 a, Lanes16 b, Lanes16 c) =>
        new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    public void Store(float* to) => _value.Store(to);
}
