using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Ml.Tests.Fairness;

/// <summary>Against every table there is that shows the same.</summary>
public sealed class HiddenWitnessTests
{
    private const int Rows = 3;
    private const int Columns = 3;
    private const int Least = 5;

    // Cells 0 to 8 are those of the table, 9 to 11 totals of rows, 12 to 14 of columns.
    private static readonly SumLine[] Lines =
    [
        .. Enumerable
            .Range(0, Rows)
            .Select(r => new SumLine(9 + r, [.. Enumerable.Range(0, Columns).Select(c => (r * Columns) + c)])),
        .. Enumerable
            .Range(0, Columns)
            .Select(c => new SumLine(12 + c, [.. Enumerable.Range(0, Rows).Select(r => (r * Columns) + c)])),
    ];

    [Fact]
    public void It_finds_another_table_where_there_is_one_and_nowhere_else()
    {
        var random = new Random(11);
        var (found, none) = (0, 0);
        for (var round = 0; round < 120; round++)
        {
            var with = Summed([.. Enumerable.Range(0, Rows * Columns).Select(_ => random.Next(0, 7))]);
            bool[] dark = [.. Enumerable.Range(0, 15).Select(i => i < 9 && random.NextDouble() < 0.6)];
            var table = new JointTable(Lines, [new CellCounts(with, with)], false, Least);
            var most = MostOfEach(with, dark);
            var witness = new HiddenWitness(table, [dark]);
            foreach (var cell in Enumerable.Range(0, 9).Where(c => dark[c] && with[c] < Least))
            {
                var expected = most[cell] >= Least;
                witness.Exists(0, cell).ShouldBe(expected, $"round {round}, cell {cell}: at most {most[cell]}");
                (found, none) = expected ? (found + 1, none) : (found, none + 1);
            }
        }

        found.ShouldBeGreaterThan(30);
        none.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Of_flagged_people_it_keeps_to_those_of_the_next_cut_and_to_all_people()
    {
        // Two groups in two schools, all hidden at both cuts; everybody is shown. 2 of 3 flagged at the higher cut leave 0 to 3.
        SumLine[] lines = [new(4, [0, 1]), new(5, [2, 3]), new(6, [0, 2]), new(7, [1, 3])];
        int[] low = [1, 1, 1, 1, 2, 2, 2, 2];
        int[] high = [2, 2, 2, 2, 4, 4, 4, 4];
        int[] all = [3, 30, 30, 30, 33, 60, 33, 60];
        bool[] dark = [true, true, true, true, false, false, false, false];
        var none = new int[8];
        var table = new JointTable(
            lines,
            [new CellCounts(low, none), new CellCounts(high, none), new CellCounts(all, none)],
            true,
            Least
        );

        // By exchange along the square: 0 to 2 at the lower cut, 0 to 3 at the higher one, both less than five.
        var known = new HiddenWitness(table, [dark, dark, new bool[8]]);
        known.Exists(0, 0).ShouldBeFalse();
        known.Exists(1, 0).ShouldBeFalse();

        // Where twice as many are flagged it is 0 to 8 at the higher cut, if all people of the group are hidden too.
        var more = new JointTable(
            lines,
            [
                new CellCounts([.. low.Select(n => 4 * n)], none),
                new CellCounts([.. high.Select(n => 4 * n)], none),
                new CellCounts(all, none),
            ],
            true,
            100
        );
        var open = new HiddenWitness(more, [dark, dark, [true, true, true, true, false, false, false, false]]);
        open.Exists(1, 1).ShouldBeTrue();
    }

    private static int[] Summed(int[] inner) => [.. inner, .. Lines.Select(line => line.Members.Sum(m => inner[m]))];

    // All ways to fill the dark cells so that every sum stays what it is.
    private static int[] MostOfEach(int[] truth, bool[] dark)
    {
        int[] open = [.. Enumerable.Range(0, 9).Where(c => dark[c])];
        var most = (int[])truth.Clone();
        var now = (int[])truth.Clone();
        foreach (var cell in open)
        {
            now[cell] = 0;
        }

        Fill(0);
        return most;

        void Fill(int place)
        {
            if (place == open.Length)
            {
                if (Array.TrueForAll(Lines, line => line.Members.Sum(m => now[m]) == truth[line.Total]))
                {
                    foreach (var cell in open)
                    {
                        most[cell] = Math.Max(most[cell], now[cell]);
                    }
                }

                return;
            }

            var own = open[place];
            var room = Lines.Where(l => l.Members.Contains(own)).Min(l => truth[l.Total] - l.Members.Sum(m => now[m]));
            for (var value = 0; value <= room; value++)
            {
                now[own] = value;
                Fill(place + 1);
            }

            now[own] = 0;
        }
    }
}
