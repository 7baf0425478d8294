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
        for (var i = 0; i < n; i++)
        {
            var sum = rightHandSide[i];
            for (var k = 0; k < i; k++)
            {
                sum -= matrix[(i * n) + k] * rightHandSide[k];
            }

            rightHandSide[i] = sum / matrix[(i * n) + i];
        }

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

    private static void Factor(double[] matrix, int n)
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
