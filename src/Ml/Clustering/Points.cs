using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Clustering;

/// <summary>Points of a space in which distances mean something, for profiles and maps.</summary>
public sealed class Points
{
    private readonly double[] _values;

    /// <summary>Wraps the coordinates without copying.</summary>
    /// <param name="dimensions">Coordinates per point: at least 1.</param>
    /// <param name="rowMajorValues">Point after point; finite.</param>
    /// <exception cref="ArgumentException">No whole number of points, or a coordinate is not finite.</exception>
    public Points(int dimensions, double[] rowMajorValues)
    {
        ArgumentNullException.ThrowIfNull(rowMajorValues);
        if (dimensions < 1 || rowMajorValues.Length % dimensions != 0)
        {
            throw new ArgumentException(
                $"{rowMajorValues.Length} coordinates are no whole number of points of {dimensions} dimensions."
            );
        }

        if (!Array.TrueForAll(rowMajorValues, double.IsFinite))
        {
            throw new ArgumentException("Every coordinate of a point must be finite.", nameof(rowMajorValues));
        }

        Dimensions = dimensions;
        Count = rowMajorValues.Length / dimensions;
        _values = rowMajorValues;
    }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>Coordinates per point.</summary>
    public int Dimensions { get; }

    /// <summary>The coordinates of one point.</summary>
    public ReadOnlySpan<double> this[int index] => _values.AsSpan(checked(index * Dimensions), Dimensions);

    /// <summary>
    /// The rows of a table as points: numbers standardised, the mean in place of a missing one with an indicator beside
    /// it, an indicator per category. Every coordinate has the mean 0.
    /// </summary>
    /// <exception cref="Models.TrainingException">No column varies.</exception>
    public static Points Of(Table table, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] rows = [.. Enumerable.Range(0, table.RowCount)];
        var weights = new double[rows.Length];
        Array.Fill(weights, 1);
        var encoding = LinearEncoding.Fit(table, rows, weights, ct);
        var values = new double[checked(rows.Length * encoding.Count)];
        foreach (var row in rows)
        {
            encoding.Encode(table.Row(row), values.AsSpan(row * encoding.Count, encoding.Count));
        }

        return new Points(encoding.Count, values);
    }

    /// <summary>The squared Euclidean distance of two points.</summary>
    public double SquaredDistance(int a, int b) => SquaredDistance(this[a], this[b]);

    /// <summary>Added in the order of the coordinates, so that no vector width changes a result.</summary>
    internal static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            var difference = a[i] - b[i];
            sum += difference * difference;
        }

        return sum;
    }
}
