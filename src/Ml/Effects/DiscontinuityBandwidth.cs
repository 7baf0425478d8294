namespace EarlyWarning.Ml.Effects;

/// <summary>
/// The bandwidth with the least mean squared error at the cut, for a triangular kernel (Imbens and Kalyanaraman 2012, section
/// 4.2, step by step).
/// </summary>
public static class DiscontinuityBandwidth
{
    private const double TriangularConstant = 3.43754;

    /// <summary>Chooses it; null where there are too few units, or none on one side.</summary>
    /// <param name="running">Distance to the cut.</param>
    /// <param name="outcome">Outcome of each unit.</param>
    public static double? Of(IReadOnlyList<double> running, IReadOnlyList<double> outcome)
    {
        ArgumentNullException.ThrowIfNull(running);
        ArgumentNullException.ThrowIfNull(outcome);
        var n = running.Count;
        var below = Enumerable.Range(0, n).Where(i => running[i] < 0).ToArray();
        var above = Enumerable.Range(0, n).Where(i => running[i] >= 0).ToArray();
        if (Math.Min(below.Length, above.Length) < RegressionDiscontinuity.LeastUnits)
        {
            return null;
        }

        var mean = running.Average();
        var spread = Math.Sqrt(running.Sum(r => (r - mean) * (r - mean)) / (n - 1));
        var pilot = 1.84 * spread * Math.Pow(n, -0.2);
        var (nearBelow, varianceBelow) = Near(below, running, outcome, pilot);
        var (nearAbove, varianceAbove) = Near(above, running, outcome, pilot);
        if (nearBelow < 2 || nearAbove < 2)
        {
            return null;
        }

        var density = (nearBelow + nearAbove) / (2.0 * n * pilot);
        var third = Third(running, outcome, below, above);
        var (bendBelow, shrinkBelow) = Bend(below, running, outcome, varianceBelow, density, third);
        var (bendAbove, shrinkAbove) = Bend(above, running, outcome, varianceAbove, density, third);
        var curvature = Math.Pow(bendAbove - bendBelow, 2) + shrinkAbove + shrinkBelow;
        var chosen =
            TriangularConstant
            * Math.Pow((varianceAbove + varianceBelow) / (density * Math.Max(curvature, 1e-12)), 0.2)
            * Math.Pow(n, -0.2);
        return double.IsFinite(chosen) && chosen > 0 ? Math.Min(chosen, running.Max(Math.Abs) + 1e-9) : null;
    }

    private static (int Count, double Variance) Near(
        int[] side,
        IReadOnlyList<double> running,
        IReadOnlyList<double> outcome,
        double reach
    )
    {
        double[] near = [.. side.Where(i => Math.Abs(running[i]) <= reach).Select(i => outcome[i])];
        if (near.Length < 2)
        {
            return (near.Length, 0);
        }

        var mean = near.Average();
        return (near.Length, near.Sum(v => (v - mean) * (v - mean)) / (near.Length - 1));
    }

    // A cubic with a jump over the units between the medians of both sides.
    private static double Third(IReadOnlyList<double> running, IReadOnlyList<double> outcome, int[] below, int[] above)
    {
        var low = Median(below, running);
        var high = Median(above, running);
        int[] between = [.. Enumerable.Range(0, running.Count).Where(i => running[i] >= low && running[i] <= high)];
        var rows = Array.ConvertAll(
            between,
            i => new[] { running[i] >= 0 ? 1.0 : 0, running[i], Math.Pow(running[i], 2), Math.Pow(running[i], 3) }
        );
        var fit = LeastSquares.Fit(rows, Array.ConvertAll(between, i => outcome[i]), new Ones(between.Length), 0);
        return 6 * fit[4];
    }

    private static (double Second, double Shrinkage) Bend(
        int[] side,
        IReadOnlyList<double> running,
        IReadOnlyList<double> outcome,
        double variance,
        double density,
        double third
    )
    {
        var reach =
            3.56
            * Math.Pow(variance / (density * Math.Max(third * third, 0.01)), 1.0 / 7)
            * Math.Pow(side.Length, -1.0 / 7);
        int[] near = [.. side.Where(i => Math.Abs(running[i]) <= reach)];
        if (near.Length < 4)
        {
            near = side;
            reach = side.Max(i => Math.Abs(running[i]));
        }

        var rows = Array.ConvertAll(near, i => new[] { running[i], running[i] * running[i] });
        var fit = LeastSquares.Fit(rows, Array.ConvertAll(near, i => outcome[i]), new Ones(near.Length), 0);
        return (2 * fit[2], 2160 * variance / (near.Length * Math.Pow(reach, 4)));
    }

    private static double Median(int[] side, IReadOnlyList<double> running)
    {
        var sorted = side.Select(i => running[i]).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed class Ones(int count) : IReadOnlyList<double>
    {
        public double this[int index] => 1;

        public int Count => count;

        public IEnumerator<double> GetEnumerator() => Enumerable.Repeat(1.0, count).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
