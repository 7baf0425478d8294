using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Trees;

namespace EarlyWarning.Ml.Tests.Explanation;

/// <summary>Importance, dependence, counterfactuals and stability.</summary>
public class WhatIfTests
{
    private static readonly TrainingData Data = SyntheticSchool.Binary(4_000, 1);
    private static readonly Model Boosted = new GradientBoostingTrainer(
        TaskKind.Binary,
        new GradientBoostingOptions
        {
            MaxTrees = 60,
            LearningRate = 0.1,
            EarlyStoppingRounds = 0,
        }
    ).Fit(Data, CancellationToken.None);

    [Fact]
    public void Shuffling_a_column_that_matters_costs_and_one_that_is_noise_does_not()
    {
        var test = SyntheticSchool.Binary(3_000, 2);
        var found = PermutationImportance.Of(Boosted, test.X, margins => Auc(margins, test.Y));
        found[7].ShouldBe(new ColumnImportance(0, 0), "a constant column stays as it is");
        found[0].Mean.ShouldBeGreaterThan(0.05);
        for (var column = 0; column < 6; column++)
        {
            found[column].Mean.ShouldBeGreaterThan(found[6].Mean + (3 * found[6].StandardError));
        }

        PermutationImportance.Of(Boosted, test.X, margins => Auc(margins, test.Y)).ShouldBe(found);
    }

