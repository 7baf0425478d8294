using System.Runtime.Intrinsics;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Linear;

/// <summary>Weighted mean loss with its derivatives, at some coefficients.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Gradient">One per input, the intercept last.</param>
/// <param name="Curvatures">The second derivative in the margin, times weight, of each row.</param>
internal sealed record LossDerivatives(double Loss, double[] Gradient, double[] Curvatures);

/// <summary>
/// The unpenalised part of the objective. Rows are summed in a fixed number of parts, so the result does not depend on
/// the number of threads; sums are element by element, or in four lanes whatever the machine has, so it does not depend
/// on the vector width either.
/// </summary>
internal sealed class LinearProblem
{
    private const int Parts = 16;
    private const int RowsAtOnce = LinearInputs.RowsAtOnce;

    private readonly double[] _y;
    private readonly double[] _weights;
    private readonly BoostingLoss _loss;
    private readonly int _threads;
    private readonly double _totalWeight;
    private readonly LinearInputs _inputs;

    public LinearProblem(LinearInputs inputs, double[] y, double[] weights, BoostingLoss loss, int threads)
    {
        (_inputs, _y, _weights, _loss, _threads) = (inputs, y, weights, loss, threads);
        _totalWeight = weights.Sum();
    }

    /// <summary>Inputs and the intercept, which comes last.</summary>
    public int Size => _inputs.Size;

    public int RowCount => _y.Length;

    /// <summary>The same problem on every so-many-th row.</summary>
    public LinearProblem Sample(int step, CancellationToken ct)
    {
        var places = Enumerable.Range(0, RowRanges.Count(RowCount, step)).Select(i => i * step).ToArray();
        return new LinearProblem(
            _inputs.Select(places, ct),
            Array.ConvertAll(places, i => _y[i]),
            Array.ConvertAll(places, i => _weights[i]),
            _loss,
            _threads
        );
    }

    /// <summary>The size of a typical gradient: the weighted standard deviation of the outcome, at most 1 for 0 and 1.</summary>
    public double GradientScale()
    {
        var mean = 0.0;
        for (var i = 0; i < _y.Length; i++)
        {
            mean += _weights[i] * _y[i] / _totalWeight;
        }

        var variance = 0.0;
        for (var i = 0; i < _y.Length; i++)
        {
            variance += _weights[i] * (_y[i] - mean) * (_y[i] - mean) / _totalWeight;
        }

        return Math.Sqrt(variance);
    }

    public LossDerivatives At(double[] coefficients, CancellationToken ct)
    {
        var curvatures = new double[RowRanges.Count(RowCount, RowsAtOnce) * RowsAtOnce];
        var losses = new double[Parts];
        var gradients = InParts((part, start, end, sum) => losses[part] = AddGradient(sum, start, end), Size, ct);
        return new LossDerivatives(losses.Sum() / _totalWeight, Mean(gradients), curvatures);

        double AddGradient(double[] gradient, int start, int end)
        {
            var buffer = _inputs.Buffer();
            var loss = 0.0;
            Span<double> slopes = stackalloc double[RowsAtOnce];
            for (var first = start; first < end; first += RowsAtOnce)
            {
                var group = _inputs.Group(first, buffer);
                for (var i = 0; i < RowsAtOnce; i++)
                {
                    slopes[i] = 0;
                    if (first + i < end)
                    {
                        var margin = Dot(group.Slice(i * Size, Size), coefficients);
                        loss += DeriveRow(first + i, margin, out slopes[i], out curvatures[first + i]);
                    }
                }

                AddScaled(gradient, group, Size, slopes);
            }

            return loss;
        }
    }

    /// <summary>The matrix of second derivatives, row-major and symmetric.</summary>
    public double[] Hessian(double[] curvatures, CancellationToken ct)
    {
        var matrix = Mean(InParts((_, start, end, sum) => AddCurvature(sum, start, end, curvatures), Size * Size, ct));
        for (var i = 0; i < Size; i++)
        {
            for (var j = i; j < Size; j++)
            {
                matrix[(j * Size) + i] = matrix[(i * Size) + j];
            }
        }

        return matrix;
    }

