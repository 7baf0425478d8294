using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EarlyWarning.Ml.Numerics;

/// <summary>
/// The logistic function of many numbers at once, with the same bits on every machine: additions and multiplications
/// in a fixed order (no fused ones), so neither the width of vectors nor the system's exp can change a model.
/// exp is 2^k times the Taylor polynomial of degree 13 on [-ln 2 / 2, ln 2 / 2] (Cody and Waite 1980); relative error
/// below 1e-15.
/// </summary>
internal static class FixedSigmoid
{
    private const double Largest = 700;
    private const double Log2E = 1.4426950408889634;

    // ln 2 in two parts; the first has so few bits that k times it is exact.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    // Adding this rounds to a whole number and leaves it in the lowest bits.
    private const double Rounder = 6755399441055744.0;

    private static readonly double[] Factorials = MakeInverseFactorials();

    /// <summary>Writes 1 / (1 + e^-x) for each x.</summary>
    public static void Of(ReadOnlySpan<double> x, Span<double> result)
    {
        var whole = x.Length & ~3;
        for (var i = 0; i < whole; i += 4)
        {
            Of(Vector256.LoadUnsafe(in MemoryMarshal.GetReference(x), (nuint)i))
                .StoreUnsafe(ref MemoryMarshal.GetReference(result), (nuint)i);
        }

        if (whole < x.Length)
        {
            Span<double> rest = stackalloc double[4];
            rest.Clear();
            x[whole..].CopyTo(rest);
            Of(Vector256.Create<double>(rest)).CopyTo(rest);
            rest[..(x.Length - whole)].CopyTo(result[whole..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Of(Vector256<double> x) =>
        Vector256<double>.One / (Vector256<double>.One + Exp(-x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Exp(Vector256<double> x)
    {
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(-Largest)), Vector256.Create(Largest));
        var rounded = (x * Log2E) + Vector256.Create(Rounder);
        var k = rounded - Vector256.Create(Rounder);
        var r = x - (k * Ln2High) - (k * Ln2Low);
        var sum = Vector256.Create(Factorials[^1]);
        for (var i = Factorials.Length - 2; i >= 0; i--)
        {
            sum = (sum * r) + Vector256.Create(Factorials[i]);
        }

        return (sum.AsInt64() + (rounded.AsInt64() << 52)).AsDouble();
    }

    private static double[] MakeInverseFactorials()
    {
        var inverse = new double[14];
        var factorial = 1.0;
        for (var i = 0; i < inverse.Length; i++)
        {
            factorial *= Math.Max(1, i);
            inverse[i] = 1 / factorial;
        }

        return inverse;
    }
}
