using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Ml.Measurement;

/// <summary>
/// The area under the ROC curve with an interval by students: DeLong's (DeLong, DeLong and Clarke-Pearson 1988) with rows of
/// one student taken together (Obuchowski 1997), on the logit scale so that the ends stay between 0 and 1.
/// </summary>
public static class ClusteredAuc
{
    private const double Nothing = 1e-18;

    /// <summary>How often one with the outcome has the lower value than one without, ties counting half.</summary>
    /// <param name="values">Marks: the lower, the worse; work not handed in below every mark.</param>
    /// <param name="outcomes">Whether the outcome came.</param>
    /// <param name="students">The student of each row.</param>
    /// <returns>Null where all or none have the outcome.</returns>
    public static Measured? OfLow(ReadOnlySpan<double> values, ReadOnlySpan<bool> outcomes, ReadOnlySpan<long> students)
    {
        var numbers = new int[students.Length];
        var known = new Dictionary<long, int>();
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!known.TryGetValue(students[i], out numbers[i]))
            {
                known[students[i]] = numbers[i] = known.Count;
            }
        }

        return OfLow(values, outcomes, numbers, known.Count);
    }

    /// <summary>The same where students are numbered.</summary>
    /// <param name="values">Marks: the lower, the worse; work not handed in below every mark.</param>
    /// <param name="outcomes">Whether the outcome came.</param>
    /// <param name="students">Number of the student of each row, from 0 on.</param>
    /// <param name="studentsEnd">Numbers are below this.</param>
    /// <returns>Null where all or none have the outcome.</returns>
    public static Measured? OfLow(
        ReadOnlySpan<double> values,
        ReadOnlySpan<bool> outcomes,
        ReadOnlySpan<int> students,
        int studentsEnd
    )
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

        var (sums, most) = Sums(places, outcomes, students, studentsEnd, area);
        return Interval(area, Variance(sums, positives, negatives), most);
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

    // Of each student, in the order of first rows; and how many students the side with fewer has.
    private static (List<(double Positive, double Negative)> Sums, int Fewer) Sums(
        double[] places,
        ReadOnlySpan<bool> outcomes,
        ReadOnlySpan<int> students,
        int studentsEnd,
        double area
    )
    {
        var sums = new List<(double Positive, double Negative)>(Math.Min(places.Length, studentsEnd));
        var slots = new int[studentsEnd];
        var sides = new byte[studentsEnd];
        Span<int> people = [0, 0];
        for (var i = 0; i < places.Length; i++)
        {
            var student = students[i];
            if (sides[student] == 0)
            {
                slots[student] = sums.Count;
                sums.Add((0, 0));
            }

            var side = outcomes[i] ? 1 : 0;
            people[side] += (sides[student] & (1 << side)) == 0 ? 1 : 0;
            sides[student] |= (byte)(1 << side);
            var (positive, negative) = sums[slots[student]];
            var part = places[i] - area;
            sums[slots[student]] = outcomes[i] ? (positive + part, negative) : (positive, negative + part);
        }

        return (sums, Math.Min(people[0], people[1]));
    }

    private static double Variance(List<(double Positive, double Negative)> sums, int positives, int negatives)
    {
        var (s10, s01, s11) = (0.0, 0.0, 0.0);
        foreach (var (positive, negative) in sums)
        {
            s10 += positive * positive;
            s01 += negative * negative;
            s11 += positive * negative;
        }

        var (m, k) = ((double)positives, (double)negatives);
        return (Scale(m) * s10 / (m * m)) + (Scale(k) * s01 / (k * k)) + (2 * s11 / (m * k));
    }

    private static double Scale(double n) => n > 1 ? n / (n - 1) : 1;

    // Where nothing varies (a perfect order) the method says nothing: Wilson's interval of as many students as the fewer.
    private static Measured Interval(double area, double variance, int fewer)
    {
        if (variance < Nothing || area is <= 0 or >= 1)
        {
            var share = Math.Clamp(area, 0, 1);
            var (low, high) = WilsonInterval.Of(share * fewer, fewer);
            return new Measured(share, Math.Min(share, low), Math.Max(share, high));
        }

        var inner = Math.Clamp(area, 1e-6, 1 - 1e-6);
        var logit = Math.Log(inner / (1 - inner));
        var half = WilsonInterval.Z95 * Math.Sqrt(Math.Max(0, variance)) / (inner * (1 - inner));
        return new Measured(area, Math.Min(area, Inverse(logit - half)), Math.Max(area, Inverse(logit + half)));
    }

    private static double Inverse(double logit) => 1 / (1 + Math.Exp(-logit));
}
