using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Ml.Measurement;

/// <summary>
/// The area under the ROC curve with an interval by students: DeLong's (DeLong, DeLong and Clarke-Pearson 1988) with rows of
/// one student taken together (Obuchowski 1997), on the logit scale so that the ends stay between 0 and 1.
/// </summary>
public static class ClusteredAuc
{
    /// <summary>How often one with the outcome has the lower value than one without, ties counting half.</summary>
    /// <param name="values">Marks: the lower, the worse; work not handed in below every mark.</param>
    /// <param name="outcomes">Whether the outcome came.</param>
    /// <param name="students">The student of each row.</param>
    /// <returns>Null where all or none have the outcome.</returns>
    public static Measured? OfLow(ReadOnlySpan<double> values, ReadOnlySpan<bool> outcomes, ReadOnlySpan<long> students)
    {
        var n = values.Length;
        if (outcomes.Length != n || students.Length != n)
        {
            throw new ArgumentException("Every row needs a value, an outcome and a student.", nameof(outcomes));
        }

        var order = new int[n];
        var keys = values.ToArray();
        for (var i = 0; i < n; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        var positives = 0;
        foreach (var outcome in outcomes)
        {
            positives += outcome ? 1 : 0;
        }

        var negatives = n - positives;
        if (positives == 0 || negatives == 0)
        {
            return null;
        }

        var places = Places(keys, order, outcomes, positives, negatives);
        var area = 0.0;
        for (var i = 0; i < n; i++)
        {
            area += outcomes[i] ? places[i] / positives : 0;
        }

        return Interval(area, Variance(places, outcomes, students, area, positives, negatives));
    }

    // Share of the other class that each row is ordered rightly against.
    private static double[] Places(
        double[] keys,
        int[] order,
        ReadOnlySpan<bool> outcomes,
        int positives,
        int negatives
    )
    {
        var places = new double[keys.Length];
        var (positivesBelow, negativesBelow) = (0, 0);
        for (var from = 0; from < keys.Length; )
        {
            var (to, positive, negative) = (from, 0, 0);
            for (; to < keys.Length && keys[to].Equals(keys[from]); to++)
            {
                positive += outcomes[order[to]] ? 1 : 0;
                negative += outcomes[order[to]] ? 0 : 1;
            }

            for (var i = from; i < to; i++)
            {
                places[order[i]] = outcomes[order[i]]
                    ? (negatives - negativesBelow - (negative / 2.0)) / negatives
                    : (positivesBelow + (positive / 2.0)) / positives;
            }

            positivesBelow += positive;
            negativesBelow += negative;
            from = to;
        }

        return places;
    }

    private static double Variance(
        double[] places,
        ReadOnlySpan<bool> outcomes,
        ReadOnlySpan<long> students,
        double area,
        int positives,
        int negatives
    )
    {
        var sums = new Dictionary<long, (double Positive, double Negative)>();
        for (var i = 0; i < places.Length; i++)
        {
            var (positive, negative) = sums.GetValueOrDefault(students[i]);
            var part = places[i] - area;
            sums[students[i]] = outcomes[i] ? (positive + part, negative) : (positive, negative + part);
        }

        var (s10, s01, s11) = (0.0, 0.0, 0.0);
        foreach (var (positive, negative) in sums.Values)
        {
            s10 += positive * positive;
            s01 += negative * negative;
            s11 += positive * negative;
        }

        var (m, k) = ((double)positives, (double)negatives);
        return (Scale(m) * s10 / (m * m)) + (Scale(k) * s01 / (k * k)) + (2 * s11 / (m * k));
    }

    private static double Scale(double n) => n > 1 ? n / (n - 1) : 1;

    private static Measured Interval(double area, double variance)
    {
        var inner = Math.Clamp(area, 1e-6, 1 - 1e-6);
        var logit = Math.Log(inner / (1 - inner));
        var half = WilsonInterval.Z95 * Math.Sqrt(Math.Max(0, variance)) / (inner * (1 - inner));
        return new Measured(area, Math.Min(area, Inverse(logit - half)), Math.Max(area, Inverse(logit + half)));
    }

    private static double Inverse(double logit) => 1 / (1 + Math.Exp(-logit));
}
