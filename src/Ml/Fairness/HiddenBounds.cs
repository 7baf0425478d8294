namespace EarlyWarning.Ml.Fairness;

/// <summary>
/// What a reader can work out of hidden counts who knows every shown one exactly: the least and the most that each can be,
/// narrowed along every sum, and from cut to cut, until nothing moves.
/// </summary>
internal sealed class HiddenBounds
{
    /// <summary>Nothing is known of the most.</summary>
    public const int Unbounded = 1 << 28;

    /// <summary>The most is what the next layer holds.</summary>
    public const int FromNextLayer = -2;

    /// <summary>
    /// A hidden count of flagged people is to be as vague as rounding to five leaves a shown one, whatever sums are taken at once;
    /// sum by sum, as here, it is twice that.
    /// </summary>
    public const int LeastWidth = 10;

    private const int Unmoved = -1;
    private const int MostRounds = 60;

    private readonly JointTable _table;
    private readonly bool[][] _hidden;
    private readonly int[][] _low;
    private readonly int[][] _high;
    private readonly int[][] _reason;

    private HiddenBounds(JointTable table, bool[][] hidden)
    {
        (_table, _hidden) = (table, hidden);
        var slots = table.Layers.Count * 2;
        (_low, _high, _reason) = (new int[slots][], new int[slots][], new int[slots][]);
        for (var slot = 0; slot < slots; slot++)
        {
            Begin(slot);
        }
    }

    /// <summary>Narrows as far as it goes.</summary>
    /// <param name="table">The counts.</param>
    /// <param name="hidden">By layer, which cells are hidden.</param>
    /// <param name="ct">Checked each round.</param>
    public static HiddenBounds Of(JointTable table, bool[][] hidden, CancellationToken ct)
    {
        var bounds = new HiddenBounds(table, hidden);
        var open = Enumerable.Range(0, table.Layers.Count).Select(bounds.OpenLines).ToArray();
        for (var round = 0; round < MostRounds; round++)
        {
            ct.ThrowIfCancellationRequested();
            var moved = false;
            for (var slot = 0; slot < bounds._low.Length; slot++)
            {
                foreach (var line in open[slot / 2])
                {
                    moved |= bounds.Narrow(slot, line);
                }
            }

            moved |= table.IsChained && bounds.NarrowAlongLayers();
            if (!moved)
            {
                break;
            }
        }

        return bounds;
    }

    /// <summary>The most that a cell can hold of people with the outcome, or without.</summary>
    public int High(int layer, bool isWith, int cell) => _high[Slot(layer, isWith)][cell];

    /// <summary>The least.</summary>
    public int Low(int layer, bool isWith, int cell) => _low[Slot(layer, isWith)][cell];

    /// <summary>The line that gave the most last, or <see cref="FromNextLayer"/>; less where nothing did.</summary>
    public int Reason(int layer, bool isWith, int cell) => _reason[Slot(layer, isWith)][cell];

    /// <summary>Whether a small cell is seen to be small; of flagged people, whether it is known too well.</summary>
    public bool IsGivenAway(int layer, int cell) =>
        _hidden[layer][cell]
        && _table.IsSmall(layer, cell)
        && (
            _table.IsOfPeople(layer)
                ? !_table.IsLarge(layer, High(layer, true, cell), High(layer, false, cell))
                : Width(layer, true, cell) + Width(layer, false, cell) < LeastWidth
        );

    private int Width(int layer, bool isWith, int cell) => High(layer, isWith, cell) - Low(layer, isWith, cell);

    private static int Slot(int layer, bool isWith) => (layer * 2) + (isWith ? 0 : 1);

    private int[] OpenLines(int layer) =>
        [
            .. Enumerable
                .Range(0, _table.Lines.Count)
                .Where(l =>
                    _hidden[layer][_table.Lines[l].Total] || _table.Lines[l].Members.Any(m => _hidden[layer][m])
                ),
        ];

    private void Begin(int slot)
    {
        var counts = slot % 2 == 0 ? _table.Layers[slot / 2].With : _table.Layers[slot / 2].Without;
        (_low[slot], _high[slot]) = ((int[])counts.Clone(), (int[])counts.Clone());
        _reason[slot] = new int[counts.Length];
        Array.Fill(_reason[slot], Unmoved);
        for (var cell = 0; cell < counts.Length; cell++)
        {
            if (_hidden[slot / 2][cell])
            {
                (_low[slot][cell], _high[slot][cell]) = (0, Unbounded);
            }
        }
    }

    private bool Narrow(int slot, int lineIndex)
    {
        var line = _table.Lines[lineIndex];
        var (low, high) = (_low[slot], _high[slot]);
        long lows = 0;
        long highs = 0;
        foreach (var member in line.Members)
        {
            lows += low[member];
            highs += high[member];
        }

        var moved = Set(slot, line.Total, lows, highs, lineIndex);
        var (totalLow, totalHigh) = (low[line.Total], high[line.Total]);
        foreach (var member in line.Members)
        {
            if (low[member] < high[member])
            {
                moved |= Set(
                    slot,
                    member,
                    totalLow - (highs - high[member]),
                    totalHigh - (lows - low[member]),
                    lineIndex
                );
            }
        }

        return moved;
    }

    // The sums of a line are those from before its members moved: the next round sees the rest.
    private bool Set(int slot, int cell, long low, long high, int reason)
    {
        var moved = false;
        if (low > _low[slot][cell])
        {
            _low[slot][cell] = (int)Math.Min(low, _high[slot][cell]);
            moved = true;
        }

        if (high < _high[slot][cell])
        {
            _high[slot][cell] = (int)Math.Max(high, _low[slot][cell]);
            _reason[slot][cell] = reason;
            moved = true;
        }

        return moved;
    }

    private bool NarrowAlongLayers()
    {
        var moved = false;
        for (var slot = 0; slot + 2 < _low.Length; slot++)
        {
            for (var cell = 0; cell < _table.Cells; cell++)
            {
                moved |= Set(slot, cell, _low[slot][cell], _high[slot + 2][cell], FromNextLayer);
                moved |= Set(slot + 2, cell, _low[slot][cell], _high[slot + 2][cell], FromNextLayer);
            }
        }

        return moved;
    }
}
