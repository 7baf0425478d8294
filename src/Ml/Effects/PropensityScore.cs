using System.Numerics.Tensors;
using EarlyWarning.Ml.Linear;

namespace EarlyWarning.Ml.Effects;

/// <summary>
/// How likely each unit was to be treated, given what was known before (Rosenbaum and Rubin 1983): logistic regression,
/// its coefficients drawn a little towards 0 (as by a standard normal prior), so that few treated units do not break it.
/// </summary>
public static class PropensityScore
{
    private const int MostSteps = 30;
    private const double Tolerance = 1e-6;
    private const int MostUntreated = 4000;
    private const double ShortestStep = 1e-4;
    private const double MostLogit = 12;

    /// <summary>The log-odds of each unit.</summary>
    /// <param name="table">What was known before.</param>
    /// <param name="treated">Who was treated.</param>
    /// <param name="ridge">How strongly coefficients are drawn to 0; 1 is a standard normal prior.</param>
    /// <param name="cancel">Cancels between steps.</param>
    public static double[] Logits(
        BaselineTable table,
        IReadOnlyList<bool> treated,
        double ridge,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(treated);
        var beta = Coefficients(Fitted(table, treated), ridge, cancel);
        var logits = new double[table.Rows];
        for (var i = 0; i < table.Rows; i++)
        {
            var row = table.Values.AsSpan(i * table.Columns, table.Columns);
            logits[i] = Math.Clamp(LeastSquares.Value(beta, row), -MostLogit, MostLogit);
        }

        return logits;
    }

    // All treated, and untreated ones evenly from first to last: how many of them there are shifts the intercept alone.
    private static (BaselineTable Table, bool[] Treated) Fitted(BaselineTable table, IReadOnlyList<bool> treated)
    {
        int[] others = [.. Enumerable.Range(0, table.Rows).Where(i => !treated[i])];
        if (others.Length <= MostUntreated)
        {
            return (table, [.. treated]);
        }

        int[] taken =
        [
            .. Enumerable.Range(0, table.Rows).Where(i => treated[i]),
            .. Enumerable.Range(0, MostUntreated).Select(k => others[(int)((long)k * others.Length / MostUntreated)]),
        ];
        return (table.Select(taken), Array.ConvertAll(taken, i => treated[i]));
    }

    private static double[] Coefficients(
        (BaselineTable Table, bool[] Treated) units,
        double ridge,
        CancellationToken cancel
    )
    {
        var (table, treated) = units;
        var beta = new double[table.Columns + 1];
        var share = (treated.Count(t => t) + 0.5) / (table.Rows + 1.0);
        beta[0] = Math.Log(share / (1 - share));
        var fit = Fit(table, treated, beta, ridge);
        for (var step = 0; step < MostSteps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            var change = Step(table, treated, beta, ridge);
            var (next, nextFit, length) = (beta, fit, 1.0);
            // A whole step may overshoot where hardly anybody is treated: it is halved until it helps.
            for (; length > ShortestStep; length /= 2)
            {
                next = [.. beta.Zip(change, (b, d) => b + (length * d))];
                nextFit = Fit(table, treated, next, ridge);
                if (nextFit >= fit)
                {
                    break;
                }
            }

            if (length <= ShortestStep)
            {
                break;
            }

            (beta, fit) = (next, nextFit);
            if (length * change.Max(Math.Abs) < Tolerance)
            {
                break;
            }
        }

        return beta;
    }

    // The penalised log-likelihood.
    private static double Fit(BaselineTable table, IReadOnlyList<bool> treated, double[] beta, double ridge)
    {
        var sum = -ridge / 2 * beta.Skip(1).Sum(b => b * b);
        for (var i = 0; i < table.Rows; i++)
        {
            var odds = LeastSquares.Value(beta, table.Values.AsSpan(i * table.Columns, table.Columns));
            var against = treated[i] ? -odds : odds;
            sum -= Math.Max(0, against) + Math.Log(1 + Math.Exp(-Math.Abs(against)));
        }

        return sum;
    }

    // Newton: the information matrix against the gradient of the penalised likelihood.
    private static double[] Step(BaselineTable table, IReadOnlyList<bool> treated, double[] beta, double ridge)
    {
        var p = beta.Length;
        var matrix = new double[p * p];
        var gradient = new double[p];
        var x = new double[p];
        x[0] = 1;
        for (var i = 0; i < table.Rows; i++)
        {
            var row = table.Values.AsSpan(i * table.Columns, table.Columns);
            row.CopyTo(x.AsSpan(1));
            var share = 1 / (1 + Math.Exp(-LeastSquares.Value(beta, row)));
            var weight = Math.Max(1e-10, share * (1 - share));
            var error = (treated[i] ? 1 : 0) - share;
            for (var a = 0; a < p; a++)
            {
                gradient[a] += error * x[a];
                var line = matrix.AsSpan(a * p, a + 1);
                TensorPrimitives.MultiplyAdd(x.AsSpan(0, a + 1), weight * x[a], line, line);
            }
        }

        for (var a = 1; a < p; a++)
        {
            gradient[a] -= ridge * beta[a];
            matrix[(a * p) + a] += ridge;
        }

        Cholesky.Solve(matrix, gradient);
        return gradient;
    }
}
