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
    /// <param name="without">Cells that are hidden for another reason, however large they are.</param>
    /// <returns>For every cell whether it is hidden.</returns>
    public static bool[] Hide(
        IReadOnlyList<FrameCounts> cells,
        IReadOnlyList<SumLine> lines,
        Predicate<FrameCounts> mayBeShown,
        IReadOnlySet<int>? without = null
    )
    {
        ArgumentNullException.ThrowIfNull(mayBeShown);
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(lines);
        var hidden = new bool[cells.Count];
        for (var i = 0; i < hidden.Length; i++)
        {
            hidden[i] = without?.Contains(i) == true || !mayBeShown(cells[i]);
        }

        // Hiding in one line may leave another open: the first line that is open is seen to, again and again, until none is. Only
        // lines with a cell that was hidden since can have become open. Cells are only ever hidden: it ends.
        var linesOf = lines
            .SelectMany((line, i) => line.Members.Append(line.Total).Select(cell => (cell, i)))
            .ToLookup(l => l.cell, l => l.i);
        var open = new SortedSet<int>(Enumerable.Range(0, lines.Count));
        while (open.Count > 0)
        {
            var first = open.Min;
            if (HideOneMore(cells, lines[first], hidden, mayBeShown) is { } cell)
            {
                open.UnionWith(linesOf[cell]);
            }
            else
            {
                open.Remove(first);
            }
        }

        return hidden;
    }

    // The cell that had to be hidden; null where the line is closed.
    private static int? HideOneMore(
        IReadOnlyList<FrameCounts> cells,
        SumLine line,
        bool[] hidden,
        Predicate<FrameCounts> mayBeShown
    )
    {
        var dark = line.Members.Where(m => hidden[m] && cells[m].N > 0).ToList();
        if (dark.Count == 0 && !hidden[line.Total])
        {
            return null;
        }

        if (hidden[line.Total])
        {
            // Hidden for another line's sake: with all its members shown it would be their sum.
            return dark.Count == 0 ? HideSmallest(cells, line, hidden) : null;
        }

        var together = dark.Aggregate(default(FrameCounts), (sum, m) => sum + cells[m]);
        if (dark.Count > 1 && mayBeShown(together))
        {
            return null;
        }

        if (HideSmallest(cells, line, hidden) is { } cell)
        {
            return cell;
        }

        // With all members hidden the total is one of the two that stand for each other.
        hidden[line.Total] = true;
        return line.Total;
    }

    private static int? HideSmallest(IReadOnlyList<FrameCounts> cells, SumLine line, bool[] hidden)
    {
        int? smallest = null;
        foreach (var m in line.Members.Where(m => !hidden[m]))
        {
            var isLess = smallest is not { } s || cells[m].N < cells[s].N || (cells[m].N == cells[s].N && m < s);
            smallest = isLess ? m : smallest;
        }

        if (smallest is { } cell)
        {
            hidden[cell] = true;
        }

        return smallest;
    }
}
