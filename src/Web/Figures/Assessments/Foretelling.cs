using EarlyWarning.Ml.Measurement;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>How well a piece of work foretells who does not pass the course, and what it adds to what was known before.</summary>
internal sealed class Foretelling
{
    /// <summary>Fewest students with each outcome.</summary>
    private const int Least = ItemStatistics.Least;

    // Below every mark, 0 among them.
    private const double Missing = -1;

    /// <summary>Looks at a piece of work.</summary>
    /// <param name="table">The course.</param>
    /// <param name="item">Which.</param>
    public Foretelling(CourseTable table, int item)
    {
        var column = table.Items[item];
        var rows = table.RowsWhere(r => table.Rows[r].Failed is not null && !double.IsNaN(column.ValueOf(r)));
        if (!HoldsBoth(table, rows))
        {
            return;
        }

        Auc = Of(table, rows, r => column.States[r] == WorkState.Missing ? Missing : column.Marks[r]);
        var (biserial, n) = Correlation.Pearson(Array.ConvertAll(rows, column.ValueOf), Failed(table, rows));
        Biserial = ItemStatistics.Rounded(Correlation.Interval(biserial, n));

        // Asked for several times over, and a mean of all other work each time.
        var earlier = new double[table.Rows.Length];
        foreach (var r in rows)
        {
            earlier[r] = table.EarlierOf(item, r);
        }

        int[] known = Array.FindAll(rows, r => !double.IsNaN(earlier[r]));
        if (HoldsBoth(table, known))
        {
            Before = Of(table, known, r => earlier[r])?.Value;
            Added = Partial(table, known, column.ValueOf, r => earlier[r]);
        }
    }

    public Measure? Auc { get; }

    public Measure? Biserial { get; }

    public double? Before { get; }

    public Measure? Added { get; }

    /// <summary>Correlation of a mark with passing at an equal mark in another piece of work, missing as 0 in both.</summary>
    public static Measure? AddedTo(CourseTable table, int item, int other)
    {
        var (column, before) = (table.Items[item], table.Items[other]);
        var known = table.RowsWhere(r =>
            table.Rows[r].Failed is not null && !double.IsNaN(column.ValueOf(r)) && !double.IsNaN(before.ValueOf(r))
        );
        return HoldsBoth(table, known) ? Partial(table, known, column.ValueOf, before.ValueOf) : null;
    }

    private static bool HoldsBoth(CourseTable table, int[] rows)
    {
        var failed = 0;
        foreach (var r in rows)
        {
            failed += table.Rows[r].Failed == true ? 1 : 0;
        }

        return failed >= Least && rows.Length - failed >= Least;
    }

    private static Measure? Of(CourseTable table, int[] rows, Converter<int, double> value) =>
        ItemStatistics.Rounded(
            ClusteredAuc.OfLow(
                Array.ConvertAll(rows, value),
                Array.ConvertAll(rows, r => table.Rows[r].Failed == true),
                Array.ConvertAll(rows, r => table.Students[r]),
                table.StudentCount
            )
        );

    private static Measure? Partial(
        CourseTable table,
        int[] rows,
        Converter<int, double> value,
        Converter<int, double> held
    )
    {
        var x = Array.ConvertAll(rows, value);
        var z = Array.ConvertAll(rows, held);
        var y = Array.ConvertAll(rows, r => table.Rows[r].Failed == true ? 0.0 : 1.0);
        var partial = Correlation.Partial(
            Correlation.Pearson(x, y).R,
            Correlation.Pearson(x, z).R,
            Correlation.Pearson(y, z).R
        );
        return ItemStatistics.Rounded(Correlation.Interval(partial, rows.Length, 1));
    }

    private static double[] Failed(CourseTable table, int[] rows) =>
        Array.ConvertAll(rows, r => table.Rows[r].Failed == true ? 1.0 : 0.0);
}
