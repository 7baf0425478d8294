using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;

namespace EarlyWarning.Ml.Tests.Neural;

public sealed class MlpTests
{
    private static readonly MlpOptions Quick = new() { Hidden = [24, 12], MaxEpochs = 30 };

    [Fact]
    public void Finds_the_interaction_that_no_sum_of_columns_shows()
    {
        var (train, test) = (SyntheticSchool.Binary(3000, 1), SyntheticSchool.Binary(1500, 2));
        var mlp = Auc(new MlpTrainer(TaskKind.Binary, Quick).Fit(train, CancellationToken.None), test);
        var linear = Auc(new Ml.Linear.LogisticRegressionTrainer().Fit(train, CancellationToken.None), test);
        mlp.ShouldBeGreaterThan(linear + 0.005);
    }

    [Fact]
    public void Regression_is_in_the_outcomes_own_unit()
    {
        var (train, test) = (SyntheticSchool.Regression(3000, 1), SyntheticSchool.Regression(1500, 2));
        var model = new MlpTrainer(TaskKind.Regression, Quick).Fit(train, CancellationToken.None);
        Metrics.Of(new RegressionPredictions(model.Margins(test.X), test.Y))[MetricKeys.R2].ShouldBeGreaterThan(0.8);
    }

    [Fact]
    public void Several_classes_are_told_apart()
    {
        var margins = SyntheticSchool.TrueMargins(3000, 3);
        var x = SyntheticSchool.Binary(3000, 3).X;
        var y = Array.ConvertAll(margins, margin => margin < -0.7 ? 0.0 : (margin < 0.7 ? 1 : 2));
        var model = new MlpTrainer(TaskKind.Multiclass, Quick).Fit(new TrainingData(x, y), CancellationToken.None);
        model.OutputCount.ShouldBe(3);
        var all = model.Margins(x);
        var right = Enumerable
            .Range(0, y.Length)
            .Count(i => all[(i * 3) + (int)y[i]] == Math.Max(all[i * 3], Math.Max(all[(i * 3) + 1], all[(i * 3) + 2])));
        right.ShouldBeGreaterThan(2250);
    }

    [Fact]
    public void Gradients_are_finite_differences()
    {
        var network = new MlpNetwork([5, 7, 6, 3], 8);
        network.Initialise(3);
        var random = new SeededRandom(4, 0);
        var by = new float[8 * 3];
        for (var row = 0; row < 8; row++)
        {
            foreach (ref var input in network.Input(row))
            {
                input = (float)((2 * random.NextDouble()) - 1);
            }

            foreach (ref var gradient in by.AsSpan(row * 3, 3))
            {
                gradient = (float)random.NextDouble();
            }
        }

        double Loss()
        {
            network.Forward(0, 0);
            var sum = 0.0;
            for (var i = 0; i < by.Length; i++)
            {
                sum += by[i] * (double)network.Output(i / 3)[i % 3];
            }

            return sum;
        }

        Loss();
        for (var row = 0; row < 8; row++)
        {
            by.AsSpan(row * 3, 3).CopyTo(network.OutputGradient(row));
        }

        network.Backward();
        foreach (var parameter in network.Parameters)
        {
            var analytic = parameter.Gradient.Span.ToArray();
            for (var place = 0; place < analytic.Length; place++)
            {
                const float Step = 1e-3f;
                var kept = parameter.Values.Span[place];
                // A kink of the rectified units near by would belie the difference; padding has none.
                if (kept == 0)
                {
                    continue;
                }

                parameter.Values.Span[place] = kept + Step;
                var above = Loss();
                parameter.Values.Span[place] = kept - Step;
                var below = Loss();
                parameter.Values.Span[place] = kept;
                ((double)analytic[place]).ShouldBe((above - below) / (2 * Step), 4e-3, $"weight {place}");
            }
        }
    }

    [Fact]
    public void The_stored_form_says_what_the_network_said()
    {
        var data = SyntheticSchool.Binary(400, 5);
        foreach (var task in (TaskKind[])[TaskKind.Binary, TaskKind.Regression])
        {
            var model = new MlpTrainer(task, Quick with { MaxEpochs = 2 }).Fit(data, CancellationToken.None);
            using var stream = new MemoryStream();
            ModelFormat.Write(stream, model);
            stream.Position = 0;
            ModelFormat.Read(stream).Margins(data.X).ShouldBe(model.Margins(data.X));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        var data = SyntheticSchool.Binary(400, 6);
        string Hash(int seed) =>
            ModelFormat.Hash(
                new MlpTrainer(TaskKind.Binary, Quick with { MaxEpochs = 2, Seed = seed }).Fit(
                    data,
                    CancellationToken.None
                )
            );
        Hash(1).ShouldBe(Hash(1));
        Hash(1).ShouldNotBe(Hash(2));
    }

    [Fact]
    public void Rows_without_weight_change_nothing()
    {
        var data = SyntheticSchool.Binary(400, 7);
        var groups = Enumerable.Range(0, 400).Select(i => (long)i).ToArray();
        var weights = groups.Select(i => i % 4 == 0 ? 0.0 : 1).ToArray();
        var options = Quick with { MaxEpochs = 2, EarlyStoppingEpochs = 0 };
        string Hash(double[] y) =>
            ModelFormat.Hash(
                new MlpTrainer(TaskKind.Binary, options).Fit(
                    new TrainingData(data.X, y, weights, groups),
                    CancellationToken.None
                )
            );
        Hash(data.Y).ShouldBe(Hash([.. data.Y.Select((y, i) => weights[i] == 0 ? 1 - y : y)]));
    }

    [Fact]
    public void Missing_values_and_unseen_categories_have_a_finite_margin_and_contributions_that_sum()
    {
        var data = SyntheticSchool.Binary(500, 8);
        var model = new MlpTrainer(TaskKind.Binary, Quick with { MaxEpochs = 3, BackgroundRows = 4 }).Fit(
            data,
            CancellationToken.None
        );
        float[] row = [float.NaN, 1, float.NaN, 0, 2, 400, 0.5f, float.NaN];
        double.IsFinite(model.Margin(row)).ShouldBeTrue();
        var explainer = model.CreateExplainer();
        var contributions = new double[row.Length];
        explainer.Explain(row, contributions);
        (explainer.BaseValue + contributions.Sum()).ShouldBe(model.Margin(row), 1e-9);
    }

    [Fact]
    public void Says_why_it_cannot_learn()
    {
        var data = SyntheticSchool.Binary(100, 9);
        Should
            .Throw<TrainingException>(() =>
                new MlpTrainer(TaskKind.Binary).Fit(new TrainingData(data.X, new double[100]), CancellationToken.None)
            )
            .Message.ShouldContain("both outcomes");
        Should.Throw<ArgumentOutOfRangeException>(() =>
            new MlpTrainer(TaskKind.Binary, new MlpOptions { Hidden = [] })
        );
    }

    private static double Auc(Model model, TrainingData test)
    {
        var margins = model.Margins(test.X);
        return Metrics.Of(new BinaryPredictions(Array.ConvertAll(margins, Sigmoid.Of), test.Y, margins))[
            MetricKeys.Auc
        ];
    }
}
