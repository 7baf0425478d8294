namespace EarlyWarning.Ml.Fairness;

/// <summary>A cell of a frame: whose rows it counts.</summary>
internal sealed record FrameCell(string Attribute, string Group, int[] Rows, FrameCounts Counts);

/// <summary>All cells of a frame, everybody first, and the sums that a reader can see between them.</summary>
internal sealed record FrameCells(IReadOnlyList<FrameCell> All, IReadOnlyList<SumLine> Lines)
{
    private const string NotKnown = "not known";

    public static FrameCells Of(FrameRows rows, bool intersections)
    {
        Check(rows);
        var cells = new List<FrameCell> { Cell(rows, "", "", [.. Enumerable.Range(0, rows.Outcomes.Length)]) };
        var lines = new List<SumLine>();
        var places = new Dictionary<(int Attribute, string Group), int>();
        for (var a = 0; a < rows.Attributes.Count; a++)
        {
            var attribute = rows.Attributes[a];
            var members = new List<int>();
            foreach (var group in Parts(cells[0].Rows, r => Named(attribute, r)))
            {
                places[(a, group.Key)] = cells.Count;
                members.Add(cells.Count);
                cells.Add(Cell(rows, attribute.Name, group.Key, [.. group]));
            }

            lines.Add(new SumLine(0, members));
        }

        for (var a = 0; intersections && a < rows.Attributes.Count; a++)
        {
            for (var b = a + 1; b < rows.Attributes.Count; b++)
            {
                AddPairs(rows, a, b, cells, lines, places);
            }
        }

        return new FrameCells(cells, lines);
    }

    // Both margins of the pair's table are published, so each is a sum over its cells.
    private static void AddPairs(
        FrameRows rows,
        int a,
        int b,
        List<FrameCell> cells,
        List<SumLine> lines,
        Dictionary<(int, string), int> places
    )
    {
        var (first, second) = (rows.Attributes[a], rows.Attributes[b]);
        var members = new Dictionary<int, List<int>>();
        foreach (var pair in Parts(cells[0].Rows, r => (Named(first, r), Named(second, r))))
        {
            foreach (var margin in (int[])[places[(a, pair.Key.Item1)], places[(b, pair.Key.Item2)]])
            {
                members.TryAdd(margin, []);
                members[margin].Add(cells.Count);
            }

            cells.Add(Cell(rows, $"{first.Name} x {second.Name}", $"{pair.Key.Item1}, {pair.Key.Item2}", [.. pair]));
        }

        lines.AddRange(members.Select(m => new SumLine(m.Key, m.Value)));
    }

    private static IEnumerable<IGrouping<T, int>> Parts<T>(int[] rows, Func<int, T> part)
        where T : notnull => rows.GroupBy(part).OrderBy(g => g.Key, Comparer<T>.Create(CompareParts));

    private static int CompareParts<T>(T a, T b) => string.CompareOrdinal(a?.ToString(), b?.ToString());

    private static string Named(FrameAttribute attribute, int row) =>
        attribute.Groups[row].Length == 0 ? NotKnown : attribute.Groups[row];

    private static FrameCell Cell(FrameRows rows, string attribute, string group, int[] members) =>
        new(
            attribute,
            group,
            members,
            new FrameCounts(
                members.Length,
                members.Count(r => rows.Outcomes[r] == 1),
                members.Count(r => rows.Flagged[r])
            )
        );

    private static void Check(FrameRows rows)
    {
        var n = rows.Outcomes.Length;
        if (
            rows.Probabilities.Length != n
            || rows.Flagged.Length != n
            || (rows.People?.Length ?? n) != n
            || rows.Attributes.Any(a => a.Groups.Count != n)
        )
        {
            throw new ArgumentException($"A frame needs one entry per row of everything; there are {n} outcomes.");
        }
    }
}
