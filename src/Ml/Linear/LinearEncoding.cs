using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Linear;

/// <summary>
/// How a row becomes the inputs of a linear model, learned from the training rows alone: numbers standardised with the
/// mean in place of missing ones, a missing indicator, an indicator per category. Every input has the (weighted) mean
/// 0 over the training rows, so the intercept is the mean margin and contributions need no other background.
/// </summary>
internal sealed class LinearEncoding
{
    /// <summary>More inputs would make the matrix of second derivatives larger than half a GiB.</summary>
    public const int MaxInputs = 8000;

    /// <summary>Rarer categories have no input of their own.</summary>
    private const int MinCategoryRows = 5;

    private readonly ColumnEncoding[] _columns;

    private LinearEncoding(ColumnEncoding[] columns)
    {
        _columns = columns;
        Count = columns.Sum(column => column.InputCount);
    }

    /// <summary>The number of inputs.</summary>
    public int Count { get; }

    public static LinearEncoding Fit(Table table, int[] rows, double[] weights, CancellationToken ct) =>
        Fit(table, rows, weights, standardize: true, ct);

    public static LinearEncoding Fit(Table table, int[] rows, double[] weights, bool standardize, CancellationToken ct)
    {
        var numbers = new NumberStatistics(table, rows, weights, ct);
        var columns = new ColumnEncoding[table.ColumnCount];
        var next = 0;
        for (var column = 0; column < columns.Length; column++)
        {
            ct.ThrowIfCancellationRequested();
            columns[column] =
                table.Schema.Columns[column].Kind == ColumnKind.Categorical
                    ? ColumnEncoding.OfCodes(table, rows, weights, column, next, MinCategoryRows)
                    : ColumnEncoding.OfNumbers(numbers, column, next, standardize);
            next += columns[column].InputCount;
        }

        return next is > 0 and <= MaxInputs
            ? new LinearEncoding(columns)
            : throw new TrainingException(
                next == 0
                    ? "The linear model cannot learn because no column varies."
                    : $"The linear model would have {next} inputs, more than {MaxInputs}; leave out columns with very many categories."
            );
    }

    /// <summary>Writes the inputs of a row.</summary>
    public void Encode(ReadOnlySpan<float> row, Span<double> inputs)
    {
        for (var column = 0; column < _columns.Length; column++)
        {
            _columns[column].Encode(row[column], inputs);
        }
    }

    /// <summary>The means of the inputs before they were taken off, the intercept's 0 last.</summary>
    public double[] Offsets()
    {
        var offsets = new double[Count + 1];
        foreach (var column in _columns)
        {
            column.Offsets(offsets);
        }

        return offsets;
    }

    /// <summary>Folds the coefficients of a column's inputs into one function of the column's value.</summary>
    public LinearTerm[] ToTerms(ReadOnlySpan<double> coefficients)
    {
        var terms = new LinearTerm[_columns.Length];
        for (var column = 0; column < terms.Length; column++)
        {
            terms[column] = _columns[column].ToTerm(coefficients);
        }

        return terms;
    }
}
