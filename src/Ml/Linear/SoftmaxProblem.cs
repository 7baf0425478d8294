using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Linear;

/// <summary>
/// Multinomial log loss: one margin per class, -m_y + ln(sum e^m_k), in the symmetric form with coefficients for every
/// class (Friedman, Hastie, Tibshirani 2010, section 4). Its curvatures are the probabilities, class after class.
/// </summary>
internal sealed class SoftmaxProblem(LinearInputs inputs, double[] y, double[] weights, int classes, int threads)
    : LinearObjective(inputs, weights, threads)
{
    private const int RowsAtOnce = LinearInputs.RowsAtOnce;

    public override int Size => classes * BlockSize;

    public override LinearObjective Sample(int step, CancellationToken ct)
    {
        var places = EveryPlace(step);
        return new SoftmaxProblem(
            Inputs.Select(places, ct),
            Array.ConvertAll(places, i => y[i]),
            Array.ConvertAll(places, i => Weights[i]),
            classes,
            Threads
        );
    }

    public override double GradientScale() => 1.0 / classes;

    public override LossDerivatives At(double[] coefficients, CancellationToken ct)
    {
        var probabilities = new double[classes * FilledRowCount];
        // The loss stands behind the gradient.
        var sums = InParts(
            (_, start, end, sum) => AddGradient(sum, start, end, coefficients, probabilities),
            Size + 1,
            ct
        );
        return new LossDerivatives(sums[^1], sums[..^1], probabilities);
    }

    /// <summary>Block (k, l) is the mean of p_k (1 if k = l, else 0, less p_l) x x'.</summary>
    public override double[] Hessian(LossDerivatives at, CancellationToken ct)
    {
        var matrix = new double[Size * Size];
        var curvatures = new double[FilledRowCount];
        for (var k = 0; k < classes; k++)
        {
            for (var l = 0; l <= k; l++)
            {
                for (var row = 0; row < RowCount; row++)
                {
                    var p = at.Curvatures[(k * FilledRowCount) + row];
                    var q = at.Curvatures[(l * FilledRowCount) + row];
                    curvatures[row] = Weights[row] * p * ((k == l ? 1 : 0) - q);
                }

                Place(Gram(curvatures, ct), matrix, k, l);
            }
        }

        return matrix;
    }

    private void Place(double[] block, double[] matrix, int k, int l)
    {
        for (var i = 0; i < BlockSize; i++)
        {
            var row = block.AsSpan(i * BlockSize, BlockSize);
            row.CopyTo(matrix.AsSpan((((k * BlockSize) + i) * Size) + (l * BlockSize)));
            row.CopyTo(matrix.AsSpan((((l * BlockSize) + i) * Size) + (k * BlockSize)));
        }
    }

    private void AddGradient(double[] sum, int start, int end, double[] coefficients, double[] probabilities)
    {
        var buffer = Inputs.Buffer();
        var margins = new double[classes];
        var slopes = new double[classes * RowsAtOnce];
        for (var first = start; first < end; first += RowsAtOnce)
        {
            var group = Inputs.Group(first, buffer);
            slopes.AsSpan().Clear();
            for (var i = 0; i < Math.Min(RowsAtOnce, end - first); i++)
            {
                var row = first + i;
                for (var k = 0; k < classes; k++)
                {
                    margins[k] = Dot(group.Slice(i * BlockSize, BlockSize), coefficients.AsSpan(k * BlockSize));
                }

                sum[^1] += Weights[row] * (Softmax.LogSum(margins) - margins[(int)y[row]]);
                Softmax.InPlace(margins);
                for (var k = 0; k < classes; k++)
                {
                    probabilities[(k * FilledRowCount) + row] = margins[k];
                    slopes[(k * RowsAtOnce) + i] = Weights[row] * (margins[k] - ((int)y[row] == k ? 1 : 0));
                }
            }

            for (var k = 0; k < classes; k++)
            {
                var target = sum.AsSpan(k * BlockSize, BlockSize);
                AddScaled(target, group, BlockSize, slopes.AsSpan(k * RowsAtOnce, RowsAtOnce));
            }
        }
    }
}
