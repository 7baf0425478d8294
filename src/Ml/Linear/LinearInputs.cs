using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Linear;

/// <summary>
/// The encoded rows, four at a time, the last input being 1 for the intercept. Kept in memory where they fit, because
/// every step of a solver reads them all; else encoded again at every reading, with the same numbers.
/// </summary>
internal sealed class LinearInputs
{
    /// <summary>Rows that are read together; the last group is filled up with rows of zeros.</summary>
    public const int RowsAtOnce = 4;

    /// <summary>More than this is encoded at every reading.</summary>
    private const long MaxKeptBytes = 512L << 20;

    private readonly Table _table;
    private readonly int[] _rows;
    private readonly LinearEncoding _encoding;
    private readonly double[]? _offsets;
    private readonly double[]? _kept;
    private readonly int _threads;

    /// <param name="table">Holds the rows.</param>
    /// <param name="rows">The rows in use.</param>
    /// <param name="encoding">Gives the inputs, each with the mean 0.</param>
    /// <param name="offsets">Put back onto the inputs; null leaves them centred.</param>
    /// <param name="threads">Changes nothing but the time.</param>
    /// <param name="ct">Checked now and then.</param>
    public LinearInputs(
        Table table,
        int[] rows,
        LinearEncoding encoding,
        double[]? offsets,
        int threads,
        CancellationToken ct
    )
    {
        (_table, _rows, _encoding, _offsets, _threads) = (table, rows, encoding, offsets, threads);
        Size = encoding.Count + 1;
        var groups = RowRanges.Count(rows.Length, RowsAtOnce);
        if ((long)groups * RowsAtOnce * Size * sizeof(double) > MaxKeptBytes)
        {
            return;
        }

        var kept = new double[groups * RowsAtOnce * Size];
        RowRanges.Run(groups, 256, threads, ct, (_, start, end) => Keep(kept, start, end));
        _kept = kept;
    }

    /// <summary>Inputs and the intercept.</summary>
    public int Size { get; }

    /// <summary>The inputs of these of the rows.</summary>
    public LinearInputs Select(int[] places, CancellationToken ct) =>
        new(_table, Array.ConvertAll(places, place => _rows[place]), _encoding, _offsets, _threads, ct);

    /// <summary>Room for one group; only needed where the rows are not kept.</summary>
    public double[] Buffer() => _kept is null ? new double[RowsAtOnce * Size] : [];

    /// <summary>The inputs of rows first to first + 3, row after row; <paramref name="first"/> is a multiple of 4.</summary>
    public ReadOnlySpan<double> Group(int first, double[] buffer)
    {
        if (_kept is not null)
        {
            return _kept.AsSpan(first * Size, RowsAtOnce * Size);
        }

        Encode(first, buffer);
        return buffer;
    }

    private void Keep(double[] kept, int start, int end)
    {
        for (var group = start; group < end; group++)
        {
            Encode(group * RowsAtOnce, kept.AsSpan(group * RowsAtOnce * Size, RowsAtOnce * Size));
        }
    }

    private void Encode(int first, Span<double> group)
    {
        for (var i = 0; i < RowsAtOnce; i++)
        {
            var inputs = group.Slice(i * Size, Size);
            if (first + i >= _rows.Length)
            {
                inputs.Clear();
                continue;
            }

            _encoding.Encode(_table.Row(_rows[first + i]), inputs);
            inputs[^1] = 1;
            for (var j = 0; j < _offsets?.Length; j++)
            {
                inputs[j] += _offsets[j];
            }
        }
    }
}
