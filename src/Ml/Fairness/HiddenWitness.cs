namespace EarlyWarning.Ml.Fairness;

/// <summary>
/// Looks for another table that shows exactly what is published and in which a hidden small cell is no longer small, or, of
/// flagged people, differs by as much as rounding leaves open. Where there is one, no reader can tell the cell, whatever sums are
/// taken at once: both tables would be published alike. Such a table is made from the true one by moving one person at a time
/// from hidden cells to hidden cells along the sums (an augmenting path; of cells that lie in two sums each it is found whenever
/// there is one, of others some ways are tried). None found is no proof that there is none: more is hidden then. One long file,
/// because every step of the search calls the others.
/// </summary>
/// <param name="table">The counts.</param>
/// <param name="hidden">By layer, which cells are hidden.</param>
internal sealed class HiddenWitness(JointTable table, bool[][] hidden)
{
    /// <summary>A hidden number of flagged people must be as vague as rounding to five leaves a shown one.</summary>
    public const int FlaggedWidth = 5;

    // Sums that hidden totals of several attributes share have to be balanced one by one.
    private const int MostBranchings = 2;
    private const int MostTries = 8;

    // Cells looked at: a second or so. A district of a hundred schools takes more, with nearly every small group hidden anyway.
    private const long MostLooks = 20_000_000;

    private readonly (int Line, int Sign)[][] _linesOf = LinesOf(table);
    private readonly (int Cell, int Sign)[][] _cellsOf =
    [
        .. table.Lines.Select(l => l.Members.Select(m => (m, 1)).Append((l.Total, -1)).ToArray()),
    ];
    private readonly WitnessTables _with = new([.. table.Layers.Select(l => l.With)], hidden, table.IsChained);
    private readonly WitnessTables _without = new([.. table.Layers.Select(l => l.Without)], hidden, table.IsChained);
    private readonly int[] _cameFrom = new int[table.Lines.Count * 2];
    private readonly int[] _cameBy = new int[table.Lines.Count * 2];
    private readonly int[] _seen = new int[table.Lines.Count * 2];
    private readonly Queue<int> _open = new();
    private WitnessTables _tables = new([], hidden, table.IsChained);
    private int _round;
    private int _moved;
    private long _looks;

    /// <summary>Whether as much was looked at as may be: sums and bounds alone guard what is left.</summary>
    public bool IsSpent => _looks > MostLooks;

    /// <summary>Whether there is such a table. Hiding more never takes one away: what was found once is not looked for again.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="cell">A hidden small cell of it.</param>
    public bool Exists(int layer, int cell)
    {
        _moved = cell;
        foreach (var (tables, sign) in ((WitnessTables, int)[])[(_with, 1), (_without, 1), (_with, -1), (_without, -1)])
        {
            _tables = tables;
            while (!IsSpent && !IsFound(layer, cell) && IsOfUse(layer, cell, sign) && MoveOne(layer, cell, sign))
            {
                _tables.Keep();
            }
        }

        return IsFound(layer, cell);
    }

    /// <summary>The sums that can be put out from a cell along hidden cells: what lies between them alone may close a way.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="cell">A hidden cell.</param>
    public HashSet<int> SumsAround(int layer, int cell)
    {
        var around = new HashSet<int>();
        _moved = cell;
        foreach (var tables in (WitnessTables[])[_with, _without])
        {
            _tables = tables;
            foreach (var (line, of) in _linesOf[cell])
            {
                Reach((layer, layer), line, of, [], out _);
                around.UnionWith(Enumerable.Range(0, _seen.Length).Where(s => _seen[s] == _round).Select(s => s / 2));
            }
        }

        return around;
    }

    private bool IsFound(int layer, int cell) =>
        table.IsOfPeople(layer)
            ? table.IsLarge(layer, _with.Most[layer][cell], _without.Most[layer][cell])
            : _with.Width(layer, cell) + _without.Width(layer, cell) >= FlaggedWidth;

    // Of all people only more are asked for; of flagged ones no more than the width in all.
    private bool IsOfUse(int layer, int cell, int sign) =>
        table.IsOfPeople(layer) ? sign > 0 && _tables.Most[layer][cell] < table.Least
        : sign > 0 ? Counts[layer][cell] < _tables.Least[layer][cell] + FlaggedWidth
        : Counts[layer][cell] > _tables.Most[layer][cell] - FlaggedWidth;

    private int[][] Counts => _tables.Counts;

    // Whoever is flagged at a cut is so at all higher ones: where that leaves no room, room is made at the next cut first, or
    // the same person is moved at several cuts at once.
    private bool MoveOne(int layer, int cell, int sign)
    {
        if (Try((layer, layer), cell, sign))
        {
            return true;
        }

        if (!table.IsChained)
        {
            return false;
        }

        var mark = _tables.Steps;
        var next = layer + sign;
        if (
            next >= 0
            && next < hidden.Length
            && hidden[next][cell]
            && Counts[next][cell] == Counts[layer][cell]
            && MoveOne(next, cell, sign)
            && Try((layer, layer), cell, sign)
        )
        {
            return true;
        }

        _tables.Undo(mark);
        return Ranges(layer).Any(range => !IsSpent && Try(range, cell, sign));
    }

    private IEnumerable<(int First, int Last)> Ranges(int layer) =>
        Enumerable
            .Range(0, table.Layers.Count - layer)
            .SelectMany(above => Enumerable.Range(0, layer + 1).Select(below => (layer - below, layer + above)))
            .Where(r => r.Item1 < r.Item2)
            .OrderBy(r => r.Item2 - r.Item1);