    /// <summary>The root mean square of each input, at least 1: what its gradient is measured by.</summary>
    public double[] InputScales(CancellationToken ct)
    {
        var squares = InParts(AddSquares, Size, ct);
        return Array.ConvertAll(Mean(squares), square => Math.Max(1, Math.Sqrt(square)));

        void AddSquares(int part, int start, int end, double[] sum)
        {
            var buffer = _inputs.Buffer();
            for (var row = start; row < end; row++)
            {
                var inputs = _inputs.Group(row / RowsAtOnce * RowsAtOnce, buffer).Slice(row % RowsAtOnce * Size, Size);
                for (var j = 0; j < sum.Length; j++)
                {
                    sum[j] += _weights[row] * inputs[j] * inputs[j];
                }
            }
        }
    }

    private double DeriveRow(int row, double margin, out double slope, out double curvature)
    {
        var weight = _weights[row];
        var (gradient, hessian) = _loss.Derivatives(_y[row], margin);
        (slope, curvature) = (gradient * weight, hessian * weight);
        return _loss.Of(_y[row], margin) * weight;
    }

    /// <summary>Runs the body on each part of the rows with its own sum of the size, and returns their total.</summary>
    private double[] InParts(Action<int, int, int, double[]> body, int size, CancellationToken ct)
    {
        var perPart = RowRanges.Count(RowRanges.Count(RowCount, Parts), RowsAtOnce) * RowsAtOnce;
        var sums = new double[RowRanges.Count(RowCount, perPart)][];
        RowRanges.Run(
            RowCount,
            perPart,
            _threads,
            ct,
            (part, start, end) => body(part, start, end, sums[part] = new double[size])
        );
        foreach (var sum in sums.AsSpan(1))
        {
            for (var i = 0; i < size; i++)
            {
                sums[0][i] += sum[i];
            }
        }

        return sums[0];
    }

    private double[] Mean(double[] sums)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] /= _totalWeight;
        }

        return sums;
    }

    /// <summary>The upper triangle of the sum of curvature * inputs * inputs', four rows at a time.</summary>
    private void AddCurvature(double[] matrix, int start, int end, double[] curvatures)
    {
        var buffer = _inputs.Buffer();
        Span<double> factors = stackalloc double[RowsAtOnce];
        for (var first = start; first < end; first += RowsAtOnce)
        {
            var group = _inputs.Group(first, buffer);
            for (var i = 0; i < Size; i++)
            {
                for (var row = 0; row < RowsAtOnce; row++)
                {
                    factors[row] = curvatures[first + row] * group[(row * Size) + i];
                }

                AddScaled(matrix.AsSpan((i * Size) + i, Size - i), group[i..], Size, factors);
            }
        }
    }

    /// <summary>Adds to the target the four rows, which begin a stride apart, each times its factor.</summary>
    private static void AddScaled(
        Span<double> target,
        ReadOnlySpan<double> rows,
        int stride,
        ReadOnlySpan<double> factors
    )
    {
        var (fa, fb, fc, fd) = (factors[0], factors[1], factors[2], factors[3]);
        var a = rows[..target.Length];
        var b = rows.Slice(stride, target.Length);
        var c = rows.Slice(2 * stride, target.Length);
        var d = rows.Slice(3 * stride, target.Length);
        var (va, vb, vc, vd) = (Vector256.Create(fa), Vector256.Create(fb), Vector256.Create(fc), Vector256.Create(fd));
        var i = 0;
        for (; i <= target.Length - RowsAtOnce; i += RowsAtOnce)
        {
            var first = (Vector256.Create(a[i..]) * va) + (Vector256.Create(b[i..]) * vb);
            var second = (Vector256.Create(c[i..]) * vc) + (Vector256.Create(d[i..]) * vd);
            (Vector256.Create<double>(target[i..]) + (first + second)).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            target[i] += (a[i] * fa) + (b[i] * fb) + ((c[i] * fc) + (d[i] * fd));
        }
    }

    /// <summary>In four lanes, added in a fixed order.</summary>
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        b = b[..a.Length];
        var lanes = Vector256<double>.Zero;
        var i = 0;
        for (; i <= a.Length - 4; i += 4)
        {
            lanes += Vector256.Create(a[i..]) * Vector256.Create(b[i..]);
        }

        var sum = lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
