using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tests.Support;

/// <summary>
/// Rows of weekly signals with a known truth: what counts is when attendance broke off and whether activity rose or fell,
/// beside an unchanging level and course. Early weeks are missing for those who came late, single values by chance.
/// </summary>
internal static class WeeklySchool
{
    public const int Weeks = 6;

    private static readonly double[] CourseEffects = [1, -1, 0];

    public static TableSchema Schema { get; } =
        new([
            new Column("level", ColumnKind.Numeric),
            .. Columns("attendance", Weeks),
            new Column("course", ColumnKind.Categorical),
            .. Columns("activity", Weeks),
            .. Columns("marks", 3),
        ]);

    public static TrainingData Binary(int rows, int seed, bool weights = false)
    {
        var (x, margins) = Rows(rows, seed);
        var random = new SeededRandom(seed, 1);
        return new TrainingData(
            new Table(Schema, x),
            Array.ConvertAll(margins, margin => random.NextDouble() < Sigmoid.Of(margin) ? 1.0 : 0),
            weights ? [.. Enumerable.Range(0, rows).Select(i => i % 4 == 0 ? 0.0 : 1 + (i % 3))] : null
        );
    }

    public static TrainingData Regression(int rows, int seed)
    {
        var (x, margins) = Rows(rows, seed);
        var random = new SeededRandom(seed, 2);
        return new TrainingData(
            new Table(Schema, x),
            Array.ConvertAll(margins, margin => 60 - (8 * margin) + (4 * (random.NextDouble() - 0.5)))
        );
    }

    /// <summary>The log-odds from which the outcomes of <see cref="Binary"/> were drawn.</summary>
    public static double[] TrueMargins(int rows, int seed) => Rows(rows, seed).Margins;

    private static IEnumerable<Column> Columns(string signal, int weeks) =>
        Enumerable.Range(0, weeks).Select(ago => new Column(WeeklyLayout.ColumnName(signal, ago), ColumnKind.Numeric));

    private static (float[] X, double[] Margins) Rows(int rows, int seed)
    {
        var random = new SeededRandom(seed, 0);
        var x = new float[rows * Schema.Count];
        var margins = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            var row = x.AsSpan(i * Schema.Count, Schema.Count);
            var (level, course) = ((float)((random.NextDouble() * 2) - 1), random.NextInt(CourseEffects.Length));
            // Since how many weeks attendance is low: 0 is never.
            var broke = random.NextInt(Weeks + 1);
            var slope = (random.NextDouble() * 2) - 1;
            var came = random.NextInt(4) == 0 ? 1 + random.NextInt(Weeks - 1) : Weeks;
            (row[0], row[1 + Weeks]) = (level, course);
            for (var ago = 0; ago < Weeks; ago++)
            {
                row[1 + ago] = (float)((ago < broke ? 0.4 : 0.9) + (0.2 * random.NextDouble()));
                row[2 + Weeks + ago] = (float)(10 + (3 * slope * ((Weeks / 2.0) - ago)) + random.NextDouble());
                if (ago < 3)
                {
                    row[2 + (2 * Weeks) + ago] = (float)(50 + (20 * random.NextDouble()));
                }
            }

            margins[i] = (0.7 * broke) - 2 - (2 * slope) - level + CourseEffects[course];
            Hide(row, came, ref random);
        }

        return (x, margins);
    }

    private static void Hide(Span<float> row, int came, ref SeededRandom random)
    {
        for (var column = 0; column < row.Length; column++)
        {
            var isBefore = WeeksAgo(column) is { } ago && ago >= came;
            row[column] = isBefore || random.NextInt(20) == 0 ? float.NaN : row[column];
        }
    }

    private static int? WeeksAgo(int column) =>
        column == 0 || column == 1 + Weeks ? null
        : column <= Weeks ? column - 1
        : (column - 2 - Weeks) % Weeks;
}
