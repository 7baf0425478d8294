using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Ml.Measurement;

/// <summary>A figure with its 95 % interval.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Measured(double Value, double Low, double High);

/// <summary>Correlations between marks, outcomes and each other, with Fisher's interval (Fisher 1921).</summary>
public static class Correlation
{
    private const double Almost = 1 - 1e-12;

    /// <summary>Pearson's correlation over the pairs in which both are known; the point-biserial one where y is 0 or 1.</summary>
    /// <param name="x">One; NaN where not known.</param>
    /// <param name="y">The other; NaN where not known.</param>
    /// <returns>The correlation (NaN where one of the two does not vary) and the number of pairs.</returns>
    public static (double R, int N) Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"{x.Length} and {y.Length} values make no pairs.", nameof(y));
        }

        var (n, meanX, meanY) = (0, 0.0, 0.0);
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i]))
            {
                continue;
            }

            n++;
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            meanX += dx / n;
            meanY += dy / n;
            xx += dx * (x[i] - meanX);
            yy += dy * (y[i] - meanY);
            xy += dx * (y[i] - meanY);
        }

        return (xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1) : double.NaN, n);
    }

    /// <summary>The partial correlation of x and y at equal z, from the three correlations over the same rows.</summary>
    /// <param name="xy">Of x and y.</param>
    /// <param name="xz">Of x and z.</param>
    /// <param name="yz">Of y and z.</param>
    /// <returns>NaN where z leaves nothing of x or y.</returns>
    public static double Partial(double xy, double xz, double yz)
    {
        var rest = (1 - (xz * xz)) * (1 - (yz * yz));
        return rest > 1e-12 ? Math.Clamp((xy - (xz * yz)) / Math.Sqrt(rest), -1, 1) : double.NaN;
    }

    /// <summary>Fisher's interval; null where there are too few pairs or no correlation.</summary>
    /// <param name="r">The correlation.</param>
    /// <param name="n">Pairs, each of another student.</param>
    /// <param name="held">How many variables were held equal.</param>
    public static Measured? Interval(double r, int n, int held = 0)
    {
        var free = n - held - 3;
        if (double.IsNaN(r) || free < 1)
        {
            return null;
        }

        var z = Math.Atanh(Math.Clamp(r, -Almost, Almost));
        var half = WilsonInterval.Z95 / Math.Sqrt(free);
        return new Measured(r, Math.Tanh(z - half), Math.Tanh(z + half));
    }
}
