namespace EarlyWarning.Ml.Multilevel;

/// <summary>How far groups lie apart on the scale of log-odds.</summary>
/// <param name="Correlation">Share of the variance of what lies behind the outcome that is between groups, 0 to 1.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end of its 95 % interval.</param>
/// <param name="Intercept">Log-odds of the middle group.</param>
/// <param name="Deviation">Standard deviation of the groups' log-odds.</param>
public sealed record LatentCorrelation(double Correlation, double Low, double High, double Intercept, double Deviation);

/// <summary>
/// The logistic model with a random intercept for each group, by maximum likelihood: the group's effect is integrated out by
/// the trapezoid rule, which is exact to many digits while its step is no wider than the likelihood of the largest group: the
/// larger the groups and the further apart, the closer the nodes. The intraclass correlation is on the latent scale, where the
/// residual has the variance pi^2/3 (Snijders and Bosker 2012, section 17.3); its interval is by profile likelihood.
/// </summary>
public static class RandomIntercept
{
    private const double ResidualVariance = Math.PI * Math.PI / 3;
    private const double MostDeviation = 6;

    // Half the 95 % point of chi-squared with one degree of freedom.
    private const double Drop = 1.920729410347062;

    // In standard deviations of the groups.
    private const double Reach = 6;
    private const double WidestStep = 0.3;

    // Of the spread of a likelihood at even odds, where it is narrowest.
    private const double StepOfLikelihood = 0.8;

    // A term this far below the highest, in logarithms, adds nothing that a double could hold.
    private const double Negligible = 40;

    /// <summary>Fits the model.</summary>
    /// <param name="successes">How many of each group.</param>
    /// <param name="trials">Of how many.</param>
    /// <returns>Null where nothing varies: nobody, or everybody.</returns>
    public static LatentCorrelation? Of(IReadOnlyList<int> successes, IReadOnlyList<int> trials)
    {
        ArgumentNullException.ThrowIfNull(successes);
        ArgumentNullException.ThrowIfNull(trials);
        // Groups alike are computed once.
        var groups = successes
            .Zip(trials)
            .Where(g => g.Second > 0)
            .GroupBy(g => g)
            .Select(g => new Group(g.Key.First, g.Key.Second, g.Count()))
            .ToArray();
        var (y, n) = (groups.Sum(g => (double)g.Y * g.Times), groups.Sum(g => (double)g.N * g.Times));
        if (y <= 0 || y >= n || groups.Sum(g => g.Times) < 2)
        {
            return null;
        }

        var start = Math.Log(y / (n - y));
        double Profile(double deviation) => -Best(groups, deviation, start).Loss;
        var deviation = Highest(Profile, 0, MostDeviation, 5e-3);
        // The best may be no spread at all, which a search over an interval only comes near.
        deviation = Profile(0) >= Profile(deviation) ? 0 : deviation;
        var top = Profile(deviation);
        double Excess(double s) => top - Profile(s) - Drop;
        var low = Excess(0) <= 0 ? 0 : Root(Excess, 0, deviation);
        var high = Excess(MostDeviation) <= 0 ? MostDeviation : Root(s => -Excess(s), deviation, MostDeviation);
        return new LatentCorrelation(
            Correlation(deviation),
            Correlation(low),
            Correlation(high),
            Best(groups, deviation, start).Intercept,
            deviation
        );
    }

    private static double Correlation(double deviation) =>
        deviation * deviation / ((deviation * deviation) + ResidualVariance);

    private static (double Intercept, double Loss) Best(Group[] groups, double deviation, double start)
    {
        // The middle group lies further out than the share of all, by less than this.
        var reach = 1 + deviation;
        var intercept = Highest(m => LogLikelihood(groups, m, deviation), start - reach, start + reach, 5e-4);
        return (intercept, -LogLikelihood(groups, intercept, deviation));
    }

    private static double LogLikelihood(Group[] groups, double intercept, double deviation)
    {
        var nodes = Nodes(deviation, groups.Max(g => g.N));
        var (yes, no, terms) = (new double[nodes.Length], new double[nodes.Length], new double[nodes.Length]);
        for (var i = 0; i < nodes.Length; i++)
        {
            var margin = intercept + (deviation * nodes[i]);
            yes[i] = -Softplus(-margin);
            no[i] = -Softplus(margin);
        }

        var sum = 0.0;
        foreach (var group in groups)
        {
            var most = double.NegativeInfinity;
            for (var i = 0; i < terms.Length; i++)
            {
                terms[i] = (group.Y * yes[i]) + ((group.N - group.Y) * no[i]) - (0.5 * nodes[i] * nodes[i]);
                most = Math.Max(most, terms[i]);
            }

            var total = 0.0;
            foreach (var term in terms)
            {
                total += term < most - Negligible ? 0 : Math.Exp(term - most);
            }

            // The step, since likelihoods of unlike spread are compared.
            sum += group.Times * (most + Math.Log(total * (nodes[1] - nodes[0])));
        }

        return sum;
    }

    private static double[] Nodes(double deviation, int largest)
    {
        var step = Math.Min(WidestStep, StepOfLikelihood / (deviation * Math.Sqrt(largest / 4.0)));
        var half = (int)Math.Ceiling(Reach / step);
        return [.. Enumerable.Range(-half, (2 * half) + 1).Select(i => i * Reach / half)];
    }

    private static double Softplus(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));

    // Golden section: the functions have one top.
    private static double Highest(Func<double, double> f, double low, double high, double within)
    {
        const double Golden = 0.6180339887498949;
        var (a, b) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
        var (fa, fb) = (f(a), f(b));
        while (high - low > within)
        {
            if (fa > fb)
            {
                (high, b, fb) = (b, a, fa);
                a = high - (Golden * (high - low));
                fa = f(a);
            }
            else
            {
                (low, a, fa) = (a, b, fb);
                b = low + (Golden * (high - low));
                fb = f(b);
            }
        }

        return (low + high) / 2;
    }

    // Where a function comes from above 0 to below.
    private static double Root(Func<double, double> f, double low, double high)
    {
        while (high - low > 5e-3)
        {
            var middle = (low + high) / 2;
            (low, high) = f(middle) > 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private readonly record struct Group(int Y, int N, int Times);
}
