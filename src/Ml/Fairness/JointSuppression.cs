namespace EarlyWarning.Ml.Fairness;

/// <summary>
/// Decides what is hidden of a table that is published many times over: for every horizon and version (one pattern for all, by
/// people with and without the outcome) and for every cut of a grid (by people flagged). Small cells go, and then as many
/// others as it takes that a reader who adds and subtracts everything shown can neither work one out nor see that it is small.
/// </summary>
public static class JointSuppression
{
    /// <summary>One pattern for all horizons and versions, so that none shows what another hides.</summary>
    /// <param name="lines">The sums that readers can see.</param>
    /// <param name="layers">Counts of every horizon and version.</param>
    /// <param name="least">The least of people with, and without, the outcome that is shown.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>For every cell whether it is hidden.</returns>
    public static bool[] Hide(
        IReadOnlyList<SumLine> lines,
        IReadOnlyList<CellCounts> layers,
        int least,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(layers);
        var table = new JointTable(lines, layers, false, least);
        var pattern = new bool[table.Cells];
        bool[][] hidden = [.. layers.Select(_ => pattern)];
        new PatternSearch(table, hidden, ct).Run();
        return pattern;
    }

    /// <summary>A pattern for each cut: what is hidden at a cut is hidden at all lower ones, whose flagged are among its own.</summary>
    /// <param name="lines">The sums that readers can see.</param>
    /// <param name="cuts">Flagged people of every cell, the lowest cut first.</param>
    /// <param name="people">All people of every cell.</param>
    /// <param name="always">Cells that the pattern for all horizons hides.</param>
    /// <param name="least">The least of flagged people that is shown.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>For every cut and cell whether it is hidden.</returns>
    public static bool[][] HideCuts(
        IReadOnlyList<SumLine> lines,
        IReadOnlyList<CellCounts> cuts,
        CellCounts people,
        bool[] always,
        int least,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(cuts);
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(always);

        // How many people a group has bounds how many are flagged, and the other way round.
        var table = new JointTable(lines, [.. cuts, people], true, least);
        bool[][] hidden = [.. cuts.Select(_ => (bool[])always.Clone()), always];
        new PatternSearch(table, hidden, ct).Run();
        return hidden[..^1];
    }
}
