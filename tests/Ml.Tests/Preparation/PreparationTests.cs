using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Preparation;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Preparation;

public class PreparationTests
{
    [Fact]
    public void Means_medians_and_modes_are_weighted()
    {
        var data = OneColumn([1, 2, 10, float.NaN], [1, 1, 2, 5]);
        Filled(ImputationKind.Mean, data).ShouldBe((1 + 2 + 20) / 4f);
        Filled(ImputationKind.Median, data).ShouldBe(6);
        Filled(ImputationKind.MostFrequent, data).ShouldBe(10);
        Filled(ImputationKind.Median, OneColumn([4, 1, 3, float.NaN], null)).ShouldBe(3);
        Filled(ImputationKind.Mean, OneColumn([float.NaN, float.NaN], null)).ShouldBe(float.NaN);
    }

    [Fact]
    public void Indicators_say_where_values_were_missing()
    {
        var data = SyntheticSchool.Binary(300, 1);
        var (step, output) = new ImputationStep(ImputationKind.Mean, indicators: true).Fit(data, default);
        output.Count.ShouldBe(8 + 6);
        var prepared = step.Apply(data.X, output, default);
        for (var row = 0; row < 300; row++)
        {
            for (var column = 0; column < 6; column++)
            {
                var isMissing = float.IsNaN(data.X.Row(row)[column]);
                prepared.Row(row)[8 + column].ShouldBe(isMissing ? 1 : 0);
                float.IsNaN(prepared.Row(row)[column]).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Caps_hold_all_but_the_named_share_and_new_rows_too()
    {
        var values = Enumerable.Range(0, 101).Select(i => (float)i).ToArray();
        var (step, _) = new OutlierCapStep(0.1, 0.9).Fit(OneColumn(values, null), default);
        One(step, -1e6f).ShouldBe(10);
        One(step, 1e6f).ShouldBe(90);
        One(step, 37).ShouldBe(37);
        One(step, float.NaN).ShouldBe(float.NaN);
    }

    [Fact]
    public void Scaled_numbers_have_mean_0_and_deviation_1_under_their_weights()
    {
        var data = SyntheticSchool.Binary(500, 2, weights: true);
        var (step, output) = new ScalingStep().Fit(data, default);
        var scaled = new TrainingData(step.Apply(data.X, output, default), data.Y, data.Weights);
        foreach (var column in new[] { 0, 1, 2, 3, 6 })
        {
            var statistics = new ColumnStatistics(scaled, column);
            statistics.Mean().ShouldBe(0, 1e-6);
            statistics.Deviation().ShouldBe(1, 1e-6);
        }

        scaled.X.Row(0)[7].ShouldBe(0);
    }

    [Fact]
    public void Categories_become_columns_and_unseen_ones_are_none_of_them()
    {
        var schema = new TableSchema([new Column("course", ColumnKind.Categorical, Categories: ["a", "b", "c"])]);
        var data = new TrainingData(new Table(schema, [2, 0, 2, float.NaN]), [0, 1, 0, 1]);
        var (step, output) = new OneHotStep().Fit(data, default);
        output.Columns.Select(column => column.Name).ShouldBe(["course = a", "course = c"]);
        var made = new float[2];
        step.Apply([2], made);
        made.ShouldBe([0, 1]);
        step.Apply([1], made);
        made.ShouldBe([0, 0]);
        step.Apply([float.NaN], made);
        made.ShouldBe([float.NaN, float.NaN]);
        new OrdinalStep().Fit(data, default).Output.Columns[0].Kind.ShouldBe(ColumnKind.Ordinal);
    }

    [Fact]
    public void A_column_that_repeats_another_is_left_out()
    {
        var random = new SeededRandom(3, 0);
        var values = new float[200 * 3];
        for (var i = 0; i < values.Length; i += 3)
        {
            values[i] = (float)random.NextDouble();
            values[i + 1] = (-2 * values[i]) + (0.01f * (float)random.NextDouble());
            values[i + 2] = (float)random.NextDouble();
        }

        var data = new TrainingData(new Table(Numbers(3), values), new double[200]);
        Names(new CorrelationFilterStep(0.95).Fit(data, default)).ShouldBe(["x0", "x2"]);
        Names(new CorrelationFilterStep(1).Fit(data, default)).ShouldBe(["x0", "x1", "x2"]);
    }

    [Fact]
    public void Noise_is_filtered_by_importance()
    {
        var data = SyntheticSchool.Binary(3_000, 4);
        var judge = new GradientBoostingTrainer(
            TaskKind.Binary,
            new GradientBoostingOptions { MaxTrees = 20, MinRowsPerLeaf = 40 }
        );
        var names = Names(new ImportanceFilterStep(judge, minShare: 0.04).Fit(data, default));
        names.ShouldContain("absence");
        names.ShouldContain("course");
        names.ShouldNotContain("noise");
        names.ShouldNotContain("constant");
        Names(new ImportanceFilterStep(judge, maxColumns: 2).Fit(data, default)).Count().ShouldBe(2);
    }

    [Fact]
    public void Imputation_by_a_model_comes_nearer_than_the_mean()
    {
        var (full, holed) = Correlated(800, seed: 5);
        var data = new TrainingData(holed, new double[800]);
        var byModel = Error(new ModelImputationStep());
        var byMean = Error(new ImputationStep(ImputationKind.Mean));
        byModel.ShouldBeLessThan(0.4 * byMean);

        double Error(PreparationStep step)
        {
            var (fitted, output) = step.Fit(data, default);
            var filled = fitted.Apply(holed, output, default).Values;
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < filled.Length; i++)
            {
                if (float.IsNaN(holed.Values[i]))
                {
                    sum += Math.Pow(filled[i] - full.Values[i], 2);
                    count++;
                }
                else
                {
                    filled[i].ShouldBe(holed.Values[i]);
                }
            }

            return sum / count;
        }
    }

    [Fact]
    public void A_prepared_model_predicts_and_explains_what_its_parts_do()
    {
        var data = SyntheticSchool.Binary(1_000, 6);
        var trainer = new PreparedTrainer(
            new LogisticRegressionTrainer(),
            [
                new OutlierCapStep(0.05, 0.95),
                new ImputationStep(ImputationKind.Mean, indicators: true),
                new OneHotStep(),
            ]
        );
        var model = (PreparedModel)trainer.Fit(data, default);
        model.Inner.Schema.Count.ShouldBe(7 + 6 + 7);
        var explainer = model.CreateExplainer();
        var contributions = new double[8];
        for (var row = 0; row < 50; row++)
        {
            explainer.Explain(data.X.Row(row), contributions);
            (explainer.BaseValue + contributions.Sum()).ShouldBe(model.Margin(data.X.Row(row)), 1e-9);
            contributions[7].ShouldBe(0);
        }

        var together = new double[37 * 8];
        explainer.ExplainRows(data.X.Values[..together.Length], together);
        explainer.Explain(data.X.Row(36), contributions);
        together.AsSpan(36 * 8).ToArray().ShouldBe(contributions);
        explainer.Explain(data.X.Row(0), contributions);
        var mixed = new float[8];
        var expected = BruteForceShapley.Of(
            8,
            subset => MeanWith(model, data.X, data.X.Row(0).ToArray(), subset, mixed)
        );
        for (var column = 0; column < 8; column++)
        {
            contributions[column].ShouldBe(expected[column], 1e-6);
        }
    }

    [Fact]
    public void Rows_without_weight_teach_nothing()
    {
        var data = SyntheticSchool.Binary(400, 7);
        double[] weights = [.. Enumerable.Range(0, 400).Select(i => i < 300 ? 1.0 : 0)];
        var trainer = new PreparedTrainer(
            new LogisticRegressionTrainer(),
            [new ModelImputationStep(), new ImputationStep(ImputationKind.Median), new ScalingStep()]
        );
        var a = trainer.Fit(new TrainingData(data.X, data.Y, weights), default);
        var some = data.Select([.. Enumerable.Range(0, 300)]);
        var b = trainer.Fit(new TrainingData(some.X, some.Y, weights[..300]), default);
        ModelFormat.Hash(a).ShouldBe(ModelFormat.Hash(b));
    }

    [Fact]
    public void Settings_outside_their_range_and_steps_that_leave_nothing_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new OutlierCapStep(0.9, 0.1));
        Should.Throw<ArgumentOutOfRangeException>(() => new CorrelationFilterStep(2));
        Should.Throw<ArgumentOutOfRangeException>(() => new ModelImputationStep(rounds: 0));
        Should.Throw<ArgumentException>(() => new PreparedTrainer(new LogisticRegressionTrainer(), []));
        var filter = new ImportanceFilterStep(new ConstantTrainer(TaskKind.Binary));
        var trainer = new PreparedTrainer(new LogisticRegressionTrainer(), [filter]);
        var data = SyntheticSchool.Binary(100, 8);
        Should.Throw<TrainingException>(() => trainer.Fit(data, default)).Message.ShouldContain("no column");
    }

