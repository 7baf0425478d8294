using System.Runtime.Intrinsics;

namespace EarlyWarning.Ml.Neural;

/// <summary>Sums over 16 lanes in an order that no vector width changes; lengths are multiples of 16.</summary>
internal static unsafe class VectorSums
{
    /// <summary>The sum of products.</summary>
    public static float Dot(float* a, float* b, int length)
    {
        var sum = Vector512<float>.Zero;
        for (var i = 0; i < length; i += VectorMath.Lanes)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), sum);
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
        var scale = Vector512.Create(factor);
        for (var i = 0; i < length; i += VectorMath.Lanes)
        {
            Vector512.FusedMultiplyAdd(Vector512.Load(from + i), scale, Vector512.Load(to + i)).Store(to + i);
        }
    }

    /// <summary>to = a x b, number by number.</summary>
    public static void Product(float* to, float* a, float* b, int length)
    {
        for (var i = 0; i < length; i += VectorMath.Lanes)
        {
            (Vector512.Load(a + i) * Vector512.Load(b + i)).Store(to + i);
        }
    }

    /// <summary>to += from.</summary>
    public static void Add(float* to, float* from, int length)
    {
        for (var i = 0; i < length; i += VectorMath.Lanes)
        {
            (Vector512.Load(to + i) + Vector512.Load(from + i)).Store(to + i);
        }
    }
}
