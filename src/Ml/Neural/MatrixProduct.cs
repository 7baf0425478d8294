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

    /// <summary>C (+)= A B.</summary>
    /// <param name="rows">Rows of A and C: a multiple of <see cref="RowTile"/>.</param>
    /// <param name="columns">Columns of B and C: a multiple of <see cref="ColumnTile"/>.</param>
    /// <param name="inner">Columns of A, rows of B.</param>
    /// <param name="a">The left factor.</param>
    /// <param name="b">The right factor; its columns lie side by side.</param>
    /// <param name="c">The product; its columns lie side by side.</param>
    /// <param name="accumulate">Whether C is added to, not overwritten.</param>
    public static void Multiply(int rows, int columns, int inner, Strided a, Strided b, Strided c, bool accumulate)
    {
        for (var column = 0; column < columns; column += ColumnTile)
        {
            for (var row = 0; row < rows; row += RowTile)
            {
                var left = a with { Start = a.Start + ((nint)row * a.Row) };
                var right = b with { Start = b.Start + column };
                var result = c with { Start = c.Start + ((nint)row * c.Row) + column };
                if (Vector512.IsHardwareAccelerated)
                {
                    Tile8x32(inner, left, right, result, accumulate);
                }
                else
                {
                    Narrow(inner, left, right, result, accumulate);
                }
            }
        }
    }

    /// <summary>
    /// C (+)= A' B over many rows of A and B: the gradient of a weight matrix. Runs in blocks of rows that stay in the
    /// cache; blocks are added in order.
    /// </summary>
    /// <param name="rows">Columns of A, rows of C: a multiple of <see cref="RowTile"/>.</param>
    /// <param name="columns">Columns of B and C: a multiple of <see cref="ColumnTile"/>.</param>
    /// <param name="inner">Rows of A and B.</param>
    /// <param name="a">The left factor as it lies, not transposed.</param>
    /// <param name="b">The right factor.</param>
    /// <param name="c">The product.</param>
    /// <param name="accumulate">Whether C is added to, not overwritten.</param>
    public static void MultiplyTransposed(
        int rows,
        int columns,
        int inner,
        Strided a,
        Strided b,
        Strided c,
        bool accumulate
    )
    {
        const int Block = 128;
        for (var first = 0; first < inner; first += Block)
        {
            var left = new Strided(a.Start + ((nint)first * a.Row), a.Column, a.Row);
            var right = b with { Start = b.Start + ((nint)first * b.Row) };
            Multiply(rows, columns, Math.Min(Block, inner - first), left, right, c, accumulate || first > 0);
        }
    }

    /// <summary>Two 4 x 16 tiles of 256-bit vectors side by side, twice: what 16 registers hold.</summary>
    private static void Narrow(int inner, Strided a, Strided b, Strided c, bool accumulate)
    {
        for (var row = 0; row < RowTile; row += 4)
        {
            for (var column = 0; column < ColumnTile; column += 16)
            {
                Tile4x16(
                    inner,
                    a with
                    {
                        Start = a.Start + ((nint)row * a.Row),
                    },
                    b with
                    {
                        Start = b.Start + column,
                    },
                    c with
                    {
                        Start = c.Start + ((nint)row * c.Row) + column,
                    },
                    accumulate
                );
            }
        }
    }

    private static void Tile8x32(int inner, Strided a, Strided b, Strided c, bool accumulate)
    {
        var c0 = c.Start;
        var c1 = c0 + c.Row;
        var c2 = c1 + c.Row;
        var c3 = c2 + c.Row;
        var c4 = c3 + c.Row;
        var c5 = c4 + c.Row;
        var c6 = c5 + c.Row;
        var c7 = c6 + c.Row;
        var s0 = accumulate ? Vector512.Load(c0) : Vector512<float>.Zero;
        var t0 = accumulate ? Vector512.Load(c0 + 16) : Vector512<float>.Zero;
        var s1 = accumulate ? Vector512.Load(c1) : Vector512<float>.Zero;
        var t1 = accumulate ? Vector512.Load(c1 + 16) : Vector512<float>.Zero;
        var s2 = accumulate ? Vector512.Load(c2) : Vector512<float>.Zero;
        var t2 = accumulate ? Vector512.Load(c2 + 16) : Vector512<float>.Zero;
        var s3 = accumulate ? Vector512.Load(c3) : Vector512<float>.Zero;
        var t3 = accumulate ? Vector512.Load(c3 + 16) : Vector512<float>.Zero;
        var s4 = accumulate ? Vector512.Load(c4) : Vector512<float>.Zero;
        var t4 = accumulate ? Vector512.Load(c4 + 16) : Vector512<float>.Zero;
        var s5 = accumulate ? Vector512.Load(c5) : Vector512<float>.Zero;
        var t5 = accumulate ? Vector512.Load(c5 + 16) : Vector512<float>.Zero;
        var s6 = accumulate ? Vector512.Load(c6) : Vector512<float>.Zero;
        var t6 = accumulate ? Vector512.Load(c6 + 16) : Vector512<float>.Zero;
        var s7 = accumulate ? Vector512.Load(c7) : Vector512<float>.Zero;
        var t7 = accumulate ? Vector512.Load(c7 + 16) : Vector512<float>.Zero;
        nint step = a.Row;
        nint across = a.Column;
        nint down = b.Row;
        var left = a.Start;
        var upper = left + (4 * step);
        var right = b.Start;
        for (var i = 0; i < inner; i++)
        {
            var v = Vector512.Load(right);
            var w = Vector512.Load(right + 16);
            var f0 = Vector512.Create(left[0]);
            s0 = Vector512.FusedMultiplyAdd(f0, v, s0);
            t0 = Vector512.FusedMultiplyAdd(f0, w, t0);
            var f1 = Vector512.Create(left[step]);
            s1 = Vector512.FusedMultiplyAdd(f1, v, s1);
            t1 = Vector512.FusedMultiplyAdd(f1, w, t1);
            var f2 = Vector512.Create(left[2 * step]);
            s2 = Vector512.FusedMultiplyAdd(f2, v, s2);
            t2 = Vector512.FusedMultiplyAdd(f2, w, t2);
            var f3 = Vector512.Create(left[3 * step]);
            s3 = Vector512.FusedMultiplyAdd(f3, v, s3);
            t3 = Vector512.FusedMultiplyAdd(f3, w, t3);
            var f4 = Vector512.Create(upper[0]);
            s4 = Vector512.FusedMultiplyAdd(f4, v, s4);
            t4 = Vector512.FusedMultiplyAdd(f4, w, t4);
            var f5 = Vector512.Create(upper[step]);
            s5 = Vector512.FusedMultiplyAdd(f5, v, s5);
            t5 = Vector512.FusedMultiplyAdd(f5, w, t5);
            var f6 = Vector512.Create(upper[2 * step]);
            s6 = Vector512.FusedMultiplyAdd(f6, v, s6);
            t6 = Vector512.FusedMultiplyAdd(f6, w, t6);
            var f7 = Vector512.Create(upper[3 * step]);
            s7 = Vector512.FusedMultiplyAdd(f7, v, s7);
            t7 = Vector512.FusedMultiplyAdd(f7, w, t7);
            left += across;
            upper += across;
            right += down;
        }

        s0.Store(c0);
        t0.Store(c0 + 16);
        s1.Store(c1);
        t1.Store(c1 + 16);
        s2.Store(c2);
        t2.Store(c2 + 16);
        s3.Store(c3);
        t3.Store(c3 + 16);
        s4.Store(c4);
        t4.Store(c4 + 16);
        s5.Store(c5);
        t5.Store(c5 + 16);
        s6.Store(c6);
        t6.Store(c6 + 16);
        s7.Store(c7);
        t7.Store(c7 + 16);
    }

    private static void Tile4x16(int inner, Strided a, Strided b, Strided c, bool accumulate)
    {
        var c0 = c.Start;
        var c1 = c0 + c.Row;
        var c2 = c1 + c.Row;
        var c3 = c2 + c.Row;
        var s0 = accumulate ? Vector256.Load(c0) : Vector256<float>.Zero;
        var t0 = accumulate ? Vector256.Load(c0 + 8) : Vector256<float>.Zero;
        var s1 = accumulate ? Vector256.Load(c1) : Vector256<float>.Zero;
        var t1 = accumulate ? Vector256.Load(c1 + 8) : Vector256<float>.Zero;
        var s2 = accumulate ? Vector256.Load(c2) : Vector256<float>.Zero;
        var t2 = accumulate ? Vector256.Load(c2 + 8) : Vector256<float>.Zero;
        var s3 = accumulate ? Vector256.Load(c3) : Vector256<float>.Zero;
        var t3 = accumulate ? Vector256.Load(c3 + 8) : Vector256<float>.Zero;
        nint step = a.Row;
        nint across = a.Column;
        nint down = b.Row;
        var left = a.Start;
        var right = b.Start;
        for (var i = 0; i < inner; i++)
        {
            var v = Vector256.Load(right);
            var w = Vector256.Load(right + 8);
            var f0 = Vector256.Create(left[0]);
            s0 = Vector256.FusedMultiplyAdd(f0, v, s0);
            t0 = Vector256.FusedMultiplyAdd(f0, w, t0);
            var f1 = Vector256.Create(left[step]);
            s1 = Vector256.FusedMultiplyAdd(f1, v, s1);
            t1 = Vector256.FusedMultiplyAdd(f1, w, t1);
            var f2 = Vector256.Create(left[2 * step]);
            s2 = Vector256.FusedMultiplyAdd(f2, v, s2);
            t2 = Vector256.FusedMultiplyAdd(f2, w, t2);
            var f3 = Vector256.Create(left[3 * step]);
            s3 = Vector256.FusedMultiplyAdd(f3, v, s3);
            t3 = Vector256.FusedMultiplyAdd(f3, w, t3);
            left += across;
            right += down;
        }

        s0.Store(c0);
        t0.Store(c0 + 8);
        s1.Store(c1);
        t1.Store(c1 + 8);
        s2.Store(c2);
        t2.Store(c2 + 8);
        s3.Store(c3);
        t3.Store(c3 + 8);
    }

    /// <summary>A matrix by its first element and the distances between rows and between columns.</summary>
    internal readonly record struct Strided(nint Address, int Row, int Column)
    {
        public Strided(float* start, int row, int column = 1)
            : this((nint)start, row, column) { }

        public float* Start
        {
            get => (float*)Address;
            init => Address = (nint)value;
        }
    }
}
