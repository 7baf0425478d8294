using EarlyWarning.Ml.Measurement;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>A piece of work as a column: a value for each row of the table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LineItemId">The lowest key of the line items pooled.</param>
/// <param name="Classes">Classes that were set it.</param>
internal sealed record ItemColumn(ItemName Name, long LineItemId, int Classes)
{
    /// <summary>The name to show: its title where it has one here, whatever names it over all schools.</summary>
    public required ItemName Shown { get; init; }

    public required WorkState[] States { get; init; }

    /// <summary>Marks in percent, NaN where none.</summary>
    public required double[] Marks { get; init; }

    /// <summary>Day of the class on which it is due.</summary>
    public required int[] Due { get; init; }

    /// <summary>Day of the class on which the mark was known; -1 where none is.</summary>
    public required int[] Known { get; init; }

    /// <summary>Marks with missing work as 0; NaN where neither is known.</summary>
    public double ValueOf(int row) => States[row] == WorkState.Missing ? 0 : Marks[row];
}

/// <summary>The work of a course: rows are enrollments in its classes, columns pieces of work in the order they are due.</summary>
internal sealed class CourseTable
{
    /// <summary>Fewest other marks that make a mean of the rest.</summary>
    private const int LeastOthers = 2;

    private readonly double[] _sums;
    private readonly int[] _counts;
    private readonly int[] _firstRows;

    private CourseTable(IReadOnlyList<ClassWork> classes, ItemColumn[] items, WorkRow[] rows, ClassWork[] classOf)
    {
        (Classes, Items, Rows, ClassOf) = (classes, items, rows, classOf);
        _firstRows = new int[classes.Count + 1];
        for (var c = 0; c < classes.Count; c++)
        {
            _firstRows[c + 1] = _firstRows[c] + classes[c].Rows.Count;
        }

        (Students, StudentCount) = Numbers(rows);
        (_sums, _counts) = (new double[rows.Length], new int[rows.Length]);
        foreach (var item in items)
        {
            for (var r = 0; r < rows.Length; r++)
            {
                if (!double.IsNaN(item.Marks[r]))
                {
                    _sums[r] += item.Marks[r];
                    _counts[r]++;
                }
            }
        }
    }

    public IReadOnlyList<ClassWork> Classes { get; }

    public ItemColumn[] Items { get; }

    public WorkRow[] Rows { get; }

    public ClassWork[] ClassOf { get; }

    /// <summary>Number of the student of each row, from 0 on.</summary>
    public int[] Students { get; }

    /// <summary>Distinct students.</summary>
    public int StudentCount { get; }

    /// <summary>Lays out the work of some classes.</summary>
    /// <param name="classes">Classes of one course.</param>
    /// <param name="names">Names of the line items of each.</param>
    public static CourseTable Of(IReadOnlyList<ClassWork> classes, IReadOnlyList<ItemName[]> names)
    {
        var places = names
            .SelectMany(
                (n, c) => n.Select((name, i) => (name, Item: classes[c].Book.LineItems[i], Class: classes[c], Place: i))
            )
            .GroupBy(n => n.name)
            .OrderBy(g => g.Average(n => (n.Item.Due - n.Class.Book.Start) / (double)Length(n.Class)))
            .ThenBy(g => g.Min(n => n.Item.Id))
            .Select(
                (g, place) =>
                    (
                        g.Key,
                        place,
                        Id: g.Min(n => n.Item.Id),
                        Classes: g.Count(),
                        Shown: ItemPool.Shown(g.Key, [.. g.Select(n => n.Class.Names[n.Place].Title)])
                    )
            )
            .ToList();
        var shown = places.CountBy(p => p.Shown).ToDictionary();
        var placeOf = places.ToDictionary(p => p.Key, p => p.place);
        var columnsOf = names.Select(n => Array.ConvertAll(n, name => placeOf[name])).ToList();
        var rows = classes.SelectMany(c => c.Rows).ToArray();
        var items = places
            .ConvertAll(p => Column(p.Key, shown[p.Shown] > 1 ? p.Key : p.Shown, (p.Id, p.Classes), rows.Length))
            .ToArray();
        var classOf = new ClassWork[rows.Length];
        var row = 0;
        for (var c = 0; c < classes.Count; c++)
        {
            foreach (var work in classes[c].Rows)
            {
                classOf[row] = classes[c];
                Enter(work, classes[c], columnsOf[c], items, row++);
            }
        }

        return new CourseTable(classes, items, rows, classOf);
    }

