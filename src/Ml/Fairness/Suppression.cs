namespace EarlyWarning.Ml.Fairness;

/// <summary>A sum that readers can see: the members of a line add up to its total.</summary>
/// <param name="Total">The cell that holds the sum.</param>
/// <param name="Members">The cells that add up to it.</param>
public sealed record SumLine(int Total, IReadOnlyList<int> Members);

/// <summary>
/// Decides which cells of a published table are hidden: the small ones, and enough others that none of them can be worked
/// out from the sums (complementary suppression; Willenborg and de Waal 2001, Elements of Statistical Disclosure Control).
/// </summary>
public static class Suppression
{
    /// <summary>
    /// Hides every cell that is too small. Where the total of a line is shown, what is hidden in the line can be worked out
    /// together, by subtraction; so at least two of its cells are hidden, and together they are large enough to be shown.
    /// </summary>
    /// <param name="cells">Counts of every cell, totals among them.</param>
    /// <param name="lines">The sums that readers can see.</param>
    /// <param name="least">The least of n, positives, negatives and flagged that is shown.</param>
    /// <returns>For every cell whether it is hidden.</returns>
    public static bool[] Hide(IReadOnlyList<FrameCounts> cells, IReadOnlyList<SumLine> lines, int least) =>
        Hide(cells, lines, c => c.MayBeShown(least));

    /// <summary>The same under another rule of what is large enough, such as n alone where nothing else is published.</summary>
    /// <param name="cells">Counts of every cell, totals among them.</param>
    /// <param name="lines">The sums that readers can see.</param>
    /// <param name="mayBeShown">Whether counts are large enough; what holds for counts must hold for greater ones.</param>
    /// <returns>For every cell whether it is hidden.</returns>
    public static bool[] Hide(
        IReadOnlyList<FrameCounts> cells,
        IReadOnlyList<SumLine> lines,
        Predicate<FrameCounts> mayBeShown
    )
    {
        ArgumentNullException.ThrowIfNull(mayBeShown);
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(lines);
        var hidden = new bool[cells.Count];
        for (var i = 0; i < hidden.Length; i++)
        {
            hidden[i] = !mayBeShown(cells[i]);
        }

        // Hiding in one line may leave another open, so go round until nothing changes. Cells are only ever hidden: it ends.
        while (lines.Any(line => HideOneMore(cells, line, hidden, mayBeShown)))
        {
            // The work is in the condition.
        }

        return hidden;
    }

    private static bool HideOneMore(
        IReadOnlyList<FrameCounts> cells,
        SumLine line,
        bool[] hidden,
        Predicate<FrameCounts> mayBeShown
    )
    {
        var dark = line.Members.Where(m => hidden[m] && cells[m].N > 0).ToList();
        if (dark.Count == 0 && !hidden[line.Total])
        {
            return false;
        }

        if (hidden[line.Total])
        {
            // Hidden for another line's sake: with all its members shown it would be their sum.
            return dark.Count == 0 && HideSmallest(cells, line, hidden);
        }

        var together = dark.Aggregate(default(FrameCounts), (sum, m) => sum + cells[m]);
        if (dark.Count > 1 && mayBeShown(together))
        {
            return false;
        }

        // With all members hidden the total is one of the two that stand for each other.
        if (!HideSmallest(cells, line, hidden))
        {
            hidden[line.Total] = true;
        }

        return true;
    }

    private static bool HideSmallest(IReadOnlyList<FrameCounts> cells, SumLine line, bool[] hidden)
    {
        var shown = line.Members.Where(m => !hidden[m]).OrderBy(m => cells[m].N).ThenBy(m => m).ToList();
        if (shown.Count == 0)
        {
            return false;
        }

        hidden[shown[0]] = true;
        return true;
    }
}
