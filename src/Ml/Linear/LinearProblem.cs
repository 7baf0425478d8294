using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Linear;

/// <summary>A loss of one margin per row; its curvatures are the second derivative in the margin, times weight, of each row.</summary>
internal sealed class LinearProblem(LinearInputs inputs, double[] y, double[] weights, BoostingLoss loss, int threads)
    : LinearObjective(inputs, weights, threads)
{
    private const int RowsAtOnce = LinearInputs.RowsAtOnce;

    public override int Size => BlockSize;

    public override LinearObjective Sample(int step, CancellationToken ct)
    {
        var places = EveryPlace(step);
        return new LinearProblem(
            Inputs.Select(places, ct),
            Array.ConvertAll(places, i => y[i]),
            Array.ConvertAll(places, i => Weights[i]),
            loss,
            Threads
        );
    }

    /// <summary>The weighted standard deviation of the outcome, at most 1 for 0 and 1.</summary>
    public override double GradientScale()
    {
        var mean = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            mean += Weights[i] * y[i] / TotalWeight;
        }

        var variance = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            variance += Weights[i] * (y[i] - mean) * (y[i] - mean) / TotalWeight;
        }

        return Math.Sqrt(variance);
    }

    public override LossDerivatives At(double[] coefficients, CancellationToken ct)
    {
        var curvatures = new double[FilledRowCount];
        // The loss stands behind the gradient.
        var sums = InParts(
            (_, start, end, sum) => AddGradient(sum, start, end, coefficients, curvatures),
            Size + 1,
            ct
        );
        return new LossDerivatives(sums[^1], sums[..^1], curvatures);
    }

    public override double[] Hessian(LossDerivatives at, CancellationToken ct) => Gram(at.Curvatures, ct);

    private void AddGradient(double[] sum, int start, int end, double[] coefficients, double[] curvatures)
    {
        var buffer = Inputs.Buffer();
        Span<double> slopes = stackalloc double[RowsAtOnce];
        for (var first = start; first < end; first += RowsAtOnce)
        {
            var group = Inputs.Group(first, buffer);
            slopes.Clear();
            for (var i = 0; i < Math.Min(RowsAtOnce, end - first); i++)
            {
                var row = first + i;
                var margin = Dot(group.Slice(i * Size, Size), coefficients);
                var (gradient, hessian) = loss.Derivatives(y[row], margin);
                slopes[i] = gradient * Weights[row];
                curvatures[row] = hessian * Weights[row];
                sum[^1] += loss.Of(y[row], margin) * Weights[row];
            }

            AddScaled(sum.AsSpan(0, Size), group, Size, slopes);
        }
    }
}
