using EarlyWarning.Web.Figures.Insights;

namespace EarlyWarning.Web.Tests.Figures.Insights;

/// <summary>Tries to undo the hiding with every sum that a reader can see.</summary>
public sealed class CohortHidingTests
{
    [Fact]
    public void No_sum_with_a_shown_total_has_one_hidden_part_or_only_small_ones()
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var cube = Cube(seed);
            var hiddenSomething = false;
            foreach (var (layer, key, line) in Sums(cube))
            {
                var members = CohortHiding.Members(cube, (layer, key, line)).ConvertAll(m => Cell(cube, m));
                var dark = members.Where(m => m.Hidden).ToList();
                if (Cell(cube, (layer, key)).Hidden || dark.Count == 0)
                {
                    continue;
                }

                hiddenSomething = true;
                dark.Count.ShouldBeGreaterThan(1);
                dark.Max(d => d.Students).ShouldBeGreaterThanOrEqualTo(CohortSheets.Least);
            }

            hiddenSomething.ShouldBeTrue();
        }
    }

    [Fact]
    public void Nothing_small_can_be_worked_out_from_all_sums_together()
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var cube = Cube(seed);
            var unknown = new Dictionary<(int, int), int>();
            for (var l = 0; l < cube.Layers.Count; l++)
            {
                foreach (var (key, cell) in cube.Layers[l].Cells)
                {
                    if (cell.Hidden)
                    {
                        unknown[(l, key)] = unknown.Count;
                    }
                }
            }

            var equations = Sums(cube)
                .Select(s =>
                {
                    var row = new Dictionary<int, double>();
                    Note(row, (s.Layer, s.Key), 1);
                    CohortHiding.Members(cube, s).ForEach(m => Note(row, m, -1));
                    return row;
                })
                .Where(r => r.Count > 0)
                .ToList();
            var small = unknown.Where(u => Cell(cube, u.Key).Students < CohortSheets.Least).Select(u => u.Value).ToHashSet();

            small.Count.ShouldBeGreaterThan(0);
            Determined(equations, unknown.Count).Where(small.Contains).ShouldBeEmpty($"seed {seed}");

            void Note(Dictionary<int, double> row, (int, int) cell, double sign)
            {
                if (unknown.TryGetValue(cell, out var place))
                {
                    row[place] = row.GetValueOrDefault(place) + sign;
                }
            }
        }
    }

    // Gauss and Jordan: what stands alone in a row of the reduced equations is known.
    private static List<int> Determined(List<Dictionary<int, double>> equations, int unknowns)
    {
        var rows = equations.ConvertAll(e =>
        {
            var row = new double[unknowns];
            foreach (var (place, sign) in e)
            {
                row[place] = sign;
            }

            return row;
        });
        var next = 0;
        for (var column = 0; column < unknowns && next < rows.Count; column++)
        {
            var pivot = Enumerable.Range(next, rows.Count - next).MaxBy(r => Math.Abs(rows[r][column]));
            if (Math.Abs(rows[pivot][column]) < 1e-9)
            {
                continue;
            }

            (rows[next], rows[pivot]) = (rows[pivot], rows[next]);
            var scale = rows[next][column];
            rows[next] = Array.ConvertAll(rows[next], v => v / scale);
            for (var r = 0; r < rows.Count; r++)
            {
                var factor = rows[r][column];
                if (r != next && Math.Abs(factor) > 1e-12)
                {
                    for (var c = 0; c < unknowns; c++)
                    {
                        rows[r][c] -= factor * rows[next][c];
                    }
                }
            }

            next++;
        }

        return
        [
            .. rows.Select(r => Enumerable.Range(0, unknowns).Where(c => Math.Abs(r[c]) > 1e-6).ToList())
                .Where(r => r.Count == 1)
                .Select(r => r[0]),
        ];
    }

    private static CohortCube Cube(int seed) =>
        CohortCube.Of(
            CohortWorld.Orgs,
            CohortWorld.Values,
            CohortWorld.Facts(seed),
            TestContext.Current.CancellationToken
        );

    private static IEnumerable<(int Layer, int Key, int Line)> Sums(CohortCube cube) =>
        from layer in Enumerable.Range(0, cube.Layers.Count)
        from key in cube.Layers[layer].Cells.Keys
        from line in Enumerable.Range(0, CohortCube.Dimensions + 1)
        where CohortHiding.Members(cube, (layer, key, line)).Count > 0
        select (layer, key, line);

    private static CubeCell Cell(CohortCube cube, (int Layer, int Key) place) => cube.Layers[place.Layer].Cells[place.Key];
}
