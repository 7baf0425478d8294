using EarlyWarning.Ml.Evaluation;
using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Multilevel;

/// <summary>What one cluster (a student) brings to a group: so many of so many.</summary>
/// <param name="Group">Index of the group.</param>
/// <param name="Successes">How many had what is counted.</param>
/// <param name="Trials">Of how many.</param>
public readonly record struct ClusterPart(int Group, double Successes, double Trials);

/// <summary>The share of a group, and how it stands to all.</summary>
/// <param name="Clusters">Students in the group.</param>
/// <param name="ClustersWith">Of those, with at least one success.</param>
/// <param name="ClustersWithout">Of those, with at least one trial that was none.</param>
/// <param name="Successes">How many.</param>
/// <param name="Trials">Of how many.</param>
/// <param name="Share">Successes of trials; NaN where there are none.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
/// <param name="EffectiveTrials">Independent trials that say as much about how the group departs from all.</param>
/// <param name="PValue">Probability of so great a departure from the rest by chance, not corrected; NaN where it cannot be tested.</param>
public readonly record struct GroupShare(
    int Clusters,
    int ClustersWith,
    int ClustersWithout,
    double Successes,
    double Trials,
    double Share,
    double Low,
    double High,
    double EffectiveTrials,
    double PValue
);

/// <summary>
/// Shares of groups whose rows come in clusters: a student counts in several classes and on many days, so that a hundred rows
/// of twenty students say less than a hundred of a hundred. Ratio estimates with linearised variances between clusters
/// (Cochran 1977, chapter 9); intervals are Wilson's with so many trials as the variance is worth (Korn and Graubard 1998).
/// Sums only are kept, so that any number of clusters can pass.
/// </summary>
/// <param name="groups">How many groups there are.</param>
public sealed class ClusteredShares(int groups)
{
    private const int FewestClusters = 2;

    private readonly Sums[] _groups = new Sums[groups];
    private Sums _all;

    /// <summary>Takes a cluster: all that one student brings.</summary>
    /// <param name="parts">At most one part for each group.</param>
    public void Add(ReadOnlySpan<ClusterPart> parts)
    {
        var (successes, trials) = (0.0, 0.0);
        foreach (var part in parts)
        {
            successes += part.Successes;
            trials += part.Trials;
        }

        if (trials <= 0)
        {
            return;
        }

        _all.Add(successes, trials, successes, trials);
        foreach (var part in parts)
        {
            if (part.Trials > 0)
            {
                _groups[part.Group].Add(part.Successes, part.Trials, successes, trials);
            }
        }
    }

    /// <summary>All groups together.</summary>
    public GroupShare Total()
    {
        var (low, high) = Interval(_all);
        return new GroupShare(
            _all.Clusters,
            _all.With,
            _all.Without,
            _all.Y,
            _all.N,
            Share(_all),
            low,
            high,
            Effective(Share(_all), _all.OwnVariance, _all.N),
            double.NaN
        );
    }

    /// <summary>Every group.</summary>
    public IReadOnlyList<GroupShare> Groups()
    {
        var all = Share(_all);
        var effect = Effect(all);
        return
        [
            .. _groups.Select(g =>
            {
                var (low, high) = Interval(g);
                return new GroupShare(
                    g.Clusters,
                    g.With,
                    g.Without,
                    g.Y,
                    g.N,
                    Share(g),
                    low,
                    high,
                    g.N / effect,
                    PValue(g, all, effect)
                );
            }),
        ];
    }

    // How much less a trial of a group says than an independent one would, the same for all groups: from few students the
    // figure of one group would be mostly noise.
    private double Effect(double all)
    {
        var (sum, clusters) = (0.0, 0.0);
        foreach (var group in _groups.Where(g => g.Clusters >= FewestClusters && g.N < _all.N))
        {
            sum += group.Clusters * Departure(group, all) / Independent(group, all);
            clusters += group.Clusters;
        }

        return clusters > 0 && double.IsFinite(sum) ? Math.Max(1, sum / clusters) : 1;
    }

    // A group in which nobody has what is counted shows no spread of its own, so it has at least that of its size among all.
    private double PValue(Sums group, double all, double effect)
    {
        var variance = Math.Max(Departure(group, all), effect * Independent(group, all));
        return group.Clusters < FewestClusters || group.N >= _all.N || variance <= 0
            ? double.NaN
            : 2 * StudentT.CDF(0, 1, group.Clusters - 1, -Math.Abs(Share(group) - all) / Math.Sqrt(variance));
    }

    // Variance of (share of the group - share of all) were every trial independent; the group is a part of all.
    private double Independent(Sums g, double all) => all * (1 - all) * ((1 / g.N) - (1 / _all.N));

    // Variance of (share of the group - share of all), residuals taken from the share of all.
    private double Departure(Sums g, double all)
    {
        var own = g.YY - (2 * all * g.YN) + (all * all * g.NN);
        var cross = g.YAllY - (all * (g.YAllN + g.NAllY)) + (all * all * g.NAllN);
        var whole = _all.YY - (2 * all * _all.YN) + (all * all * _all.NN);
        var sum = (own / (g.N * g.N)) - (2 * cross / (g.N * _all.N)) + (whole / (_all.N * _all.N));
        return sum * g.Clusters / Math.Max(1, g.Clusters - 1);
    }

    private (double Low, double High) Interval(Sums g)
    {
        if (g.N <= 0)
        {
            return (double.NaN, double.NaN);
        }

        var effective = Effective(Share(g), g.OwnVariance, g.N);
        return WilsonInterval.Of(Share(g) * effective, effective);
    }

    private double Effective(double share, double variance, double trials)
    {
        if (share is > 0 and < 1 && variance > 0)
        {
            return Math.Min(trials, share * (1 - share) / variance);
        }

        // Without a success, or with nothing else, the spread of all stands in.
        var all = Share(_all);
        return all is > 0 and < 1 && _all.OwnVariance > 0
            ? trials * Math.Min(1, all * (1 - all) / (_all.OwnVariance * _all.N))
            : trials;
    }

    private static double Share(Sums g) => g.N > 0 ? g.Y / g.N : double.NaN;

    private struct Sums
    {
        public int Clusters;
        public int With;
        public int Without;
        public double Y;
        public double N;
        public double YY;
        public double YN;
        public double NN;
        public double YAllY;
        public double YAllN;
        public double NAllY;
        public double NAllN;

        public readonly double OwnVariance
        {
            get
            {
                var share = Y / N;
                var squares = YY - (2 * share * YN) + (share * share * NN);
                return Clusters < FewestClusters ? 0 : squares / (N * N) * Clusters / (Clusters - 1);
            }
        }

        public void Add(double y, double n, double allY, double allN)
        {
            Clusters++;
            With += y > 0 ? 1 : 0;
            Without += y < n ? 1 : 0;
            Y += y;
            N += n;
            YY += y * y;
            YN += y * n;
            NN += n * n;
            YAllY += y * allY;
            YAllN += y * allN;
            NAllY += n * allY;
            NAllN += n * allN;
        }
    }
}
