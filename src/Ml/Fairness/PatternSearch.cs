namespace EarlyWarning.Ml.Fairness;

/// <summary>
/// Hides more and more cells until an attack finds nothing. Cells are only ever hidden, so that it ends, at the latest where
/// nothing is shown. The smallest shown cell goes first, so that the least is lost. One long file, since each way of hiding calls the others.
/// </summary>
/// <param name="table">The counts.</param>
/// <param name="hidden">
/// By layer, which cells are hidden; the search adds to it. Layers without a chain share one pattern; that of all people at the
/// end of a chain is given.
/// </param>
/// <param name="ct">Checked each round.</param>
internal sealed class PatternSearch(JointTable table, bool[][] hidden, CancellationToken ct)
{
    private readonly List<int>[] _linesOf = table.LinesOfCells();
    private readonly HiddenWitness _witness = new(table, hidden);
    private readonly int _patterns = table.IsChained ? hidden.Length - 1 : 1;

    /// <summary>Hides.</summary>
    public void Run()
    {
        for (var layer = 0; layer < (table.IsChained ? _patterns : hidden.Length); layer++)
        {
            for (var cell = 0; cell < table.Cells; cell++)
            {
                hidden[layer][cell] |= table.IsSmall(layer, cell);
            }
        }

        do
        {
            ct.ThrowIfCancellationRequested();
            Close();
        } while (HideSolved() || HideGivenAway() || HideUnwitnessed());
    }

    // What each line asks for by itself: two hidden cells, and together enough people to be shown.
    private void Close()
    {
        for (var pattern = _patterns - 1; pattern >= 0; pattern--)
        {
            for (var cell = 0; pattern + 1 < _patterns && cell < table.Cells; cell++)
            {
                hidden[pattern][cell] |= hidden[pattern + 1][cell];
            }

            var waiting = new Queue<int>(Enumerable.Range(0, table.Lines.Count));
            var isWaiting = Enumerable.Repeat(true, table.Lines.Count).ToArray();
            while (waiting.TryDequeue(out var line))
            {
                isWaiting[line] = false;
                while (NeedsMore(pattern, table.Lines[line]) && HideOneOf(pattern, line) is { } cell)
                {
                    foreach (var other in _linesOf[cell].Where(l => !isWaiting[l]))
                    {
                        isWaiting[other] = true;
                        waiting.Enqueue(other);
                    }
                }
            }
        }
    }

    private bool NeedsMore(int pattern, SumLine line)
    {
        var dark = hidden[pattern];
        var count = line.Members.Count(m => dark[m]);
        if (dark[line.Total])
        {
            return count == 0;
        }

        return count == 1 || (count > 0 && LayersOf(pattern).Any(layer => !IsLargeTogether(layer, line, dark)));
    }

    private IEnumerable<int> LayersOf(int pattern) => table.IsChained ? [pattern] : Enumerable.Range(0, hidden.Length);

    private bool IsLargeTogether(int layer, SumLine line, bool[] dark)
    {
        var counts = table.Layers[layer];
        var (with, without) = (0, 0);
        foreach (var member in line.Members)
        {
            with += dark[member] ? counts.With[member] : 0;
            without += dark[member] ? counts.Without[member] : 0;
        }

        return table.IsLarge(layer, with, without);
    }

    // The smallest shown member; with all members hidden the total is one of those that stand for each other.
    private int? HideOneOf(int pattern, int line)
    {
        var (dark, counts) = (hidden[pattern], table.Layers[pattern]);
        var (total, members) = (table.Lines[line].Total, table.Lines[line].Members);
        int? best = null;
        foreach (var member in members)
        {
            best = dark[member] || (best is { } so && counts.N(so) <= counts.N(member)) ? best : member;
        }

        best ??= dark[total] ? null : total;
        if (best is { } cell)
        {
            dark[cell] = true;
        }

        return best;
    }

    private bool HideSolved()
    {
        var found = false;
        for (var pattern = 0; pattern < _patterns; pattern++)
        {
            if (pattern > 0 && hidden[pattern].AsSpan().SequenceEqual(hidden[pattern - 1]))
            {
                continue;
            }

            foreach (var cell in SolvedCells.Of(table.Lines, hidden[pattern], ct))
            {
                found |= HideBeside(pattern, cell);
            }
        }

        return found;
    }

    private bool HideGivenAway()
    {
        var bounds = HiddenBounds.Of(table, hidden, ct);
        var touched = new HashSet<(int Pattern, int Line)>();
        var found = false;
        for (var layer = 0; layer < hidden.Length; layer++)
        {
            for (var cell = 0; cell < table.Cells; cell++)
            {
                found |=
                    bounds.IsGivenAway(layer, cell)
                    && (
                        table.IsChained && layer == _patterns
                            ? LoosenPeople(bounds, cell, touched)
                            : Loosen(bounds, layer, cell, touched)
                    );
            }
        }

        return found;
    }

