using EarlyWarning.Ml.Explanation;
using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;

namespace EarlyWarning.Ml.Tests.Explanation;

public class PermutationLossTests
{
    private static readonly TableSchema Schema = new([
        new Column("a", ColumnKind.Numeric),
        new Column("b", ColumnKind.Numeric),
        new Column("unused", ColumnKind.Numeric),
    ]);

    [Fact]
    public void The_rise_is_the_mean_over_all_orders_of_a_column()
    {
        var (model, rows, y) = Made(6, 3);
        Func<int, double, double> loss = (row, margin) => Math.Pow(y[row] - margin, 2);

        var found = PermutationLoss.Of(model, rows, [0, 1, 2], loss, [1, 2, 3, 4, 5, 6], repeats: 4_000);

        for (var column = 0; column < 3; column++)
        {
            found[column].Mean.ShouldBe(ByAllOrders(model, rows, column, loss), 0.06);
        }

        found[0].Mean.ShouldBeGreaterThan(1);
        found[2].ShouldBe(new LossRise(0, 0), "a column that the model does not use costs nothing");
    }

    [Fact]
    public void Its_standard_error_is_how_the_figure_varies_with_other_students()
    {
        const int trials = 120;
        var (model, _, _) = Made(400, 1);
        var found = Enumerable.Range(0, trials).Select(t => One(model, t)).ToList();

        var spread = Math.Sqrt(found.Sum(f => Math.Pow(f.Mean - found.Average(g => g.Mean), 2)) / (trials - 1));

        (found.Average(f => f.StandardError) / spread).ShouldBeInRange(0.75, 1.35);
        var truth = found.Average(f => f.Mean);
        found.Count(f => f.Low <= truth && truth <= f.High).ShouldBeInRange(105, 120);
    }

    [Fact]
    public void Rows_of_one_student_count_as_one()
    {
        var (model, rows, y) = Made(200, 5);
        int[] twice = [.. Enumerable.Range(0, 400).Select(i => i / 2)];
        var doubled = rows.Select(twice);

        var apart = PermutationLoss.Of(
            model,
            doubled,
            [0],
            Loss,
            [.. Enumerable.Range(0, 400).Select(i => (long)i)],
            20
        );
        var together = PermutationLoss.Of(model, doubled, [0], Loss, [.. twice.Select(i => (long)i)], 20);

        together[0].Mean.ShouldBe(apart[0].Mean);
        together[0].StandardError.ShouldBeGreaterThan(1.15 * apart[0].StandardError);
        PermutationLoss.Of(model, doubled, [0], Loss, [.. twice.Select(i => (long)i)], 20).ShouldBe(together);

        double Loss(int row, double margin) => Math.Pow(y[twice[row]] - margin, 2);
    }

    [Fact]
    public void Fewer_than_two_students_are_refused()
    {
        var (model, rows, _) = Made(4, 1);
        Should.Throw<ArgumentException>(() => PermutationLoss.Of(model, rows, [0], (_, m) => m, [1, 1, 1, 1]));
        Should.Throw<ArgumentException>(() => PermutationLoss.Of(model, rows, [0], (_, m) => m, [1, 2]));
    }

    private static LossRise One(Model model, int trial)
    {
        var (_, rows, y) = Made(150, 1_000 + trial);
        return PermutationLoss.Of(
            model,
            rows,
            [0],
            (row, margin) => Math.Pow(y[row] - margin, 2),
            [.. Enumerable.Range(0, 150).Select(i => (long)i)],
            repeats: 3,
            seed: trial
        )[0];
    }

    // y = 2 a - b + noise; the model is fitted on other rows, so that it is a model and not the truth.
    private static (Model Model, Table Rows, double[] Y) Made(int count, int seed)
    {
        var (fitted, truth) = Rows(300, 99);
        var model = new LinearRegressionTrainer(new ElasticNetOptions { Penalty = 0 }).Fit(
            new TrainingData(Blank(fitted), truth),
            CancellationToken.None
        );
        var (rows, y) = Rows(count, seed);
        return (model, Blank(rows), y);
    }

    // A constant column gets no slope: it is what a model does not use.
    private static Table Blank(Table rows) =>
        new(Schema, [.. rows.Values.ToArray().Select((v, i) => i % 3 == 2 ? 1f : v)]);

    private static (Table, double[]) Rows(int count, int seed)
    {
        var random = new SeededRandom(seed, 0);
        var values = new float[3 * count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((4 * random.NextDouble()) - 2);
        }

        var y = new double[count];
        for (var i = 0; i < count; i++)
        {
            y[i] = (2 * values[3 * i]) - values[(3 * i) + 1] + random.NextDouble() - 0.5;
        }

        return (new Table(Schema, values), y);
    }

    private static double ByAllOrders(Model model, Table rows, int column, Func<int, double, double> loss)
    {
        var (sum, orders) = (0.0, 0);
        foreach (var order in Orders([.. Enumerable.Range(0, rows.RowCount)]))
        {
            orders++;
            for (var row = 0; row < order.Count; row++)
            {
                var changed = rows.Row(row).ToArray();
                var before = loss(row, model.Margin(changed));
                changed[column] = rows.Row(order[row])[column];
                sum += (loss(row, model.Margin(changed)) - before) / rows.RowCount;
            }
        }

        return sum / orders;
    }

    private static IEnumerable<List<int>> Orders(List<int> items) =>
        items.Count == 0
            ?
            [
                [],
            ]
            : items.SelectMany(first =>
                Orders([.. items.Where(i => i != first)]).Select(rest => rest.Prepend(first).ToList())
            );
}
