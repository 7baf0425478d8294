using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Linear;

/// <summary>
/// One factor for the margins of all classes, after which the log loss of their softmax is least (temperature scaling, Guo,
/// Pleiss, Sun and Weinberger 2017). The loss is convex in the factor, so halving an interval by its slope finds it.
/// </summary>
internal static class ClassTemperature
{
    private const double Least = 0.05;
    private const double Greatest = 20;
    private const int Halvings = 60;

    /// <summary>The factor, from 0.05 to 20.</summary>
    /// <param name="margins">For each class a margin of every row, by models that had not seen it.</param>
    /// <param name="y">Class codes.</param>
    /// <param name="weights">Weights of rows, or null.</param>
    public static double Fit(double[][] margins, double[] y, double[]? weights)
    {
        var (low, high) = (Math.Log(Least), Math.Log(Greatest));
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Slope(margins, y, weights, Math.Exp(middle)) > 0 ? (low, middle) : (middle, high);
        }

        return Math.Exp((low + high) / 2);
    }

    // d/dt of the sum of -t m_y + log sum_k exp(t m_k): the mean margin under the softmax less that of the class.
    private static double Slope(double[][] margins, double[] y, double[]? weights, double factor)
    {
        var (slope, row) = (0.0, new double[margins.Length]);
        for (var i = 0; i < y.Length; i++)
        {
            for (var k = 0; k < row.Length; k++)
            {
                row[k] = factor * margins[k][i];
            }

            Softmax.InPlace(row);
            var mean = 0.0;
            for (var k = 0; k < row.Length; k++)
            {
                mean += row[k] * margins[k][i];
            }

            slope += (weights?[i] ?? 1) * (mean - margins[(int)y[i]][i]);
        }

        return slope;
    }
}
