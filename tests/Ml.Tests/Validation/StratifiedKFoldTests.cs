using EarlyWarning.Ml.Models;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tables;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Ml.Tests.Validation;

public class StratifiedKFoldTests
{
    [Theory]
    [InlineData(5, 103)]
    [InlineData(10, 649)]
    [InlineData(7, 50)]
    public void No_fold_has_two_rows_more_of_a_class_or_of_all_than_another(int folds, int rows)
    {
        var random = new SeededRandom(rows, 0);
        var data = Data([.. Enumerable.Range(0, rows).Select(_ => (double)random.NextInt(4) * random.NextInt(2))]);
        var split = StratifiedKFold.Split(data, TaskKind.Multiclass, folds, 1);
        ShouldPartition(split, rows);
        (split.Max(f => f.Test.Length) - split.Min(f => f.Test.Length)).ShouldBeLessThanOrEqualTo(1);
        for (var code = 0; code < 4; code++)
        {
            int[] counts = [.. split.Select(f => f.Test.Count(row => data.Y[row] == code))];
            (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(1);
        }
    }

    [Fact]
    public void Groups_stay_whole_and_classes_even()
    {
        var random = new SeededRandom(5, 0);
        var groups = new List<long>();
        var y = new List<double>();
        for (var student = 0; student < 300; student++)
        {
            var code = random.NextInt(3);
            for (var i = random.NextInt(6); i >= 0; i--)
            {
                groups.Add(student);
                y.Add(random.NextDouble() < 0.8 ? code : random.NextInt(3));
            }
        }

        var data = Data([.. y], [.. groups]);
        var split = StratifiedKFold.Split(data, TaskKind.Multiclass, 5, 1);
        ShouldPartition(split, y.Count);
        foreach (var fold in split)
        {
            fold.Test.Select(row => groups[row]).Intersect(fold.Train.Select(row => groups[row])).ShouldBeEmpty();
            for (var code = 0; code < 3; code++)
            {
                var expected = y.Count(value => value == code) / 5.0;
                ((double)fold.Test.Count(row => y[row] == code)).ShouldBeInRange(0.93 * expected, 1.07 * expected);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Numbers_have_about_the_same_mean_in_every_fold(bool grouped)
    {
        var random = new SeededRandom(6, 0);
        double[] y = [.. Enumerable.Range(0, 500).Select(_ => Math.Pow(random.NextDouble(), 4) * 100)];
        var data = Data(y, grouped ? [.. Enumerable.Range(0, 500).Select(i => (long)i / 2)] : null);
        var split = StratifiedKFold.Split(data, TaskKind.Regression, 10, 1);
        ShouldPartition(split, 500);
        foreach (var fold in split)
        {
            // The standard error of a mean of 50 random ones is 3.8.
            fold.Test.Average(row => y[row]).ShouldBe(y.Average(), grouped ? 2.5 : 1);
        }
    }

    [Fact]
    public void Repeats_differ_and_a_seed_brings_them_back()
    {
        var data = Data([.. Enumerable.Range(0, 60).Select(i => (double)(i % 3))]);
        string Text(IReadOnlyList<Fold> folds) => string.Join(';', folds.Select(f => string.Join(',', f.Test)));
        var repeats = StratifiedKFold.Repeat(data, TaskKind.Multiclass, 5, 4, 7);
        repeats.Select(Text).ShouldBeUnique();
        Text(repeats[0]).ShouldBe(Text(StratifiedKFold.Split(data, TaskKind.Multiclass, 5, 7)));
    }

    [Fact]
    public void Too_few_rows_or_groups_are_refused()
    {
        var data = Data([0, 1, 0]);
        Should.Throw<ArgumentException>(() => StratifiedKFold.Split(data, TaskKind.Binary, 4, 1));
        Should.Throw<ArgumentException>(() => StratifiedKFold.Split(data, TaskKind.Binary, 1, 1));
        var one = Data([0, 1, 0], [7, 7, 7]);
        Should
            .Throw<ArgumentException>(() => StratifiedKFold.Split(one, TaskKind.Binary, 2, 1))
            .Message.ShouldContain("1 groups");
    }

    [Fact]
    public void A_class_that_a_fold_never_saw_keeps_its_margin_and_out_of_fold_margins_have_one_per_class()
    {
        var y = new double[40];
        Array.Fill(y, 1, 20, 19);
        y[39] = 2;
        var data = Data(y);
        var folds = StratifiedKFold.Split(data, TaskKind.Multiclass, 4, 1);
        var margins = OutOfFold.Margins(new ConstantTrainer(TaskKind.Multiclass), data, folds, CancellationToken.None);
        margins.Length.ShouldBe(120);
        margins.ShouldAllBe(margin => double.IsFinite(margin));
        var p = Softmax.OfRows(margins, 3);
        p[(39 * 3) + 2].ShouldBeInRange(0.001, 0.05, "half a row of thirty");
    }

    private static void ShouldPartition(IReadOnlyList<Fold> folds, int rows)
    {
        folds.SelectMany(f => f.Test).Order().ShouldBe(Enumerable.Range(0, rows));
        folds.ShouldAllBe(f => f.Train.Length + f.Test.Length == rows && !f.Train.Intersect(f.Test).Any());
    }

    private static TrainingData Data(double[] y, long[]? groups = null) =>
        new(new Table(new TableSchema([new Column("x", ColumnKind.Numeric)]), new float[y.Length]), y, Groups: groups);
}
