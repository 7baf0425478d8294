using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EarlyWarning.Ml.Trees;

/// <summary>A fixed number of doubles worked on together.</summary>
internal interface IShapLanes<TSelf>
    where TSelf : struct, IShapLanes<TSelf>
{
    static abstract int Count { get; }
    static abstract TSelf One { get; }
    static abstract TSelf Load(ref double first);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf Scale(TSelf a, double factor);
    static abstract double Sum(TSelf a);
}

/// <summary>Four lanes: up to eight columns on a path.</summary>
internal readonly struct FourLanes(Vector256<double> all) : IShapLanes<FourLanes>
{
    private readonly Vector256<double> _all = all;

    public static int Count => 4;

    public static FourLanes One => new(Vector256<double>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes Load(ref double first) => new(Vector256.LoadUnsafe(ref first));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes operator +(FourLanes a, FourLanes b) => new(a._all + b._all);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes operator -(FourLanes a, FourLanes b) => new(a._all - b._all);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes operator *(FourLanes a, FourLanes b) => new(a._all * b._all);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourLanes Scale(FourLanes a, double factor) => new(a._all * factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(FourLanes a) => Vector256.Sum(a._all);
}

/// <summary>Eight lanes: up to sixteen columns on a path.</summary>
internal readonly struct EightLanes(Vector256<double> low, Vector256<double> high) : IShapLanes<EightLanes>
{
    private readonly Vector256<double> _low = low;
    private readonly Vector256<double> _high = high;

    public static int Count => 8;

    public static EightLanes One => new(Vector256<double>.One, Vector256<double>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EightLanes Load(ref double first) =>
        new(Vector256.LoadUnsafe(ref first), Vector256.LoadUnsafe(ref first, 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EightLanes operator +(EightLanes a, EightLanes b) => new(a._low + b._low, a._high + b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EightLanes operator -(EightLanes a, EightLanes b) => new(a._low - b._low, a._high - b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EightLanes operator *(EightLanes a, EightLanes b) => new(a._low * b._low, a._high * b._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EightLanes Scale(EightLanes a, double factor) => new(a._low * factor, a._high * factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(EightLanes a) => Vector256.Sum(a._low + a._high);
}
