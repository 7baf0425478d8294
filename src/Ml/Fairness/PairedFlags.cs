using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Ml.Fairness;

/// <summary>
/// How rates change where the same people are flagged otherwise: of the same people, so that what both have in common cancels.
/// Intervals are of the percentile bootstrap, people drawn with replacement and both ways of flagging judged on each draw.
/// </summary>
public static class PairedFlags
{
    private static readonly string[] Keys =
    [
        FrameKeys.SelectionRate,
        FrameKeys.FalsePositiveRate,
        FrameKeys.FalseNegativeRate,
        MetricKeys.Precision,
    ];

    /// <summary>Each rate of <paramref name="flagged"/> less that of <paramref name="before"/>.</summary>
    /// <param name="flagged">Who is flagged now.</param>
    /// <param name="before">Who was flagged before.</param>
    /// <param name="outcomes">0 or 1.</param>
    /// <param name="members">The people that count.</param>
    /// <param name="options">Samples and seed.</param>
    /// <param name="ct">Checked before each sample.</param>
    /// <returns>By key of <see cref="FrameKeys"/> and precision; NaN where a rate is among nobody.</returns>
    public static IReadOnlyDictionary<string, MetricValue> Difference(
        bool[] flagged,
        bool[] before,
        double[] outcomes,
        int[] members,
        MetricOptions? options = null,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(flagged);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(members);

        // Eight kinds of people: with or without the outcome, flagged now or not, flagged before or not.
        var kinds = Array.ConvertAll(
            members,
            i => (outcomes[i] == 1 ? 4 : 0) + (flagged[i] ? 2 : 0) + (before[i] ? 1 : 0)
        );
        return GroupBootstrap.Run(
            Keys,
            drawn => Compute(kinds, drawn),
            kinds.Length,
            options ?? new MetricOptions(),
            ct
        );
    }

    private static double[] Compute(int[] kinds, double[] drawn)
    {
        var counts = new double[8];
        for (var i = 0; i < kinds.Length; i++)
        {
            counts[kinds[i]] += drawn[i];
        }

        var (negatives, positives) = (
            counts[0] + counts[1] + counts[2] + counts[3],
            counts[4] + counts[5] + counts[6] + counts[7]
        );
        var now = (Wrong: counts[2] + counts[3], Right: counts[6] + counts[7]);
        var then = (Wrong: counts[1] + counts[3], Right: counts[5] + counts[7]);
        return
        [
            (now.Wrong + now.Right - then.Wrong - then.Right) / (negatives + positives),
            (now.Wrong - then.Wrong) / negatives,
            (then.Right - now.Right) / positives,
            (now.Right / (now.Right + now.Wrong)) - (then.Right / (then.Right + then.Wrong)),
        ];
    }
}
