using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Numerics;
using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Monitoring;

/// <summary>How expected performance is computed.</summary>
public sealed record ExpectationOptions
{
    /// <summary>Outcomes drawn for the intervals.</summary>
    public int Samples { get; init; } = 400;

    /// <summary>Share of drawn figures inside an interval.</summary>
    public double Coverage { get; init; } = 0.95;

    /// <summary>Seed of the draws.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads; changes nothing but the time.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>
/// Performance expected before outcomes are known, from calibrated frequencies (confidence-based performance estimation,
/// as in NannyML): if p is right, a flagged student counts p right and 1 - p wrong. The interval is that of the figure
/// once outcomes are known: outcomes are drawn, one number for all rows of a student (rows of one student agree at the
/// most), and each block of the calibration is moved by what its own number of students leaves open.
/// </summary>
public static class ExpectedPerformance
{
    /// <summary>The figures in the order of <see cref="Compute"/>.</summary>
    private static readonly string[] Keys =
    [
        MetricKeys.Precision,
        MetricKeys.Recall,
        MetricKeys.Auc,
        MetricKeys.Brier,
        MetricKeys.LogLoss,
    ];

    /// <summary>Expected precision and recall of what is flagged, AUC, Brier score and log loss.</summary>
    /// <param name="shown">Calibrated frequencies, 0 to 1; at least one.</param>
    /// <param name="flagged">Whether each is flagged; each school and term has a cut of its own.</param>
    /// <param name="students">Whose each is, or null.</param>
    /// <param name="calibration">Blocks the frequencies were calibrated on; empty: taken as exact.</param>
    /// <param name="options">Draws.</param>
    /// <param name="cancel">Cancels between draws.</param>
    /// <returns>Figures with intervals by metric key; NaN where a figure is not defined.</returns>
    /// <exception cref="ArgumentException">No frequency, one outside 0 to 1, or lengths differ.</exception>
    public static IReadOnlyDictionary<string, MetricValue> Of(
        double[] shown,
        bool[] flagged,
        long[]? students,
        IReadOnlyList<CalibrationBin> calibration,
        ExpectationOptions? options = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(shown);
        ArgumentNullException.ThrowIfNull(flagged);
        ArgumentNullException.ThrowIfNull(calibration);
        if (
            shown.Length == 0
            || flagged.Length != shown.Length
            || (students?.Length ?? shown.Length) != shown.Length
            || !Array.TrueForAll(shown, p => p is >= 0 and <= 1)
        )
        {
            throw new ArgumentException(
                "Expected performance needs at least one frequency, each from 0 to 1, with its flag and its student.",
                nameof(shown)
            );
        }

        options ??= new ExpectationOptions();
        var rows = Sorted(shown, flagged, students, calibration);
        var expected = Compute(rows, rows.Shown, isExpectation: true);
        var drawn = new double[options.Samples][];
        RowRanges.Each(
            options.Samples,
            options.Threads,
            cancel,
            sample => drawn[sample] = Draw(rows, calibration, new SeededRandom(options.Seed, sample))
        );
        return Keys.Select((key, k) => (key, value: Interval(expected[k], drawn, k, options.Coverage)))
            .ToDictionary(f => f.key, f => f.value, StringComparer.Ordinal);
    }

    private static Rows Sorted(
        double[] shown,
        bool[] flagged,
        long[]? students,
        IReadOnlyList<CalibrationBin> calibration
    )
    {
        var order = Enumerable.Range(0, shown.Length).ToArray();
        Array.Sort(order, (a, b) => shown[a] != shown[b] ? shown[b].CompareTo(shown[a]) : a.CompareTo(b));
        var numbers = new Dictionary<long, int>();
        var people = Array.ConvertAll(order, i => students is null ? i : Number(students[i]));
        var ends = calibration.Select(c => c.UpTo).ToArray();
        return new Rows(
            Array.ConvertAll(order, i => shown[i]),
            Array.ConvertAll(order, i => flagged[i]),
            people,
            students is null ? shown.Length : numbers.Count,
            Array.ConvertAll(order, i => Block(ends, shown[i]))
        );

        int Number(long student)
        {
            numbers.TryAdd(student, numbers.Count);
            return numbers[student];
        }
    }

