using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Multilevel;

/// <summary>
/// The beta-binomial hierarchical model of shares: each group has a true share, drawn from a beta distribution of unknown mean
/// and spread. Both are averaged over on a grid (flat in the mean's neighbourhood and in the root of the intraclass
/// correlation), so that the intervals know what is not known of them (Gelman et al. 2013, section 5.3). What is believed of
/// a group is a mixture of beta distributions, given by the one of the same mean and variance.
/// </summary>
public static class BetaBinomialPooling
{
    private const int Spreads = 24;
    private const int Means = 9;
    private const double LeastReach = 0.06;
    private const double MostReach = 0.7;

    /// <summary>Pools shares.</summary>
    /// <param name="successes">How many of each group; need not be whole where trials are effective ones.</param>
    /// <param name="trials">Of how many.</param>
    /// <exception cref="ArgumentException">No group, different counts, or more successes than trials.</exception>
    public static Pooling Of(IReadOnlyList<double> successes, IReadOnlyList<double> trials)
    {
        Check(successes, trials);
        var (y, n) = (successes.Sum(), trials.Sum());
        // Nobody, or everybody, at all groups: half a success keeps the mean off the edge.
        var share = (y + 0.5) / (n + 1);
        var scale = Math.Sqrt(share * (1 - share));
        var roots = Roots(successes, trials, scale);
        var grid = roots.SelectMany(r => PriorsOf(r, share, n, successes.Count)).ToArray();
        var weights = Pooling.Normalised(
            Array.ConvertAll(grid, p => p.LogWeight + LogLikelihood(p, successes, trials))
        );
        var spreads = new double[Spreads];
        for (var i = 0; i < grid.Length; i++)
        {
            spreads[i / Means] += weights[i];
        }

        var (spread, low, high) = Pooling.OfGrid(Array.ConvertAll(roots, r => r * scale), spreads);
        return new Pooling(
            [.. successes.Select((s, j) => Group(grid, weights, s, trials[j]))],
            grid.Select((p, i) => weights[i] * p.Alpha / (p.Alpha + p.Beta)).Sum(),
            spread,
            low,
            high
        );
    }

    /// <summary>The beta distribution of a mean and a variance: its 95 % interval.</summary>
    internal static PooledEstimate OfMoments(double mean, double variance)
    {
        var sum = (mean * (1 - mean) / variance) - 1;
        var (alpha, beta) = (mean * sum, (1 - mean) * sum);
        return new PooledEstimate(
            mean,
            Beta.InvCDF(alpha, beta, 0.025),
            Beta.InvCDF(alpha, beta, 0.975),
            Math.Sqrt(variance)
        );
    }

    private static PooledEstimate Group(Prior[] grid, double[] weights, double successes, double trials)
    {
        var (mean, square) = (0.0, 0.0);
        for (var i = 0; i < grid.Length; i++)
        {
            var alpha = grid[i].Alpha + successes;
            var sum = grid[i].Alpha + grid[i].Beta + trials;
            mean += weights[i] * alpha / sum;
            square += weights[i] * alpha * (alpha + 1) / (sum * (sum + 1));
        }

        return OfMoments(mean, Math.Max(1e-12, square - (mean * mean)));
    }

    private static double LogLikelihood(Prior p, IReadOnlyList<double> successes, IReadOnlyList<double> trials)
    {
        var norm =
            SpecialFunctions.GammaLn(p.Alpha + p.Beta)
            - SpecialFunctions.GammaLn(p.Alpha)
            - SpecialFunctions.GammaLn(p.Beta);
        var log = 0.0;
        for (var j = 0; j < successes.Count; j++)
        {
            log +=
                norm
                + SpecialFunctions.GammaLn(p.Alpha + successes[j])
                + SpecialFunctions.GammaLn(p.Beta + trials[j] - successes[j])
                - SpecialFunctions.GammaLn(p.Alpha + p.Beta + trials[j]);
        }

        return log;
    }

    // Roots of the intraclass correlation: middles of equal steps from none to three times as far apart as the groups look.
    private static double[] Roots(IReadOnlyList<double> successes, IReadOnlyList<double> trials, double scale)
    {
        double[] shares = [.. successes.Select((s, j) => s / trials[j])];
        var mean = shares.Average();
        var looks = Math.Sqrt(shares.Sum(s => (s - mean) * (s - mean)) / Math.Max(1, shares.Length - 1));
        var reach = Math.Clamp(3 * looks / scale, LeastReach, MostReach);
        return [.. Enumerable.Range(0, Spreads).Select(i => reach * (i + 0.5) / Spreads)];
    }

    // Means within three standard errors of the share of all, for a root of the intraclass correlation.
    private static IEnumerable<Prior> PriorsOf(double root, double share, double trials, int groups)
    {
        var correlation = root * root;
        var error = Math.Sqrt(((1 / trials) + (correlation / groups)) / (share * (1 - share)));
        var centre = Math.Log(share / (1 - share));
        for (var k = 0; k < Means; k++)
        {
            var mean = SpecialFunctions.Logistic(centre + (error * 6 * ((k / (Means - 1.0)) - 0.5)));
            var sum = (1 / correlation) - 1;
            // The grid of means is wider where the spread is: each point stands for so much more.
            yield return new Prior(mean * sum, (1 - mean) * sum, Math.Log(error * mean * (1 - mean)));
        }
    }

    private static void Check(IReadOnlyList<double> successes, IReadOnlyList<double> trials)
    {
        ArgumentNullException.ThrowIfNull(successes);
        ArgumentNullException.ThrowIfNull(trials);
        if (
            successes.Count == 0
            || successes.Count != trials.Count
            || successes.Where((s, j) => !(s >= 0) || !(trials[j] > 0) || s > trials[j] * (1 + 1e-12)).Any()
        )
        {
            throw new ArgumentException(
                $"{successes.Count} counts of {trials.Count} trials cannot be pooled; each must lie between 0 and its trials.",
                nameof(successes)
            );
        }
    }

    private readonly record struct Prior(double Alpha, double Beta, double LogWeight);
}
