using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Ml.Tests.Fairness;

/// <summary>One pattern for many counts of the same cells, and growing ones for the cuts of a grid.</summary>
public sealed class JointSuppressionTests
{
    private const int Least = 10;

    private static readonly SumLine[] OneLine = [new(0, [1, 2, 3])];

    [Fact]
    public void A_group_that_is_small_at_one_horizon_is_hidden_at_all_with_another()
    {
        var hidden = JointSuppression.Hide(
            OneLine,
            [
                new CellCounts([90, 30, 20, 40], [300, 100, 100, 100]),
                new CellCounts([75, 28, 9, 38], [300, 100, 100, 100]),
            ],
            Least
        );
        hidden.ShouldBe(
            [false, true, true, false],
            "the second is small later on, and the smallest other goes with it"
        );
    }

    [Fact]
    public void A_total_that_is_hidden_hides_one_of_its_parts()
    {
        // The total of the second line is small in the first; all of its parts would give it away.
        SumLine[] lines = [new(0, [1, 2]), new(1, [3, 4])];
        var hidden = JointSuppression.Hide(lines, [new CellCounts([60, 9, 51, 5, 4], [200, 80, 120, 40, 40])], Least);
        hidden.ShouldBe([false, true, true, true, true]);
    }

    [Fact]
    public void What_several_sums_say_together_is_hidden_too()
    {
        // Rows {1..4} and columns {5..8} of a table of four by four, cells 9 + 4 r + c. Two blocks of hidden cells share one
        // more between them: every line hides at least two, yet the one between follows from all of a block's lines at once.
        (int, int)[] dark = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 2)];
        var lines = new List<SumLine>();
        for (var i = 0; i < 4; i++)
        {
            var k = i;
            lines.Add(new SumLine(1 + i, [.. Enumerable.Range(0, 4).Select(c => 9 + (4 * k) + c)]));
            lines.Add(new SumLine(5 + i, [.. Enumerable.Range(0, 4).Select(r => 9 + (4 * r) + k)]));
        }

        var isHidden = new bool[25];
        foreach (var (r, c) in dark)
        {
            isHidden[9 + (4 * r) + c] = true;
        }

        SolvedCells.Of(lines, isHidden, CancellationToken.None).ShouldBe([9 + 4 + 2]);
        var with = new int[25];
        for (var cell = 9; cell < 25; cell++)
        {
            with[cell] = isHidden[cell] ? 8 : 200 + cell;
        }

        foreach (var line in lines)
        {
            with[line.Total] = line.Members.Sum(m => with[m]);
        }

        with[0] = Enumerable.Range(1, 4).Sum(r => with[r]);
        var hidden = JointSuppression.Hide(lines, [new CellCounts(with, [.. with.Select(w => 2 * w)])], Least);
        hidden.Count(h => h).ShouldBeGreaterThan(9);
        SolvedCells.Of(lines, hidden, CancellationToken.None).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_hidden_at_a_cut_is_hidden_at_every_lower_one()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var people = Counts(random, () => random.Next(10, 90));
            var cuts = new List<CellCounts>();
            for (var share = 0.1; share < 0.6; share += 0.1)
            {
                var own = share;
                cuts.Add(
                    Summed(
                        [.. people.With.Select(w => (int)(w * own * 1.2))],
                        [.. people.Without.Select(w => (int)(w * own * 0.8))]
                    )
                );
            }

            var always = JointSuppression.Hide(OneLine, [people], Least);
            var hidden = JointSuppression.HideCuts(OneLine, cuts, people, always, Least);
            for (var cut = 0; cut < cuts.Count; cut++)
            {
                for (var cell = 0; cell < 4; cell++)
                {
                    (hidden[cut][cell] || cuts[cut].N(cell) >= Least).ShouldBeTrue("what is small is hidden");
                    (hidden[cut][cell] || !always[cell]).ShouldBeTrue();
                    (cut == 0 || hidden[cut - 1][cell] || !hidden[cut][cell]).ShouldBeTrue();
                }
            }
        }
    }

    private static CellCounts Counts(Random random, Func<int> next) =>
        Summed([0, next(), next(), next()], [0, next(), next(), random.Next(10, 200)]);

    private static CellCounts Summed(int[] with, int[] without)
    {
        (with[0], without[0]) = (with[1..].Sum(), without[1..].Sum());
        return new CellCounts(with, without);
    }
}