    [Fact]
    public void Dependence_of_a_linear_model_is_a_line_and_individual_curves_are_parallel()
    {
        var data = SyntheticSchool.Regression(500, 3);
        var model = new LinearRegressionTrainer().Fit(data, CancellationToken.None);
        var curves = PartialDependence.Of(model, data.X, 0);
        curves.Grid.ShouldBeInOrder();
        curves.Grid.Length.ShouldBe(PartialDependence.DefaultPoints);
        double[] grid = [.. curves.Grid.Select(value => (double)value)];
        var slope = (curves.Mean[^1] - curves.Mean[0]) / (grid[^1] - grid[0]);
        for (var point = 0; point < curves.Grid.Length; point++)
        {
            curves.Mean[point].ShouldBe(curves.Mean[0] + (slope * (grid[point] - grid[0])), 1e-9);
            (curves.Individual[3][point] - curves.Mean[point]).ShouldBe(curves.Individual[3][0] - curves.Mean[0], 1e-9);
        }

        PartialDependence.Grid(data.X, 5).ShouldBe([0, 1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public void Dependence_of_a_monotone_column_never_falls_and_its_curves_are_the_model()
    {
        var rows = Data.X.Select([.. Enumerable.Range(0, 50)]);
        var curves = PartialDependence.Of(Boosted, rows, 0);
        curves.Mean.ShouldBeInOrder();
        var row = rows.Row(7).ToArray();
        row[0] = curves.Grid[4];
        curves.Individual[7][4].ShouldBe(Boosted.Margin(row));
    }

    [Fact]
    public void The_smallest_change_is_found_as_by_trying_everything()
    {
        ChangeableColumn[] changeable =
        [
            new(0, [-2, -1, 0, 1, 2], 1),
            new(1, [-2, -1, 0, 1, 2], 0.5),
            new(2, [-1.5f, 0, 1.5f], 1),
        ];
        var found = 0;
        for (var row = 0; row < 120; row++)
        {
            var now = Boosted.Margin(Data.X.Row(row));
            foreach (var limit in new[] { now - 0.5, now - 1.6 })
            {
                var best = Counterfactuals.Find(Boosted, Data.X.Row(row), limit, changeable, mostChanges: 3);
                var (count, distance) = Smallest(Data.X.Row(row).ToArray(), limit, changeable);
                (best?.Changes.Count ?? int.MaxValue).ShouldBe(count);
                if (best is not null)
                {
                    found++;
                    best.Distance.ShouldBe(distance, 1e-9);
                    best.Margin.ShouldBeLessThan(limit);
                    ShouldBeTheRowChanged(best, row);
                }
            }
        }

        found.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Nothing_to_change_is_no_change_and_the_impossible_is_nothing()
    {
        ChangeableColumn[] changeable = [new(0, [-2, 2], 1)];
        var row = Data.X.Row(1);
        var now = Boosted.Margin(row);
        Counterfactuals.Find(Boosted, row, now + 1, changeable)!.Changes.ShouldBeEmpty();
        Counterfactuals.Find(Boosted, row, now - 50, changeable).ShouldBeNull();
        var many = Enumerable.Range(0, 5).Select(i => new ChangeableColumn(i, new float[100], 1)).ToArray();
        Should.Throw<ArgumentException>(() => Counterfactuals.Find(Boosted, Data.X.Row(1), now - 1, many, 5));
        Should.Throw<ArgumentException>(() =>
            Counterfactuals.Find(Boosted, Data.X.Row(1), now - 1, [changeable[0], changeable[0]])
        );
    }

    [Fact]
    public void Models_that_agree_are_certain_and_rankings_are_counted()
    {
        double[] up = [1, 2, 3, 4];
        double[] down = [4, 3, 2, 1];
        var same = RankStability.Of([up, up, up], 2);
        same.FlaggedShare.ShouldBe([0, 0, 1, 1]);
        same.Overlap.ShouldBe(1);
        Enumerable.Range(0, 4).ShouldAllBe(row => !same.IsUncertain(row, 0.9));
        var opposed = RankStability.Of([up, up, down, [9, 1, 1, 8]], 2);
        opposed.FlaggedShare.ShouldBe([0.5, 0.25, 0.5, 0.75]);
        opposed.IsUncertain(3).ShouldBeTrue();
        opposed.Overlap.ShouldBe((1 + 0 + (1 / 3.0) + 0 + (1 / 3.0) + (1 / 3.0)) / 6, 1e-12);
        Should.Throw<ArgumentException>(() => RankStability.Of([up], 2));
        Should.Throw<ArgumentOutOfRangeException>(() => RankStability.Of([up, down], 5));
    }

    [Fact]
    public void Models_of_resampled_students_agree_on_clear_cases_only()
    {
        var trainer = new LogisticRegressionTrainer();
        var models = RankStability.FitResampled(
            trainer,
            SyntheticSchool.Binary(600, 5, rowsPerGroup: 3),
            8,
            1,
            CancellationToken.None
        );
        var margins = models.Select(m => m.Margins(Data.X)).ToArray();
        var agreement = RankStability.Of(margins, 400);
        agreement.Overlap.ShouldBeInRange(0.5, 0.99);
        var mean = Enumerable.Range(0, Data.X.RowCount).Select(row => margins.Average(m => m[row])).ToArray();
        var ranked = Enumerable.Range(0, mean.Length).OrderByDescending(row => mean[row]).ToArray();
        ranked[..40].Count(row => agreement.IsUncertain(row)).ShouldBeLessThan(4);
        ranked[380..420].Count(row => agreement.IsUncertain(row)).ShouldBeGreaterThan(20);
    }

    private static void ShouldBeTheRowChanged(Counterfactual best, int row)
    {
        var changed = Data.X.Row(row).ToArray();
        foreach (var change in best.Changes)
        {
            changed[change.Column].ShouldBe(change.From);
            changed[change.Column] = change.To;
        }

        Boosted.Margin(changed).ShouldBe(best.Margin);
    }

    private static (int Count, double Distance) Smallest(float[] row, double limit, ChangeableColumn[] changeable)
    {
        var best = (Count: int.MaxValue, Distance: double.PositiveInfinity);
        var options = changeable.Select(c => c.Values.Append(row[c.Column]).ToArray()).ToArray();
        foreach (var a in options[0])
        {
            foreach (var b in options[1])
            {
                foreach (var c in options[2])
                {
                    float[] to = [a, b, c];
                    var changed = (float[])row.Clone();
                    var (count, distance) = (0, 0.0);
                    for (var i = 0; i < 3; i++)
                    {
                        var from = row[changeable[i].Column];
                        changed[changeable[i].Column] = to[i];
                        count += to[i].Equals(from) ? 0 : 1;
                        distance +=
                            to[i].Equals(from) ? 0
                            : float.IsNaN(from) ? 1
                            : Math.Abs(to[i] - from) / changeable[i].Unit;
                    }

                    if (Boosted.Margin(changed) < limit && (count, distance).CompareTo((best.Count, best.Distance)) < 0)
                    {
                        best = (count, distance);
                    }
                }
            }
        }

        return best;
    }

    private static double Auc(double[] margins, double[] y) =>
        Metrics.Of(new BinaryPredictions(Array.ConvertAll(margins, Sigmoid.Of), y))[MetricKeys.Auc];
}
