namespace EarlyWarning.Web.Tests.Figures.Fairness;

/// <summary>
/// The greatest value of one of several unknowns from 0 to a bound each (or less the least, by its sign), under equations: the
/// simplex method with Bland's rule.
/// </summary>
internal static class LinearProgram
{
    private const double Small = 1e-9;

    public static double Greatest(
        List<(double[] Row, double Right)> equations,
        double[] bounds,
        int unknown,
        int sign = 1
    )
    {
        // Bounds are equations with a slack; every equation starts with an artificial unknown, which a great cost drives out.
        var (n, m) = (bounds.Length, equations.Count + bounds.Length);
        var width = n + n + equations.Count;
        var table = new double[m + 1][];
        for (var r = 0; r <= m; r++)
        {
            table[r] = new double[width + 1];
        }

        var basis = new int[m];
        for (var e = 0; e < equations.Count; e++)
        {
            var side = equations[e].Right < 0 ? -1 : 1;
            for (var c = 0; c < n; c++)
            {
                table[e][c] = side * equations[e].Row[c];
            }

            (table[e][n + n + e], table[e][width], basis[e]) = (1, side * equations[e].Right, n + n + e);
        }

        for (var b = 0; b < n; b++)
        {
            var r = equations.Count + b;
            (table[r][b], table[r][n + b], table[r][width], basis[r]) = (1, 1, bounds[b], n + b);
        }

        // Cost of artificial unknowns first, then the unknown itself.
        for (var e = 0; e < equations.Count; e++)
        {
            Add(table[m], table[e], -1);
            table[m][n + n + e] += 1;
        }

        Run(table, basis, width);
        table[m][width].ShouldBe(0, 1e-6, "the true counts solve the equations");
        Array.Clear(table[m]);
        table[m][unknown] = -sign;
        for (var r = 0; r < m; r++)
        {
            Add(table[m], table[r], -table[m][basis[r]]);
        }

        Run(table, basis, n + n);
        return table[m][width];
    }

    private static void Run(double[][] table, int[] basis, int columns)
    {
        var m = basis.Length;
        for (var steps = 0; steps < 20_000; steps++)
        {
            var column = -1;
            for (var c = 0; c < columns && column < 0; c++)
            {
                column = table[m][c] < -Small ? c : -1;
            }

            if (column < 0)
            {
                return;
            }

            var pivot = -1;
            for (var r = 0; r < m; r++)
            {
                if (
                    table[r][column] > Small
                    && (
                        pivot < 0
                        || Less(
                            table[r][^1] / table[r][column],
                            basis[r],
                            table[pivot][^1] / table[pivot][column],
                            basis[pivot]
                        )
                    )
                )
                {
                    pivot = r;
                }
            }

            pivot.ShouldBeGreaterThanOrEqualTo(0, "every unknown is bounded");
            Pivot(table, pivot, column);
            basis[pivot] = column;
        }

        throw new InvalidOperationException("The linear program does not end.");
    }

    private static bool Less(double a, int basisOfA, double b, int basisOfB) =>
        a < b - Small || (a < b + Small && basisOfA < basisOfB);

    private static void Pivot(double[][] table, int pivot, int column)
    {
        var own = table[pivot];
        var factor = own[column];
        for (var c = 0; c < own.Length; c++)
        {
            own[c] /= factor;
        }

        for (var r = 0; r < table.Length; r++)
        {
            if (r != pivot && Math.Abs(table[r][column]) > Small)
            {
                Add(table[r], own, -table[r][column]);
            }
        }
    }

    private static void Add(double[] row, double[] other, double factor)
    {
        for (var c = 0; c < row.Length; c++)
        {
            row[c] += factor * other[c];
        }
    }
}
