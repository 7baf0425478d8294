using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Ml.Tests.Fairness;

/// <summary>What is hidden stays hidden, even from a reader who adds and subtracts everything that is shown.</summary>
public sealed class SuppressionTests
{
    private const int Least = 10;

    [Fact]
    public void A_single_small_group_takes_another_with_it()
    {
        FrameCounts[] cells = [new(200, 80, 60), new(4, 1, 1), new(96, 40, 30), new(100, 39, 29)];
        Suppression.Hide(cells, [new SumLine(0, [1, 2, 3])], Least).ShouldBe([false, true, true, false]);
    }

    [Fact]
    public void Groups_hidden_together_are_not_small_together()
    {
        FrameCounts[] cells = [new(200, 80, 60), new(4, 1, 1), new(3, 1, 1), new(93, 39, 29), new(100, 39, 29)];
        Suppression.Hide(cells, [new SumLine(0, [1, 2, 3, 4])], Least).ShouldBe([false, true, true, true, false]);
    }

    [Fact]
    public void Large_groups_are_all_shown()
    {
        FrameCounts[] cells = [new(200, 80, 60), new(100, 41, 31), new(100, 39, 29)];
        Suppression.Hide(cells, [new SumLine(0, [1, 2])], Least).ShouldAllBe(hidden => !hidden);
    }

    [Fact]
    public void Nothing_hidden_can_be_solved_for()
    {
        var hidden = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var cells = FrameCells.Of(RandomRows(random), intersections: true);
            var counts = cells.All.Select(c => c.Counts).ToArray();
            var dark = Suppression.Hide(counts, cells.Lines, Least);
            hidden += dark.Count(d => d);
            for (var i = 0; i < counts.Length; i++)
            {
                (counts[i].MayBeShown(Least) || dark[i]).ShouldBeTrue($"seed {seed}: cell {i} is small");
                (dark[i] && IsDetermined(i, dark, cells.Lines)).ShouldBeFalse(
                    $"seed {seed}: cell {i} can be solved for"
                );
            }
        }

        hidden.ShouldBeGreaterThan(1000, "the tables must have something to hide");
    }

    [Fact]
    public void Cells_hidden_for_another_reason_are_not_worked_out_either()
    {
        FrameCounts[] cells = [new(60, 0, 0), new(30, 0, 0), new(20, 0, 0), new(10, 0, 0)];
        SumLine[] lines = [new(0, [1, 2, 3])];
        Suppression.Hide(cells, lines, c => c.N >= Least).ShouldAllBe(hidden => !hidden);
        Suppression.Hide(cells, lines, c => c.N >= Least, new HashSet<int> { 1 }).ShouldBe([false, true, false, true]);
    }

    [Fact]
    public void Lines_are_seen_to_as_if_each_time_from_the_first()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var cells = FrameCells.Of(RandomRows(new Random(seed)), intersections: true);
            var counts = cells.All.Select(c => c.Counts).ToArray();
            Suppression.Hide(counts, cells.Lines, Least).ShouldBe(FromTheFirst(counts, cells.Lines), $"seed {seed}");
        }
    }

    // The same rule by the book: whenever a cell was hidden, all lines are looked at again from the first.
    private static bool[] FromTheFirst(FrameCounts[] cells, IReadOnlyList<SumLine> lines)
    {
        var hidden = Array.ConvertAll(cells, c => !c.MayBeShown(Least));
        while (lines.Select(Next).FirstOrDefault(next => next is not null) is { } cell)
        {
            hidden[cell] = true;
        }

        return hidden;

        int? Next(SumLine line)
        {
            var dark = line.Members.Where(m => hidden[m] && cells[m].N > 0).ToList();
            int? smallest = line
                .Members.Where(m => !hidden[m])
                .OrderBy(m => cells[m].N)
                .ThenBy(m => m)
                .Select(m => (int?)m)
                .FirstOrDefault();
            if (hidden[line.Total])
            {
                return dark.Count == 0 ? smallest : null;
            }

            var isSafe =
                dark.Count > 1 && dark.Aggregate(default(FrameCounts), (sum, m) => sum + cells[m]).MayBeShown(Least);
            return dark.Count == 0 || isSafe ? null : smallest ?? line.Total;
        }
    }

    [Fact]
    public void Hiding_small_groups_alone_would_be_undone()
    {
        var undone = 0;
        for (var seed = 0; seed < 50; seed++)
        {
            var cells = FrameCells.Of(RandomRows(new Random(seed)), intersections: true);
            var small = cells.All.Select(c => !c.Counts.MayBeShown(Least)).ToArray();
            undone += Enumerable.Range(0, small.Length).Any(i => small[i] && IsDetermined(i, small, cells.Lines))
                ? 1
                : 0;
        }

        undone.ShouldBeGreaterThan(10, "else the attack above proves nothing");
    }

    private static FrameRows RandomRows(Random random)
    {
        var n = random.Next(60, 600);
        var attributes = Enumerable
            .Range(0, random.Next(2, 4))
            .Select(a =>
            {
                var skew = 1 + (3 * random.NextDouble());
                var groups = random.Next(2, 6);
                return new FrameAttribute(
                    $"a{a}",
                    [.. Enumerable.Range(0, n).Select(_ => $"g{(int)(groups * Math.Pow(random.NextDouble(), skew))}")]
                );
            })
            .ToList();
        return new FrameRows(
            [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())],
            [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() < 0.4 ? 1.0 : 0.0)],
            [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() < 0.35)],
            attributes
        );
    }

    // The sums as equations of the hidden cells alone: a cell is found out where the equations leave it no freedom, that is,
    // where it is 0 in every solution of the homogeneous system.
    private static bool IsDetermined(int cell, bool[] dark, IReadOnlyList<SumLine> lines)
    {
        var unknowns = Enumerable.Range(0, dark.Length).Where(i => dark[i]).ToList();
        var equations = lines
            .Select(line =>
            {
                var row = new double[unknowns.Count];
                foreach (var member in line.Members.Where(m => dark[m]))
                {
                    row[unknowns.IndexOf(member)] = 1;
                }

                if (dark[line.Total])
                {
                    row[unknowns.IndexOf(line.Total)] = -1;
                }

                return row;
            })
            .ToList();
        var unit = new double[unknowns.Count];
        unit[unknowns.IndexOf(cell)] = 1;
        return Rank(equations) == Rank([.. equations, unit]);
    }

    private static int Rank(IReadOnlyList<double[]> rows)
    {
        var work = rows.Select(r => (double[])r.Clone()).ToList();
        var rank = 0;
        for (var column = 0; work.Count > 0 && column < work[0].Length && rank < work.Count; column++)
        {
            var pivot = Enumerable.Range(rank, work.Count - rank).MaxBy(r => Math.Abs(work[r][column]));
            if (Math.Abs(work[pivot][column]) < 1e-9)
            {
                continue;
            }

            (work[rank], work[pivot]) = (work[pivot], work[rank]);
            for (var r = rank + 1; r < work.Count; r++)
            {
                var factor = work[r][column] / work[rank][column];
                for (var c = column; c < work[r].Length; c++)
                {
                    work[r][c] -= factor * work[rank][c];
                }
            }

            rank++;
        }

        return rank;
    }
}
