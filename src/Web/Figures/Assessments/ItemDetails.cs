using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Ml.Measurement;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>
/// One piece of work in detail: marks, outcomes and classes. What is too small is hidden, and with it enough others of the
/// same sum that it cannot be worked out.
/// </summary>
/// <param name="table">The course.</param>
/// <param name="statistics">Its figures.</param>
/// <param name="passMark">Mark in percent from which work is passed.</param>
internal sealed class ItemDetails(CourseTable table, ItemStatistics statistics, double passMark)
{
    private const int Least = ItemStatistics.Least;
    private const int Parts = 10;
    private const int Scale = 100;
    private static readonly OutcomeBandKind[] Kinds = Enum.GetValues<OutcomeBandKind>();

    /// <summary>A piece of work.</summary>
    /// <param name="item">Which.</param>
    /// <param name="byClass">Whether classes are listed.</param>
    public ItemDetail Of(int item, bool byClass)
    {
        var column = table.Items[item];
        var counts = new int[Parts];
        for (var r = 0; r < table.Rows.Length; r++)
        {
            if (column.States[r] == WorkState.Marked)
            {
                counts[Math.Clamp((int)(column.Marks[r] / ((double)Scale / Parts)), 0, Parts - 1)]++;
            }
        }

        return new ItemDetail(
            Bars(counts, passMark),
            Bands(column),
            [.. statistics.Earlier(item).OrderByDescending(e => e.Marks.Value)],
            byClass ? Classes(item) : []
        );
    }

    /// <summary>
    /// Bars of at least ten students. Marks that pass and others share a bar only where there are too few of either, or where
    /// the pass mark lies within a part.
    /// </summary>
    /// <param name="counts">Students in equal parts of the scale.</param>
    /// <param name="passMark">Mark in percent from which work is passed.</param>
    internal static IReadOnlyList<MarkBar> Bars(IReadOnlyList<int> counts, double passMark)
    {
        var (all, width) = (counts.Sum(), Scale / counts.Count);
        if (all < Least)
        {
            return [];
        }

        var parts = counts.Select((n, i) => (From: i * width, To: (i + 1) * width, N: n)).ToList();
        var (below, passing) = (parts.FindAll(p => p.From < passMark), parts.FindAll(p => p.From >= passMark));
        var bars =
            below.Sum(p => p.N) >= Least && passing.Sum(p => p.N) >= Least
                ? [.. Joined(below), .. Joined(passing)]
                : Joined(parts);
        return
        [
            .. bars.Select(b => new MarkBar(
                b.From,
                b.To,
                ItemStatistics.ToFive(b.N),
                Math.Round(b.N / (double)all, 2)
            )),
        ];
    }

    // The thinnest joins the thinner of its neighbours until none is too thin.
    private static List<(int From, int To, int N)> Joined(List<(int From, int To, int N)> bars)
    {
        while (bars.Min(b => b.N) < Least)
        {
            var thin = bars.IndexOf(bars.MinBy(b => b.N));
            var first =
                thin == 0 ? 0
                : thin == bars.Count - 1 || bars[thin - 1].N < bars[thin + 1].N ? thin - 1
                : thin;
            bars[first] = (bars[first].From, bars[first + 1].To, bars[first].N + bars[first + 1].N);
            bars.RemoveAt(first + 1);
        }

        return bars;
    }

    // A band says who did not pass: ten of either outcome at least, and none that the others leave over.
    private List<OutcomeBand> Bands(ItemColumn column)
    {
        var cells = new FrameCounts[Kinds.Length + 1];
        for (var r = 0; r < table.Rows.Length; r++)
        {
            if (table.Rows[r].Failed is { } failed && KindOf(column, r) is { } kind)
            {
                var one = new FrameCounts(1, failed ? 1 : 0, 0);
                cells[0] += one;
                cells[(int)kind + 1] += one;
            }
        }

        var hidden = Suppression.Hide(
            cells,
            [new SumLine(0, [.. Enumerable.Range(1, Kinds.Length)])],
            c => c.N >= Least && c.Positives >= Least && c.Negatives >= Least
        );
        return [.. Kinds.Where(k => !hidden[(int)k + 1]).Select(k => Band(k, cells[(int)k + 1]))];
    }

    private static OutcomeBand Band(OutcomeBandKind kind, FrameCounts counts)
    {
        var (low, high) = WilsonInterval.Of(counts.Positives, counts.N);
        return new OutcomeBand(
            kind,
            ItemStatistics.ToFive(counts.N),
            ItemStatistics.Rounded(new Measured(counts.Positives / (double)counts.N, low, high))!
        );
    }

    private OutcomeBandKind? KindOf(ItemColumn column, int row) =>
        (column.States[row], column.Marks[row]) switch
        {
            (WorkState.Missing, _) => OutcomeBandKind.Missing,
            (_, double.NaN) => null,
            var (_, mark) when mark < passMark => OutcomeBandKind.Below,
            var (_, mark) when mark < (passMark + Scale) / 2 => OutcomeBandKind.Passed,
            _ => OutcomeBandKind.Well,
        };

    private List<ClassItem> Classes(int item)
    {
        var column = table.Items[item];
        var due = new int[table.Classes.Count][];
        var marked = new int[due.Length][];
        for (var c = 0; c < due.Length; c++)
        {
            due[c] = table.RowsOf(c, r => column.States[r] != WorkState.None);
            marked[c] = Array.FindAll(due[c], r => column.States[r] == WorkState.Marked);
        }

        var (isHidden, isHiddenMark) = (Hidden(due), Hidden(marked));
        return
        [
            .. Enumerable
                .Range(0, due.Length)
                .Where(c => !isHidden[c])
                .Select(c => InClass(item, c, due[c], isHiddenMark[c] ? null : marked[c])),
        ];
    }

    private ClassItem InClass(int item, int place, int[] due, int[]? marked)
    {
        var column = table.Items[item];
        return new ClassItem(
            table.Classes[place].Title,
            ItemStatistics.ToFive(due.Length),
            ItemStatistics.Rounded(due.Count(r => column.States[r] == WorkState.Missing) / (double)due.Length) ?? 0,
            marked is null ? null : ItemStatistics.Rounded(marked.Average(r => column.Marks[r])),
            marked is null ? null : statistics.Rest(item, marked).R?.Value,
            marked is null ? null : statistics.KnownTimes(item, marked).Weeks
        );
    }

    // The whole course is shown beside its classes: it is the sum of them.
    private static bool[] Hidden(int[][] classes)
    {
        FrameCounts[] cells =
        [
            new(classes.Sum(c => c.Length), 0, 0),
            .. classes.Select(c => new FrameCounts(c.Length, 0, 0)),
        ];
        SumLine line = new(0, [.. Enumerable.Range(1, classes.Length)]);
        return Suppression.Hide(cells, [line], c => c.N >= Least)[1..];
    }
}
