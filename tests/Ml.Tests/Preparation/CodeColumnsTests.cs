using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Preparation;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tests.Preparation;

public class CodeColumnsTests
{
    [Fact]
    public void Frequent_whole_numbers_get_a_column_each_beside_the_number()
    {
        float[] values = [3, 3, 17, 17, 171, 171, 8, float.NaN];
        var (step, output) = new CodeColumnsStep(3, 10, 2).Fit(OneColumn(values), default);
        output.Columns.Select(c => c.Name).ShouldBe(["x", "x = 3", "x = 17", "x = 171"]);
        var row = new float[4];
        step.Apply([17], row);
        row.ShouldBe([17, 0, 1, 0]);
        step.Apply([8], row);
        row.ShouldBe([8, 0, 0, 0]);
        step.Apply([float.NaN], row);
        row.ShouldAllBe(value => float.IsNaN(value));
        step.SourceOf(3).ShouldBe(0);
    }

    [Theory]
    [InlineData(new float[] { 1, 1, 2, 2 })] // too few
    [InlineData(new float[] { 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6 })] // too many
    [InlineData(new float[] { 1, 1, 2, 2, 3.5f, 3.5f })] // no codes
    public void Other_columns_stay_as_they_are(float[] values) =>
        new CodeColumnsStep(3, 5, 2).Fit(OneColumn(values), default).Output.Count.ShouldBe(1);

    [Fact]
    public void A_linear_model_learns_what_numbers_without_order_mean()
    {
        var random = new SeededRandom(5, 0);
        float[] codes = [.. Enumerable.Range(0, 900).Select(_ => (float)(7 * random.NextInt(9)))];
        double[] y = [.. codes.Select(code => ((int)code * 5 % 9 < 4 ? 1.0 : 0) + (0.1 * random.NextDouble()))];
        var data = OneColumn(codes, y);
        var linear = new LinearRegressionTrainer(new ElasticNetOptions { Penalty = 1e-4 });
        Error(linear.Fit(data, default)).ShouldBeGreaterThan(0.4);
        Error(new PreparedTrainer(linear, [new CodeColumnsStep()]).Fit(data, default)).ShouldBeLessThan(0.05);

        double Error(Model model) => Math.Sqrt(model.Margins(data.X).Zip(y, (a, b) => (a - b) * (a - b)).Average());
    }

    [Fact]
    public void Bounds_that_mean_nothing_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new CodeColumnsStep(5, 4)).Message.ShouldContain("codes");

    private static TrainingData OneColumn(float[] values, double[]? y = null) =>
        new(new Table(new TableSchema([new Column("x", ColumnKind.Numeric)]), values), y ?? new double[values.Length]);
}
