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