    private bool Try((int First, int Last) range, int cell, int sign)
    {
        var mark = _tables.Steps;
        if (!_tables.CanMove(range, cell, sign))
        {
            return false;
        }

        _tables.Move(range, cell, sign);
        if (Balance(range, Missing(cell, sign, []), MostBranchings))
        {
            _tables.Note();
            return true;
        }

        _tables.Undo(mark);
        return false;
    }

    private Dictionary<int, int> Missing(int cell, int sign, Dictionary<int, int> before)
    {
        var open = new Dictionary<int, int>(before);
        foreach (var (line, of) in _linesOf[cell])
        {
            open[line] = open.GetValueOrDefault(line) + (sign * of);
            if (open[line] == 0)
            {
                open.Remove(line);
            }
        }

        return open;
    }

    // Every sum that is out by one is led back along hidden cells, to another that is out the other way, or to no sum at all.
    private bool Balance((int First, int Last) range, Dictionary<int, int> open, int branchings)
    {
        while (open.Count > 0)
        {
            if (!open.ToArray().Any(o => LeadOne(range, o.Key, Math.Sign(o.Value), open)))
            {
                return branchings > 0 && Branch(range, open, branchings);
            }
        }

        return true;
    }

    private bool LeadOne((int First, int Last) range, int line, int sign, Dictionary<int, int> open)
    {
        Change(open, line, -sign);
        if (Lead(range, line, sign, open))
        {
            return true;
        }

        Change(open, line, sign);
        return false;
    }

    private static void Change(Dictionary<int, int> open, int line, int by)
    {
        open[line] = open.GetValueOrDefault(line) + by;
        if (open[line] == 0)
        {
            open.Remove(line);
        }
    }

    // A cell of more than two sums, wherever a lead came to: it puts all of them out, and all are balanced after it.
    private bool Branch((int First, int Last) range, Dictionary<int, int> open, int branchings)
    {
        foreach (var (cell, step) in Branchings(range, open).Take(MostTries).ToList())
        {
            var mark = _tables.Steps;
            _tables.Move(range, cell, step);
            if (Balance(range, Missing(cell, step, open), branchings - 1))
            {
                return true;
            }

            _tables.Undo(mark);
        }

        return false;
    }

    private IEnumerable<(int Cell, int Step)> Branchings((int First, int Last) range, Dictionary<int, int> open)
    {
        var states = open.Select(o => State(o.Key, o.Value)).ToList();
        foreach (var (line, excess) in open)
        {
            Reach(range, line, Math.Sign(excess), open, out _);
            _looks += _seen.Length;
            states.AddRange(Enumerable.Range(0, _seen.Length).Where(s => _seen[s] == _round));
        }

        return states
            .Distinct()
            .SelectMany(s =>
                _cellsOf[s / 2]
                    .Where(c => c.Cell != _moved && _linesOf[c.Cell].Length > 2)
                    .Select(c => (c.Cell, Step: -SignOf(s) * c.Sign))
            )
            .Distinct()
            .Where(c => _tables.CanMove(range, c.Cell, c.Step));
    }

    // Breadth first over sums that are out by one, and which way.
    private bool Lead((int First, int Last) range, int line, int sign, Dictionary<int, int> open) =>
        Reach(range, line, sign, open, out var end) && Follow(range, end.State, end.Cell, end.Next, open);

    private bool Reach(
        (int First, int Last) range,
        int line,
        int sign,
        Dictionary<int, int> open,
        out (int State, int Cell, int Next) end
    )
    {
        end = default;
        _round++;
        _open.Clear();
        See(State(line, sign), -1, -1);
        while (_open.TryDequeue(out var state))
        {
            var (at, excess) = (state / 2, SignOf(state));
            _looks += _cellsOf[at].Length;
            foreach (var (cell, of) in _cellsOf[at])
            {
                var step = -excess * of;
                if (cell == _moved || _linesOf[cell].Length > 2 || !_tables.CanMove(range, cell, step))
                {
                    continue;
                }

                var next = -1;
                foreach (var (other, ofOther) in _linesOf[cell])
                {
                    next = other == at ? next : State(other, step * ofOther);
                }

                if (next < 0 || open.GetValueOrDefault(next / 2) * SignOf(next) < 0)
                {
                    end = (state, cell, next);
                    return true;
                }

                if (_seen[next] != _round)
                {
                    See(next, state, cell);
                }
            }
        }

        return false;
    }

    private static int State(int line, int sign) => (line * 2) + (sign > 0 ? 0 : 1);

    private static int SignOf(int state) => state % 2 == 0 ? 1 : -1;

    private void See(int state, int from, int by)
    {
        (_seen[state], _cameFrom[state], _cameBy[state]) = (_round, from, by);
        _open.Enqueue(state);
    }

    private bool Follow((int First, int Last) range, int state, int last, int end, Dictionary<int, int> open)
    {
        var mark = _tables.Steps;
        var cell = last;
        while (state >= 0)
        {
            var (line, excess) = (state / 2, SignOf(state));
            var of = Array.Find(_linesOf[cell], l => l.Line == line).Sign;

            // A cell may lie on the way twice.
            if (!_tables.CanMove(range, cell, -excess * of))
            {
                _tables.Undo(mark);
                return false;
            }

            _tables.Move(range, cell, -excess * of);
            (cell, state) = (_cameBy[state], _cameFrom[state]);
        }

        if (end >= 0)
        {
            Change(open, end / 2, SignOf(end));
        }

        return true;
    }

    private static (int, int)[][] LinesOf(JointTable table)
    {
        var lines = table.LinesOfCells();
        return
        [
            .. lines.Select(
                (own, cell) => own.Select(line => (line, table.Lines[line].Total == cell ? -1 : 1)).ToArray()
            ),
        ];
    }
}
