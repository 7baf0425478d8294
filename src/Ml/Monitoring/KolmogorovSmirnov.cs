namespace EarlyWarning.Ml.Monitoring;

/// <summary>
/// The two-sample Kolmogorov-Smirnov test: how likely so great a distance between two empirical distributions is where
/// both come from one. With equal values among the rows the probability is too high, never too low.
/// </summary>
public static class KolmogorovSmirnov
{
    /// <summary>Up to this many lattice points the probability is counted exactly.</summary>
    private const long MostCounted = 4_000_000;

    /// <summary>Greatest distance between two distributions given as shares up to and including each of the same points.</summary>
    /// <param name="reference">Cumulative shares.</param>
    /// <param name="current">Cumulative shares at the same points.</param>
    public static double Distance(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var greatest = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            greatest = Math.Max(greatest, Math.Abs(reference[i] - current[i]));
        }

        return greatest;
    }

    /// <summary>Probability of at least this distance by chance: exact for small samples, else its limit.</summary>
    /// <param name="distance">From 0 to 1.</param>
    /// <param name="n">Rows of one sample, at least 1.</param>
    /// <param name="m">Rows of the other, at least 1.</param>
    public static double PValue(double distance, int n, int m)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(m, 1);
        return (long)n * m <= MostCounted ? Exact(distance, n, m) : Limit(distance, n, m);
    }

    /// <summary>
    /// The exact probability, by counting the lattice paths that stay nearer than the distance (Hodges 1958), as shares so
    /// that no number overflows.
    /// </summary>
    /// <param name="distance">From 0 to 1.</param>
    /// <param name="n">Rows of one sample, at least 1.</param>
    /// <param name="m">Rows of the other, at least 1.</param>
    public static double Exact(double distance, int n, int m)
    {
        var (few, many) = (Math.Min(n, m), Math.Max(n, m));

        // Distances are multiples of 1 / (n m); the bound lies half a step below, so that rounding decides nothing.
        var bound = (Math.Floor((distance * few * many) - 1e-7) + 0.5) / ((double)few * many);
        var inside = new double[many + 1];
        for (var j = 0; j <= many; j++)
        {
            inside[j] = j / (double)many > bound ? 0 : 1;
        }

        for (var i = 1; i <= few; i++)
        {
            var weight = i / (double)(i + many);
            inside[0] = i / (double)few > bound ? 0 : weight * inside[0];
            for (var j = 1; j <= many; j++)
            {
                inside[j] =
                    Math.Abs((i / (double)few) - (j / (double)many)) > bound ? 0 : (weight * inside[j]) + inside[j - 1];
            }
        }

        return Math.Clamp(1 - inside[many], 0, 1);
    }

    /// <summary>
    /// Kolmogorov's limit at Stephens's corrected argument (sqrt(e) + 0.12 + 0.11 / sqrt(e)) d with e = n m / (n + m)
    /// (Stephens 1970), good to a few thousandths from e = 4 on.
    /// </summary>
    /// <param name="distance">From 0 to 1.</param>
    /// <param name="n">Rows of one sample.</param>
    /// <param name="m">Rows of the other.</param>
    public static double Limit(double distance, double n, double m)
    {
        var root = Math.Sqrt(n * m / (n + m));
        return Survival((root + 0.12 + (0.11 / root)) * distance);
    }

    /// <summary>Kolmogorov's distribution: the probability of more than x, 2 sum (-1)^(k-1) exp(-2 k^2 x^2).</summary>
    /// <param name="x">Scaled distance, at least 0.</param>
    public static double Survival(double x)
    {
        // Below this the series converges slowly and the probability is 1 to twelve places.
        if (x < 0.2)
        {
            return 1;
        }

        var (sum, sign) = (0.0, 1.0);
        for (var k = 1; k <= 100; k++)
        {
            var term = Math.Exp(-2.0 * k * k * x * x);
            sum += sign * term;
            if (term < 1e-17)
            {
                break;
            }

            sign = -sign;
        }

        return Math.Clamp(2 * sum, 0, 1);
    }
}
