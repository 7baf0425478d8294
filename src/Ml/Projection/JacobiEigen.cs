namespace EarlyWarning.Ml.Projection;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, 8.5).</summary>
internal static class JacobiEigen
{
    private const int MaxSweeps = 100;

    /// <summary>The values, unordered, and for each its vector of length 1. The matrix is overwritten.</summary>
    public static (double[] Values, double[][] Vectors) Of(double[][] matrix)
    {
        var size = matrix.Length;
        // Rows of this become the eigenvectors.
        var vectors = new double[size][];
        for (var i = 0; i < size; i++)
        {
            vectors[i] = new double[size];
            vectors[i][i] = 1;
        }

        for (var sweep = 0; sweep < MaxSweeps && OffDiagonal(matrix) > 0; sweep++)
        {
            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    Rotate(matrix, vectors, p, q);
                }
            }
        }

        return ([.. Enumerable.Range(0, size).Select(i => matrix[i][i])], vectors);
    }

    /// <summary>What lies beside the diagonal, as far as it can still change the diagonal in floating point.</summary>
    private static double OffDiagonal(double[][] matrix)
    {
        var (sum, scale) = (0.0, 0.0);
        for (var i = 0; i < matrix.Length; i++)
        {
            scale = Math.Max(scale, Math.Abs(matrix[i][i]));
            for (var j = 0; j < i; j++)
            {
                sum += matrix[i][j] * matrix[i][j];
            }
        }

        return Math.Sqrt(sum) > 1e-16 * scale ? sum : 0;
    }

    /// <summary>The rotation in the plane of p and q after which their entry is 0.</summary>
    private static void Rotate(double[][] matrix, double[][] vectors, int p, int q)
    {
        var entry = matrix[p][q];
        if (entry == 0)
        {
            return;
        }

        var theta = (matrix[q][q] - matrix[p][p]) / (2 * entry);
        var tangent = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var cosine = 1 / Math.Sqrt((tangent * tangent) + 1);
        var sine = tangent * cosine;
        for (var k = 0; k < matrix.Length; k++)
        {
            var (a, b) = (matrix[k][p], matrix[k][q]);
            (matrix[k][p], matrix[k][q]) = ((cosine * a) - (sine * b), (sine * a) + (cosine * b));
        }

        for (var k = 0; k < matrix.Length; k++)
        {
            var (a, b) = (matrix[p][k], matrix[q][k]);
            (matrix[p][k], matrix[q][k]) = ((cosine * a) - (sine * b), (sine * a) + (cosine * b));
            (a, b) = (vectors[p][k], vectors[q][k]);
            (vectors[p][k], vectors[q][k]) = ((cosine * a) - (sine * b), (sine * a) + (cosine * b));
        }
    }
}
