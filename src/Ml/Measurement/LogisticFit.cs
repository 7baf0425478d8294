using EarlyWarning.Ml.Linear;

namespace EarlyWarning.Ml.Measurement;

/// <summary>
/// A logistic regression of a few terms (1, matching score, group, both) on counted cells by Newton's method. A trace of a
/// penalty holds coefficients that perfect separation would send to infinity.
/// </summary>
internal sealed class LogisticFit
{
    private const int MostSteps = 60;
    private const double Penalty = 1e-6;
    private readonly double[] _factor;

    private LogisticFit(double[] beta, double[] factor, double logLikelihood) =>
        (Beta, _factor, LogLikelihood) = (beta, factor, logLikelihood);

    public double[] Beta { get; }

    public double LogLikelihood { get; }

    public static LogisticFit Of(DifCells cells, int terms)
    {
        var beta = new double[terms];
        var factor = new double[terms * terms];
        var likelihood = Likelihood(cells, beta);
        for (var step = 0; step < MostSteps; step++)
        {
            var (information, change) = Derivatives(cells, beta);
            factor = information;
            Cholesky.Factor(factor, terms);
            Cholesky.SolveFactored(factor, change);
            var (next, reached) = Step(cells, beta, change, likelihood);
            var gain = reached - likelihood;
            (beta, likelihood) = (next, reached);
            if (gain < 1e-10 * (1 + Math.Abs(likelihood)))
            {
                break;
            }
        }

        var (final, _) = Derivatives(cells, beta);
        Cholesky.Factor(final, terms);
        return new LogisticFit(beta, final, likelihood);
    }

    public double Variance(int term) => RowOfInverse(term)[term];

    public double[] RowOfInverse(int term)
    {
        var row = new double[Beta.Length];
        row[term] = 1;
        Cholesky.SolveFactored(_factor, row);
        return row;
    }

    public double ProbabilityOf(DifCells.Cell cell) => 1 / (1 + Math.Exp(-Dot(Beta, cell)));

    public static double Dot(double[] weights, DifCells.Cell cell)
    {
        var sum = 0.0;
        for (var t = 0; t < weights.Length; t++)
        {
            sum += weights[t] * Term(cell, t);
        }

        return sum;
    }

    // Halved until the likelihood grows: a full step may leap over the top.
    private static (double[] Beta, double Likelihood) Step(
        DifCells cells,
        double[] beta,
        double[] change,
        double before
    )
    {
        for (var size = 1.0; size > 1e-6; size /= 2)
        {
            double[] next = [.. beta.Select((b, t) => b + (size * change[t]))];
            var reached = Likelihood(cells, next);
            if (reached >= before)
            {
                return (next, reached);
            }
        }

        return (beta, before);
    }

    private static (double[] Information, double[] Gradient) Derivatives(DifCells cells, double[] beta)
    {
        var terms = beta.Length;
        var information = new double[terms * terms];
        var gradient = new double[terms];
        foreach (var cell in cells.All)
        {
            var p = 1 / (1 + Math.Exp(-Dot(beta, cell)));
            var (weight, residual) = (cell.N * p * (1 - p), cell.Passed - (cell.N * p));
            for (var a = 0; a < terms; a++)
            {
                gradient[a] += residual * Term(cell, a);
                for (var b = 0; b <= a; b++)
                {
                    information[(a * terms) + b] += weight * Term(cell, a) * Term(cell, b);
                }
            }
        }

        for (var a = 0; a < terms; a++)
        {
            information[(a * terms) + a] += Penalty;
            gradient[a] -= Penalty * beta[a];
        }

        return (information, gradient);
    }

    private static double Likelihood(DifCells cells, double[] beta)
    {
        var sum = 0.0;
        foreach (var cell in cells.All)
        {
            var margin = Dot(beta, cell);
            sum -= (cell.Passed * SoftPlus(-margin)) + ((cell.N - cell.Passed) * SoftPlus(margin));
        }

        return sum;
    }

    private static double SoftPlus(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));

    private static double Term(DifCells.Cell cell, int term) =>
        term switch
        {
            0 => 1,
            1 => cell.X,
            2 => cell.G,
            _ => cell.X * cell.G,
        };
}
