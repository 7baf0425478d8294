using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Ml.Measurement;

/// <summary>
/// Passing and not passing a piece of work, compared band by band of the matching score (Mantel and Haenszel 1959; Holland
/// and Thayer 1988): the second opinion beside <see cref="LogisticDif"/>.
/// </summary>
/// <param name="OddsRatio">Odds of passing of everybody else over those of the group; over 1: harder for the group.</param>
/// <param name="Delta">The same on ETS's delta scale, -2.35 ln: below 0 is harder for the group.</param>
/// <param name="ChiSquared">With the correction for continuity.</param>
/// <param name="Probability">Of as great a difference where there is none.</param>
/// <param name="Class">ETS's class (Zieky 1993).</param>
public sealed record MantelHaenszelDif(
    double OddsRatio,
    Measured Delta,
    double ChiSquared,
    double Probability,
    DifClass Class
)
{
    /// <summary>Width of a band of the matching score, in points of 100.</summary>
    public const double BandWidth = 5;

    private const double DeltaPerLog = -2.35;
    private const double OneSided95 = 1.6448536269514722;

    /// <summary>Compares; null where no band holds both groups, both passing and not.</summary>
    /// <param name="rows">Results, each of another student.</param>
    /// <param name="passMark">Mark from which the work is passed.</param>
    public static MantelHaenszelDif? Of(MatchedRows rows, double passMark)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
        {
            return null;
        }

        var bandOf = Array.ConvertAll(rows.Match, m => (int)Math.Floor(m / BandWidth));
        var least = bandOf.Min();
        var bands = new (double A, double B, double C, double D)[bandOf.Max() - least + 1];
        for (var i = 0; i < bandOf.Length; i++)
        {
            ref var band = ref bands[bandOf[i] - least];
            var passes = rows.Marks[i] >= passMark;
            if (rows.InGroup[i])
            {
                band = passes ? band with { C = band.C + 1 } : band with { D = band.D + 1 };
            }
            else
            {
                band = passes ? band with { A = band.A + 1 } : band with { B = band.B + 1 };
            }
        }

        return Of(bands);
    }

    /// <summary>Compares 2 x 2 tables.</summary>
    /// <param name="bands">Others passing, others not, group passing, group not.</param>
    public static MantelHaenszelDif? Of(IEnumerable<(double A, double B, double C, double D)> bands)
    {
        ArgumentNullException.ThrowIfNull(bands);
        var (r, s, pr, ps, qs) = (0.0, 0.0, 0.0, 0.0, 0.0);
        var (observed, expected, variance) = (0.0, 0.0, 0.0);
        foreach (var (a, b, c, d) in bands)
        {
            var n = a + b + c + d;
            if (n < 2 || a + b == 0 || c + d == 0)
            {
                continue;
            }

            var (ri, si, pi, qi) = (a * d / n, b * c / n, (a + d) / n, (b + c) / n);
            r += ri;
            s += si;
            pr += pi * ri;
            ps += (pi * si) + (qi * ri);
            qs += qi * si;
            observed += a;
            expected += (a + b) * (a + c) / n;
            variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1));
        }

        if (!(r > 0) || !(s > 0) || !(variance > 0))
        {
            return null;
        }

        // Variance of the log odds ratio by Robins, Breslow and Greenland (1986).
        var error = Math.Sqrt((pr / (2 * r * r)) + (ps / (2 * r * s)) + (qs / (2 * s * s)));
        var excess = Math.Max(0, Math.Abs(observed - expected) - 0.5);
        var chi = excess * excess / variance;
        return Judge(r / s, error, chi);
    }

    private static MantelHaenszelDif Judge(double ratio, double error, double chi)
    {
        var delta = DeltaPerLog * Math.Log(ratio);
        var deltaError = Math.Abs(DeltaPerLog) * error;
        var half = WilsonInterval.Z95 * deltaError;
        var p = 1 - MathNet.Numerics.Distributions.ChiSquared.CDF(1, chi);
        var letter =
            Math.Abs(delta) < 1 || p >= 0.05 ? DifClass.A
            : Math.Abs(delta) >= 1.5 && Math.Abs(delta) - 1 > OneSided95 * deltaError ? DifClass.C
            : DifClass.B;
        return new MantelHaenszelDif(ratio, new Measured(delta, delta - half, delta + half), chi, p, letter);
    }
}
