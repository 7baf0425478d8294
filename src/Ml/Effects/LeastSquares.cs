using System.Numerics.Tensors;
using EarlyWarning.Ml.Linear;

namespace EarlyWarning.Ml.Effects;

/// <summary>Weighted least squares of a few columns, with a little shrinkage so that it always has an answer.</summary>
internal static class LeastSquares
{
    /// <summary>Coefficients, the intercept first.</summary>
    /// <param name="rows">Values of each unit, without the intercept.</param>
    /// <param name="y">What is explained.</param>
    /// <param name="weights">Weights of the units; those of 0 are passed over.</param>
    /// <param name="ridge">Added to the diagonal of all but the intercept.</param>
    public static double[] Fit(
        IReadOnlyList<double[]> rows,
        IReadOnlyList<double> y,
        IReadOnlyList<double> weights,
        double ridge
    )
    {
        var (matrix, right) = Normal(rows, y, weights, ridge);
        Cholesky.Solve(matrix, right);
        return right;
    }

    /// <summary>
    /// What each unit's value counts for in the intercept, and its leverage: the intercept is the sum of counts times values.
    /// </summary>
    public static (double[] Counts, double[] Leverage) Intercept(
        IReadOnlyList<double[]> rows,
        IReadOnlyList<double> weights
    )
    {
        var p = rows[0].Length + 1;
        var (matrix, _) = Normal(rows, new double[rows.Count], weights, 0);
        Cholesky.Factor(matrix, p);
        var first = new double[p];
        first[0] = 1;
        Cholesky.SolveFactored(matrix, first);
        var counts = new double[rows.Count];
        var leverage = new double[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            double[] x = [1, .. rows[i]];
            var solved = (double[])x.Clone();
            Cholesky.SolveFactored(matrix, solved);
            for (var c = 0; c < p; c++)
            {
                counts[i] += weights[i] * first[c] * x[c];
                leverage[i] += weights[i] * solved[c] * x[c];
            }
        }

        return (counts, leverage);
    }

    /// <summary>The value that coefficients give a unit.</summary>
    public static double Value(double[] coefficients, ReadOnlySpan<double> row)
    {
        var sum = coefficients[0];
        for (var c = 0; c < row.Length; c++)
        {
            sum += coefficients[c + 1] * row[c];
        }

        return sum;
    }

    private static (double[] Matrix, double[] Right) Normal(
        IReadOnlyList<double[]> rows,
        IReadOnlyList<double> y,
        IReadOnlyList<double> weights,
        double ridge
    )
    {
        var p = rows.Count == 0 ? 1 : rows[0].Length + 1;
        var matrix = new double[p * p];
        var right = new double[p];
        var x = new double[p];
        x[0] = 1;
        for (var i = 0; i < rows.Count; i++)
        {
            if (weights[i] == 0)
            {
                continue;
            }

            rows[i].CopyTo(x, 1);
            for (var a = 0; a < p; a++)
            {
                var weighted = weights[i] * x[a];
                right[a] += weighted * y[i];
                var line = matrix.AsSpan(a * p, a + 1);
                TensorPrimitives.MultiplyAdd(x.AsSpan(0, a + 1), weighted, line, line);
            }
        }

        for (var a = 1; a < p; a++)
        {
            matrix[(a * p) + a] += ridge;
        }

        return (matrix, right);
    }
}
