using System.Numerics;
using System.Runtime.CompilerServices;

namespace EarlyWarning.Ml.Trees;

/// <summary>
/// Gradients and hessians as whole numbers, so that their sums are the same in any order, on any number of threads and
/// at any vector width. A pair of longs holds the gradient and, packed, the hessian below the row count. The scales
/// are the finest powers of two at which no sum over all rows can overflow.
/// </summary>
internal readonly struct FixedPoint
{
    /// <summary>Beyond this the packed hessian would be coarser than 2^-14 of the largest one.</summary>
    public const int MaxRows = (1 << 24) - 1;

    private readonly double _gradientScale;
    private readonly double _gradientUnit;
    private readonly double _hessianScale;
    private readonly double _hessianUnit;
    private readonly int _countShift;
    private readonly long _hessianMask;

    /// <param name="rows">How many rows may be summed.</param>
    /// <param name="maxGradient">No gradient is larger in size.</param>
    /// <param name="maxHessian">No hessian is larger; none is negative.</param>
    public FixedPoint(int rows, double maxGradient, double maxHessian)
    {
        var rowBits = BitOperations.Log2((uint)rows) + 1;
        _countShift = 63 - rowBits;
        _hessianMask = (1L << _countShift) - 1;
        // One bit is kept free for the rounding of every item upwards.
        var gradientExponent = 61 - rowBits - Exponent(maxGradient);
        var hessianExponent = _countShift - 1 - rowBits - Exponent(maxHessian);
        (_gradientScale, _gradientUnit) = (Math.ScaleB(1, gradientExponent), Math.ScaleB(1, -gradientExponent));
        (_hessianScale, _hessianUnit) = (Math.ScaleB(1, hessianExponent), Math.ScaleB(1, -hessianExponent));
    }

    /// <summary>What one unit of a gradient sum is worth.</summary>
    public double GradientUnit => _gradientUnit;

    /// <summary>What one unit of a hessian sum is worth.</summary>
    public double HessianUnit => _hessianUnit;

    /// <summary>The part of a packed sum that is the hessian.</summary>
    public long HessianMask => _hessianMask;

    /// <summary>A packed sum of so many rows without hessian: packed sums compare with it as their counts do.</summary>
    public long PackedCount(long rows) => rows << _countShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NodeSums Encode(double gradient, double hessian) =>
        new(
            (long)Math.Round(gradient * _gradientScale),
            (1L << _countShift) | (long)Math.Round(hessian * _hessianScale)
        );

    /// <summary>The same for many rows; rounded half to even like <see cref="Math.Round(double)"/>.</summary>
    public void Encode(ReadOnlySpan<double> gradients, ReadOnlySpan<double> hessians, Span<NodeSums> items)
    {
        var one = 1L << _countShift;
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = new NodeSums(
                (long)Math.Round(gradients[i] * _gradientScale),
                one | (long)Math.Round(hessians[i] * _hessianScale)
            );
        }
    }

    /// <summary>An item that stands for the row several times.</summary>
    public NodeSums Encode(double gradient, double hessian, int times) =>
        new(
            (long)Math.Round(gradient * times * _gradientScale),
            ((long)times << _countShift) | (long)Math.Round(hessian * times * _hessianScale)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Gradient(in NodeSums sums) => sums.Gradient * _gradientUnit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Hessian(in NodeSums sums) => (sums.CountAndHessian & _hessianMask) * _hessianUnit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Count(in NodeSums sums) => (int)(sums.CountAndHessian >> _countShift);

    /// <summary>The smallest e with value at most 2^e.</summary>
    private static int Exponent(double value) => value > 0 ? Math.ILogB(value) + 1 : 0;
}

/// <summary>Sums over some rows, as <see cref="FixedPoint"/> packs them.</summary>
internal readonly record struct NodeSums(long Gradient, long CountAndHessian)
{
    public static NodeSums operator +(in NodeSums a, in NodeSums b) =>
        new(a.Gradient + b.Gradient, a.CountAndHessian + b.CountAndHessian);

    public static NodeSums operator -(in NodeSums a, in NodeSums b) =>
        new(a.Gradient - b.Gradient, a.CountAndHessian - b.CountAndHessian);
}