    private static float Filled(ImputationKind kind, TrainingData data) =>
        One(new ImputationStep(kind).Fit(data, default).Step, float.NaN);

    private static float One(FittedStep step, float value)
    {
        var made = new float[1];
        step.Apply([value], made);
        return made[0];
    }

    private static IEnumerable<string> Names(PreparedColumns columns) =>
        columns.Output.Columns.Select(column => column.Name);

    private static TrainingData OneColumn(float[] values, double[]? weights) =>
        new(new Table(Numbers(1), values), new double[values.Length], weights);

    private static TableSchema Numbers(int columns) =>
        new([.. Enumerable.Range(0, columns).Select(j => new Column($"x{j}", ColumnKind.Numeric))]);

    private static (Table Full, Table Holed) Correlated(int rows, int seed)
    {
        var random = new SeededRandom(seed, 0);
        var values = new float[rows * 4];
        for (var i = 0; i < values.Length; i += 4)
        {
            var common = random.NextDouble();
            for (var j = 0; j < 4; j++)
            {
                values[i + j] = (float)(((j + 1) * common) + (0.1 * random.NextDouble()));
            }
        }

        var holed = Array.ConvertAll(values, value => random.NextDouble() < 0.2 ? float.NaN : value);
        return (new Table(Numbers(4), values), new Table(Numbers(4), holed));
    }

    private static double MeanWith(Model model, Table background, float[] row, int subset, float[] mixed)
    {
        var sum = 0.0;
        for (var i = 0; i < background.RowCount; i++)
        {
            for (var column = 0; column < row.Length; column++)
            {
                mixed[column] = (subset >> column & 1) != 0 ? row[column] : background.Row(i)[column];
            }

            sum += model.Margin(mixed);
        }

        return sum / background.RowCount;
    }
}
