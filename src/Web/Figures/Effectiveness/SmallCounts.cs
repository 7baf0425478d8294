namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>Counts of students as they may be shown by themselves: to the nearest 5, and none of fewer than ten.</summary>
internal static class SmallCounts
{
    /// <summary>A count to the nearest 5.</summary>
    public static int Round(int count) => (int)(5 * Math.Round(count / 5.0, MidpointRounding.AwayFromZero));

    /// <summary>The count to the nearest 5, or null where it may not be shown; nobody is somebody that may be said.</summary>
    public static int? Shown(int count) => count is 0 || count >= EffectSheets.LeastShown ? Round(count) : null;

    /// <summary>Counts values by bucket; all of them, as they are.</summary>
    /// <param name="buckets">From and to, both inclusive; null for open.</param>
    /// <param name="values">The values.</param>
    public static IReadOnlyList<EffectCount> Of(
        IReadOnlyList<(double From, double? To)> buckets,
        IReadOnlyList<double> values
    ) =>
        [
            .. buckets.Select(b => new EffectCount(
                b.From,
                b.To,
                values.Count(v => v >= b.From && (b.To is not { } to || v <= to))
            )),
        ];
}
