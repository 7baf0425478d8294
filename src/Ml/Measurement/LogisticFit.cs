using EarlyWarning.Ml.Linear;

namespace EarlyWarning.Ml.Measurement;

/// <summary>
/// A logistic regression of a few terms (1, matching score, group, both) on counted cells by Newton's method. A trace of a
/// penalty holds coefficients that perfect separation would send to infinity. A night fits tens of thousands of them: a fit
/// begins where the one with a term less ended, and loops are written out.
/// </summary>
internal sealed class LogisticFit
{
    private const int MostSteps = 60;
    private const int MostTerms = 4;
    private const double Penalty = 1e-6;
    private const double Tolerance = 1e-9;
    private readonly double[] _factor;

    private LogisticFit(double[] beta, double[] factor, double logLikelihood) =>
        (Beta, _factor, LogLikelihood) = (beta, factor, logLikelihood);

    public double[] Beta { get; }

    public double LogLikelihood { get; }

    /// <summary>Fits.</summary>
    /// <param name="cells">Counts.</param>
    /// <param name="terms">How many of the terms.</param>
    /// <param name="start">A fit with fewer terms.</param>
    public static LogisticFit Of(DifCells cells, int terms, LogisticFit? start = null)
    {
        var beta = new double[terms];
        start?.Beta.CopyTo(beta, 0);
        var likelihood = Likelihood(cells, beta);
        for (var step = 0; step < MostSteps; step++)
        {
            var (factor, change) = Derivatives(cells, beta);
            Cholesky.Factor(factor, terms);
            Cholesky.SolveFactored(factor, change);
            var (next, reached) = Step(cells, beta, change, likelihood);
            var gain = reached - likelihood;
            (beta, likelihood) = (next, reached);
            if (gain < Tolerance)
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
        var sum = weights[0] + (weights.Length > 1 ? weights[1] * cell.X : 0);
        if (cell.G > 0)
        {
            sum += (weights.Length > 2 ? weights[2] : 0) + (weights.Length > 3 ? weights[3] * cell.X : 0);
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
            var next = (double[])beta.Clone();
            for (var t = 0; t < next.Length; t++)
            {
                next[t] += size * change[t];
            }

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
        Span<double> row = stackalloc double[MostTerms];
        foreach (ref readonly var cell in cells.All.AsSpan())
        {
            if (cell.N <= 0)
            {
                continue;
            }

            (row[0], row[1], row[2], row[3]) = (1, cell.X, cell.G, cell.X * cell.G);
            var p = 1 / (1 + Math.Exp(-Dot(beta, cell)));
            var (weight, residual) = (cell.N * p * (1 - p), cell.Passed - (cell.N * p));
            for (var a = 0; a < terms; a++)
            {
                gradient[a] += residual * row[a];
                for (var b = 0; b <= a; b++)
                {
                    information[(a * terms) + b] += weight * row[a] * row[b];
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
        foreach (ref readonly var cell in cells.All.AsSpan())
        {
            if (cell.N > 0)
            {
                // ln(1 + exp(m)) for those who do not pass, and the same less m for those who do.
                var margin = Dot(beta, cell);
                var soft = Math.Max(0, margin) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));
                sum += (cell.Passed * margin) - (cell.N * soft);
            }
        }

        return sum;
    }
}
