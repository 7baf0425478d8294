using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Ml.Monitoring;

/// <summary>Frequencies shown against what came of them.</summary>
/// <param name="From">Least frequency of the rows.</param>
/// <param name="To">Greatest frequency of the rows.</param>
/// <param name="Rows">Rows with an outcome.</param>
/// <param name="Students">Distinct students among them.</param>
/// <param name="Shown">Mean frequency shown.</param>
/// <param name="Observed">Share with the outcome.</param>
/// <param name="Low">Lower end of the 95 % interval of the difference observed less shown.</param>
/// <param name="High">Its upper end.</param>
public sealed record CalibrationFinding(
    double From,
    double To,
    int Rows,
    int Students,
    double Shown,
    double Observed,
    double Low,
    double High
)
{
    /// <summary>Observed less shown: above 0 the risk was greater than shown.</summary>
    public double Difference => Observed - Shown;

    /// <summary>Whether the interval of the difference lies beyond a limit on one side of 0.</summary>
    /// <param name="limit">Greatest difference tolerated, 0 to 1.</param>
    public bool IsBeyond(double limit) => Low > limit || High < -limit;
}

/// <summary>Compares shown frequencies with outcomes as these arrive.</summary>
public static class CalibrationDrift
{
    /// <summary>
    /// Over all rows: the mean difference with a normal interval whose error is between students (each student's
    /// differences summed first), so that rows of one student count as the one person they are.
    /// </summary>
    /// <param name="shown">Calibrated frequencies.</param>
    /// <param name="outcomes">0 or 1.</param>
    /// <param name="students">Whose each is, or null.</param>
    /// <returns>Null where fewer than two students have an outcome.</returns>
    public static CalibrationFinding? Overall(double[] shown, double[] outcomes, long[]? students)
    {
        Check(shown, outcomes, students);
        var sums = new Dictionary<long, (double Difference, int Rows)>();
        for (var i = 0; i < shown.Length; i++)
        {
            var student = students?[i] ?? i;
            var (difference, rows) = sums.GetValueOrDefault(student);
            sums[student] = (difference + outcomes[i] - shown[i], rows + 1);
        }

        if (sums.Count < 2)
        {
            return null;
        }

        var mean = (outcomes.Sum() - shown.Sum()) / shown.Length;
        var squares = sums.Values.Sum(s => Math.Pow(s.Difference - (s.Rows * mean), 2));
        var error = Math.Sqrt(squares * sums.Count / (sums.Count - 1)) / shown.Length;
        var half = WilsonInterval.Z95 * error;
        return new CalibrationFinding(
            shown.Min(),
            shown.Max(),
            shown.Length,
            sums.Count,
            shown.Average(),
            outcomes.Average(),
            mean - half,
            mean + half
        );
    }

    /// <summary>
    /// In bands of equally many rows: Wilson's interval of the share of students with the outcome (a student counts with
    /// the mean of their rows) less the mean shown.
    /// </summary>
    /// <param name="shown">Calibrated frequencies.</param>
    /// <param name="outcomes">0 or 1.</param>
    /// <param name="students">Whose each is, or null.</param>
    /// <param name="bands">How many bands; fewer where frequencies repeat.</param>
    public static IReadOnlyList<CalibrationFinding> Bands(
        double[] shown,
        double[] outcomes,
        long[]? students,
        int bands
    )
    {
        Check(shown, outcomes, students);
        ArgumentOutOfRangeException.ThrowIfLessThan(bands, 1);
        int[] order = [.. Enumerable.Range(0, shown.Length).OrderBy(i => shown[i])];
        var found = new List<CalibrationFinding>();
        for (var (start, band) = (0, 1); start < order.Length; band++)
        {
            var end = Math.Max(start + 1, (int)((long)order.Length * band / bands));
            while (end < order.Length && shown[order[end]] == shown[order[end - 1]])
            {
                end++;
            }

            found.Add(Band(order[start..end], shown, outcomes, students));
            start = end;
        }

        return found;
    }

    private static CalibrationFinding Band(int[] rows, double[] shown, double[] outcomes, long[]? students)
    {
        var people = rows.GroupBy(i => students?[i] ?? i)
            .Select(s => (Shown: s.Average(i => shown[i]), Observed: s.Average(i => outcomes[i])))
            .ToArray();
        var (mean, observed) = (people.Average(p => p.Shown), people.Average(p => p.Observed));
        var (low, high) = WilsonInterval.Of(people.Sum(p => p.Observed), people.Length);
        return new CalibrationFinding(
            shown[rows[0]],
            shown[rows[^1]],
            rows.Length,
            people.Length,
            mean,
            observed,
            low - mean,
            high - mean
        );
    }

    private static void Check(double[] shown, double[] outcomes, long[]? students)
    {
        ArgumentNullException.ThrowIfNull(shown);
        ArgumentNullException.ThrowIfNull(outcomes);
        if (shown.Length != outcomes.Length || (students?.Length ?? shown.Length) != shown.Length)
        {
            throw new ArgumentException(
                $"There are {shown.Length} frequencies and {outcomes.Length} outcomes; each needs its own, and its student.",
                nameof(outcomes)
            );
        }
    }
}
