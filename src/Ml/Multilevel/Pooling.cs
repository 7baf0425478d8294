namespace EarlyWarning.Ml.Multilevel;

/// <summary>What is known of a group once the others are taken into account.</summary>
/// <param name="Value">Mean of what is believed.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
/// <param name="Deviation">Standard deviation.</param>
public readonly record struct PooledEstimate(double Value, double Low, double High, double Deviation);

/// <summary>Groups that borrow from each other, and how far the groups truly lie apart.</summary>
/// <param name="Groups">In the order given.</param>
/// <param name="Mean">Mean of the groups.</param>
/// <param name="Spread">Standard deviation of the true values between groups.</param>
/// <param name="SpreadLow">Lower end of its 95 % interval.</param>
/// <param name="SpreadHigh">Upper end of its 95 % interval.</param>
public sealed record Pooling(
    IReadOnlyList<PooledEstimate> Groups,
    double Mean,
    double Spread,
    double SpreadLow,
    double SpreadHigh
)
{
    /// <summary>
    /// 95 % interval of the place of each group, 1 being the highest: how often it comes out where, if the true values are
    /// drawn from what is believed of each (Goldstein and Spiegelhalter 1996 on why a league table needs it).
    /// </summary>
    /// <param name="draws">How often to draw.</param>
    /// <param name="seed">Seed of the draws.</param>
    public IReadOnlyList<(int Low, int High)> Ranks(int draws = 400, int seed = 1)
    {
        var count = Groups.Count;
        var places = new int[count][];
        for (var j = 0; j < count; j++)
        {
            places[j] = new int[draws];
        }

        var random = new Numerics.SeededRandom(seed, 0);
        var values = new double[count];
        var order = new int[count];
        for (var draw = 0; draw < draws; draw++)
        {
            for (var j = 0; j < count; j++)
            {
                order[j] = j;
                values[j] = -(Groups[j].Value + (Groups[j].Deviation * Gaussian(ref random)));
            }

            Array.Sort(values, order);
            for (var place = 0; place < count; place++)
            {
                places[order[place]][draw] = place + 1;
            }
        }

        return
        [
            .. places.Select(p =>
            {
                Array.Sort(p);
                return (p[(int)(0.025 * (draws - 1))], p[(int)Math.Ceiling(0.975 * (draws - 1))]);
            }),
        ];
    }

    /// <summary>The mean and 95 % interval of a quantity given by weights on a grid.</summary>
    internal static (double Mean, double Low, double High) OfGrid(double[] points, double[] weights)
    {
        var (mean, below) = (0.0, 0.0);
        var (low, high) = (points[0], points[^1]);
        var isLow = false;
        for (var i = 0; i < points.Length; i++)
        {
            mean += weights[i] * points[i];
            below += weights[i];
            if (!isLow && below >= 0.025)
            {
                (low, isLow) = (points[i], true);
            }

            if (below >= 0.975)
            {
                high = points[i];
                below = double.NegativeInfinity;
            }
        }

        return (mean, low, high);
    }

    /// <summary>Turns logarithms of weights into weights that sum to 1.</summary>
    internal static double[] Normalised(double[] logs)
    {
        var most = logs.Max();
        var weights = Array.ConvertAll(logs, l => Math.Exp(l - most));
        var sum = weights.Sum();
        return Array.ConvertAll(weights, w => w / sum);
    }

    // Marsaglia's polar method; one of the two is thrown away.
    private static double Gaussian(ref Numerics.SeededRandom random)
    {
        double x;
        double square;
        do
        {
            x = (2 * random.NextDouble()) - 1;
            var y = (2 * random.NextDouble()) - 1;
            square = (x * x) + (y * y);
        } while (square is >= 1 or 0);

        return x * Math.Sqrt(-2 * Math.Log(square) / square);
    }
}
