namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// Hides cells of the table of cohorts that are too small, and enough others that none can be worked out by subtraction: the
/// rule of <see cref="EarlyWarning.Ml.Fairness.Suppression"/>, with a list of what is still to be looked at, since a
/// district's table has hundreds of thousands of sums. One student may be in several cells of a line, so what is hidden in it
/// counts as no more than its greatest cell.
/// </summary>
internal static class CohortHiding
{
    private const int OrgLine = CohortCube.Dimensions;

    /// <summary>Decides for every cell.</summary>
    /// <param name="cube">The table; cells are marked.</param>
    /// <param name="least">Fewest students of what is shown.</param>
    public static void Hide(CohortCube cube, int least)
    {
        var open = new Queue<(int Layer, int Key, int Line)>();
        for (var l = 0; l < cube.Layers.Count; l++)
        {
            foreach (var cell in cube.Layers[l].Cells.Values)
            {
                cell.Hidden = cell.Students < least;
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

        while (open.TryDequeue(out var sum))
        {
            if (OneMore(cube, sum, least) is not { } hidden)
            {
                continue;
            }

            cube.Layers[hidden.Layer].Cells[hidden.Key].Hidden = true;
            open.Enqueue(sum);
            foreach (var other in SumsWith(cube, hidden.Layer, hidden.Key))
            {
                open.Enqueue(other);
            }
        }
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
        if (cube.Layers[sum.Layer].Cells[sum.Key].Hidden)
        {
            return null;
        }

        var members = Members(cube, sum);
        var dark = members.Where(m => Cell(m).Hidden).ToList();
        if (dark.Count == 0 || (dark.Count > 1 && dark.Max(m => Cell(m).Students) >= least))
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
    }

    private static IEnumerable<(int Layer, int Key, int Line)> SumsWith(CohortCube cube, int layer, int key)
    {
        for (var d = 0; d < CohortCube.Dimensions; d++)
        {
            if (cube.ValueOf(key, d) != 0)
            {
                yield return (layer, cube.With(key, d, 0), d);
            }
        }

        if (cube.Layers[layer].Above is >= 0 and var above)
        {
            yield return (above, key, OrgLine);
        }
    }
}
