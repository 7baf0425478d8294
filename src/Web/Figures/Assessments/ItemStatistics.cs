using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Measurement;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>Figures of one piece of work of a course in a term.</summary>
/// <param name="table">The course.</param>
/// <param name="ids">Id of each piece of work.</param>
/// <param name="passMark">Mark in percent from which work is passed.</param>
internal sealed class ItemStatistics(CourseTable table, string[] ids, double passMark)
{
    /// <summary>Fewest students that anything is shown of.</summary>
    public const int Least = 10;

    private const int Bins = 10;
    private readonly Dictionary<int, List<EarlierItem>> _earlier = [];

    /// <summary>Figures; null where fewer than ten students had it due.</summary>
    public ItemFigures? Of(int item, BiasHead? bias)
    {
        var column = table.Items[item];
        int[] due = [.. Rows(r => column.States[r] != WorkState.None)];
        int[] marked = Array.FindAll(due, r => column.States[r] == WorkState.Marked);
        if (due.Length < Least)
        {
            return null;
        }

        var marks = Array.ConvertAll(marked, r => column.Marks[r]);
        var isMarked = marks.Length >= Least;
        var foretelling = new Foretelling(table, item);
        var earlier = Earlier(item);
        var twin = earlier.MaxBy(e => e.Marks.Value);
        var (weeks, share) = KnownTimes(column, marked);
        var (rest, index) = Rest(item, marked);
        return new ItemFigures(
            ids[item],
            table.Classes[0].Course.Id,
            column.Name.Category,
            column.Name.Title,
            column.Name.Number,
            column.Classes,
            due.Length,
            marks.Length,
            Rounded(due.Count(r => column.States[r] == WorkState.Missing) / (double)due.Length) ?? 0,
            isMarked ? Rounded(marks.Average()) : null,
            isMarked ? Rounded(Deviation(marks)) : null,
            isMarked ? Rounded(marks.Count(m => m >= passMark) / (double)marks.Length) : null,
            Rounded(due.Average(r => column.Due[r] / (double)CourseTable.Length(table.ClassOf[r]))) ?? 0,
            isMarked ? share : null,
            isMarked ? weeks : null,
            rest,
            index,
            foretelling.Auc,
            foretelling.Biserial,
            foretelling.Before,
            foretelling.Added,
            twin?.Id,
            twin?.Marks,
            twin?.Added,
            bias
        );
    }

    /// <summary>The same in detail.</summary>
    /// <param name="item">Which.</param>
    /// <param name="byClass">Whether classes are listed.</param>
    public ItemDetail DetailOf(int item, bool byClass)
    {
        var column = table.Items[item];
        int[] marked = [.. Rows(r => column.States[r] == WorkState.Marked)];
        var histogram = new int[Bins];
        foreach (var row in marked)
        {
            histogram[Math.Clamp((int)(column.Marks[row] / (100.0 / Bins)), 0, Bins - 1)]++;
        }

        return new ItemDetail(
            marked.Length < Least ? [] : histogram,
            [.. Enum.GetValues<OutcomeBandKind>().Select(k => Band(column, k)).OfType<OutcomeBand>()],
            [.. Earlier(item).OrderByDescending(e => e.Marks.Value)],
            byClass ? [.. table.Classes.Select(c => InClass(item, c)).OfType<ClassItem>()] : []
        );
    }

    /// <summary>Four digits say enough, and keep a sheet small; null for what is undefined.</summary>
    public static double? Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    /// <summary>The same for a figure with its interval.</summary>
    public static Measure? Rounded(Measured? value) =>
        value is { } v && double.IsFinite(v.Value) && double.IsFinite(v.Low) && double.IsFinite(v.High)
            ? new Measure(Math.Round(v.Value, 4), Math.Round(v.Low, 4), Math.Round(v.High, 4))
            : null;

    private IEnumerable<int> Rows(Func<int, bool> takes) => Enumerable.Range(0, table.Rows.Length).Where(takes);

    private (Measure? R, double? Index) Rest(int item, int[] marked)
    {
        int[] rows = Array.FindAll(marked, r => !double.IsNaN(table.RestOf(item, r)));
        if (rows.Length < Least)
        {
            return (null, null);
        }

        var marks = Array.ConvertAll(rows, r => table.Items[item].Marks[r]);
        var rest = Array.ConvertAll(rows, r => table.RestOf(item, r));
        var (r, n) = Correlation.Pearson(marks, rest);
        return (Rounded(Correlation.Interval(r, n)), Rounded(ItemDiscrimination.UpperLower(marks, rest)));
    }

    private List<EarlierItem> Earlier(int item)
    {
        if (_earlier.TryGetValue(item, out var known))
        {
            return known;
        }

        var found = new List<EarlierItem>();
        var column = table.Items[item];
        for (var other = 0; other < item; other++)
        {
            var (r, n) = Correlation.Pearson(column.Marks, table.Items[other].Marks);
            if (n >= Least && Rounded(Correlation.Interval(r, n)) is { } marks)
            {
                found.Add(new EarlierItem(ids[other], marks, Foretelling.AddedTo(table, item, other)));
            }
        }

        return _earlier[item] = found;
    }

    private (double? Weeks, double? Share) KnownTimes(ItemColumn column, int[] marked)
    {
        int[] rows = Array.FindAll(marked, r => column.Known[r] >= 0);
        return rows.Length == 0
            ? (null, null)
            : (
                Rounded(Median([.. rows.Select(r => (CourseTable.Length(table.ClassOf[r]) - column.Known[r]) / 7.0)])),
                Rounded(Median([.. rows.Select(r => column.Known[r] / (double)CourseTable.Length(table.ClassOf[r]))]))
            );
    }

    private OutcomeBand? Band(ItemColumn column, OutcomeBandKind kind)
    {
        var middle = (passMark + 100) / 2;
        bool Takes(int r) =>
            kind switch
            {
                OutcomeBandKind.Missing => column.States[r] == WorkState.Missing,
                OutcomeBandKind.Below => column.Marks[r] < passMark,
                OutcomeBandKind.Passed => column.Marks[r] >= passMark && column.Marks[r] < middle,
                _ => column.Marks[r] >= middle,
            };
        var outcomes = Rows(r => table.Rows[r].Failed is not null && Takes(r))
            .Select(r => table.Rows[r].Failed!.Value)
            .ToList();
        var failed = outcomes.Count(f => f);
        var (low, high) = WilsonInterval.Of(failed, outcomes.Count);
        return outcomes.Count < Least
            ? null
            : new OutcomeBand(kind, outcomes.Count, Rounded(new Measured(failed / (double)outcomes.Count, low, high))!);
    }

    private ClassItem? InClass(int item, ClassWork work)
    {
        var column = table.Items[item];
        int[] due = [.. Rows(r => ReferenceEquals(table.ClassOf[r], work) && column.States[r] != WorkState.None)];
        if (due.Length < Least)
        {
            return null;
        }

        int[] marked = Array.FindAll(due, r => column.States[r] == WorkState.Marked);
        var isShown = marked.Length >= Least;
        return new ClassItem(
            work.Title,
            due.Length,
            Rounded(due.Count(r => column.States[r] == WorkState.Missing) / (double)due.Length) ?? 0,
            isShown ? Rounded(marked.Average(r => column.Marks[r])) : null,
            isShown ? Rest(item, marked).R?.Value : null,
            isShown ? KnownTimes(column, marked).Weeks : null
        );
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Length - 1));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
