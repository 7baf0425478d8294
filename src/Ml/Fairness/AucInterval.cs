using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Ml.Fairness;

/// <summary>
/// The area under the ROC curve with its 95 % interval after DeLong, DeLong and Clarke-Pearson (1988), on the scale of
/// log-odds so that it stays between 0 and 1: no resampling, so that it can be had for every group of every night.
/// </summary>
public static class AucInterval
{
    /// <summary>Area and interval; NaN without people of both kinds.</summary>
    /// <param name="scores">A score of each person, in ascending order.</param>
    /// <param name="outcomes">Whether each had the outcome.</param>
    public static MetricValue Of(IReadOnlyList<double> scores, IReadOnlyList<bool> outcomes)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(outcomes);
        var positives = outcomes.Count(o => o);
        var negatives = outcomes.Count - positives;
        if (positives == 0 || negatives == 0)
        {
            return new MetricValue(double.NaN, double.NaN, double.NaN);
        }

        // Placements: for each positive the share of negatives below it, for each negative that of positives above it.
        var (ofPositives, ofNegatives) = (new Moments(), new Moments());
        var (positivesBelow, negativesBelow) = (0, 0);
        for (var start = 0; start < scores.Count; )
        {
            var (tiedPositives, tiedNegatives, end) = Tie(scores, outcomes, start);
            ofPositives.Add((negativesBelow + (tiedNegatives / 2.0)) / negatives, tiedPositives);
            ofNegatives.Add(
                (positives - positivesBelow - tiedPositives + (tiedPositives / 2.0)) / positives,
                tiedNegatives
            );
            positivesBelow += tiedPositives;
            negativesBelow += tiedNegatives;
            start = end;
        }

        var variance = (ofPositives.Variance / positives) + (ofNegatives.Variance / negatives);
        return Interval(ofPositives.Mean, Math.Sqrt(variance), Math.Min(positives, negatives));
    }

    private static (int Positives, int Negatives, int End) Tie(
        IReadOnlyList<double> scores,
        IReadOnlyList<bool> outcomes,
        int start
    )
    {
        var end = start;
        var positives = 0;
        for (; end < scores.Count && scores[end] == scores[start]; end++)
        {
            positives += outcomes[end] ? 1 : 0;
        }

        return (positives, end - start - positives, end);
    }

    // Where nothing varies (a perfect order) the method says nothing: Wilson's interval of as many people as the fewer.
    private static MetricValue Interval(double auc, double error, int fewer)
    {
        if (error < 1e-9 || auc is <= 0 or >= 1)
        {
            var (low, high) = WilsonInterval.Of(auc * fewer, fewer);
            return new MetricValue(auc, low, high);
        }

        var logit = Math.Log(auc / (1 - auc));
        var half = WilsonInterval.Z95 * error / (auc * (1 - auc));
        return new MetricValue(auc, Share(logit - half), Share(logit + half));
    }

    private static double Share(double logit) => 1 / (1 + Math.Exp(-logit));

    private sealed class Moments
    {
        private double _weight;
        private double _squares;

        public double Mean { get; private set; }

        public double Variance => _weight > 1 ? Math.Max(0, _squares / (_weight - 1)) : 0;

        public void Add(double value, int weight)
        {
            if (weight == 0)
            {
                return;
            }

            _weight += weight;
            var step = value - Mean;
            Mean += step * weight / _weight;
            _squares += weight * step * (value - Mean);
        }
    }
}
