using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tests.Support;

/// <summary>Rows of three classes with known margins, on the columns of <see cref="SyntheticSchool"/>.</summary>
internal static class ThreeClasses
{
    public static TrainingData Make(int rows, int seed, bool weights = false)
    {
        var x = SyntheticSchool.Binary(rows, seed).X;
        var random = new SeededRandom(seed, 77);
        var y = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            var p = Margins(x.Row(i));
            Softmax.InPlace(p);
            var u = random.NextDouble();
            y[i] =
                u < p[0] ? 0
                : u < p[0] + p[1] ? 1
                : 2;
        }

        return new TrainingData(
            x,
            y,
            weights ? [.. Enumerable.Range(0, rows).Select(i => 0.5 + (i % 3))] : null,
            ClassNames: ["left", "pass", "fail"]
        );
    }

    /// <summary>What is missing counts as 0.</summary>
    public static double[] Margins(ReadOnlySpan<float> row)
    {
        double Of(float value) => float.IsNaN(value) ? 0 : value;
        return [2 * Of(row[0]), 2 * Of(row[1]) * Of(row[2]), 1.5 * Of(row[3])];
    }
}
