using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;

namespace EarlyWarning.Ml.Tests.Neural;

public sealed class WeeklySequenceTests
{
    private static readonly LstmOptions Quick = new()
    {
        Cells = 32,
        Dropout = 0.2,
        BatchSize = 32,
        MaxEpochs = 15,
        Rate = new LearningRate { Initial = 5e-3, Decay = 0.05 },
    };

    [Fact]
    public void Columns_are_put_in_the_order_of_weeks_whatever_their_order_in_the_table()
    {
        var layout = WeeklyLayout.Find(
            new TableSchema([
                new("a@0", ColumnKind.Numeric),
                new("name@home", ColumnKind.Numeric),
                new("b@2", ColumnKind.Numeric),
                new("a@1", ColumnKind.Ordinal),
                new("b@01", ColumnKind.Numeric),
                new("c@1", ColumnKind.Categorical),
                new("b@1", ColumnKind.Numeric),
            ])
        );
        layout.ShouldNotBeNull();
        layout.Steps.ShouldBe(3);
        layout.Signals.ShouldBe(["a", "b"]);
        int[] signalA = [.. Enumerable.Range(0, 3).Select(step => layout.ColumnAt(step, 0))];
        signalA.ShouldBe([-1, 3, 0]);
        int[] signalB = [.. Enumerable.Range(0, 3).Select(step => layout.ColumnAt(step, 1))];
        signalB.ShouldBe([2, 6, -1]);
        layout.Statics.ShouldBe([1, 4, 5]);
        WeeklyLayout.Find(SyntheticSchool.Schema).ShouldBeNull();
        WeeklyLayout.Find(new TableSchema([new("a@0", ColumnKind.Numeric)])).ShouldBeNull();
    }

    [Fact]
    public void Weeks_before_the_first_recorded_one_are_no_weeks_and_later_gaps_are_marked()
    {
        var schema = new TableSchema([
            .. Enumerable.Range(0, 4).Select(ago => new Column(WeeklyLayout.ColumnName("a", ago), ColumnKind.Numeric)),
        ]);
        const float None = float.NaN;
        // Latest week first.
        var table = new Table(schema, [5, None, 3, None, 7, 6, None, None, None, None, None, None]);
        var encoding = WeeklyEncoding.Fit(WeeklyLayout.Find(schema)!, table, [0, 1, 2], [1, 1, 1], default);
        var x = new float[4 * 2];
        encoding.Encode(table.Row(0), x, []).ShouldBe(3);
        var deviation = (float)Math.Sqrt(new[] { 5.0, 3, 7, 6 }.Sum(v => (v - 5.25) * (v - 5.25)) / 4);
        x.ShouldBe([-2.25f / deviation, 0, 0, 1, -0.25f / deviation, 0, 0, 0], 1e-6f);
        encoding.Encode(table.Row(1), x, []).ShouldBe(2);
        x.ShouldBe([0.75f / deviation, 0, 1.75f / deviation, 0, 0, 0, 0, 0], 1e-6f);
        encoding.Encode(table.Row(2), x, []).ShouldBe(1);
        x.ShouldBe([0, 1, 0, 0, 0, 0, 0, 0], 1e-6f);
    }

    [Fact]
    public void Ranks_students_by_what_happened_when()
    {
        var (train, test) = (WeeklySchool.Binary(2_500, 1), WeeklySchool.Binary(1_500, 2));
        var model = new WeeklySequenceTrainer(TaskKind.Binary, Quick).Fit(train, CancellationToken.None);
        var margins = model.Margins(test.X);
        var metrics = Metrics.Of(new BinaryPredictions(Array.ConvertAll(margins, Sigmoid.Of), test.Y, margins));
        // What nobody can know better than: the chances from which the outcomes were drawn.
        var truth = WeeklySchool.TrueMargins(1_500, 2);
        var best = Metrics.Of(new BinaryPredictions(Array.ConvertAll(truth, Sigmoid.Of), test.Y, truth));
        metrics[MetricKeys.Auc].ShouldBeGreaterThan(best[MetricKeys.Auc] - 0.04);
    }

    [Fact]
    public void Regression_is_in_the_outcomes_own_unit()
    {
        var (train, test) = (WeeklySchool.Regression(2_500, 1), WeeklySchool.Regression(1_000, 2));
        var model = new WeeklySequenceTrainer(TaskKind.Regression, Quick).Fit(train, CancellationToken.None);
        Metrics.Of(new RegressionPredictions(model.Margins(test.X), test.Y))[MetricKeys.R2].ShouldBeGreaterThan(0.75);
    }