    // Loosens what bounds the cell: one more of the line hidden, or the cell itself at the next cut.
    private bool Loosen(HiddenBounds bounds, int layer, int cell, HashSet<(int, int)> touched)
    {
        foreach (var isWith in Tightest(bounds, layer, cell))
        {
            var at = layer;
            while (at + 1 < _patterns && bounds.Reason(at, isWith, cell) == HiddenBounds.FromNextLayer)
            {
                at++;
                if (!hidden[at][cell])
                {
                    return hidden[at][cell] = true;
                }
            }

            var line = bounds.Reason(at, isWith, cell);
            var pattern = table.IsChained ? at : 0;
            if (line >= 0 && (touched.Contains((pattern, line)) || HideOneOf(pattern, line) is not null))
            {
                touched.Add((pattern, line));
                return true;
            }
        }

        return HideBeside(table.IsChained ? layer : 0, cell);
    }

    // The pattern of all people is settled; flagged people that tell too much of it are shown of fewer groups.
    private bool LoosenPeople(HiddenBounds bounds, int cell, HashSet<(int, int)> touched)
    {
        var reasons = Tightest(bounds, _patterns, cell).Select(isWith => bounds.Reason(_patterns, isWith, cell));
        foreach (var line in reasons.Where(l => l >= 0).Concat(_linesOf[cell]))
        {
            if (touched.Contains((_patterns, line)))
            {
                return true;
            }

            for (var cut = _patterns - 1; cut >= 0; cut--)
            {
                if (HideOneOf(cut, line) is not null)
                {
                    return touched.Add((_patterns, line));
                }
            }
        }

        return false;
    }

    // Hides beside every small cell that all sums at once may tell. One more a round in each neighbourhood: it may settle all.
    private bool HideUnwitnessed()
    {
        var touched = new HashSet<(int Pattern, int Line)>();
        var found = false;
        for (var layer = hidden.Length - 1; layer >= 0; layer--)
        {
            for (var cell = 0; cell < table.Cells; cell++)
            {
                ct.ThrowIfCancellationRequested();
                found |=
                    hidden[layer][cell]
                    && table.IsSmall(layer, cell)
                    && !_witness.Exists(layer, cell)
                    && !_witness.IsSpent
                    && HideNear(layer, cell, touched);
            }
        }

        return found;
    }

    private bool HideNear(int layer, int cell, HashSet<(int, int)> touched)
    {
        // What flagged people tell of all people is mended at the highest cut, where the fewest groups are hidden.
        var first = table.IsChained ? Math.Min(layer, _patterns - 1) : 0;
        if (_linesOf[cell].Exists(line => touched.Contains((first, line))))
        {
            return true;
        }

        var found = table.IsChained
            ? Enumerable.Range(first, _patterns - first).Any(cut => HideAtCut(cut, cell))
            : HideBetween(0, _witness.SumsAround(layer, cell)) || HideBeside(0, cell) || HideFarther(0, cell);
        if (found)
        {
            touched.UnionWith(_linesOf[cell].Select(line => (first, line)));
        }

        return found;
    }

    // At a cut no farther than the cell's own sums: with them hidden whole, all that is known is how many a small school flags.
    private bool HideAtCut(int cut, int cell) =>
        !hidden[cut][cell]
            ? hidden[cut][cell] = true
            : HideBetween(cut, _witness.SumsAround(cut, cell))
                || _linesOf[cell].Exists(line => HideOneOf(cut, line) is not null);

    // The smallest shown cell all of whose sums can be put out: hiding it leads from one to the other.
    private bool HideBetween(int pattern, HashSet<int> lines)
    {
        int? best = null;
        foreach (var line in lines)
        {
            foreach (var cell in table.Lines[line].Members.Append(table.Lines[line].Total))
            {
                if (
                    !hidden[pattern][cell]
                    && _linesOf[cell].TrueForAll(lines.Contains)
                    && (best is not { } so || table.Layers[pattern].N(cell) < table.Layers[pattern].N(so))
                )
                {
                    best = cell;
                }
            }
        }

        return best is { } one && (hidden[pattern][one] = true);
    }

    // The nearest shown cell, sum by sum.
    private bool HideFarther(int pattern, int cell)
    {
        var seen = new HashSet<int>(_linesOf[cell]);
        var open = new Queue<int>(seen);
        while (open.TryDequeue(out var line))
        {
            if (HideOneOf(pattern, line) is not null)
            {
                return true;
            }

            var near = table.Lines[line].Members.Append(table.Lines[line].Total).SelectMany(c => _linesOf[c]);
            foreach (var next in near.Where(seen.Add))
            {
                open.Enqueue(next);
            }
        }

        return false;
    }

    private static IEnumerable<bool> Tightest(HiddenBounds bounds, int layer, int cell) =>
        bounds.High(layer, true, cell) <= bounds.High(layer, false, cell) ? [true, false] : [false, true];

    // One more of any line that the cell is in; else of any line of the table that shows what it hides elsewhere.
    private bool HideBeside(int pattern, int cell)
    {
        foreach (var line in _linesOf[cell])
        {
            if (HideOneOf(pattern, line) is not null)
            {
                return true;
            }
        }

        var near = _linesOf[cell].SelectMany(l => table.Lines[l].Members.Append(table.Lines[l].Total)).Distinct();
        return near.SelectMany(n => _linesOf[n]).Distinct().Any(line => HideOneOf(pattern, line) is not null);
    }
}
