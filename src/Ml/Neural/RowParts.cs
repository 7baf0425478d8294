using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Neural;

/// <summary>Divides a batch among threads in whole tiles of rows; rows do not meet, so the division changes nothing.</summary>
internal static class RowParts
{
    /// <summary>Runs the body for [start, end), both multiples of <see cref="MatrixProduct.RowTile"/>.</summary>
    public static void Run(int rows, int threads, CancellationToken ct, Action<int, int> body)
    {
        var tiles = rows / MatrixProduct.RowTile;
        var parts = Math.Clamp(threads, 1, tiles);
        int Edge(int part) => tiles * part / parts * MatrixProduct.RowTile;
        RowRanges.Each(parts, parts, ct, part => body(Edge(part), Edge(part + 1)));
    }

    /// <summary>The next multiple of the tile.</summary>
    public static int Padded(int rows) =>
        (rows + MatrixProduct.RowTile - 1) / MatrixProduct.RowTile * MatrixProduct.RowTile;
}
