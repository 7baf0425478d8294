namespace EarlyWarning.Ml.Effects;

/// <summary>
/// What was known of each unit before anything was done: columns in standard deviations from their mean. A missing value
/// stands at the mean, and columns with many missing ones get a column that says so; columns that never vary are left out.
/// </summary>
public sealed class BaselineTable
{
    private const double LeastShareMissing = 0.01;
    private const double LeastSpread = 1e-9;

    private BaselineTable(IReadOnlyList<string> names, int rows, double[] values) =>
        (Names, Rows, Values) = (names, rows, values);

    /// <summary>Names of the columns; one that says whether another is missing has its name and "?".</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of units.</summary>
    public int Rows { get; }

    /// <summary>Values, unit after unit.</summary>
    internal double[] Values { get; }

    /// <summary>Number of columns.</summary>
    public int Columns => Names.Count;

    /// <summary>Makes it.</summary>
    /// <param name="names">Names of the columns.</param>
    /// <param name="rows">Values of each unit; NaN where missing.</param>
    /// <exception cref="ArgumentException">A unit has another number of values than there are names.</exception>
    public static BaselineTable Of(IReadOnlyList<string> names, IReadOnlyList<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Any(r => r.Length != names.Count))
        {
            throw new ArgumentException($"Every unit must have {names.Count} values.", nameof(rows));
        }

        var columns = new List<(string Name, double[] Values)>();
        for (var c = 0; c < names.Count; c++)
        {
            var column = c;
            var raw = rows.Select(r => (double)r[column]).ToArray();
            Add(columns, names[c], Filled(raw));
            if (raw.Count(double.IsNaN) > LeastShareMissing * raw.Length)
            {
                Add(columns, names[c] + "?", Array.ConvertAll(raw, v => double.IsNaN(v) ? 1.0 : 0));
            }
        }

        var values = new double[rows.Count * columns.Count];
        for (var c = 0; c < columns.Count; c++)
        {
            for (var r = 0; r < rows.Count; r++)
            {
                values[(r * columns.Count) + c] = columns[c].Values[r];
            }
        }

        return new BaselineTable([.. columns.Select(c => c.Name)], rows.Count, values);
    }

    /// <summary>The value of a unit in a column.</summary>
    /// <param name="row">The unit.</param>
    /// <param name="column">The column.</param>
    public double this[int row, int column] => Values[(row * Columns) + column];

    /// <summary>The units of a list, in its order; columns stay as they are scaled.</summary>
    /// <param name="rows">Numbers of the units.</param>
    public BaselineTable Select(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var values = new double[rows.Count * Columns];
        for (var i = 0; i < rows.Count; i++)
        {
            Array.Copy(Values, rows[i] * Columns, values, i * Columns, Columns);
        }

        return new BaselineTable(Names, rows.Count, values);
    }

    /// <summary>The columns that go with an outcome most, each telling something that those before it do not.</summary>
    /// <param name="outcome">The outcome of each unit; NaN where there is none.</param>
    /// <param name="units">The units to go by: those that were not treated.</param>
    /// <param name="most">How many columns at most.</param>
    /// <param name="first">A column that is taken in any case; -1 for none.</param>
    public IReadOnlyList<int> Foremost(
        IReadOnlyList<double> outcome,
        IReadOnlyList<int> units,
        int most,
        int first = -1
    )
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(units);
        int[] known = [.. units.Where(i => !double.IsNaN(outcome[i]))];
        double[] ys = [.. known.Select(i => outcome[i])];
        var columns = Enumerable.Range(0, Columns).Select(c => known.Select(i => this[i, c]).ToArray()).ToArray();
        var order = Enumerable
            .Range(0, Columns)
            .Select(c => (Column: c, Strength: c == first ? 2 : Math.Abs(Correlation(columns[c], ys))))
            .Where(c => c.Strength > 0)
            .OrderByDescending(c => c.Strength)
            .ThenBy(c => c.Column);
        var taken = new List<int>();
        foreach (var (column, _) in order)
        {
            if (taken.Count < most && taken.TrueForAll(t => Math.Abs(Correlation(columns[t], columns[column])) < 0.9))
            {
                taken.Add(column);
            }
        }

        return taken;
    }

    private static double[] Filled(double[] raw)
    {
        var known = raw.Where(v => !double.IsNaN(v)).ToArray();
        var mean = known.Length == 0 ? 0 : known.Average();
        return Array.ConvertAll(raw, v => double.IsNaN(v) ? mean : v);
    }

    private static void Add(List<(string Name, double[] Values)> columns, string name, double[] values)
    {
        var mean = values.Average();
        var spread = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Length - 1));
        if (spread > LeastSpread)
        {
            columns.Add((name, Array.ConvertAll(values, v => (v - mean) / spread)));
        }
    }

    private static double Correlation(double[] a, double[] b)
    {
        if (a.Length < 3)
        {
            return 0;
        }

        var (meanA, meanB) = (a.Average(), b.Average());
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }

        return aa * bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }
}
