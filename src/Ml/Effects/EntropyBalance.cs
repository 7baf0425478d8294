using EarlyWarning.Ml.Linear;

namespace EarlyWarning.Ml.Effects;

/// <summary>
/// Weights as near as can be to given ones under which the means of some columns are those wanted (entropy balancing,
/// Hainmueller 2012).
/// </summary>
internal static class EntropyBalance
{
    private const int MostSteps = 50;
    private const double Tolerance = 1e-6;

    /// <summary>The weights, with the sum of the given ones; null where none can bring the means there.</summary>
    /// <param name="rows">Columns of each unit.</param>
    /// <param name="weights">Weights to stay near to.</param>
    /// <param name="wanted">Means wanted.</param>
    public static double[]? Weights(IReadOnlyList<double[]> rows, IReadOnlyList<double> weights, double[] wanted)
    {
        var p = wanted.Length;
        var total = weights.Sum();
        var theta = new double[p];
        var best = Evaluate(rows, weights, wanted, theta);
        for (var step = 0; step < MostSteps && best.Largest > Tolerance; step++)
        {
            var change = (double[])best.Gap.Clone();
            var matrix = (double[])best.Spread.Clone();
            for (var c = 0; c < p; c++)
            {
                matrix[(c * p) + c] += 1e-9;
            }

            Cholesky.Solve(matrix, change);
            var next = best;
            var length = 1.0;
            // Halved until it helps: far from the answer a whole step may overshoot.
            for (; length > 1e-4; length /= 2)
            {
                var tried = theta.Zip(change, (t, d) => t - (length * d)).ToArray();
                next = Evaluate(rows, weights, wanted, tried);
                if (next.Value < best.Value)
                {
                    theta = tried;
                    break;
                }
            }

            if (length <= 1e-4)
            {
                break;
            }

            best = next;
        }

        return best.Largest > 1e-3 ? null : Array.ConvertAll(best.Shares, s => s * total);
    }

    private sealed record State(double Value, double[] Gap, double[] Spread, double Largest, double[] Shares);

    // The dual: log of the tilted sum; its gradient is how far the means are off.
    private static State Evaluate(
        IReadOnlyList<double[]> rows,
        IReadOnlyList<double> weights,
        double[] wanted,
        double[] theta
    )
    {
        var p = wanted.Length;
        var exponents = new double[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var c = 0; c < p; c++)
            {
                exponents[i] += theta[c] * (rows[i][c] - wanted[c]);
            }
        }

        var top = exponents.Max();
        var shares = exponents.Select((e, i) => weights[i] * Math.Exp(e - top)).ToArray();
        var sum = shares.Sum();
        var gap = new double[p];
        var spread = new double[p * p];
        for (var i = 0; i < rows.Count; i++)
        {
            shares[i] /= sum;
            for (var a = 0; a < p; a++)
            {
                var off = shares[i] * (rows[i][a] - wanted[a]);
                gap[a] += off;
                for (var b = 0; b <= a; b++)
                {
                    spread[(a * p) + b] += off * (rows[i][b] - wanted[b]);
                }
            }
        }

        for (var a = 0; a < p; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                spread[(a * p) + b] -= gap[a] * gap[b];
            }
        }

        return new State(top + Math.Log(sum), gap, spread, p == 0 ? 0 : gap.Max(Math.Abs), shares);
    }
}
