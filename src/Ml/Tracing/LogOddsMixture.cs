using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace EarlyWarning.Ml.Tracing;

/// <summary>A weighted sum of log-odds with a constant, fitted by Newton's method on the log loss (Breiman 1996).</summary>
internal sealed class LogOddsMixture
{
    // Keeps the weights finite where two parts say the same.
    private const double Ridge = 1e-3;
    private const int Iterations = 25;

    private readonly double[] _weights;

    private LogOddsMixture(double[] weights) => _weights = weights;

    /// <summary>The constant, then one weight for each part.</summary>
    public IReadOnlyList<double> Weights => _weights;

    public void Write(ModelWriter writer) => writer.Array<double>(_weights);

    /// <exception cref="ModelFormatException">There is another number of weights, or one is not finite.</exception>
    public static LogOddsMixture Read(ModelReader reader, int parts)
    {
        var weights = reader.Array<double>();
        return weights.Length == parts + 1 && Array.TrueForAll(weights, double.IsFinite)
            ? new LogOddsMixture(weights)
            : throw new ModelFormatException($"The mixture needs {parts + 1} finite weights; train it again.");
    }

    /// <param name="parts">Log-odds, part after part.</param>
    /// <param name="outcomes">What happened.</param>
    public static LogOddsMixture Fit(double[][] parts, bool[] outcomes)
    {
        var weights = new double[parts.Length + 1];
        Array.Fill(weights, 1.0 / parts.Length, 1, parts.Length);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var step = Step(parts, outcomes, weights);
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] -= step[i];
            }

            if (step.AbsoluteMaximum() < 1e-9)
            {
                break;
            }
        }

        return new LogOddsMixture(weights);
    }

    public double Of(ReadOnlySpan<double> parts)
    {
        var sum = _weights[0];
        for (var i = 0; i < parts.Length; i++)
        {
            sum += _weights[i + 1] * parts[i];
        }

        return sum;
    }

    private static Vector<double> Step(double[][] parts, bool[] outcomes, double[] weights)
    {
        var size = weights.Length;
        var gradient = Vector<double>.Build.Dense(size, i => Ridge * weights[i]);
        var curvature = Matrix<double>.Build.DenseDiagonal(size, size, Ridge);
        var inputs = new double[size];
        inputs[0] = 1;
        for (var row = 0; row < outcomes.Length; row++)
        {
            var margin = weights[0];
            for (var i = 1; i < size; i++)
            {
                inputs[i] = parts[i - 1][row];
                margin += weights[i] * inputs[i];
            }

            var p = Sigmoid.Of(margin);
            for (var i = 0; i < size; i++)
            {
                gradient[i] += (p - (outcomes[row] ? 1 : 0)) * inputs[i];
                for (var j = 0; j < size; j++)
                {
                    curvature[i, j] += p * (1 - p) * inputs[i] * inputs[j];
                }
            }
        }

        return curvature.Cholesky().Solve(gradient);
    }
}
