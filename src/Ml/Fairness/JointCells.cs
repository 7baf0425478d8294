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
/// Counts over the same cells that are published together: people at each of a term's horizons, as each version has them; or
/// flagged people at the cuts of a grid, which grow cell by cell, and at last all people.
/// </summary>
/// <param name="Lines">The sums that hold in every layer.</param>
/// <param name="Layers">Counts.</param>
/// <param name="IsChained">Whether they are cuts with all people at the end; each cut has its own pattern then.</param>
/// <param name="Least">The least that is shown of people with, and without, the outcome, and of flagged people.</param>
internal sealed record JointTable(
    IReadOnlyList<SumLine> Lines,
    IReadOnlyList<CellCounts> Layers,
    bool IsChained,
    int Least
)
{
    /// <summary>Number of cells.</summary>
    public int Cells => Layers[0].With.Length;

    /// <summary>Whether a layer counts all people, not flagged ones.</summary>
    public bool IsOfPeople(int layer) => !IsChained || layer == Layers.Count - 1;

    /// <summary>Whether people of a layer are enough to be shown; more are so too.</summary>
    public bool IsLarge(int layer, int with, int without) =>
        IsOfPeople(layer) ? with >= Least && without >= Least : with + without >= Least;

    /// <summary>Whether a cell of a layer is too small to be shown.</summary>
    public bool IsSmall(int layer, int cell) => !IsLarge(layer, Layers[layer].With[cell], Layers[layer].Without[cell]);

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
