using EarlyWarning.Ml.Linear;
using MathNet.Numerics;

namespace EarlyWarning.Ml.Validation;

/// <summary>
/// Regression by a Gaussian process with a Matern 5/2 kernel (Rasmussen and Williams 2006, algorithm 2.1, equation 4.17)
/// on standardised losses; length scale and noise are those of a small grid with the highest marginal likelihood.
/// Expected improvement as in Jones, Schonlau, Welch 1998, equation 15.
/// </summary>
internal sealed class GaussianProcess
{
    private static readonly double[] Lengths = [0.1, 0.2, 0.4, 0.8, 1.6];
    private static readonly double[] Noises = [1e-4, 1e-2, 0.1, 0.5];

    private readonly double[][] _points;
    private readonly double[] _factor;
    private readonly double[] _alpha;
    private readonly double _length;
    private readonly double _mean;
    private readonly double _deviation;
    private readonly double _best;

    private GaussianProcess(double[][] points, double[] standard, double length, double noise, double mean, double dev)
    {
        (_points, _length, _mean, _deviation) = (points, length, mean, dev);
        var n = points.Length;
        _factor = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                _factor[(i * n) + j] = Kernel(points[i], points[j]) + (i == j ? noise : 0);
            }
        }

        Cholesky.Factor(_factor, n);
        _alpha = (double[])standard.Clone();
        Cholesky.SolveFactored(_factor, _alpha);
        LogLikelihood = 0;
        for (var i = 0; i < n; i++)
        {
            LogLikelihood -= (standard[i] * _alpha[i] / 2) + Math.Log(_factor[(i * n) + i]);
        }

        // The lowest smoothed loss: a single lucky one is not what is to be improved on.
        _best = points.Min(point => Predict(point).Mean);
    }

    private double LogLikelihood { get; }

    public static GaussianProcess Fit(double[][] points, double[] losses)
    {
        var mean = losses.Average();
        var deviation = Math.Sqrt(losses.Average(loss => (loss - mean) * (loss - mean)));
        deviation = deviation > 0 ? deviation : 1;
        var standard = Array.ConvertAll(losses, loss => (loss - mean) / deviation);
        return Lengths
            .SelectMany(length => Noises.Select(noise => (length, noise)))
            .Select(s => new GaussianProcess(points, standard, s.length, s.noise, mean, deviation))
            .MaxBy(process => process.LogLikelihood)!;
    }

    /// <summary>The loss expected at a point, and how sure that is.</summary>
    public (double Mean, double Deviation) At(double[] point)
    {
        var (mean, deviation) = Predict(point);
        return (_mean + (_deviation * mean), _deviation * deviation);
    }

    /// <summary>By how much the loss at the point is expected to fall below the lowest so far, in standardised units.</summary>
    public double ExpectedImprovement(double[] point)
    {
        var (mean, deviation) = Predict(point);
        if (deviation < 1e-9)
        {
            return 0;
        }

        var z = (_best - mean) / deviation;
        var below = (1 + SpecialFunctions.Erf(z / Math.Sqrt(2))) / 2;
        var density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        return deviation * ((z * below) + density);
    }

    private (double Mean, double Deviation) Predict(double[] point)
    {
        var mean = 0.0;
        var near = new double[_points.Length];
        for (var i = 0; i < near.Length; i++)
        {
            near[i] = Kernel(point, _points[i]);
            mean += near[i] * _alpha[i];
        }

        Cholesky.SolveLower(_factor, near);
        var explained = 0.0;
        foreach (var value in near)
        {
            explained += value * value;
        }

        return (mean, Math.Sqrt(Math.Max(0, 1 - explained)));
    }

    private double Kernel(double[] a, double[] b)
    {
        var squares = 0.0;
        for (var j = 0; j < a.Length; j++)
        {
            squares += (a[j] - b[j]) * (a[j] - b[j]);
        }

        var r = Math.Sqrt(5 * squares) / _length;
        return (1 + r + (r * r / 3)) * Math.Exp(-r);
    }
}
