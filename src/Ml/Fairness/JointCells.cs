namespace EarlyWarning.Ml.Fairness;

/// <summary>People counted in every cell of a table, and apart from those without the outcome those with it.</summary>
/// <param name="With">People with the outcome, by cell.</param>
/// <param name="Without">People without it, by cell.</param>
public sealed record CellCounts(int[] With, int[] Without)
{
    /// <summary>Nobody anywhere.</summary>
    /// <param name="cells">Number of cells.</param>
    public static CellCounts Zero(int cells) => new(new int[cells], new int[cells]);

    /// <summary>People of a cell.</summary>
    /// <param name="cell">The cell.</param>
    public int N(int cell) => With[cell] + Without[cell];
}

/// <summary>
/// Counts over the same cells that are published together: of each term's horizons and versions, or of the cuts of a grid.
/// </summary>
/// <param name="Lines">The sums that hold in every layer.</param>
/// <param name="Layers">Counts; where they are chained no cell of a layer holds more than in the layer after it.</param>
/// <param name="IsChained">Whether layers grow cell by cell, as flagged people do with the cut, each with its own pattern.</param>
/// <param name="IsLarge">Whether people with and without the outcome are enough to be shown; more are so too.</param>
/// <param name="Most">What readers know every cell to hold at the most; null where they know nothing.</param>
internal sealed record JointTable(
    IReadOnlyList<SumLine> Lines,
    IReadOnlyList<CellCounts> Layers,
    bool IsChained,
    Func<int, int, bool> IsLarge,
    CellCounts? Most = null
)
{
    /// <summary>Number of cells.</summary>
    public int Cells => Layers[0].With.Length;

    /// <summary>Whether a cell of a layer is too small to be shown.</summary>
    public bool IsSmall(int layer, int cell) => !IsLarge(Layers[layer].With[cell], Layers[layer].Without[cell]);

    /// <summary>Lines by the cells in them, totals included.</summary>
    public List<int>[] LinesOfCells()
    {
        var lines = new List<int>[Cells];
        for (var cell = 0; cell < lines.Length; cell++)
        {
            lines[cell] = [];
        }

        for (var line = 0; line < Lines.Count; line++)
        {
            lines[Lines[line].Total].Add(line);
            foreach (var member in Lines[line].Members)
            {
                lines[member].Add(line);
            }
        }

        return lines;
    }
}
