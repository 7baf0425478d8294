using System.Runtime.Intrinsics;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Linear;

/// <summary>Weighted mean loss with its derivatives, at some coefficients.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Gradient">One per coefficient.</param>
/// <param name="Curvatures">What each row adds to the second derivatives; the objective knows how it is laid out.</param>
internal sealed record LossDerivatives(double Loss, double[] Gradient, double[] Curvatures);

/// <summary>
/// The unpenalised part of what a linear trainer minimises: blocks of coefficients, one per output, each with its
/// intercept last. Rows are summed in a fixed number of parts, so the result does not depend on the number of threads;
/// sums are element by element, or in four lanes whatever the machine has, so it does not depend on the vector width
/// either.
/// </summary>
internal abstract class LinearObjective(LinearInputs inputs, double[] weights, int threads)
{
    private const int Parts = 16;
    private const int RowsAtOnce = LinearInputs.RowsAtOnce;

    /// <summary>Below so many values, sharing the work out takes longer than the work.</summary>
    private const int MinValuesToShare = 100_000;

    /// <summary>The number of coefficients, intercepts included.</summary>
    public abstract int Size { get; }

    /// <summary>The coefficients of one output, its intercept last.</summary>
    public int BlockSize => inputs.Size;

    public int RowCount => weights.Length;

    protected LinearInputs Inputs => inputs;

    protected double[] Weights => weights;

    protected int Threads => threads;

    protected double TotalWeight { get; } = weights.Sum();

    /// <summary>The size of a typical gradient.</summary>
    public abstract double GradientScale();

    /// <summary>The same objective on every so-many-th row.</summary>
    public abstract LinearObjective Sample(int step, CancellationToken ct);

    public abstract LossDerivatives At(double[] coefficients, CancellationToken ct);

    /// <summary>The matrix of second derivatives, row-major and symmetric.</summary>
    public abstract double[] Hessian(LossDerivatives at, CancellationToken ct);

    public bool IsIntercept(int coefficient) => (coefficient + 1) % BlockSize == 0;

    /// <summary>The root mean square of each input, at least 1: what its gradient is measured by.</summary>
    public double[] InputScales(CancellationToken ct)
    {
        var squares = InParts(AddSquares, BlockSize, ct);
        return Array.ConvertAll(squares, square => Math.Max(1, Math.Sqrt(square)));

        void AddSquares(int part, int start, int end, double[] sum)
        {
            var buffer = inputs.Buffer();
            for (var row = start; row < end; row++)
            {
                var values = inputs.Group(row / RowsAtOnce * RowsAtOnce, buffer);
                values = values.Slice(row % RowsAtOnce * BlockSize, BlockSize);
                for (var j = 0; j < sum.Length; j++)
                {
                    sum[j] += weights[row] * values[j] * values[j];
                }
            }
        }
    }

    /// <summary>
    /// Runs the body on each part of the rows with its own sums of the size, and returns their total over the total
    /// weight.
    /// </summary>
    protected double[] InParts(Action<int, int, int, double[]> body, int size, CancellationToken ct)
    {
        var perPart = RowRanges.Count(RowRanges.Count(RowCount, Parts), RowsAtOnce) * RowsAtOnce;
        var sums = new double[RowRanges.Count(RowCount, perPart)][];
        RowRanges.Run(
            RowCount,
            perPart,
            (long)RowCount * BlockSize < MinValuesToShare ? 1 : threads,
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

        return Array.ConvertAll(sums[0], sum => sum / TotalWeight);
    }

    /// <summary>The mean of curvature * inputs * inputs', row-major and symmetric.</summary>
    /// <param name="curvatures">One per row, filled up to a multiple of 4 with zeros.</param>
    /// <param name="ct">Checked at each part.</param>
    protected double[] Gram(double[] curvatures, CancellationToken ct)
    {
        var matrix = InParts(
            (_, start, end, sum) => AddCurvature(sum, start, end, curvatures),
            BlockSize * BlockSize,
            ct
        );
        for (var i = 0; i < BlockSize; i++)
        {
            for (var j = i; j < BlockSize; j++)
            {
                matrix[(j * BlockSize) + i] = matrix[(i * BlockSize) + j];
            }
        }

        return matrix;
    }

    /// <summary>The upper triangle, four rows at a time.</summary>
    private void AddCurvature(double[] matrix, int start, int end, double[] curvatures)
    {
        var buffer = inputs.Buffer();
        Span<double> factors = stackalloc double[RowsAtOnce];
        for (var first = start; first < end; first += RowsAtOnce)
        {
            var group = inputs.Group(first, buffer);
            for (var i = 0; i < BlockSize; i++)
            {
                for (var row = 0; row < RowsAtOnce; row++)
                {
                    factors[row] = curvatures[first + row] * group[(row * BlockSize) + i];
                }

                AddScaled(matrix.AsSpan((i * BlockSize) + i, BlockSize - i), group[i..], BlockSize, factors);
            }
        }
    }

    /// <summary>Adds to the target the four rows, which begin a stride apart, each times its factor.</summary>
    protected static void AddScaled(
        Span<double> target,
        ReadOnlySpan<double> rows,
        int stride,
        ReadOnlySpan<double> factors
    )
    {
        var a = rows[..target.Length];
        var b = rows.Slice(stride, target.Length);
        var c = rows.Slice(2 * stride, target.Length);
        var d = rows.Slice(3 * stride, target.Length);
        var (fa, fb, fc, fd) = (factors[0], factors[1], factors[2], factors[3]);
        var (va, vb) = (Vector256.Create(fa), Vector256.Create(fb));
        var (vc, vd) = (Vector256.Create(fc), Vector256.Create(fd));
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
    protected static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
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

    /// <summary>Every so-many-th place of the rows.</summary>
    protected int[] EveryPlace(int step) =>
        [.. Enumerable.Range(0, RowRanges.Count(RowCount, step)).Select(i => i * step)];

    /// <summary>The number of rows, filled up to whole groups.</summary>
    protected int FilledRowCount => RowRanges.Count(RowCount, RowsAtOnce) * RowsAtOnce;
}
