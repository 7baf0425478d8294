using EarlyWarning.Ml.Linear;
using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tests.Support;
using EarlyWarning.Ml.Validation;

namespace EarlyWarning.Ml.Tests.Validation;

public class ValidationTests
{
    [Fact]
    public void A_term_is_tested_after_training_on_terms_decided_before_it()
    {
        // As in OULAD: two overlapping starts a year, and one withdrawal known early.
        var first = new DateOnly(2013, 2, 1);
        TermStamp Row(int term, int startMonths, int decidedMonths) =>
            new(term, first.AddMonths(startMonths), first.AddMonths(decidedMonths));
        TermStamp[] rows =
        [
            Row(0, 0, 7),
            Row(0, 0, 8),
            Row(1, 8, 16),
            Row(1, 8, 9),
            Row(2, 12, 20),
            Row(3, 20, 28),
            Row(2, 12, 13),
        ];
        var folds = RollingOrigin.Split(rows);
        // Term 0 is decided on the very day term 1 begins: known, but not before.
        folds.Select(fold => fold.TestTerm).ShouldBe([2, 3]);
        folds[0].TrainTerms.ShouldBe([0]);
        folds[0].PurgedTerms.ShouldBe([1]);
        folds[0].Rows.Train.ShouldBe([0, 1]);
        folds[0].Rows.Test.ShouldBe([4, 6]);
        folds[1].TrainTerms.ShouldBe([0, 1]);
        folds[1].PurgedTerms.ShouldBe([2]);
        folds[1].Rows.Train.ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public void Whatever_the_terms_no_training_outcome_is_decided_after_the_test_begins()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new SeededRandom(seed, 0);
            var rows = new List<TermStamp>();
            var start = new DateOnly(2020, 1, 1);
            for (var term = 0; term < 6; term++)
            {
                start = start.AddDays(random.NextInt(200));
                for (var i = 0; i < 5; i++)
                {
                    rows.Add(new TermStamp(term, start, start.AddDays(random.NextInt(400))));
                }
            }

            foreach (var fold in RollingOrigin.Split(rows))
            {
                var testStart = rows[fold.Rows.Test[0]].TermStart;
                fold.Rows.Train.ShouldAllBe(row =>
                    rows[row].OutcomeDecidedOn < testStart && rows[row].Term < fold.TestTerm
                );
                // Whole terms only: five rows each, or none.
                fold.Rows.Train.GroupBy(row => rows[row].Term).ShouldAllBe(term => term.Count() == 5);
                fold.TrainTerms.Concat(fold.PurgedTerms).Order().ShouldBe(Enumerable.Range(0, fold.TestTerm));
            }
        }
    }

    [Fact]
    public void Terms_that_contradict_themselves_are_refused()
    {
        var day = new DateOnly(2020, 1, 1);
        Should.Throw<ArgumentException>(() => RollingOrigin.Split([new(0, day, day), new(0, day.AddDays(1), day)]));
        Should.Throw<ArgumentException>(() => RollingOrigin.Split([new(0, day, day), new(1, day.AddDays(-1), day)]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_student_is_on_one_side_and_folds_are_alike(int seed)
    {
        var data = SyntheticSchool.Binary(3_000, seed);
        var random = new SeededRandom(seed, 4);
        long[] students = [.. data.Y.Select(_ => (long)random.NextInt(600))];
        var folds = GroupKFold.Split(students, data.Y, 5, seed);
        folds.SelectMany(fold => fold.Test).Order().ShouldBe(Enumerable.Range(0, 3_000));
        foreach (var fold in folds)
        {
            fold.Train.Select(row => students[row]).Intersect(fold.Test.Select(row => students[row])).ShouldBeEmpty();
            fold.Train.Length.ShouldBe(3_000 - fold.Test.Length);
            fold.Test.Length.ShouldBeInRange(540, 660);
            fold.Test.Average(row => data.Y[row]).ShouldBe(data.Y.Average(), 0.03);
        }
    }

    [Fact]
    public void Folds_follow_the_seed_and_not_the_order_of_rows()
    {
        long[] students = [.. Enumerable.Range(0, 500).Select(i => (long)i / 3)];
        double[] outcomes = [.. Enumerable.Range(0, 500).Select(i => i % 7 == 0 ? 1.0 : 0.0)];
        var folds = GroupKFold.Assign(students, outcomes, 4, 1);
        GroupKFold.Assign([.. students.Reverse()], [.. outcomes.Reverse()], 4, 1).Reverse().ShouldBe(folds);
        GroupKFold.Assign(students, outcomes, 4, 2).SequenceEqual(folds).ShouldBeFalse();
        Should
            .Throw<ArgumentException>(() => GroupKFold.Assign([1, 1, 1], [0, 1, 0], 2, 1))
            .Message.ShouldContain("1 groups");
    }

    [Fact]
    public void Out_of_fold_margins_come_from_models_that_did_not_see_the_row()
    {
        var data = SyntheticSchool.Binary(600, 3, rowsPerGroup: 4);
        var folds = GroupKFold.Split(data.Groups!, data.Y, 3, 1);
        var trainer = new LogisticRegressionTrainer();
        var margins = OutOfFold.Margins(trainer, data, folds, CancellationToken.None);
        var without = trainer.Fit(data.Select(folds[1].Train), CancellationToken.None);
        foreach (var row in folds[1].Test)
        {
            margins[row].ShouldBe(without.Margin(data.X.Row(row)));
        }

        margins.ShouldAllBe(margin => double.IsFinite(margin));
    }
}
