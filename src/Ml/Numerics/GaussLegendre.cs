namespace EarlyWarning.Ml.Numerics;

/// <summary>Gauss-Legendre nodes and weights on [0, 1]: n of them integrate polynomials of degree 2n - 1 exactly.</summary>
internal static class GaussLegendre
{
    /// <summary>Newton's method on the Legendre polynomial, from Tricomi's estimate of its roots.</summary>
    public static (double[] Nodes, double[] Weights) OnUnitInterval(int count)
    {
        var nodes = new double[count];
        var weights = new double[count];
        for (var i = 0; i < count; i++)
        {
            var z = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            double slope;
            double step;
            var rounds = 0;
            do
            {
                var (value, derivative) = Legendre(count, z);
                slope = derivative;
                step = value / derivative;
                z -= step;
            } while (Math.Abs(step) > 1e-16 && ++rounds < 100);

            nodes[i] = (1 - z) / 2;
            weights[i] = 1 / ((1 - (z * z)) * slope * slope);
        }

        return (nodes, weights);
    }

    /// <summary>P_n(z) and its derivative, by the three-term recurrence.</summary>
    private static (double Value, double Derivative) Legendre(int n, double z)
    {
        var (current, previous) = (1.0, 0.0);
        for (var j = 0; j < n; j++)
        {
            (current, previous) = ((((2 * j) + 1) * z * current - j * previous) / (j + 1), current);
        }

        return (current, n * ((z * current) - previous) / ((z * z) - 1));
    }
}
