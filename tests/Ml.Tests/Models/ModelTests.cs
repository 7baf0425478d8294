using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Models;

public class ModelTests
{
    [Fact]
    public void Everybody_gets_the_weighted_mean_and_no_column_is_owed_anything()
    {
        var data = SyntheticSchool.Binary(500, 1, weights: true);
        var model = new ConstantTrainer(TaskKind.Binary).Fit(data, CancellationToken.None);
        var mean = data.Y.Zip(data.Weights!, (y, w) => y * w).Sum() / data.Weights!.Sum();
        Sigmoid.Of(model.Margin(data.X.Row(0))).ShouldBe(mean, 1e-12);
        model.Margin(data.X.Row(0)).ShouldBe(model.CreateExplainer().BaseValue);
        GlobalImportance.MeanAbsoluteContributions(model, data.X).ShouldAllBe(phi => phi == 0);
    }

    [Fact]
    public void A_model_of_several_outputs_has_a_margin_and_an_explanation_for_each()
    {
        var binary = SyntheticSchool.Binary(500, 1);
        double[] y = [.. Enumerable.Range(0, 500).Select(i => (double)(i % 5 == 0 ? 2 : i % 2))];
        var data = new TrainingData(binary.X, y, ClassNames: ["pass", "fail", "left", "never seen"]);
        var model = new ConstantTrainer(TaskKind.Multiclass).Fit(data, CancellationToken.None);
        model.OutputCount.ShouldBe(4);
        var margins = new double[4];
        model.Margins(data.X.Row(0), margins);
        var explainer = model.CreateExplainer();
        margins.ShouldBe(Enumerable.Range(0, 4).Select(explainer.BaseValueOf));
        model.Margins(data.X).Length.ShouldBe(2_000);
        Softmax.InPlace(margins);
        margins[2].ShouldBe(100 / 500.5, 1e-12);
        Should.Throw<InvalidOperationException>(() => model.Margin(data.X.Row(0)));
        Should.Throw<InvalidOperationException>(() => explainer.BaseValue);
        Should.Throw<InvalidOperationException>(() => explainer.Explain(data.X.Row(0), new double[8]));
        Should.Throw<ArgumentException>(() => explainer.Explain(data.X.Row(0), 4, new double[8]));
        Should.Throw<ArgumentException>(() => model.Margins(data.X.Row(0), new double[3]));
        Should.Throw<InvalidOperationException>(() => new ScoringModel(model).Shown(0));
    }

    [Theory]
    [InlineData(-1, "row 3")]
    [InlineData(0.5, "row 3")]
    [InlineData(4, "0 to 3")]
    public void A_class_code_that_is_none_is_refused(double code, string expected)
    {
        var data = SyntheticSchool.Binary(500, 1);
        data.Y[3] = code;
        var named = data with { ClassNames = ["a", "b", "c", "d"] };
        Should
            .Throw<TrainingException>(() => new ConstantTrainer(TaskKind.Multiclass).Fit(named, CancellationToken.None))
            .Message.ShouldContain(expected);
    }

    [Fact]
    public void One_class_alone_is_refused()
    {
        var data = SyntheticSchool.Binary(50, 1);
        Array.Fill(data.Y, 2);
        Should
            .Throw<TrainingException>(() => new ConstantTrainer(TaskKind.Multiclass).Fit(data, CancellationToken.None))
            .Message.ShouldContain("two classes");
    }

    [Fact]
    public void Importance_is_the_mean_size_of_contributions_and_finds_what_matters()
    {
        var data = SyntheticSchool.Binary(4_000, 2);
        var options = new GradientBoostingOptions
        {
            MaxTrees = 60,
            EarlyStoppingRounds = 0,
            LearningRate = 0.1,
        };
        var model = (TreeEnsemble)
            new GradientBoostingTrainer(TaskKind.Binary, options).Fit(data, CancellationToken.None);
        var rows = data.X.Select([.. Enumerable.Range(0, 700)]);
        var importance = GlobalImportance.MeanAbsoluteContributions(model, rows);
        var explainer = model.CreateExplainer();
        var expected = new double[rows.ColumnCount];
        var contributions = new double[rows.ColumnCount];
        for (var i = 0; i < rows.RowCount; i++)
        {
            explainer.Explain(rows.Row(i), contributions);
            for (var column = 0; column < expected.Length; column++)
            {
                expected[column] += Math.Abs(contributions[column]) / rows.RowCount;
            }
        }

        importance.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-12);
        var (noise, constant) = (SyntheticSchool.Schema.IndexOf("noise"), SyntheticSchool.Schema.IndexOf("constant"));
        importance[constant].ShouldBe(0);
        importance.Count(value => value > importance[noise]).ShouldBe(6);
        model.GainByColumn()[constant].ShouldBe(0);
        model.GainByColumn().Count(gain => gain > model.GainByColumn()[noise]).ShouldBe(6);
    }

    [Fact]
    public void Rows_and_tables_of_other_columns_are_refused()
    {
        var data = SyntheticSchool.Binary(200, 3);
        var model = new LogisticRegressionTrainer().Fit(data, CancellationToken.None);
        Should.Throw<ArgumentException>(() => model.Margin(new float[3])).Message.ShouldContain("3 values");
        Should.Throw<ArgumentException>(() => model.CreateExplainer().Explain(new float[8], new double[7]));
        var other = new TableSchema([.. SyntheticSchool.Schema.Columns.Select(c => c with { Name = c.Name + "2" })]);
        Should
            .Throw<ArgumentException>(() => model.Margins(new Table(other, new float[8])))
            .Message.ShouldContain("schema");
    }

    [Fact]
    public async Task Cancelling_in_the_middle_ends_every_trainer()
    {
        var data = SyntheticSchool.Binary(60_000, 4);
        ITrainer[] trainers =
        [
            new GradientBoostingTrainer(
                TaskKind.Binary,
                new GradientBoostingOptions { MaxTrees = 10_000, EarlyStoppingRounds = 0 }
            ),
            // A tolerance that floating point cannot meet keeps it busy until it is cancelled or gives up.
            new LogisticRegressionTrainer(new ElasticNetOptions { Tolerance = 1e-300, MaxIterations = 1_000_000 }),
        ];
        foreach (var trainer in trainers)
        {
            using var cancellation = new CancellationTokenSource();
            var fit = Task.Run(() => trainer.Fit(data, cancellation.Token));
            cancellation.CancelAfter(TimeSpan.FromMilliseconds(30));
            await Should.ThrowAsync<OperationCanceledException>(fit);
        }
    }
}
