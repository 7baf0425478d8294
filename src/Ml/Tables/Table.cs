namespace EarlyWarning.Ml.Tables;

/// <summary>Rows of numbers under a schema: NaN is missing, categories are codes.</summary>
public sealed class Table
{
    private readonly float[] _values;

    /// <summary>Wraps the values without copying; the caller must not change them afterwards.</summary>
    /// <param name="schema">What the columns mean.</param>
    /// <param name="rowMajorValues">Rows one after the other, each with one value per column.</param>
    /// <exception cref="ArgumentException">
    /// The length is no whole number of rows, a value is infinite, or a category is not a code of its column.
    /// </exception>
    public Table(TableSchema schema, float[] rowMajorValues)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(rowMajorValues);
        if (rowMajorValues.Length % schema.Count != 0)
        {
            throw new ArgumentException(
                $"{rowMajorValues.Length} values are no whole number of rows of {schema.Count} columns.",
                nameof(rowMajorValues)
            );
        }

        Schema = schema;
        _values = rowMajorValues;
        RowCount = rowMajorValues.Length / schema.Count;
        CheckFinite();
        CheckCategories();
    }

    /// <summary>What the columns mean.</summary>
    public TableSchema Schema { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The number of columns.</summary>
    public int ColumnCount => Schema.Count;

    /// <summary>All values, row after row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The values of one row, in schema order.</summary>
    public ReadOnlySpan<float> Row(int index) => _values.AsSpan(checked(index * ColumnCount), ColumnCount);

    /// <summary>A copy of the named rows, in that order; a row may be named more than once.</summary>
    public Table Select(int[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var selected = new float[checked(rows.Length * ColumnCount)];
        for (var i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(selected.AsSpan(i * ColumnCount));
        }

        return new Table(Schema, selected);
    }

    private void CheckFinite()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (float.IsInfinity(_values[i]))
            {
                throw new ArgumentException(
                    $"Row {i / ColumnCount} holds an infinite value in column '{Schema.Columns[i % ColumnCount].Name}'; "
                        + "write NaN where a value is missing."
                );
            }
        }
    }

    private void CheckCategories()
    {
        for (var column = 0; column < ColumnCount; column++)
        {
            if (Schema.Columns[column].Kind == ColumnKind.Categorical)
            {
                CheckCategories(column);
            }
        }
    }

    private void CheckCategories(int column)
    {
        var largest = (Schema.Columns[column].Categories?.Count ?? TableSchema.MaxCategoryCode + 1) - 1;
        for (var i = column; i < _values.Length; i += ColumnCount)
        {
            var value = _values[i];
            if (!float.IsNaN(value) && (value < 0 || value > largest || value != MathF.Floor(value)))
            {
                throw new ArgumentException(
                    $"Row {i / ColumnCount} holds {value} in categorical column '{Schema.Columns[column].Name}'; "
                        + $"a code is a whole number from 0 to {largest}, or NaN where it is missing."
                );
            }
        }
    }
}
