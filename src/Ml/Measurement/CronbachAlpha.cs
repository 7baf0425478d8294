using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Measurement;

/// <summary>How far the pieces of work of a course measure one thing (Cronbach 1951), with Feldt's interval (Feldt 1965).</summary>
/// <param name="Alpha">Alpha with its interval.</param>
/// <param name="Students">Students with a mark in every item.</param>
/// <param name="Items">Items.</param>
public sealed record CronbachAlpha(Measured Alpha, int Students, int Items)
{
    /// <summary>Computes it over the students with a mark in every item.</summary>
    /// <param name="rows">Marks of each student; NaN where there is none.</param>
    /// <param name="items">Items per student.</param>
    /// <returns>Null under two items or three complete students, or where nobody differs.</returns>
    public static CronbachAlpha? Of(IEnumerable<IReadOnlyList<double>> rows, int items)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var means = new double[items + 1];
        var squares = new double[items + 1];
        var n = 0;
        foreach (var row in rows.Where(r => r.All(v => !double.IsNaN(v))))
        {
            n++;
            for (var i = 0; i <= items; i++)
            {
                var value = i < items ? row[i] : row.Sum();
                var step = value - means[i];
                means[i] += step / n;
                squares[i] += step * (value - means[i]);
            }
        }

        if (items < 2 || n < 3 || !(squares[items] > 0))
        {
            return null;
        }

        var alpha = items / (items - 1.0) * (1 - (squares.Take(items).Sum() / squares[items]));
        return new CronbachAlpha(Feldt(alpha, n, items), n, items);
    }

    private static Measured Feldt(double alpha, int n, int items)
    {
        double free = n - 1;
        var within = free * (items - 1);
        return new Measured(
            alpha,
            1 - ((1 - alpha) * FisherSnedecor.InvCDF(free, within, 0.975)),
            1 - ((1 - alpha) * FisherSnedecor.InvCDF(free, within, 0.025))
        );
    }
}
