using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Trees;

/// <summary>The training rows, column by column, one byte a value.</summary>
internal sealed class BinnedTable
{
    // Rows are read in order, a few columns at a time, so that each cache line of the table is fetched few times.
    private const int ColumnsPerPass = 4;

    private BinnedTable(TableSchema schema, int rowCount, TaskKind task)
    {
        Directions = [.. schema.Columns.Select(c => task == TaskKind.Multiclass ? Monotonicity.None : c.Monotone)];
        Schema = schema;
        RowCount = rowCount;
        Bins = new ColumnBins[schema.Count];
        Columns = new byte[schema.Count][];
        Missing = new int[schema.Count];
    }

    public TableSchema Schema { get; }

    public int RowCount { get; }

    public ColumnBins[] Bins { get; }

    public byte[][] Columns { get; }

    /// <summary>
    /// The direction of each column. Directions are those of one margin; where there is one per class they mean nothing,
    /// because what raises one class's probability lowers another's.
    /// </summary>
    public Monotonicity[] Directions { get; }

    /// <summary>How many rows miss a value of the column.</summary>
    public int[] Missing { get; }

    public static BinnedTable Build(
        Table table,
        TaskKind task,
        int[] rows,
        int maxBins,
        int threads,
        CancellationToken ct
    )
    {
        var binned = new BinnedTable(table.Schema, rows.Length, task);
        var passes = RowRanges.Count(table.ColumnCount, ColumnsPerPass);
        RowRanges.Each(
            passes,
            threads,
            ct,
            pass => binned.BuildColumns(table, rows, pass * ColumnsPerPass, maxBins, ct)
        );
        return binned;
    }

    /// <summary>The columns in which rows differ, ascending.</summary>
    public int[] UsableColumns() =>
        [.. Enumerable.Range(0, Bins.Length).Where(column => Bins[column].Varies(Missing[column] > 0))];

    private void BuildColumns(Table table, int[] rows, int first, int maxBins, CancellationToken ct)
    {
        var count = Math.Min(ColumnsPerPass, table.ColumnCount - first);
        var values = new float[count][];
        for (var i = 0; i < count; i++)
        {
            values[i] = new float[rows.Length];
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var row = table.Row(rows[i]).Slice(first, count);
            for (var column = 0; column < count; column++)
            {
                values[column][i] = row[column];
            }
        }

        var sorting = new SortingSpace(rows.Length);
        for (var i = 0; i < count; i++)
        {
            ct.ThrowIfCancellationRequested();
            BuildColumn(first + i, values[i], sorting, maxBins);
        }
    }

    private void BuildColumn(int column, float[] values, SortingSpace sorting, int maxBins)
    {
        var present = sorting.Present(values);
        Missing[column] = values.Length - present.Length;
        var bins =
            Schema.Columns[column].Kind == ColumnKind.Categorical
                ? ColumnBins.OfCodes(CountCodes(present), maxBins)
                : ColumnBins.OfNumbers(sorting.Sort(present), maxBins);
        var binOfRow = new byte[values.Length];
        bins.BinsOf(values, binOfRow);
        Bins[column] = bins;
        Columns[column] = binOfRow;
    }

    private static int[] CountCodes(ReadOnlySpan<float> codes)
    {
        var largest = -1;
        foreach (var code in codes)
        {
            largest = Math.Max(largest, (int)code);
        }

        var counts = new int[largest + 1];
        foreach (var code in codes)
        {
            counts[(int)code]++;
        }

        return counts;
    }

    private sealed class SortingSpace(int rows)
    {
        private readonly float[] _present = new float[rows];
        private readonly uint[] _keys = new uint[rows];
        private readonly uint[] _other = new uint[rows];

        /// <summary>The values that are not missing; adding zero makes -0 and +0 one.</summary>
        public Span<float> Present(float[] values)
        {
            var count = 0;
            foreach (var value in values)
            {
                _present[count] = value + 0f;
                count += float.IsNaN(value) ? 0 : 1;
            }

            return _present.AsSpan(0, count);
        }

        public Span<float> Sort(Span<float> present)
        {
            FloatRadixSort.Sort(present, _keys, _other);
            return present;
        }
    }
}
