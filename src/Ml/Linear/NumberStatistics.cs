using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Linear;

/// <summary>
/// Weighted mean, standard deviation and share of missing values of every column, in two passes over the rows: column by
/// column each pass would fetch the whole table. Each sum runs in the order of the rows. Means nothing for categories.
/// </summary>
internal sealed class NumberStatistics
{
    private const int RowsBetweenChecks = 4096;

    private readonly double[] _present;
    private readonly double[] _means;
    private readonly double[] _squares;
    private double _total;

    public NumberStatistics(Table table, int[] rows, double[] weights, CancellationToken ct)
    {
        _present = new double[table.ColumnCount];
        _means = new double[table.ColumnCount];
        _squares = new double[table.ColumnCount];
        for (var i = 0; i < rows.Length; i++)
        {
            Check(i, ct);
            AddValues(table.Row(rows[i]), weights[i]);
        }

        for (var column = 0; column < _means.Length; column++)
        {
            _means[column] = _present[column] > 0 ? _means[column] / _present[column] : 0;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            Check(i, ct);
            AddSquares(table.Row(rows[i]), weights[i]);
        }
    }

    public double Mean(int column) => _means[column];

    public double Deviation(int column) => _present[column] > 0 ? Math.Sqrt(_squares[column] / _present[column]) : 0;

    /// <summary>Exact 0 and 1 decide whether there is an indicator, so rounding must not make them up.</summary>
    public double MissingShare(int column) =>
        _total - _present[column] < 1e-12 * _total ? 0 : 1 - (_present[column] / _total);

    private static void Check(int row, CancellationToken ct)
    {
        if (row % RowsBetweenChecks == 0)
        {
            ct.ThrowIfCancellationRequested();
        }
    }

    private void AddValues(ReadOnlySpan<float> row, double weight)
    {
        _total += weight;
        var present = _present.AsSpan(0, row.Length);
        var sums = _means.AsSpan(0, row.Length);
        for (var column = 0; column < row.Length; column++)
        {
            var isMissing = float.IsNaN(row[column]);
            present[column] += isMissing ? 0 : weight;
            sums[column] += isMissing ? 0 : weight * row[column];
        }
    }

    private void AddSquares(ReadOnlySpan<float> row, double weight)
    {
        var means = _means.AsSpan(0, row.Length);
        var squares = _squares.AsSpan(0, row.Length);
        for (var column = 0; column < row.Length; column++)
        {
            var difference = row[column] - means[column];
            squares[column] += double.IsNaN(difference) ? 0 : weight * difference * difference;
        }
    }
}
