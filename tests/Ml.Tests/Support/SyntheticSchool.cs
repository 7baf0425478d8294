using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tests.Support;

/// <summary>Rows with a known truth: eight columns of every kind, missing values, a margin given by a formula.</summary>
internal static class SyntheticSchool
{
    public static TableSchema Schema { get; } =
        new([
            new Column("absence", ColumnKind.Numeric, Monotonicity.Increasing),
            new Column("average", ColumnKind.Numeric, Monotonicity.Decreasing),
            new Column("late", ColumnKind.Numeric),
            new Column("clicks", ColumnKind.Numeric),
            new Column("level", ColumnKind.Ordinal),
            new Column("course", ColumnKind.Categorical),
            new Column("noise", ColumnKind.Numeric),
            new Column("constant", ColumnKind.Numeric),
        ]);

    private static readonly double[] CourseEffects = [0.8, -0.5, 0.1, 0.9, -0.9, 0.0, 0.4];

    public static TrainingData Binary(int rows, int seed, bool weights = false, int rowsPerGroup = 0)
    {
        var (x, margins) = Rows(rows, seed);
        var random = new SeededRandom(seed, 1);
        var y = Array.ConvertAll(margins, margin => random.NextDouble() < Sigmoid.Of(margin) ? 1.0 : 0.0);
        return new TrainingData(
            new Table(Schema, x),
            y,
            weights ? [.. Enumerable.Range(0, rows).Select(i => 0.25 + (i % 7))] : null,
            rowsPerGroup > 0 ? [.. Enumerable.Range(0, rows).Select(i => (long)i / rowsPerGroup)] : null
        );
    }

    public static TrainingData Regression(int rows, int seed)
    {
        var (x, margins) = Rows(rows, seed);
        var random = new SeededRandom(seed, 2);
        return new TrainingData(
            new Table(Schema, x),
            Array.ConvertAll(margins, margin => 50 + (10 * margin) + (4 * (random.NextDouble() - 0.5)))
        );
    }

    public static double[] TrueMargins(int rows, int seed) => Rows(rows, seed).Margins;

    private static (float[] X, double[] Margins) Rows(int rows, int seed)
    {
        var random = new SeededRandom(seed, 0);
        var x = new float[rows * Schema.Count];
        var margins = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            var row = x.AsSpan(i * Schema.Count, Schema.Count);
            for (var column = 0; column < 4; column++)
            {
                row[column] = (float)((random.NextDouble() * 4) - 2);
            }

            row[4] = random.NextInt(5);
            row[5] = random.NextInt(CourseEffects.Length);
            row[6] = (float)random.NextDouble();
            row[7] = 3;
            margins[i] =
                (0.9 * row[0])
                - (0.7 * row[1])
                + (0.5 * row[2] * row[3])
                + (0.2 * (row[4] - 2))
                + CourseEffects[(int)row[5]];
            for (var column = 0; column < 6; column++)
            {
                if (random.NextDouble() < 0.08)
                {
                    // A missing value hides what was there, and for "clicks" it says something by itself.
                    margins[i] += column == 3 ? 0.8 : 0;
                    row[column] = float.NaN;
                }
            }
        }

        return (x, margins);
    }
}
