namespace EarlyWarning.Ml.Neural;

/// <summary>
/// The right factor of a product, laid out as the product reads it: panels of <see cref="MatrixProduct.PanelWidth"/>
/// columns one after another, each with its rows side by side (Goto and van de Geijn 2008). Rows of a plain matrix that
/// lie a power of two apart would share few places of the cache.
/// </summary>
internal sealed unsafe class PackedMatrix
{
    private readonly AlignedFloats _values;

    /// <param name="rows">At least 1.</param>
    /// <param name="columns">A multiple of <see cref="MatrixProduct.ColumnTile"/>.</param>
    public PackedMatrix(int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        _values = new AlignedFloats(checked(rows * columns));
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The panel that begins at a column.</summary>
    public float* Panel(int column) => _values.Pointer + ((nint)column * Rows);

    /// <summary>Takes over a matrix whose rows, of all columns, lie side by side.</summary>
    public void Pack(float* from) =>
        MatrixProduct.CopyPanels(new MatrixProduct.Strided(from, Columns), Rows, Columns, _values.Pointer);

    /// <summary>Takes over the transpose of the matrix whose first rows are given, each of <see cref="Rows"/> numbers.</summary>
    public void PackTransposed(float* from)
    {
        var width = MatrixProduct.PanelWidth;
        for (var column = 0; column < Columns; column++)
        {
            var to = Panel(column / width * width) + (column % width);
            for (var row = 0; row < Rows; row++)
            {
                to[(nint)row * width] = from[((nint)column * Rows) + row];
            }
        }
    }
}