    [Fact]
    public void One_row_at_a_time_says_what_the_batch_says()
    {
        var data = WeeklySchool.Regression(300, 3);
        var rows = Enumerable.Range(0, 300).ToArray();
        var weights = Enumerable.Repeat(1.0, 300).ToArray();
        var encoding = WeeklyEncoding.Fit(WeeklyLayout.Find(WeeklySchool.Schema)!, data.X, rows, weights, default);
        var sequences = encoding.Sequences(data.X, rows);
        var network = new SequenceTrainer(Quick with { MaxEpochs = 3 }).Fit(
            sequences,
            [new SequenceHead("grade", TaskKind.Regression, data.Y)]
        );
        var batch = network.Predict(sequences)[0];
        var single = network.CreateRow();
        for (var row = 0; row < 300; row++)
        {
            var steps = encoding.Encode(data.X.Row(row), single.X, single.Z);
            network.InUnit(0, single.Run(steps, 0)).ShouldBe(batch[row], 1e-4);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_for_any_number_of_threads_and_another_seed_others()
    {
        var data = WeeklySchool.Binary(300, 4);
        string Hash(int seed, int threads) =>
            ModelFormat.Hash(
                new WeeklySequenceTrainer(
                    TaskKind.Binary,
                    Quick with
                    {
                        MaxEpochs = 2,
                        Seed = seed,
                        Threads = threads,
                    }
                ).Fit(data, CancellationToken.None)
            );
        Hash(1, 1).ShouldBe(Hash(1, 2));
        Hash(1, 1).ShouldNotBe(Hash(2, 1));
    }

    [Fact]
    public void Rows_without_weight_change_nothing_and_weights_do()
    {
        var data = WeeklySchool.Binary(300, 5, weights: true);
        var trainer = new WeeklySequenceTrainer(TaskKind.Binary, Quick with { MaxEpochs = 2, EarlyStoppingEpochs = 0 });
        string Hash(TrainingData rows) => ModelFormat.Hash(trainer.Fit(rows, CancellationToken.None));
        var turned = data.Y.Select((y, i) => data.Weights![i] == 0 ? 1 - y : y).ToArray();
        Hash(new TrainingData(data.X, turned, data.Weights)).ShouldBe(Hash(data));
        Hash(new TrainingData(data.X, data.Y)).ShouldNotBe(Hash(data));
    }

    [Fact]
    public void Missing_values_and_unseen_categories_have_a_finite_margin_and_contributions_that_sum()
    {
        var data = WeeklySchool.Binary(300, 6);
        var model = new WeeklySequenceTrainer(TaskKind.Binary, Quick with { MaxEpochs = 2 }).Fit(
            data,
            CancellationToken.None
        );
        var row = data.X.Row(0).ToArray();
        Array.Fill(row, float.NaN, 0, WeeklySchool.Weeks);
        row[1 + WeeklySchool.Weeks] = 400;
        var explainer = model.CreateExplainer();
        explainer.IsExact.ShouldBeFalse();
        var contributions = new double[row.Length];
        explainer.Explain(row, contributions);
        (explainer.BaseValue + contributions.Sum()).ShouldBe(model.Margin(row), 1e-9);
        Array.Fill(row, float.NaN);
        double.IsFinite(model.Margin(row)).ShouldBeTrue();
    }

    [Fact]
    public void Tables_without_anything_unchanging_are_learned_too()
    {
        var schema = new TableSchema([.. WeeklySchool.Schema.Columns.Where(column => column.Name.Contains('@'))]);
        var full = WeeklySchool.Binary(200, 7);
        int[] kept = [.. schema.Columns.Select(column => WeeklySchool.Schema.IndexOf(column.Name))];
        float[] values =
        [
            .. Enumerable.Range(0, 200).SelectMany(i => Array.ConvertAll(kept, column => full.X.Row(i)[column])),
        ];
        var data = new TrainingData(new Table(schema, values), full.Y);
        var model = new WeeklySequenceTrainer(TaskKind.Binary, Quick with { MaxEpochs = 2 }).Fit(
            data,
            CancellationToken.None
        );
        model.Margins(data.X).Distinct().Count().ShouldBeGreaterThan(150);
    }

    [Fact]
    public void Says_why_it_cannot_learn()
    {
        void Refuses(TaskKind task, TrainingData data, string because) =>
            Should
                .Throw<TrainingException>(() =>
                    new WeeklySequenceTrainer(task, Quick).Fit(data, CancellationToken.None)
                )
                .Message.ShouldContain(because);
        var data = WeeklySchool.Binary(100, 8);
        Refuses(TaskKind.Binary, SyntheticSchool.Binary(100, 1), "weekly columns");
        Refuses(TaskKind.Multiclass, new TrainingData(data.X, data.Y), "several classes");
        Refuses(TaskKind.Binary, new TrainingData(data.X, new double[100]), "both outcomes");
        var empty = data.X.Values.ToArray();
        for (var i = 0; i < empty.Length; i++)
        {
            var column = i % WeeklySchool.Schema.Count;
            empty[i] = WeeklySchool.Schema.Columns[column].Name.Contains('@') ? float.NaN : empty[i];
        }

        Refuses(TaskKind.Binary, new TrainingData(new Table(WeeklySchool.Schema, empty), data.Y), "weekly value");
        Refuses(TaskKind.Binary, data.Select([.. Enumerable.Range(0, 10)]), "at least 20 rows");
        Should.Throw<ArgumentOutOfRangeException>(() =>
            new WeeklySequenceTrainer(TaskKind.Binary, new LstmOptions { Cells = 7 })
        );
    }
}
