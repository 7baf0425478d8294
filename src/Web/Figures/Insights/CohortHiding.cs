namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// Hides cells of the table of cohorts that are too small, and enough others that none can be worked out by subtraction: the
/// rule of <see cref="EarlyWarning.Ml.Fairness.Suppression"/>, with a list of what is still to be looked at, since a
/// district's table has hundreds of thousands of sums. Too small is a cell with few students, few who did not pass, or few
/// who passed. One student may be in several cells of a line, so what is hidden in it counts as no more than its greatest
/// cell; where all of it is hidden, as the sum that is shown. Of every sum none is hidden or at least two are, the total among
/// them.
/// </summary>
internal static class CohortHiding
{
    private const int OrgLine = CohortCube.Dimensions;

    /// <summary>Decides for every cell.</summary>
    /// <param name="cube">The table; cells are marked.</param>
    /// <param name="least">Fewest students of what is shown, of those who passed, and of those who did not.</param>
    public static void Hide(CohortCube cube, int least)
    {
        var open = new Queue<(int Layer, int Key, int Line)>();
        for (var l = 0; l < cube.Layers.Count; l++)
        {
            foreach (var cell in cube.Layers[l].Cells.Values)
            {
                cell.Hidden = cell.Fewest < least;
            }
        }

        for (var l = 0; l < cube.Layers.Count; l++)
        {
            foreach (var key in cube.Layers[l].Cells.Keys.Order())
            {
                for (var line = 0; line <= OrgLine; line++)
                {
                    open.Enqueue((l, key, line));
                }
            }
        }

        // Cells are only ever hidden: it ends.
        do
        {
            while (open.TryDequeue(out var sum))
            {
                if (OneMore(cube, sum, least) is { } hidden)
                {
                    open.Enqueue(sum);
                    Hide(cube, hidden, open);
                }
            }

            foreach (var near in NearlyWhole(cube, least))
            {
                Hide(cube, near, open);
            }
        } while (open.Count > 0);
    }

    private static void Hide(CohortCube cube, (int Layer, int Key) cell, Queue<(int Layer, int Key, int Line)> open)
    {
        cube.Layers[cell.Layer].Cells[cell.Key].Hidden = true;
        foreach (var sum in SumsWith(cube, cell.Layer, cell.Key))
        {
            open.Enqueue(sum);
        }
    }

    // Shown cells that a few students part from a shown one far above them: what lies between may be hidden, so that no
    // single sum tells.
    private static List<(int Layer, int Key)> NearlyWhole(CohortCube cube, int least)
    {
        var near = new List<(int, int)>();
        for (var l = 0; l < cube.Layers.Count; l++)
        {
            foreach (var (key, cell) in cube.Layers[l].Cells)
            {
                if (!cell.Hidden && IsNearlyWhole(cube, l, key, cell, least))
                {
                    near.Add((l, key));
                }
            }
        }

        return near;
    }

    private static bool IsNearlyWhole(CohortCube cube, int layer, int key, CubeCell cell, int least)
    {
        var path = new List<int>();
        for (var above = layer; above >= 0; above = cube.Layers[above].Above)
        {
            path.Add(above);
            for (var pattern = 0; pattern < 1 << CohortCube.Dimensions; pattern++)
            {
                var wider = Wider(cube, key, pattern);
                if (
                    cube.Layers[above].Shown(wider) is { } whole
                    && whole.Enrollments > cell.Enrollments
                    && Between(whole, cell) < least
                    && !HasMuchBeside(cube, path, key, wider, least)
                )
                {
                    return true;
                }
            }
        }

        return false;
    }

    // At least so many students of each kind are in a cell and not in a part of it.
    private static int Between(CubeCell whole, CubeCell part) =>
        Math.Min(whole.Students - part.Students, Math.Min(whole.Failing - part.Failing, whole.Passing - part.Passing));

    // Any cell within the wider one that has nothing of the narrow one.
    private static bool HasMuchBeside(CohortCube cube, List<int> path, int key, int wider, int least)
    {
        for (var d = 0; d < CohortCube.Dimensions; d++)
        {
            for (var value = 1; cube.ValueOf(key, d) != cube.ValueOf(wider, d) && value <= cube.Values[d]; value++)
            {
                if (value != cube.ValueOf(key, d) && FewestOf(path[^1], cube.With(wider, d, value)) >= least)
                {
                    return true;
                }
            }
        }

        return path.Skip(1).Any(above => cube.Layers[above].Below.Except(path).Any(b => FewestOf(b, wider) >= least));

        int FewestOf(int layer, int cell) => cube.Layers[layer].Cells.GetValueOrDefault(cell)?.Fewest ?? 0;
    }

    private static int Wider(CohortCube cube, int key, int pattern)
    {
        for (var d = 0; d < CohortCube.Dimensions; d++)
        {
            key = (pattern & (1 << d)) != 0 ? cube.With(key, d, 0) : key;
        }

        return key;
    }

    /// <summary>The parts of a sum that are not empty; none where it is no sum.</summary>
    internal static List<(int Layer, int Key)> Members(CohortCube cube, (int Layer, int Key, int Line) sum)
    {
        var (layer, key, line) = sum;
        IEnumerable<(int Layer, int Key)> members =
            line == OrgLine ? cube.Layers[layer].Below.Select(below => (below, key))
            : cube.ValueOf(key, line) != 0 ? []
            : Enumerable.Range(1, cube.Values[line]).Select(value => (layer, cube.With(key, line, value)));
        return [.. members.Where(m => cube.Layers[m.Layer].Cells.ContainsKey(m.Key))];
    }

    private static (int Layer, int Key)? OneMore(CohortCube cube, (int Layer, int Key, int Line) sum, int least)
    {
        var members = Members(cube, sum);
        var dark = members.Where(m => Cell(m).Hidden).ToList();
        // A hidden total whose parts are all shown is their sum; with a hidden part, each stands for the other.
        var isSafe = cube.Layers[sum.Layer].Cells[sum.Key].Hidden
            ? dark.Count > 0
            : dark.Count == 0 || (dark.Count > 1 && (dark.Count == members.Count || Together(dark) >= least));
        if (members.Count == 0 || isSafe)
        {
            return null;
        }

        var next = members
            .Where(m => !Cell(m).Hidden)
            .OrderBy(m => Cell(m).Students)
            .ThenBy(m => m.Layer)
            .ThenBy(m => m.Key)
            .ToList();
        return next.Count > 0 ? next[0] : (sum.Layer, sum.Key);

        CubeCell Cell((int Layer, int Key) m) => cube.Layers[m.Layer].Cells[m.Key];

        int Together(List<(int Layer, int Key)> hidden) =>
            Math.Min(
                hidden.Max(m => Cell(m).Students),
                Math.Min(hidden.Max(m => Cell(m).Failing), hidden.Max(m => Cell(m).Passing))
            );
    }

    // All sums that a cell is a part or the total of.
    private static IEnumerable<(int Layer, int Key, int Line)> SumsWith(CohortCube cube, int layer, int key)
    {
        for (var d = 0; d < CohortCube.Dimensions; d++)
        {
            yield return (layer, cube.With(key, d, 0), d);
        }

        yield return (layer, key, OrgLine);

        if (cube.Layers[layer].Above is >= 0 and var above)
        {
            yield return (above, key, OrgLine);
        }
    }
}
