using System.Runtime.InteropServices;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Benchmarks.Learning;

/// <summary>
/// Rows made from a seed: 40 numbers of which 12 matter, steps, products and a wave, a tenth of five columns missing
/// (the tables named "complete" have 0 there), outcomes drawn from the true log-odds.
/// </summary>
internal static class BenchmarkData
{
    public const int Columns = 40;
    private const int WithMissing = 5;

    public static TrainingData Make(int rows, int seed, bool complete)
    {
        var random = new Random(seed);
        var x = new float[rows * Columns];
        var y = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            var row = x.AsSpan(i * Columns, Columns);
            for (var column = 0; column < Columns; column++)
            {
                // The sum of three is close to normal, and every third column is coarse like a count.
                var value = (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2;
                row[column] = (float)(column % 3 == 2 ? Math.Round(value * 4) : value);
            }

            y[i] = random.NextDouble() < Sigmoid.Of(LogOdds(row)) ? 1 : 0;
            for (var column = 0; column < WithMissing; column++)
            {
                if (random.NextDouble() < 0.1)
                {
                    row[column] = complete ? 0 : float.NaN;
                }
            }
        }

        var schema = new TableSchema([
            .. Enumerable.Range(0, Columns).Select(i => new Column($"x{i}", ColumnKind.Numeric)),
        ]);
        return new TrainingData(new Table(schema, x), y);
    }

    /// <summary>Leaves the rows as float32 files for the peers.</summary>
    public static void Write(string folder, string name, TrainingData data)
    {
        File.WriteAllBytes(Path.Combine(folder, $"x-{name}.bin"), MemoryMarshal.AsBytes(data.X.Values));
        var y = Array.ConvertAll(data.Y, value => (float)value);
        File.WriteAllBytes(Path.Combine(folder, $"y-{name}.bin"), MemoryMarshal.AsBytes(y.AsSpan()));
    }

    private static double LogOdds(ReadOnlySpan<float> x) =>
        (0.9 * x[0])
        - (0.8 * x[1])
        + (0.6 * x[3] * x[4])
        + (x[6] > 0.5 ? 0.9 : -0.2)
        + (0.7 * Math.Sin(2 * x[7]))
        + (0.15 * x[2])
        - (0.1 * x[5])
        + (0.5 * Math.Abs(x[9]))
        + (0.3 * x[10] * (x[12] > 0 ? 1 : -1))
        + (0.25 * x[13])
        - (0.25 * x[15])
        - 0.5;
}
