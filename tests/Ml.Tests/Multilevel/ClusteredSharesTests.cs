using EarlyWarning.Ml.Evaluation;
using EarlyWarning.Ml.Multilevel;
using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Tests.Multilevel;

public sealed class ClusteredSharesTests
{
    [Fact]
    public void One_row_for_each_student_is_Wilsons_interval()
    {
        var shares = new ClusteredShares(2);
        for (var i = 0; i < 100; i++)
        {
            shares.Add([new ClusterPart(i % 2, i < 30 ? 1 : 0, 1)]);
        }

        var group = shares.Groups()[0];

        (group.Clusters, group.ClustersWith, group.ClustersWithout).ShouldBe((50, 15, 35));
        // n - 1 in place of n is all that differs.
        var (low, high) = WilsonInterval.Of(15 * 49 / 50.0, 49);
        group.Low.ShouldBe(low, 1e-9);
        group.High.ShouldBe(high, 1e-9);
        group.PValue.ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Rows_that_repeat_say_no_more_than_one()
    {
        var (once, often) = (new ClusteredShares(1), new ClusteredShares(1));
        for (var i = 0; i < 60; i++)
        {
            once.Add([new ClusterPart(0, i % 3 == 0 ? 1 : 0, 1)]);
            often.Add([new ClusterPart(0, i % 3 == 0 ? 8 : 0, 8)]);
        }

        var (a, b) = (once.Total(), often.Total());

        b.Share.ShouldBe(a.Share);
        b.Low.ShouldBe(a.Low, 1e-9);
        b.High.ShouldBe(a.High, 1e-9);
    }

    // The same students stand in every group (days of a week): what they have in common cancels in the comparison.
    [Fact]
    public void Groups_of_the_same_students_are_compared_within_students()
    {
        var random = new Random(4);
        var shares = new ClusteredShares(5);
        for (var student = 0; student < 200; student++)
        {
            var level = Beta.Sample(random, 0.5, 8);
            var parts = Enumerable
                .Range(0, 5)
                .Select(d => new ClusterPart(
                    d,
                    Binomial.Sample(random, Math.Min(1, level * (d == 0 ? 1.5 : 1)), 18),
                    18
                ));
            shares.Add([.. parts]);
        }

        var groups = shares.Groups();

        // Intervals overlap, for students differ a great deal; Monday is told apart all the same.
        groups[0].Low.ShouldBeLessThan(groups[1].High);
        groups[0].PValue.ShouldBeLessThan(0.001);
    }

    [Fact]
    public void Chance_is_called_a_difference_as_often_as_stated()
    {
        var random = new Random(9);
        var (low, all) = (0, 0);
        for (var world = 0; world < 300; world++)
        {
            var shares = new ClusteredShares(6);
            for (var student = 0; student < 120; student++)
            {
                // Each student in two groups; students differ, groups do not.
                var level = Beta.Sample(random, 1, 4);
                var (a, b) = (student % 6, (student + 1 + (student / 6 % 4)) % 6);
                shares.Add([
                    new ClusterPart(a, Binomial.Sample(random, level, 3), 3),
                    new ClusterPart(b, Binomial.Sample(random, level, 3), 3),
                ]);
            }

            low += shares.Groups().Count(g => g.PValue < 0.05);
            all += 6;
        }

        ((double)low / all).ShouldBeInRange(0.015, 0.07);
    }

    // A class of 28 in which nobody failed is no rare thing among 120: it must not count as found.
    [Fact]
    public void Among_many_classes_that_are_alike_hardly_ever_is_one_called_different()
    {
        var random = new Random(12);
        var found = 0;
        const int Worlds = 150;
        for (var world = 0; world < Worlds; world++)
        {
            var shares = new ClusteredShares(120);
            for (var student = 0; student < 120 * 28; student++)
            {
                shares.Add([new ClusterPart(student % 120, random.NextDouble() < 0.13 ? 1 : 0, 1)]);
            }

            var chances = EarlyWarning.Ml.Monitoring.MultipleTests.Holm([.. shares.Groups().Select(g => g.PValue)]);
            found += chances.Any(c => c < 0.05) ? 1 : 0;
        }

        ((double)found / Worlds).ShouldBeLessThan(0.08);
    }

    [Fact]
    public void Intervals_cover_the_share_of_students_that_were_not_drawn()
    {
        var random = new Random(2);
        var covered = 0;
        const int Worlds = 600;
        for (var world = 0; world < Worlds; world++)
        {
            var shares = new ClusteredShares(1);
            for (var student = 0; student < 60; student++)
            {
                var courses = random.Next(1, 7);
                shares.Add([new ClusterPart(0, Binomial.Sample(random, Beta.Sample(random, 1, 4), courses), courses)]);
            }

            var total = shares.Total();
            covered += total.Low <= 0.2 && 0.2 <= total.High ? 1 : 0;
        }

        ((double)covered / Worlds).ShouldBeInRange(0.925, 0.975);
    }
}
