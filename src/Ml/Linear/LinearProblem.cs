using System.Numerics;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Linear;

/// <summary>Weighted mean loss with its gradient and second derivatives, at some coefficients.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Gradient">One per input, the intercept last.</param>
/// <param name="Hessian">Row-major, symmetric.</param>
internal sealed record LossDerivatives(double Loss, double[] Gradient, double[] Hessian);

/// <summary>
/// The unpenalised part of the objective. Rows are encoded on the fly, so memory does not grow with rows times inputs;
/// they are summed in a fixed number of parts, so the result does not depend on the number of threads, and every sum is
/// element by element, so it does not depend on the vector width either.
/// </summary>
internal sealed class LinearProblem(
    Table table,
    int[] rows,
    double[] y,
    double[] weights,
    LinearEncoding encoding,
    BoostingLoss loss,
    int threads
)
{
    private const int Parts = 16;
    private const int RowsAtOnce = 4;

    private readonly double _totalWeight = weights.Sum();

    /// <summary>Inputs and the intercept, which comes last.</summary>
    public int Size { get; } = encoding.Count + 1;

    /// <summary>The size of a typical gradient: the weighted standard deviation of the outcome, at most 1 for 0 and 1.</summary>
    public double GradientScale()
    {
        var mean = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            mean += weights[i] * y[i] / _totalWeight;
        }

        var variance = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            variance += weights[i] * (y[i] - mean) * (y[i] - mean) / _totalWeight;
        }

        return Math.Sqrt(variance);
    }

    public LossDerivatives At(double[] coefficients, CancellationToken ct)
    {
        var size = Math.Max(RowsAtOnce, ((rows.Length + Parts - 1) / Parts + RowsAtOnce - 1) / RowsAtOnce * RowsAtOnce);
        var parts = new Part[RowRanges.Count(rows.Length, size)];
        RowRanges.Run(
            rows.Length,
            size,
            threads,
            ct,
            (part, start, end) =>
            {
                parts[part] = new Part(this, coefficients);
                parts[part].Add(start, end, ct);
            }
        );
        return Total(parts);
    }

    private LossDerivatives Total(Part[] parts)
    {
        var total = parts[0];
        foreach (var part in parts.AsSpan(1))
        {
            total.Add(part);
        }

        for (var i = 0; i < Size; i++)
        {
            total.Gradient[i] /= _totalWeight;
            for (var j = i; j < Size; j++)
            {
                total.Hessian[(j * Size) + i] = total.Hessian[(i * Size) + j] /= _totalWeight;
            }
        }

        return new LossDerivatives(total.Loss / _totalWeight, total.Gradient, total.Hessian);
    }

    private sealed class Part(LinearProblem problem, double[] coefficients)
    {
        private readonly int _size = problem.Size;
        private readonly double[][] _inputs =
        [
            new double[problem.Size],
            new double[problem.Size],
            new double[problem.Size],
            new double[problem.Size],
        ];
        private readonly double[] _curvatures = new double[RowsAtOnce];

        public double Loss { get; private set; }

        public double[] Gradient { get; } = new double[problem.Size];

        public double[] Hessian { get; } = new double[problem.Size * problem.Size];

        public void Add(int start, int end, CancellationToken ct)
        {
            for (var first = start; first < end; first += RowsAtOnce)
            {
                if ((first & 0x3FC) == 0)
                {
                    ct.ThrowIfCancellationRequested();
                }

                for (var i = 0; i < RowsAtOnce; i++)
                {
                    AddRow(first + i, end, i);
                }

                AddCurvature();
            }
        }

        public void Add(Part other)
        {
            Loss += other.Loss;
            for (var i = 0; i < Gradient.Length; i++)
            {
                Gradient[i] += other.Gradient[i];
            }

            for (var i = 0; i < Hessian.Length; i++)
            {
                Hessian[i] += other.Hessian[i];
            }
        }

        private void AddRow(int index, int end, int slot)
        {
            _curvatures[slot] = 0;
            if (index >= end)
            {
                return;
            }

            var inputs = _inputs[slot];
            problem.Encode(index, inputs);
            var margin = Dot(inputs, coefficients);
            var (gradient, hessian) = problem.DerivativesAt(index, margin);
            Loss += problem.LossAt(index, margin);
            _curvatures[slot] = hessian;
            for (var j = 0; j < inputs.Length; j++)
            {
                Gradient[j] += gradient * inputs[j];
            }
        }

        /// <summary>The upper triangle of the sum of curvature * inputs * inputs', four rows at a time.</summary>
        private void AddCurvature()
        {
            var (a, b, c, d) = (_inputs[0], _inputs[1], _inputs[2], _inputs[3]);
            for (var i = 0; i < _size; i++)
            {
                var (fa, fb) = (_curvatures[0] * a[i], _curvatures[1] * b[i]);
                var (fc, fd) = (_curvatures[2] * c[i], _curvatures[3] * d[i]);
                var target = Hessian.AsSpan((i * _size) + i, _size - i);
                AddScaled(target, a.AsSpan(i), fa, b.AsSpan(i), fb);
                AddScaled(target, c.AsSpan(i), fc, d.AsSpan(i), fd);
            }
        }

        private static void AddScaled(
            Span<double> target,
            ReadOnlySpan<double> a,
            double fa,
            ReadOnlySpan<double> b,
            double fb
        )
        {
            var width = Vector<double>.Count;
            var i = 0;
            for (; i <= target.Length - width; i += width)
            {
                var sum = new Vector<double>(target[i..]) + (new Vector<double>(a[i..]) * fa);
                (sum + (new Vector<double>(b[i..]) * fb)).CopyTo(target[i..]);
            }

            for (; i < target.Length; i++)
            {
                target[i] = target[i] + (a[i] * fa) + (b[i] * fb);
            }
        }

        private static double Dot(double[] a, double[] b)
        {
            var sum = 0.0;
            for (var i = 0; i < a.Length; i++)
            {
                sum += a[i] * b[i];
            }

            return sum;
        }
    }

    private void Encode(int index, double[] inputs)
    {
        encoding.Encode(table.Row(rows[index]), inputs);
        inputs[^1] = 1;
    }

    private (double Gradient, double Hessian) DerivativesAt(int index, double margin)
    {
        var (gradient, hessian) = loss.Derivatives(y[index], margin);
        return (gradient * weights[index], hessian * weights[index]);
    }

    private double LossAt(int index, double margin) => loss.Of(y[index], margin) * weights[index];
}
