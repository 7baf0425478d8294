using EarlyWarning.Ml.Multilevel;
using MathNet.Numerics.Distributions;

namespace EarlyWarning.Ml.Tests.Multilevel;

public sealed class VarianceComponentsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_world_with_known_parts_is_recovered_and_adds_up()
    {
        var splits = Enumerable
            .Range(0, 12)
            .Select(seed => VarianceComponents.Of(World(seed), 10, seed, Cancel)!)
            .ToList();

        // Course 1, teacher 0.5, class 0.5, student 2, rest 4: of 8.
        splits.Average(s => s.Levels[0].Share).ShouldBe(1 / 8.0, 0.035);
        splits.Average(s => s.Levels[1].Share).ShouldBe(0.5 / 8, 0.03);
        splits.Average(s => s.Classes.Share).ShouldBe(0.5 / 8, 0.02);
        splits.Average(s => s.Students.Share).ShouldBe(2 / 8.0, 0.03);
        splits.ShouldAllBe(s =>
            Math.Abs(s.Levels.Sum(l => l.Share) + s.Classes.Share + s.Students.Share + s.Rest.Share - 1) < 1e-9
        );
        splits.ShouldAllBe(s => Math.Abs(s.Levels.Sum(l => l.Share) + s.Classes.Share - s.Together.Share) < 1e-9);
    }

    [Fact]
    public void The_interval_of_what_classes_account_for_covers_the_truth()
    {
        const int Worlds = 60;

        var covered = Enumerable
            .Range(100, Worlds)
            .Select(seed => VarianceComponents.Of(World(seed, courses: 40), 60, seed, Cancel)!.Together)
            .Count(t => t.Low <= 0.25 && 0.25 <= t.High);

        // Percentiles over some hundred classes fall a little short of 95 of 100.
        ((double)covered / Worlds).ShouldBeGreaterThanOrEqualTo(0.85);
    }

    [Fact]
    public void Where_nothing_differs_nothing_is_found()
    {
        var splits = Enumerable
            .Range(0, 8)
            .Select(seed => VarianceComponents.Of(World(seed, 0, 0, 0, 0), 10, seed, Cancel)!)
            .ToList();

        splits.Average(s => s.Together.Share).ShouldBeLessThan(0.02);
        splits.Average(s => s.Rest.Share).ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void Teachers_of_one_course_each_cannot_be_told_from_courses()
    {
        var world = World(1);

        var split = VarianceComponents.Of(world with { Levels = [world.Levels[0], world.Levels[0]] }, 10, 1, Cancel)!;

        split.Levels[0].Share.ShouldBeGreaterThan(0);
        split.Levels[1].Share.ShouldBe(double.NaN);
        (split.Levels[0].Share + split.Classes.Share + split.Students.Share + split.Rest.Share).ShouldBe(1, 1e-9);
    }

    [Fact]
    public void The_latent_correlation_of_classes_is_recovered()
    {
        var random = new Random(8);
        int[] trials = [.. Enumerable.Range(0, 400).Select(_ => random.Next(18, 32))];
        int[] successes =
        [
            .. trials.Select(n =>
                Binomial.Sample(random, 1 / (1 + Math.Exp(1.4 - (0.9 * Normal.Sample(random, 0, 1)))), n)
            ),
        ];

        var fit = RandomIntercept.Of(successes, trials)!;

        var truth = 0.81 / (0.81 + (Math.PI * Math.PI / 3));
        fit.Correlation.ShouldBe(truth, 0.04);
        truth.ShouldBeInRange(fit.Low, fit.High);
        RandomIntercept.Of([0, 0], [10, 20]).ShouldBeNull();
    }

    [Fact]
    public void What_scores_tell_adds_up_and_is_not_inflated_by_small_classes()
    {
        var random = new Random(6);
        var (risks, outcomes, classes) = (new List<double>(), new List<bool>(), new List<int>());
        for (var c = 0; c < 400; c++)
        {
            for (var i = 0; i < 3; i++)
            {
                // Classes do not differ: every student of three is drawn from the same risks.
                var risk = Beta.Sample(random, 1, 3);
                risks.Add(risk);
                outcomes.Add(random.NextDouble() < risk);
                classes.Add(c);
            }
        }

        var split = RiskSplit.Of(risks, outcomes, classes, 60, 1)!;

        (split.Between.Share + split.Within.Share + split.Unknown.Share).ShouldBe(1, 1e-12);
        split.Between.Share.ShouldBeLessThan(0.02);
        // Variance of Beta(1, 3) of the variance of an outcome of mean a quarter: 1 / (a + b + 1).
        split.Within.Share.ShouldBe(1 / 5.0, 0.03);
        split.Unknown.Share.ShouldBe(split.Observed, 0.04);
        split.Unknown.Share.ShouldBeInRange(split.Unknown.Low, split.Unknown.High);
    }

    [Fact]
    public void What_classes_tell_is_found_where_only_classes_differ()
    {
        var random = new Random(16);
        var (risks, outcomes, classes) = (new List<double>(), new List<bool>(), new List<int>());
        for (var c = 0; c < 200; c++)
        {
            var risk = Beta.Sample(random, 1, 3);
            for (var i = 0; i < 25; i++)
            {
                risks.Add(risk);
                outcomes.Add(random.NextDouble() < risk);
                classes.Add(c);
            }
        }

        var split = RiskSplit.Of(risks, outcomes, classes, 60, 1)!;

        split.Within.Share.ShouldBe(0, 1e-9);
        split.Between.Share.ShouldBe(0.2, 0.03);
    }

    private static MultilevelRows World(
        int seed,
        double course = 1,
        double teacher = 0.5,
        double @class = 0.5,
        double student = 2,
        int courses = 24
    )
    {
        var random = new Random(seed);
        double[] Effects(int count, double variance) =>
            [.. Enumerable.Range(0, count).Select(_ => Math.Sqrt(variance) * Normal.Sample(random, 0, 1))];
        var classes = courses * 5;
        int[] courseOf = [.. Enumerable.Range(0, classes).Select(c => c / 5)];
        int[] teacherOf = [.. Enumerable.Range(0, classes).Select(c => c * 7 % (classes / 4))];
        var (ofCourse, ofTeacher, ofClass) = (
            Effects(courses, course),
            Effects(classes / 4, teacher),
            Effects(classes, @class)
        );
        var students = classes * 4;
        var ofStudent = Effects(students, student);
        var (values, classOf, studentOf) = (new List<double>(), new List<int>(), new List<int>());
        for (var s = 0; s < students; s++)
        {
            foreach (var k in Enumerable.Range(0, 6).Select(_ => random.Next(classes)).Distinct())
            {
                values.Add(
                    ofCourse[courseOf[k]]
                        + ofTeacher[teacherOf[k]]
                        + ofClass[k]
                        + ofStudent[s]
                        + (2 * Normal.Sample(random, 0, 1))
                );
                classOf.Add(k);
                studentOf.Add(s);
            }
        }

        return new MultilevelRows(values, [.. classOf], [.. studentOf], [courseOf, teacherOf]);
    }
}
