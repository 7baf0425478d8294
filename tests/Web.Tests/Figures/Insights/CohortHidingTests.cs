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
            var (cube, facts) = (Cube(seed), CohortWorld.Facts(seed));
            var hiddenSomething = false;
            foreach (var (layer, key, line) in Sums(cube))
            {
                var members = CohortHiding.Members(cube, (layer, key, line)).ConvertAll(m => Cell(cube, m));
                var dark = members.Where(m => m.Hidden).ToList();
                if (Cell(cube, (layer, key)).Hidden)
                {
                    // Else it would be the sum of what is shown.
                    dark.ShouldNotBeEmpty();
                    continue;
                }

                if (dark.Count == 0)
                {
                    continue;
                }

                hiddenSomething = true;
                dark.Count.ShouldBeGreaterThan(1);

                // What the sum tells of the hidden together, counted student by student, is enough of each.
                var places = CohortHiding.Members(cube, (layer, key, line)).Where(m => Cell(cube, m).Hidden).ToList();
                var students = facts.Where(f => places.Exists(p => Holds(cube, p, f))).GroupBy(f => f.Student).ToList();
                students.Count.ShouldBeGreaterThanOrEqualTo(CohortSheets.Least);
                students.Count(s => s.Any(f => !f.Passed)).ShouldBeGreaterThanOrEqualTo(CohortSheets.Least);
                students.Count(s => s.Any(f => f.Passed)).ShouldBeGreaterThanOrEqualTo(CohortSheets.Least);
            }

            hiddenSomething.ShouldBeTrue();
        }
    }

    [Fact]
    public void Nothing_small_can_be_worked_out_from_all_sums_together()
    {
        for (var seed = 0; seed < 3; seed++)
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
            var small = unknown
                .Where(u => Cell(cube, u.Key).Fewest < CohortSheets.Least)
                .Select(u => u.Value)
                .ToHashSet();

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

    // Gauss and Jordan, on the few places of each row that are not 0: what stands alone in a reduced row is known.
    private static List<int> Determined(List<Dictionary<int, double>> equations, int unknowns)
    {
        var reduced = new Dictionary<int, Dictionary<int, double>>();
        foreach (var equation in equations)
        {
            foreach (var pivot in equation.Keys.Where(reduced.ContainsKey).ToList())
            {
                Take(equation, reduced[pivot], equation.GetValueOrDefault(pivot));
            }

            if (equation.Count == 0)
            {
                continue;
            }

            var (place, scale) = equation.MaxBy(e => Math.Abs(e.Value));
            foreach (var other in equation.Keys.ToList())
            {
                equation[other] /= scale;
            }

            foreach (var row in reduced.Values.Where(r => r.ContainsKey(place)))
            {
                Take(row, equation, row[place]);
            }

            reduced[place] = equation;
        }

        reduced.Count.ShouldBeLessThan(unknowns);
        return [.. reduced.Where(r => r.Value.Count == 1).Select(r => r.Key)];
    }

    private static void Take(Dictionary<int, double> row, Dictionary<int, double> other, double times)
    {
        foreach (var (place, value) in other)
        {
            var left = row.GetValueOrDefault(place) - (times * value);
            if (Math.Abs(left) < 1e-9)
            {
                row.Remove(place);
            }
            else
            {
                row[place] = left;
            }
        }
    }

    private static CohortCube Cube(int seed) =>
        CohortCube.Of(
            CohortWorld.Orgs,
            CohortWorld.Values,
            CohortWorld.Facts(seed),
            TestContext.Current.CancellationToken
        );

    [Fact]
    public void What_is_shown_has_ten_students_ten_who_passed_something_and_ten_who_did_not()
    {
        for (var seed = 0; seed < 4; seed++)
        {
            var (cube, facts) = (Cube(seed), CohortWorld.Facts(seed));
            for (var l = 0; l < cube.Layers.Count; l++)
            {
                foreach (var (key, cell) in cube.Layers[l].Cells)
                {
                    var students = facts.Where(f => Holds(cube, (l, key), f)).GroupBy(f => f.Student).ToList();
                    var (failing, passing) = (
                        students.Count(s => s.Any(f => !f.Passed)),
                        students.Count(s => s.Any(f => f.Passed))
                    );
                    (cell.Students, cell.Failing, cell.Passing).ShouldBe((students.Count, failing, passing));
                    (cell.Hidden || Math.Min(failing, passing) >= CohortSheets.Least).ShouldBeTrue();
                }
            }

            cube.Layers[0].Shown(0).ShouldNotBeNull();
        }
    }

    [Fact]
    public void Twelve_flagged_of_whom_none_passed_are_not_shown()
    {
        // Two schools; at North twelve are flagged and none of them passes, of the others a few do not.
        var facts = new List<CubeFact>();
        for (long s = 0; s < 400; s++)
        {
            var (org, flagged) = (s < 200 ? CohortWorld.North : CohortWorld.South, s < 12 || s >= 340);
            var passed = flagged ? s >= 340 && s % 2 == 0 : s % 10 != 0;
            facts.Add(new CubeFact(s, org, 1, 1, 1, flagged ? 3 : 2, passed, 50, 0.1, 0.1));
        }

        var cube = CohortCube.Of(CohortWorld.Orgs, CohortWorld.Values, facts, TestContext.Current.CancellationToken);
        var north = cube.Layers.Single(l => l.Id == CohortWorld.North);

        north.Cells[cube.Key(1, 0, 0, 3)].Students.ShouldBe(12);
        north.Shown(cube.Key(1, 0, 0, 3)).ShouldBeNull();
        north.Shown(cube.Key(1, 0, 0, 2)).ShouldBeNull("what is left of North without them");
        north.Shown(cube.Key(1, 0, 0, 0)).ShouldNotBeNull();
    }

    private static bool Holds(CohortCube cube, (int Layer, int Key) place, CubeFact fact)
    {
        var layer = cube.Layers[place.Layer];
        int[] values = [fact.Term, fact.Grade, fact.Subject, fact.State];
        return (
                layer.Id < 0
                    ? fact.OrgId == -layer.Id
                    : CohortWorld
                        .Orgs.All.Single(o => o.Id == layer.Id)
                        .Holds(CohortWorld.Orgs.All.Single(o => o.Id == fact.OrgId))
            )
            && values
                .Index()
                .All(v => cube.ValueOf(place.Key, v.Index) is 0 || cube.ValueOf(place.Key, v.Index) == v.Item);
    }

    private static IEnumerable<(int Layer, int Key, int Line)> Sums(CohortCube cube) =>
        from layer in Enumerable.Range(0, cube.Layers.Count)
        from key in cube.Layers[layer].Cells.Keys
        from line in Enumerable.Range(0, CohortCube.Dimensions + 1)
        where CohortHiding.Members(cube, (layer, key, line)).Count > 0
        select (layer, key, line);

    private static CubeCell Cell(CohortCube cube, (int Layer, int Key) place) =>
        cube.Layers[place.Layer].Cells[place.Key];
}
