namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>Counts of students of whom fewer than ten are not shown, nor can be worked out from the others.</summary>
internal static class SmallCounts
{
    /// <summary>The count, or null where it may not be shown; nobody is somebody that may be said.</summary>
    public static int? Shown(int count) => count is 0 || count >= EffectSheets.LeastShown ? count : null;

    /// <summary>A part of a whole, or null where it or the rest may not be shown.</summary>
    public static int? Part(int part, int whole) =>
        Shown(part) is { } shown && Shown(whole - part) is not null ? shown : null;

    /// <summary>Counts values by bucket; where one is hidden, the smallest of the others is hidden with it.</summary>
    /// <param name="buckets">From and to, both inclusive; null for open.</param>
    /// <param name="values">The values.</param>
    public static IReadOnlyList<EffectCount> Of(
        IReadOnlyList<(double From, double? To)> buckets,
        IReadOnlyList<double> values
    )
    {
        var counts = buckets.Select(b => values.Count(v => v >= b.From && (b.To is not { } to || v <= to))).ToArray();
        var hidden = counts.Select(c => Shown(c) is null).ToArray();
        if (hidden.Count(h => h) == 1 && counts.Length > 1)
        {
            var next = Enumerable
                .Range(0, counts.Length)
                .Where(i => !hidden[i])
                .MinBy(i => counts[i] == 0 ? int.MaxValue : counts[i]);
            hidden[next] = true;
        }

        return [.. buckets.Select((b, i) => new EffectCount(b.From, b.To, hidden[i] ? null : counts[i]))];
    }
}
