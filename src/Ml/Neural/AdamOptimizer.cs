using System.Runtime.Intrinsics;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1, with its efficient order of the bias correction), weight decay apart from the
/// gradient (Loshchilov and Hutter 2019), after clipping the gradient's norm over all weights (Pascanu et al. 2013).
/// </summary>
internal sealed unsafe class AdamOptimizer
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly AlignedFloats[] _means;
    private readonly AlignedFloats[] _squares;
    private readonly double _maxNorm;
    private readonly double _decay;
    private int _steps;

    public AdamOptimizer(IReadOnlyList<Parameter> parameters, double maxNorm, double decay = 0)
    {
        _parameters = parameters;
        _maxNorm = maxNorm;
        _decay = decay;
        _means = [.. parameters.Select(parameter => new AlignedFloats(parameter.Values.Length))];
        _squares = [.. parameters.Select(parameter => new AlignedFloats(parameter.Values.Length))];
    }

    /// <summary>One step against the gradients.</summary>
    public void Step(double rate)
    {
        _steps++;
        var norm = Math.Sqrt(_parameters.Sum(parameter => SquaredNorm(parameter.Gradient)));
        var clip = norm > _maxNorm ? (float)(_maxNorm / norm) : 1;
        var size = (float)(rate * Math.Sqrt(1 - Math.Pow(Beta2, _steps)) / (1 - Math.Pow(Beta1, _steps)));
        var keep = (float)(1 - (rate * _decay));
        for (var i = 0; i < _parameters.Count; i++)
        {
            Update(_parameters[i], _means[i], _squares[i], clip, size, keep);
        }
    }

    /// <summary>Eight lanes of doubles, added in a fixed order.</summary>
    private static double SquaredNorm(AlignedFloats gradient)
    {
        var g = gradient.Pointer;
        var length = gradient.Length;
        Span<double> lanes = stackalloc double[8];
        lanes.Clear();
        var i = 0;
        var sum = Vector512<double>.Zero;
        for (; i + 8 <= length; i += 8)
        {
            var (low, high) = Vector256.Widen(Vector256.Load(g + i));
            var wide = Vector512.Create(low, high);
            sum += wide * wide;
        }

        sum.CopyTo(lanes);
        for (; i < length; i++)
        {
            lanes[i % 8] += (double)g[i] * g[i];
        }

        var total = 0.0;
        foreach (var lane in lanes)
        {
            total += lane;
        }

        return total;
    }

    private static void Update(
        Parameter parameter,
        AlignedFloats mean,
        AlignedFloats square,
        float clip,
        float size,
        float keep
    )
    {
        var p = parameter.Values.Pointer;
        var g = parameter.Gradient.Pointer;
        var m = mean.Pointer;
        var v = square.Pointer;
        var i = 0;
        for (; i + VectorMath.Lanes <= mean.Length; i += VectorMath.Lanes)
        {
            var gradient = Vector256.Load(g + i) * clip;
            var first = (Vector256.Load(m + i) * Beta1) + (gradient * (1 - Beta1));
            var second = (Vector256.Load(v + i) * Beta2) + (gradient * gradient * (1 - Beta2));
            first.Store(m + i);
            second.Store(v + i);
            var step = first * size / (Vector256.Sqrt(second) + Vector256.Create(Epsilon));
            ((Vector256.Load(p + i) * keep) - step).Store(p + i);
        }

        for (; i < mean.Length; i++)
        {
            var gradient = g[i] * clip;
            m[i] = (m[i] * Beta1) + (gradient * (1 - Beta1));
            v[i] = (v[i] * Beta2) + (gradient * gradient * (1 - Beta2));
            p[i] = (p[i] * keep) - (m[i] * size / (MathF.Sqrt(v[i]) + Epsilon));
        }
    }
}
