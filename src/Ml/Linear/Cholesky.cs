namespace EarlyWarning.Ml.Linear;

/// <summary>
/// Solves symmetric positive definite systems. Written out because a library's kernels differ between machines, and a
/// model must not.
/// </summary>
internal static class Cholesky
{
    /// <summary>Overwrites the matrix by its factor and the right-hand side by the solution.</summary>
    public static void Solve(double[] matrix, double[] rightHandSide)
    {
        var n = rightHandSide.Length;
        Factor(matrix, n);
        SolveFactored(matrix, rightHandSide);
    }

    /// <summary>Overwrites the right-hand side by the solution of L L' x = b.</summary>
    public static void SolveFactored(double[] matrix, double[] rightHandSide)
    {
        var n = rightHandSide.Length;
        SolveLower(matrix, rightHandSide);
        for (var i = n - 1; i >= 0; i--)
        {
            var sum = rightHandSide[i];
            for (var k = i + 1; k < n; k++)
            {
                sum -= matrix[(k * n) + i] * rightHandSide[k];
            }

            rightHandSide[i] = sum / matrix[(i * n) + i];
        }
    }

    /// <summary>Overwrites the right-hand side by the solution of L x = b.</summary>
    public static void SolveLower(double[] matrix, double[] rightHandSide)
    {
        var n = rightHandSide.Length;
        for (var i = 0; i < n; i++)
        {
            var sum = rightHandSide[i];
            for (var k = 0; k < i; k++)
            {
                sum -= matrix[(i * n) + k] * rightHandSide[k];
            }

            rightHandSide[i] = sum / matrix[(i * n) + i];
        }
    }

    /// <summary>Overwrites the lower triangle, diagonal included, by L with L L' the matrix.</summary>
    public static void Factor(double[] matrix, int n)
    {
        for (var j = 0; j < n; j++)
        {
            for (var i = j; i < n; i++)
            {
                var sum = matrix[(i * n) + j];
                for (var k = 0; k < j; k++)
                {
                    sum -= matrix[(i * n) + k] * matrix[(j * n) + k];
                }

                // A pivot that rounding made negative is a direction without information: hold it still.
                matrix[(i * n) + j] = i == j ? Math.Sqrt(sum > 0 ? sum : double.MaxValue) : sum / matrix[(j * n) + j];
            }
        }
    }
}
