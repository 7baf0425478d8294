using System.Numerics;
using System.Runtime.InteropServices;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Neighbours;

/// <summary>
/// Training rows, column after column in units of each column's range, with their distances to a row. Distances are
/// summed element by element, so they do not depend on the vector width.
/// </summary>
internal sealed class NeighbourRows
{
    private readonly float[][] _columns;
    private readonly float[] _scales;
    private readonly bool[] _isCode;

    public NeighbourRows(Table table, float[] scales)
        : this(ToColumns(table, scales), scales, IsCode(table.Schema)) { }

    private NeighbourRows(float[][] columns, float[] scales, bool[] isCode)
    {
        (_columns, _scales, _isCode) = (columns, scales, isCode);
        Count = columns[0].Length;
        if (Array.Exists(columns, column => column.Length != Count) || scales.Length != columns.Length || Count == 0)
        {
            throw new ArgumentException("The neighbours of a model hold columns of different lengths.");
        }
    }

    public int Count { get; }

    /// <summary>The rows as they were, apart from rounding; a constant column holds 0.</summary>
    public float[] Original(int row) =>
        [.. _columns.Select((column, j) => _scales[j] == 0 ? column[row] : column[row] / _scales[j])];

    /// <param name="row">As the table has it.</param>
    /// <param name="distance">How it is measured.</param>
    /// <param name="distances">One per training row; overwritten.</param>
    /// <param name="shared">Room for one per training row.</param>
    public void Measure(ReadOnlySpan<float> row, RowDistance distance, Span<float> distances, Span<float> shared)
    {
        distances.Clear();
        shared.Clear();
        for (var j = 0; j < _columns.Length; j++)
        {
            var value = row[j] * _scales[j];
            if (distance == RowDistance.Gower && !float.IsNaN(value))
            {
                AddShared(_columns[j], value, _isCode[j], distances, shared);
            }
            else if (distance == RowDistance.EuclideanOverlap)
            {
                AddSquares(_columns[j], value, _isCode[j], distances);
            }
        }

        for (var i = 0; i < distances.Length; i++)
        {
            distances[i] =
                distance == RowDistance.EuclideanOverlap ? MathF.Sqrt(distances[i])
                : shared[i] > 0 ? distances[i] / shared[i]
                : 1;
        }
    }

    private static void AddShared(
        ReadOnlySpan<float> column,
        float value,
        bool isCode,
        Span<float> distances,
        Span<float> shared
    )
    {
        var values = MemoryMarshal.Cast<float, Vector<float>>(column);
        var sums = AsVectors(distances);
        var counts = AsVectors(shared);
        var wanted = new Vector<float>(value);
        for (var v = 0; v < values.Length; v++)
        {
            var there = Vector.Equals(values[v], values[v]);
            var difference = Difference(values[v], wanted, isCode);
            sums[v] += Vector.ConditionalSelect(there, difference, Vector<float>.Zero);
            counts[v] += Vector.ConditionalSelect(there, Vector<float>.One, Vector<float>.Zero);
        }

        for (var i = values.Length * Vector<float>.Count; i < column.Length; i++)
        {
            if (!float.IsNaN(column[i]))
            {
                distances[i] += Difference(column[i], value, isCode);
                shared[i]++;
            }
        }
    }

    private static void AddSquares(ReadOnlySpan<float> column, float value, bool isCode, Span<float> distances)
    {
        var values = MemoryMarshal.Cast<float, Vector<float>>(column);
        var sums = AsVectors(distances);
        var wanted = new Vector<float>(value);
        for (var v = 0; v < values.Length; v++)
        {
            var difference = Difference(values[v], wanted, isCode);
            // Only what is missing differs from itself.
            var both = Vector.Equals(values[v] + wanted, values[v] + wanted);
            sums[v] += Vector.ConditionalSelect(both, difference * difference, Vector<float>.One);
        }

        for (var i = values.Length * Vector<float>.Count; i < column.Length; i++)
        {
            var difference = Difference(column[i], value, isCode);
            distances[i] += float.IsNaN(column[i] + value) ? 1 : difference * difference;
        }
    }

    private static Vector<float> Difference(Vector<float> a, Vector<float> b, bool isCode) =>
        isCode
            ? Vector.ConditionalSelect(Vector.Equals(a, b), Vector<float>.Zero, Vector<float>.One)
            : Vector.Abs(a - b);

    private static float Difference(float a, float b, bool isCode) => isCode ? (a == b ? 0 : 1) : Math.Abs(a - b);

    private static Span<Vector<float>> AsVectors(Span<float> values) =>
        MemoryMarshal.Cast<float, Vector<float>>(values);

    private static float[][] ToColumns(Table table, float[] scales)
    {
        var columns = new float[table.ColumnCount][];
        for (var j = 0; j < columns.Length; j++)
        {
            columns[j] = new float[table.RowCount];
            for (var row = 0; row < table.RowCount; row++)
            {
                columns[j][row] = table.Row(row)[j] * scales[j];
            }
        }

        return columns;
    }

    private static bool[] IsCode(TableSchema schema) =>
        [.. schema.Columns.Select(column => column.Kind == ColumnKind.Categorical)];

    public void Write(ModelWriter writer)
    {
        writer.Array<float>(_scales);
        foreach (var column in _columns)
        {
            writer.Array<float>(column);
        }
    }

    public static NeighbourRows Read(ModelReader reader, TableSchema schema)
    {
        var scales = reader.Array<float>();
        var columns = new float[schema.Count][];
        for (var j = 0; j < columns.Length; j++)
        {
            columns[j] = reader.Array<float>();
        }

        return new NeighbourRows(columns, scales, IsCode(schema));
    }
}
