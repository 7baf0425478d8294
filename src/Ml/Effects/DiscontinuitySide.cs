namespace EarlyWarning.Ml.Effects;

/// <summary>A local polynomial on one side of a cut: what each unit counts for in its value at the cut.</summary>
/// <param name="Units">Numbers of the units within the bandwidth.</param>
/// <param name="Counts">What each counts for.</param>
/// <param name="Leverage">How much of each one's own value goes into its own fit.</param>
/// <param name="Weights">Kernel weights.</param>
/// <param name="Rows">Powers of the distance to the cut.</param>
internal sealed record DiscontinuitySide(
    int[] Units,
    double[] Counts,
    double[] Leverage,
    double[] Weights,
    double[][] Rows
)
{
    /// <summary>Prepares a side.</summary>
    /// <param name="running">Distance of each unit to the cut.</param>
    /// <param name="above">Which side.</param>
    /// <param name="bandwidth">How far it reaches.</param>
    /// <param name="order">Order of the polynomial.</param>
    public static DiscontinuitySide? Of(IReadOnlyList<double> running, bool above, double bandwidth, int order)
    {
        int[] units =
        [
            .. Enumerable
                .Range(0, running.Count)
                .Where(i => running[i] >= 0 == above && Math.Abs(running[i]) < bandwidth),
        ];
        if (units.Length <= order + 1)
        {
            return null;
        }

        // In bandwidths, so that powers stay of one size.
        var rows = Array.ConvertAll(
            units,
            i => Enumerable.Range(1, order).Select(k => Math.Pow(running[i] / bandwidth, k)).ToArray()
        );
        var weights = Array.ConvertAll(units, i => 1 - (Math.Abs(running[i]) / bandwidth));
        var (counts, leverage) = LeastSquares.Intercept(rows, weights);
        return new DiscontinuitySide(units, counts, leverage, weights, rows);
    }

    /// <summary>The value at the cut.</summary>
    public double Value(IReadOnlyList<double> y)
    {
        var sum = 0.0;
        for (var i = 0; i < Units.Length; i++)
        {
            sum += Counts[i] * y[Units[i]];
        }

        return sum;
    }

    /// <summary>What each unit is off the curve by, as if it had been left out of it.</summary>
    public double[] Residuals(IReadOnlyList<double> y)
    {
        var own = Array.ConvertAll(Units, i => y[i]);
        var coefficients = LeastSquares.Fit(Rows, own, Weights, 0);
        return
        [
            .. own.Select(
                (v, i) => (v - LeastSquares.Value(coefficients, Rows[i])) / Math.Sqrt(Math.Max(0.05, 1 - Leverage[i]))
            ),
        ];
    }
}
