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

    private readonly Dictionary<int, List<EarlierItem>> _earlier = [];

    /// <summary>Figures; null where fewer than ten students had it due.</summary>
    /// <param name="item">Which.</param>
    /// <param name="pooled">What it is called where terms are pooled.</param>
    /// <param name="bias">The largest difference between groups.</param>
    public ItemFigures? Of(int item, ItemName pooled, BiasHead? bias)
    {
        var column = table.Items[item];
        var due = table.RowsWhere(r => column.States[r] != WorkState.None);
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
        var (weeks, share) = KnownTimes(item, marked);
        var (rest, index) = Rest(item, marked);
        return new ItemFigures(
            ids[item],
            table.Classes[0].Course.Id,
            column.Shown.Category,
            column.Shown.Title,
            column.Shown.Number,
            column.Classes,
            ToFive(due.Length),
            ToFive(marks.Length),
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
            bias,
            pooled == column.Shown ? null : new PooledName(pooled.Category, pooled.Title, pooled.Number)
        );
    }

    /// <summary>Earlier work that a piece of work is like, in the order it is due.</summary>
    public IReadOnlyList<EarlierItem> Earlier(int item)
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

    /// <summary>Correlation with the rest of the work, and the upper-lower index.</summary>
    public (Measure? R, double? Index) Rest(int item, int[] marked)
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

    /// <summary>Weeks left, and share of the term over, when half of the marks are known.</summary>
    public (double? Weeks, double? Share) KnownTimes(int item, int[] marked)
    {
        var column = table.Items[item];
        int[] rows = Array.FindAll(marked, r => column.Known[r] >= 0);
        return rows.Length == 0
            ? (null, null)
            : (
                Rounded(
                    Median(Array.ConvertAll(rows, r => (CourseTable.Length(table.ClassOf[r]) - column.Known[r]) / 7.0))
                ),
                Rounded(
                    Median(Array.ConvertAll(rows, r => column.Known[r] / (double)CourseTable.Length(table.ClassOf[r])))
                )
            );
    }

    /// <summary>Four digits say enough, and keep a sheet small; null for what is undefined.</summary>
    public static double? Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    /// <summary>The same for a figure with its interval.</summary>
    public static Measure? Rounded(Measured? value) =>
        value is { } v && double.IsFinite(v.Value) && double.IsFinite(v.Low) && double.IsFinite(v.High)
            ? new Measure(Math.Round(v.Value, 4), Math.Round(v.Low, 4), Math.Round(v.High, 4))
            : null;

    /// <summary>Counts are kept rounded to 5; rates come from unrounded ones.</summary>
    public static int ToFive(int n) => (int)(5 * Math.Round(n / 5.0, MidpointRounding.AwayFromZero));

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
