using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EarlyWarning.Ml.Neural;

/// <summary>
/// Small dense products in single precision. Every element is one chain of fused multiply-adds over the inner index in
/// rising order, whatever the tile, the vector width or the number of threads, so results are the same bits everywhere.
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Rows of a left factor must come in multiples of this.</summary>
    public const int RowTile = 8;

    /// <summary>Columns of a right factor must come in multiples of this.</summary>
    public const int ColumnTile = 32;

    // Four rows by two vectors: as many chains as two multiply-add units with a latency of four can work on.
    private const int TileRows = 4;

    // What is copied together to be multiplied stays in the nearest caches: 128 x 80 and 128 x 64 numbers.
    private const int BlockInner = 128;
    private const int BlockRows = 80;
    private const int BlockColumns = 64;

    /// <summary>Columns that a kernel works on at a time: two vectors of this machine.</summary>
    public static int PanelWidth { get; } = Vector512.IsHardwareAccelerated ? 2 * Lanes16.Count : 2 * Lanes8.Count;

    /// <summary>C = D + A B.</summary>
    /// <param name="rows">Rows of A and C: a multiple of <see cref="RowTile"/>.</param>
    /// <param name="a">The left factor; its columns are the rows of B.</param>
    /// <param name="b">The right factor.</param>
    /// <param name="d">What is added to, with columns side by side: C itself, another matrix, or the default for nothing.</param>
    /// <param name="c">The product; its columns lie side by side.</param>
    public static void Multiply(int rows, Strided a, PackedMatrix b, Strided d, Strided c)
    {
        for (var column = 0; column < b.Columns; column += PanelWidth)
        {
            Strip(rows, b.Rows, a, TileRows * a.Row, b.Panel(column), d.Right(column), c.Right(column));
        }
    }

    /// <summary>
    /// C = A' B over many rows of A and B: the gradient of a weight matrix. Runs in blocks of rows that stay in the cache;
    /// blocks are added in order.
    /// </summary>
    /// <param name="rows">Columns of A, rows of C: a multiple of <see cref="RowTile"/>.</param>
    /// <param name="columns">Columns of B and C: a multiple of <see cref="ColumnTile"/>.</param>
    /// <param name="inner">Rows of A and B.</param>
    /// <param name="a">The left factor as it lies, not transposed; its columns lie side by side.</param>
    /// <param name="b">The right factor; its columns lie side by side.</param>
    /// <param name="c">The product.</param>
    public static void MultiplyTransposed(int rows, int columns, int inner, Strided a, Strided b, Strided c)
    {
        var memory = stackalloc float[(BlockInner * (BlockRows + BlockColumns)) + Lanes16.Count];
        var left = (float*)(((nint)memory + 63) & ~(nint)63);
        for (var first = 0; first < inner; first += BlockInner)
        {
            var height = Math.Min(BlockInner, inner - first);
            var start = b.Down(first);
            for (var row = 0; row < rows; row += BlockRows)
            {
                var count = Math.Min(BlockRows, rows - row);
                CopyTiles(a.Down(first).Right(row), height, count, left);
                for (var column = 0; column < columns; column += BlockColumns)
                {
                    var width = Math.Min(BlockColumns, columns - column);
                    var result = c.Down(row).Right(column);
                    Block(count, width, height, left, start.Right(column), first > 0, result);
                }
            }
        }
    }

    /// <summary>Copied tiles of the left factor against a few panels of the right one.</summary>
    private static void Block(int rows, int columns, int inner, float* left, Strided b, bool accumulate, Strided c)
    {
        var right = left + (BlockInner * BlockRows);
        CopyPanels(b, inner, columns, right);
        for (var column = 0; column < columns; column += PanelWidth)
        {
            var result = c.Right(column);
            var before = accumulate ? result : default;
            var panel = right + (column * inner);
            Strip(rows, inner, new Strided(left, 1, TileRows), TileRows * inner, panel, before, result);
        }
    }

    /// <summary>Copies a right factor so that its panels lie one after another.</summary>
    public static void CopyPanels(Strided from, int rows, int columns, float* to)
    {
        var width = PanelWidth;
        for (var row = 0; row < rows; row++)
        {
            var place = from.Down(row).Start;
            for (var column = 0; column < columns; column += width)
            {
                var target = to + (((nint)column * rows) + (row * width));
                for (var i = 0; i < width; i += Lanes8.Count)
                {
                    Vector256.Load(place + column + i).Store(target + i);
                }
            }
        }
    }

    /// <summary>Copies rows so that each four columns, which a kernel reads together, lie in one piece.</summary>
    private static void CopyTiles(Strided from, int rows, int columns, float* to)
    {
        for (var row = 0; row < rows; row++)
        {
            var place = from.Down(row).Start;
            for (var column = 0; column < columns; column += TileRows)
            {
                Vector128.Load(place + column).Store(to + (column * rows) + (row * TileRows));
            }
        }
    }

    /// <summary>One panel of the right factor against all tiles of the left one, which begin a distance apart.</summary>
    private static void Strip(int rows, int inner, Strided a, nint distance, float* panel, Strided d, Strided c)
    {
        for (var row = 0; row < rows; row += TileRows)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Tile<Lanes16>(inner, a, panel, d.Down(row), c.Down(row));
            }
            else
            {
                Tile<Lanes8>(inner, a, panel, d.Down(row), c.Down(row));
            }

            a = a with { Start = a.Start + distance };
        }
    }

    private static void Tile<T>(int inner, Strided a, float* right, Strided d, Strided c)
        where T : struct, IVectorLanes<T>
    {
        var s0 = Initial<T>(d, 0, 0);
        var t0 = Initial<T>(d, 0, T.Count);
        var s1 = Initial<T>(d, 1, 0);
        var t1 = Initial<T>(d, 1, T.Count);
        var s2 = Initial<T>(d, 2, 0);
        var t2 = Initial<T>(d, 2, T.Count);
        var s3 = Initial<T>(d, 3, 0);
        var t3 = Initial<T>(d, 3, T.Count);
        nint step = a.Row;
        nint across = a.Column;
        var left = a.Start;
        for (var i = 0; i < inner; i++)
        {
            var v = T.Load(right);
            var w = T.Load(right + T.Count);
            var f = T.Broadcast(left);
            s0 = T.FusedMultiplyAdd(f, v, s0);
            t0 = T.FusedMultiplyAdd(f, w, t0);
            f = T.Broadcast(left + step);
            s1 = T.FusedMultiplyAdd(f, v, s1);
            t1 = T.FusedMultiplyAdd(f, w, t1);
            f = T.Broadcast(left + (2 * step));
            s2 = T.FusedMultiplyAdd(f, v, s2);
            t2 = T.FusedMultiplyAdd(f, w, t2);
            f = T.Broadcast(left + (3 * step));
            s3 = T.FusedMultiplyAdd(f, v, s3);
            t3 = T.FusedMultiplyAdd(f, w, t3);
            left += across;
            right += 2 * T.Count;
        }

        Store(s0, t0, c.Down(0).Start);
        Store(s1, t1, c.Down(1).Start);
        Store(s2, t2, c.Down(2).Start);
        Store(s3, t3, c.Down(3).Start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Initial<T>(Strided d, int row, int column)
        where T : struct, IVectorLanes<T> => d.Start is null ? default : T.Load(d.Down(row).Start + column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T left, T right, float* to)
        where T : struct, IVectorLanes<T>
    {
        left.Store(to);
        right.Store(to + T.Count);
    }

    /// <summary>A matrix by its first element and the distances between rows and between columns; by default, none.</summary>
    internal readonly record struct Strided(nint Address, int Row, int Column)
    {
        public Strided(float* start, int row, int column = 1)
            : this((nint)start, row, column) { }

        public float* Start
        {
            get => (float*)Address;
            init => Address = (nint)value;
        }

        /// <summary>Without the first rows.</summary>
        public Strided Down(int rows) => Address == 0 ? this : this with { Start = Start + ((nint)rows * Row) };

        /// <summary>Without the first columns.</summary>
        public Strided Right(int columns) =>
            Address == 0 ? this : this with { Start = Start + ((nint)columns * Column) };
    }
}