    private static int Block(double[] ends, double shown)
    {
        var found = Array.BinarySearch(ends, shown);
        return Math.Min(found >= 0 ? found : ~found, ends.Length - 1);
    }

    private static double[] Draw(Rows rows, IReadOnlyList<CalibrationBin> calibration, SeededRandom random)
    {
        var moved = new double[calibration.Count];
        for (var b = 0; b < moved.Length; b++)
        {
            // What the block's frequency may really be, given its students: Jeffreys' posterior (Brown, Cai and DasGupta 2001).
            var positives = calibration[b].Observed * calibration[b].People;
            moved[b] =
                Beta.InvCDF(positives + 0.5, calibration[b].People - positives + 0.5, random.NextDouble())
                - calibration[b].Observed;
        }

        var luck = new double[rows.People];
        for (var i = 0; i < luck.Length; i++)
        {
            luck[i] = random.NextDouble();
        }

        var outcomes = new double[rows.Shown.Length];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var p = moved.Length == 0 ? rows.Shown[i] : Math.Clamp(rows.Shown[i] + moved[rows.Block[i]], 0, 1);
            outcomes[i] = luck[rows.Person[i]] < p ? 1 : 0;
        }

        return Compute(rows, outcomes, isExpectation: false);
    }

    /// <summary>The figures; frequencies descend, outcomes are 0, 1 or, for the expectation, the frequency itself.</summary>
    private static double[] Compute(Rows rows, double[] outcomes, bool isExpectation)
    {
        var shown = rows.Shown;
        var (flagged, right, positives, brier, loss) = (0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < shown.Length; i++)
        {
            var (p, y) = (shown[i], outcomes[i]);
            if (rows.Flagged[i])
            {
                flagged++;
                right += y;
            }

            positives += y;
            brier += (y * (1 - p) * (1 - p)) + ((1 - y) * p * p);
            loss -= (y * Log(p)) + ((1 - y) * Log(1 - p));
        }

        return
        [
            flagged == 0 ? double.NaN : right / flagged,
            positives <= 0 ? double.NaN : right / positives,
            Auc(shown, outcomes, isExpectation),
            brier / shown.Length,
            loss / shown.Length,
        ];
    }

    // As the evaluation does: a frequency of 0 or 1 that is wrong costs much, not everything.
    private static double Log(double p) => Math.Log(Math.Max(p, 1e-15));

    /// <summary>Pairs of a positive above a negative, ties half; a row is never paired with itself.</summary>
    private static double Auc(double[] shown, double[] outcomes, bool isExpectation)
    {
        var (ordered, pairs, above) = (0.0, 0.0, 0.0);
        var (positives, negatives, self) = (0.0, 0.0, 0.0);
        for (var start = 0; start < shown.Length; )
        {
            var (tiedPositives, tiedNegatives, tiedSelf) = (0.0, 0.0, 0.0);
            var end = start;
            for (; end < shown.Length && shown[end] == shown[start]; end++)
            {
                tiedPositives += outcomes[end];
                tiedNegatives += 1 - outcomes[end];
                tiedSelf += isExpectation ? outcomes[end] * (1 - outcomes[end]) : 0;
            }

            ordered += (above * tiedNegatives) + (0.5 * ((tiedPositives * tiedNegatives) - tiedSelf));
            above += tiedPositives;
            (positives, negatives, self) = (positives + tiedPositives, negatives + tiedNegatives, self + tiedSelf);
            start = end;
        }

        pairs = (positives * negatives) - self;
        return pairs <= 0 ? double.NaN : ordered / pairs;
    }

    private static MetricValue Interval(double value, double[][] drawn, int key, double coverage)
    {
        var sorted = drawn.Select(d => d[key]).Where(d => !double.IsNaN(d)).Order().ToArray();
        return sorted.Length < 2
            ? new MetricValue(value, double.NaN, double.NaN)
            : new MetricValue(
                value,
                Math.Min(value, Quantile(sorted, (1 - coverage) / 2)),
                Math.Max(value, Quantile(sorted, (1 + coverage) / 2))
            );
    }

    private static double Quantile(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    private sealed record Rows(double[] Shown, bool[] Flagged, int[] Person, int People, int[] Block);
}
