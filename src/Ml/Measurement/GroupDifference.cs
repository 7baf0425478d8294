using EarlyWarning.Ml.Linear;
using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Measurement;

/// <summary>
/// How much lower or higher a group's marks are at equal ability: analysis of covariance with one slope for all, the
/// interval robust to unequal spread and to several rows of one student (Liang and Zeger 1986).
/// </summary>
/// <param name="Points">Group less everybody else, in points of 100, at an equal matching score.</param>
/// <param name="Standardised">The same in standard deviations of marks within the two groups.</param>
/// <param name="Probability">Of a difference as great where there is none.</param>
public sealed record GroupDifference(Measured Points, double Standardised, double Probability)
{
    private const int Terms = 3;
    private const int MostAsked = 200;
    private static readonly double[] Quantiles = new double[MostAsked + 1];

    /// <summary>Compares; null where a group is empty or the matching score does not vary.</summary>
    /// <param name="rows">Results.</param>
    public static GroupDifference? Of(MatchedRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var inside = rows.InGroup.Count(g => g);
        if (inside < 2 || rows.Count - inside < 2)
        {
            return null;
        }

        var centre = rows.Match.Average();
        if (!rows.Match.Any(m => Math.Abs(m - centre) > 1e-9))
        {
            return null;
        }

        var (bread, right) = Normal(rows, centre);
        var beta = ((double[])right.Clone());
        var factor = (double[])bread.Clone();
        Cholesky.Factor(factor, Terms);
        Cholesky.SolveFactored(factor, beta);
        var (variance, clusters) = Robust(rows, centre, beta, factor);
        var error = Math.Sqrt(variance);
        var free = Math.Max(1, clusters - Terms);
        var quantile = Quantile(free);
        var p = error > 0 ? 2 * StudentT.CDF(0, 1, free, -Math.Abs(beta[2]) / error) : double.NaN;
        return new GroupDifference(
            new Measured(beta[2], beta[2] - (quantile * error), beta[2] + (quantile * error)),
            beta[2] / Spread(rows, inside),
            p
        );
    }

    // The library takes a millisecond for each: up to two hundred degrees of freedom it is asked once, beyond them Fisher's
    // expansion (Abramowitz and Stegun 26.7.5) gives nine digits.
    private static double Quantile(int free)
    {
        if (free <= MostAsked)
        {
            // Threads that ask for one at once write the same.
            ref var known = ref Quantiles[free];
            return known > 0 ? known : known = StudentT.InvCDF(0, 1, free, 0.975);
        }

        const double Z = Evaluation.WilsonInterval.Z95;
        var (z3, z5, z7) = (Math.Pow(Z, 3), Math.Pow(Z, 5), Math.Pow(Z, 7));
        return Z
            + ((z3 + Z) / (4.0 * free))
            + (((5 * z5) + (16 * z3) + (3 * Z)) / (96.0 * free * free))
            + (((3 * z7) + (19 * z5) + (17 * z3) - (15 * Z)) / (384.0 * free * free * free));
    }

    private static (double[] Bread, double[] Right) Normal(MatchedRows rows, double centre)
    {
        var bread = new double[Terms * Terms];
        var right = new double[Terms];
        for (var i = 0; i < rows.Count; i++)
        {
            var (x, g, y) = (rows.Match[i] - centre, rows.InGroup[i] ? 1.0 : 0.0, rows.Marks[i]);
            bread[0] += 1;
            bread[3] += x;
            bread[4] += x * x;
            bread[6] += g;
            bread[7] += g * x;
            bread[8] += g;
            right[0] += y;
            right[1] += x * y;
            right[2] += g * y;
        }

        return (bread, right);
    }

    // The sandwich: scores summed by student, with the usual factor for few of them.
    private static (double Variance, int Clusters) Robust(
        MatchedRows rows,
        double centre,
        double[] beta,
        double[] factor
    )
    {
        double[] row = [0, 0, 1];
        Cholesky.SolveFactored(factor, row);
        var (sums, isThere) = (new double[rows.StudentsEnd], new bool[rows.StudentsEnd]);
        for (var i = 0; i < rows.Count; i++)
        {
            var (x, g) = (rows.Match[i] - centre, rows.InGroup[i] ? 1.0 : 0.0);
            var residual = rows.Marks[i] - beta[0] - (beta[1] * x) - (beta[2] * g);
            var score = residual * (row[0] + (row[1] * x) + (row[2] * g));
            sums[rows.Students[i]] += score;
            isThere[rows.Students[i]] = true;
        }

        var clusters = isThere.Count(t => t);
        var scale = (double)clusters / Math.Max(1, clusters - 1) * (rows.Count - 1) / Math.Max(1, rows.Count - Terms);
        return (scale * sums.Sum(s => s * s), clusters);
    }

    private static double Spread(MatchedRows rows, int inside)
    {
        var (own, others) = (0.0, 0.0);
        for (var i = 0; i < rows.Count; i++)
        {
            own += rows.InGroup[i] ? rows.Marks[i] : 0;
            others += rows.InGroup[i] ? 0 : rows.Marks[i];
        }

        own /= inside;
        others /= rows.Count - inside;
        var squares = 0.0;
        for (var i = 0; i < rows.Count; i++)
        {
            var away = rows.Marks[i] - (rows.InGroup[i] ? own : others);
            squares += away * away;
        }

        return Math.Sqrt(squares / Math.Max(1, rows.Count - 2));
    }
}