    /// <summary>Days from the first day of a class to its end.</summary>
    public static int Length(ClassWork work) => Math.Max(1, work.Book.End - work.Book.Start);

    /// <summary>Rows that are taken, in order.</summary>
    public int[] RowsWhere(Func<int, bool> takes) => RowsWhere(0, Rows.Length, takes);

    /// <summary>The same of one class.</summary>
    /// <param name="place">Place of the class.</param>
    /// <param name="takes">Which.</param>
    public int[] RowsOf(int place, Func<int, bool> takes) => RowsWhere(_firstRows[place], _firstRows[place + 1], takes);

    /// <summary>Mean of the student's other marks in the class; NaN where there are fewer than two.</summary>
    public double RestOf(int item, int row)
    {
        var own = Items[item].Marks[row];
        var others = _counts[row] - (double.IsNaN(own) ? 0 : 1);
        return others < LeastOthers ? double.NaN : (_sums[row] - (double.IsNaN(own) ? 0 : own)) / others;
    }

    /// <summary>Mean of the work due earlier, missing as 0; NaN where none was.</summary>
    public double EarlierOf(int item, int row)
    {
        var due = Items[item].Due[row];
        var (sum, n) = (0.0, 0);
        for (var i = 0; i < Items.Length; i++)
        {
            var value = Items[i].Due[row] < due ? Items[i].ValueOf(row) : double.NaN;
            if (!double.IsNaN(value))
            {
                sum += value;
                n++;
            }
        }

        return n == 0 ? double.NaN : sum / n;
    }

    /// <summary>
    /// Reliability of the mean of the other marks, from the mean correlation of pieces of work by the formula of Spearman and
    /// Brown: few have all of the work, so that alpha of the complete would be of the diligent only.
    /// </summary>
    public double RestReliability(CancellationToken cancel)
    {
        var (sum, weight) = (0.0, 0.0);
        for (var a = 0; a < Items.Length; a++)
        {
            cancel.ThrowIfCancellationRequested();
            for (var b = 0; b < a; b++)
            {
                var (r, n) = Correlation.Pearson(Items[a].Marks, Items[b].Marks);
                sum += double.IsNaN(r) ? 0 : n * r;
                weight += double.IsNaN(r) ? 0 : n;
            }
        }

        var mean = weight > 0 ? Math.Clamp(sum / weight, 0, 1) : 0;
        var others = _counts.Where(c => c > LeastOthers).Select(c => c - 1.0).DefaultIfEmpty(1).Average();
        return others * mean / (1 + ((others - 1) * mean));
    }

    private static int[] RowsWhere(int from, int to, Func<int, bool> takes)
    {
        var rows = new List<int>(to - from);
        for (var r = from; r < to; r++)
        {
            if (takes(r))
            {
                rows.Add(r);
            }
        }

        return [.. rows];
    }

    private static (int[] Numbers, int Count) Numbers(WorkRow[] rows)
    {
        var numbers = new int[rows.Length];
        var known = new Dictionary<long, int>(rows.Length);
        for (var r = 0; r < rows.Length; r++)
        {
            if (!known.TryGetValue(rows[r].StudentId, out numbers[r]))
            {
                known[rows[r].StudentId] = numbers[r] = known.Count;
            }
        }

        return (numbers, known.Count);
    }

    private static ItemColumn Column(ItemName name, ItemName shown, (long Id, int Classes) of, int rows)
    {
        var marks = new double[rows];
        var (due, known) = (new int[rows], new int[rows]);
        Array.Fill(marks, double.NaN);
        Array.Fill(due, int.MaxValue);
        Array.Fill(known, -1);
        return new ItemColumn(name, of.Id, of.Classes)
        {
            Shown = shown,
            States = new WorkState[rows],
            Marks = marks,
            Due = due,
            Known = known,
        };
    }

    private static void Enter(WorkRow work, ClassWork @class, int[] columns, ItemColumn[] items, int row)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            var item = items[columns[i]];
            item.States[row] = work.States[i];
            item.Marks[row] = work.Marks[i];
            item.Due[row] = @class.Book.LineItems[i].Due - @class.Book.Start;
            item.Known[row] = work.Known[i];
        }
    }
}
