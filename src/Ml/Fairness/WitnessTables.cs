namespace EarlyWarning.Ml.Fairness;

/// <summary>
/// Counts of one outcome that agree with everything shown: the table at hand, which moves away from the true one, and of all
/// tables that were reached the least and the most of every cell.
/// </summary>
/// <param name="counts">The true counts, by layer and cell.</param>
/// <param name="hidden">By layer, which cells are hidden: the others never change.</param>
/// <param name="isChained">Whether no layer holds more of a cell than the next.</param>
internal sealed class WitnessTables(IReadOnlyList<int[]> counts, bool[][] hidden, bool isChained)
{
    private readonly Stack<Step> _steps = [];

    /// <summary>How many steps were taken since they were kept last.</summary>
    public int Steps => _steps.Count;

    /// <summary>The table at hand.</summary>
    public int[][] Counts { get; } = Copy(counts);

    /// <summary>The least of every cell so far.</summary>
    public int[][] Least { get; } = Copy(counts);

    /// <summary>The most of every cell so far.</summary>
    public int[][] Most { get; } = Copy(counts);

    /// <summary>By how much a cell differs between tables.</summary>
    public int Width(int layer, int cell) => Most[layer][cell] - Least[layer][cell];

    /// <summary>Whether a cell of a range of layers may hold one more, or one fewer.</summary>
    /// <param name="range">First and last layer.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="sign">1 or -1.</param>
    public bool CanMove((int First, int Last) range, int cell, int sign)
    {
        for (var layer = range.First; layer <= range.Last; layer++)
        {
            if (!hidden[layer][cell])
            {
                return false;
            }
        }

        if (sign < 0)
        {
            return Counts[range.First][cell] > (isChained && range.First > 0 ? Counts[range.First - 1][cell] : 0);
        }

        return !isChained || range.Last == Counts.Length - 1 || Counts[range.Last][cell] < Counts[range.Last + 1][cell];
    }

    /// <summary>Puts one more into a cell of a range of layers, or takes one out.</summary>
    public void Move((int First, int Last) range, int cell, int sign)
    {
        Add(range, cell, sign);
        _steps.Push(new Step(range, cell, sign));
    }

    /// <summary>Takes steps back until so many are left.</summary>
    public void Undo(int steps)
    {
        while (_steps.Count > steps)
        {
            var (range, cell, sign) = _steps.Pop();
            Add(range, cell, -sign);
        }
    }

    /// <summary>Keeps the table as it is: no step is taken back any more.</summary>
    public void Keep() => _steps.Clear();

    /// <summary>Notes the table at hand, which agrees with everything shown, for every cell that was stepped on.</summary>
    public void Note()
    {
        foreach (var (range, cell, _) in _steps)
        {
            for (var layer = range.First; layer <= range.Last; layer++)
            {
                Least[layer][cell] = Math.Min(Least[layer][cell], Counts[layer][cell]);
                Most[layer][cell] = Math.Max(Most[layer][cell], Counts[layer][cell]);
            }
        }
    }

    private void Add((int First, int Last) range, int cell, int by)
    {
        for (var layer = range.First; layer <= range.Last; layer++)
        {
            Counts[layer][cell] += by;
        }
    }

    private static int[][] Copy(IReadOnlyList<int[]> counts) => [.. counts.Select(c => (int[])c.Clone())];

    private readonly record struct Step((int First, int Last) Range, int Cell, int Sign);
}
