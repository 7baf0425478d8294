using EarlyWarning.Ml.Models;

namespace EarlyWarning.Ml.Linear;

/// <summary>
/// Proximal Newton (Lee, Sun, Saunders 2014): each step minimises the second-order model of the loss plus the penalty,
/// directly by Cholesky where there is no L1 part, else by coordinate descent (Friedman, Hastie, Tibshirani 2010), and
/// goes as far along it as the objective falls. Stops when the optimality (KKT) conditions hold.
/// </summary>
internal sealed class ElasticNetSolver(
    LinearObjective problem,
    ElasticNetOptions options,
    bool penalizeIntercept = false
)
{
    private const int MaxSweeps = 10_000;
    private const int MaxHalvings = 40;

    // Steadies steps where inputs are collinear; moves the way to the optimum, not the optimum.
    private const double Damping = 1e-11;

    // A matrix of second derivatives serves on while each step leaves at most this share of the violation.
    private const double ReuseBelow = 0.25;

    // From so many rows on, a tenth of them is solved first: from there few steps over all rows remain.
    private const int SampledFromRows = 20_000;
    private const int SampleStep = 10;

    private readonly double _l1 = options.Penalty * options.L1Ratio;
    private readonly double _l2 = options.Penalty * (1 - options.L1Ratio);
    private readonly double _intercept2 = penalizeIntercept ? options.Penalty * (1 - options.L1Ratio) : 0;
    private readonly int _size = problem.Size;
    private double[] _scales = [];
    private double[]? _hessian;

    /// <summary>The coefficients at the optimum, each output's intercept last.</summary>
    /// <exception cref="TrainingException">The conditions do not hold after the permitted number of steps.</exception>
    public double[] Solve(string trainer, ReadOnlySpan<double> initialIntercepts, CancellationToken ct)
    {
        var start = new double[_size];
        for (var output = 0; output < initialIntercepts.Length; output++)
        {
            start[((output + 1) * problem.BlockSize) - 1] = initialIntercepts[output];
        }

        return Run(start, ct)
            ?? throw new TrainingException(
                $"{trainer} did not converge in {options.MaxIterations} steps; the outcomes may be perfectly separable: raise the penalty."
            );
    }

    private double[]? Run(double[] start, CancellationToken ct)
    {
        _scales = problem.InputScales(ct);
        var tolerance = options.Tolerance * Math.Max(problem.GradientScale(), double.Epsilon);
        var (at, derivatives) = Begin(start, ct);
        var last = double.PositiveInfinity;
        for (var iteration = 0; iteration < options.MaxIterations; iteration++)
        {
            var violation = Violation(at, derivatives.Gradient);
            if (violation <= tolerance)
            {
                return at;
            }

            var isFresh = _hessian is null || violation > ReuseBelow * last;
            _hessian = isFresh ? problem.Hessian(derivatives, ct) : _hessian!;
            last = violation;
            var target =
                _l1 == 0
                    ? NewtonPoint(at, derivatives)
                    : CoordinateDescentPoint(at, derivatives, violation * Share(iteration), ct);
            if (LineSearch(ref at, ref derivatives, target, ct))
            {
                continue;
            }

            if (isFresh)
            {
                // The objective cannot fall any more in floating point: the conditions hold as closely as they can.
                return violation <= 1e4 * tolerance ? at : null;
            }

            _hessian = null;
        }

        return null;
    }

    private (double[] At, LossDerivatives Derivatives) Begin(double[] start, CancellationToken ct)
    {
        var derivatives = problem.At(start, ct);
        if (problem.RowCount < SampledFromRows || problem.RowCount / SampleStep < 10 * _size)
        {
            return (start, derivatives);
        }

        var sampled = new ElasticNetSolver(
            problem.Sample(SampleStep, ct),
            options with
            {
                Tolerance = 1e-4,
            },
            penalizeIntercept
        );
        if (sampled.Run((double[])start.Clone(), ct) is not { } near)
        {
            return (start, derivatives);
        }

        var found = problem.At(near, ct);
        return found.Loss + Penalty(near) < derivatives.Loss + Penalty(start) ? (near, found) : (start, derivatives);
    }

    /// <summary>The largest violation of the optimality conditions, each by the scale of its input.</summary>
    private double Violation(double[] at, double[] gradient)
    {
        var largest = 0.0;
        for (var j = 0; j < _size; j++)
        {
            if (problem.IsIntercept(j))
            {
                largest = Math.Max(largest, Math.Abs(gradient[j] + (_intercept2 * at[j])));
                continue;
            }

            var slope = gradient[j] + (_l2 * at[j]);
            var violation =
                at[j] == 0 ? Math.Max(0, Math.Abs(slope) - _l1) : Math.Abs(slope + (_l1 * Math.Sign(at[j])));
            largest = Math.Max(largest, violation / _scales[j % problem.BlockSize]);
        }

        return largest;
    }

    private bool LineSearch(ref double[] at, ref LossDerivatives derivatives, double[] target, CancellationToken ct)
    {
        var expected = Penalty(target) - Penalty(at);
        for (var j = 0; j < _size; j++)
        {
            expected += derivatives.Gradient[j] * (target[j] - at[j]);
        }

        var objective = derivatives.Loss + Penalty(at);
        var step = 1.0;
        for (var halving = 0; halving < MaxHalvings; halving++, step /= 2)
        {
            var candidate = Along(at, target, step);
            var found = problem.At(candidate, ct);
            var change = found.Loss + Penalty(candidate) - objective;
            // Close to the optimum the change drowns in rounding; then fewer violations are progress too.
            if (
                change <= 1e-4 * step * expected && change < 0
                || Math.Abs(change) <= 1e-13 * Math.Abs(objective)
                    && Violation(candidate, found.Gradient) < Violation(at, derivatives.Gradient)
            )
            {
                (at, derivatives) = (candidate, found);
                return true;
            }
        }

        return false;
    }

    private static double[] Along(double[] from, double[] to, double step)
    {
        if (step == 1)
        {
            return to;
        }

        var point = new double[from.Length];
        for (var j = 0; j < point.Length; j++)
        {
            point[j] = from[j] + (step * (to[j] - from[j]));
        }

        return point;
    }

    private double Penalty(double[] at)
    {
        var sum = 0.0;
        for (var j = 0; j < _size; j++)
        {
            sum += problem.IsIntercept(j)
                ? _intercept2 / 2 * at[j] * at[j]
                : (_l1 * Math.Abs(at[j])) + (_l2 / 2 * at[j] * at[j]);
        }

        return sum;
    }

    private double[] NewtonPoint(double[] at, LossDerivatives derivatives)
    {
        var matrix = (double[])_hessian!.Clone();
        var step = new double[_size];
        for (var j = 0; j < _size; j++)
        {
            var ridge = problem.IsIntercept(j) ? _intercept2 : _l2;
            matrix[(j * _size) + j] = (matrix[(j * _size) + j] * (1 + Damping)) + ridge + (Damping * 1e-3);
            step[j] = -derivatives.Gradient[j] - (ridge * at[j]);
        }

        Cholesky.Solve(matrix, step);
        for (var j = 0; j < _size; j++)
        {
            step[j] += at[j];
        }

        return step;
    }

    // To what share of the violation the second-order model is minimised: the next step corrects the rest along with what
    // the model leaves out (Lee, Sun, Saunders 2014, section 3.2). Collinear inputs need more and more of it.
    private static double Share(int iteration) => 1e-3 * Math.Pow(0.1, iteration);

    private double[] CoordinateDescentPoint(
        double[] at,
        LossDerivatives derivatives,
        double enoughViolation,
        CancellationToken ct
    )
    {
        var point = (double[])at.Clone();
        // The gradient of the second-order model at the point, kept up to date coordinate by coordinate.
        var slope = (double[])derivatives.Gradient.Clone();
        var enough = 0.0;
        var smallest = _scales.Where(scale => scale > 0).DefaultIfEmpty(0).Min();
        for (var sweep = 0; sweep < MaxSweeps; sweep++)
        {
            ct.ThrowIfCancellationRequested();
            var largest = Sweep(point, slope, _hessian!);
            enough = sweep == 0 ? Math.Max(largest * 1e-9, enoughViolation * smallest) : enough;
            if (largest <= enough)
            {
                break;
            }
        }

        return point;
    }

    /// <summary>Minimises along each coordinate in turn; the largest change of the model's slope is returned.</summary>
    private double Sweep(double[] point, double[] slope, double[] hessian)
    {
        var largest = 0.0;
        for (var j = 0; j < _size; j++)
        {
            var row = hessian.AsSpan(j * _size, _size);
            var curvature = (row[j] * (1 + Damping)) + (Damping * 1e-3);
            var pull = (curvature * point[j]) - slope[j];
            var isIntercept = problem.IsIntercept(j);
            var best = isIntercept ? pull / (curvature + _intercept2) : SoftThreshold(pull, _l1) / (curvature + _l2);
            var change = best - point[j];
            if (change == 0)
            {
                continue;
            }

            point[j] = best;
            largest = Math.Max(largest, Math.Abs(change) * curvature);
            for (var k = 0; k < row.Length; k++)
            {
                slope[k] += change * row[k];
            }
        }

        return largest;
    }

    private static double SoftThreshold(double value, double by) =>
        Math.Sign(value) * Math.Max(0, Math.Abs(value) - by);
}
