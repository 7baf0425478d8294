namespace EarlyWarning.Ml.Fairness;

/// <summary>
/// Which hidden cells the sums determine, whatever the numbers: those that are the same in every solution of the equations.
/// Sums of several lines find what no line finds by itself.
/// </summary>
internal static class SolvedCells
{
    private const ulong Prime = 2_147_483_629;

    /// <summary>Above this many steps a part of the table is not solved; sums and bounds alone guard it then.</summary>
    private const double MostSteps = 4e8;

    /// <summary>Cells that can be solved for.</summary>
    /// <param name="lines">Sums.</param>
    /// <param name="hidden">Which cells are unknown.</param>
    /// <param name="ct">Checked between parts.</param>
    public static List<int> Of(IReadOnlyList<SumLine> lines, bool[] hidden, CancellationToken ct)
    {
        var solved = new List<int>();
        foreach (var part in Parts(lines, hidden))
        {
            ct.ThrowIfCancellationRequested();
            solved.AddRange(Solve(part));
        }

        return solved;
    }

    // Lines that share unknown cells belong together; each part is a system of its own.
    private static IEnumerable<List<Equation>> Parts(IReadOnlyList<SumLine> lines, bool[] hidden)
    {
        var root = Enumerable.Range(0, hidden.Length).ToArray();
        int Find(int cell) => root[cell] == cell ? cell : root[cell] = Find(root[cell]);
        var equations = new List<Equation>();
        foreach (var line in lines)
        {
            var members = line.Members.Where(m => hidden[m]).ToArray();
            int[] unknown = hidden[line.Total] ? [.. members, line.Total] : members;
            if (unknown.Length == 0)
            {
                continue;
            }

            equations.Add(new Equation(unknown, hidden[line.Total]));
            foreach (var cell in unknown)
            {
                root[Find(cell)] = Find(unknown[0]);
            }
        }

        return equations.GroupBy(e => Find(e.Unknown[0])).Select(g => g.ToList());
    }

    private static List<int> Solve(List<Equation> equations)
    {
        var cells = equations.SelectMany(e => e.Unknown).Distinct().ToArray();
        if ((double)equations.Count * equations.Count * cells.Length > MostSteps)
        {
            return [];
        }

        var columns = cells.Index().ToDictionary(c => c.Item, c => c.Index);
        var rows = equations.Select(e => Row(e, columns)).ToArray();
        var rank = Reduce(rows, cells.Length);

        // In reduced form a row with one entry says what that cell is.
        return
        [
            .. rows.Take(rank)
                .Where(row => row.Count(v => v != 0) == 1)
                .Select(row => cells[Array.FindIndex(row, v => v != 0)]),
        ];
    }

    private static ulong[] Row(Equation equation, Dictionary<int, int> columns)
    {
        var row = new ulong[columns.Count];
        foreach (var cell in equation.Unknown)
        {
            row[columns[cell]] = 1;
        }

        if (equation.HasTotal)
        {
            row[columns[equation.Unknown[^1]]] = Prime - 1;
        }

        return row;
    }

    // Gauss and Jordan over a prime field: exact, and nothing grows. The entries are 1 and -1, so that what it finds holds
    // of whole numbers but for chances of one in two thousand million.
    private static int Reduce(ulong[][] rows, int columns)
    {
        var rank = 0;
        for (var column = 0; column < columns && rank < rows.Length; column++)
        {
            var pivot = Array.FindIndex(rows, rank, row => row[column] != 0);
            if (pivot < 0)
            {
                continue;
            }

            (rows[rank], rows[pivot]) = (rows[pivot], rows[rank]);
            var own = rows[rank];
            Scale(own, column, Inverse(own[column]));
            for (var r = 0; r < rows.Length; r++)
            {
                if (r != rank && rows[r][column] != 0)
                {
                    Subtract(rows[r], own, column, rows[r][column]);
                }
            }

            rank++;
        }

        return rank;
    }

    private static void Scale(ulong[] row, int from, ulong factor)
    {
        for (var c = from; factor != 1 && c < row.Length; c++)
        {
            row[c] = row[c] * factor % Prime;
        }
    }

    private static void Subtract(ulong[] row, ulong[] other, int from, ulong factor)
    {
        for (var c = from; c < row.Length; c++)
        {
            if (other[c] != 0)
            {
                row[c] = (row[c] + (Prime - (other[c] * factor % Prime))) % Prime;
            }
        }
    }

    private static ulong Inverse(ulong value)
    {
        var (result, power, exponent) = (1UL, value, Prime - 2);
        for (; exponent > 0; exponent >>= 1)
        {
            result = (exponent & 1) == 1 ? result * power % Prime : result;
            power = power * power % Prime;
        }

        return result;
    }

    private sealed record Equation(int[] Unknown, bool HasTotal);
}
