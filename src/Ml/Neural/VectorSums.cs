using System.Runtime.Intrinsics;

namespace EarlyWarning.Ml.Neural;

/// <summary>Sums over eight lanes in an order that no vector width changes; lengths are multiples of eight.</summary>
internal static unsafe class VectorSums
{
    /// <summary>The sum of products.</summary>
    public static float Dot(float* a, float* b, int length)
    {
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < length; i += VectorMath.Lanes)
        {
            sum = Vector256.FusedMultiplyAdd(Vector256.Load(a + i), Vector256.Load(b + i), sum);
        }

        var lanes = stackalloc float[VectorMath.Lanes];
        sum.Store(lanes);
        var total = 0f;
        for (var lane = 0; lane < VectorMath.Lanes; lane++)
        {
            total += lanes[lane];
        }

        return total;
    }

    /// <summary>to += factor x from.</summary>
    public static void AddScaled(float* to, float* from, float factor, int length)
    {
        var scale = Vector256.Create(factor);
        for (var i = 0; i < length; i += VectorMath.Lanes)
        {
            Vector256.FusedMultiplyAdd(Vector256.Load(from + i), scale, Vector256.Load(to + i)).Store(to + i);
        }
    }

    /// <summary>to = a x b, number by number.</summary>
    public static void Product(float* to, float* a, float* b, int length)
    {
        for (var i = 0; i < length; i += VectorMath.Lanes)
        {
            (Vector256.Load(a + i) * Vector256.Load(b + i)).Store(to + i);
        }
    }

    /// <summary>to += from.</summary>
    public static void Add(float* to, float* from, int length)
    {
        for (var i = 0; i < length; i += VectorMath.Lanes)
        {
            (Vector256.Load(to + i) + Vector256.Load(from + i)).Store(to + i);
        }
    }
}
