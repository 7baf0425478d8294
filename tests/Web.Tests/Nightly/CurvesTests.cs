using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Tests.Nightly;

public sealed class CurvesTests
{
    private static readonly int[] Weeks = [2, 8];

    [Fact]
    public void Lift_and_precision_are_those_that_counting_gives()
    {
        var rows = Term(students: 120, seed: 3);
        int[] week = Of(rows, 8);
        var curves = Curves.Of(rows, week)!;

        var people = week.GroupBy(i => rows.Students[i])
            .Select(g => (Top: g.Max(i => rows.Scores[i]), Bad: g.Max(i => rows.Outcomes[i]) == 1))
            .ToList();
        foreach (var point in curves.Lift)
        {
            var places = (int)Math.Ceiling(people.Count * point.X);
            var cut = people.Select(p => p.Top).OrderDescending().ElementAt(places - 1);
            var reached = people.Count(p => p.Top >= cut && p.Bad);
            point.Y.ShouldBe(Math.Round((double)reached / people.Count(p => p.Bad), 2));
        }

        curves.Lift[^1].ShouldBe(new CurvePoint(1, 1));
        var positives = week.Count(i => rows.Outcomes[i] == 1);
        foreach (var point in curves.PrecisionRecall)
        {
            // The highest cut that finds at least so many.
            var wanted = (int)Math.Ceiling(positives * Math.Round(20 * point.X) / 20);
            var cut = week.Select(i => rows.Scores[i])
                .Where(s => week.Count(i => rows.Outcomes[i] == 1 && rows.Scores[i] >= s) >= wanted)
                .Max();
            var flagged = week.Where(i => rows.Scores[i] >= cut).ToList();
            point.Y.ShouldBe(Math.Round((double)flagged.Count(i => rows.Outcomes[i] == 1) / flagged.Count, 2));
        }
    }

    [Fact]
    public void Parts_of_the_calibration_hold_all_rows_in_order_and_average_to_the_base_rate()
    {
        var rows = Term(students: 150, seed: 4);
        int[] week = Of(rows, 2);

        var parts = Curves.Of(rows, week)!.Calibration;

        parts.Count.ShouldBe(10);
        parts.Select(p => p.Shown).ShouldBeInOrder();
        parts.ShouldAllBe(p => p.N % 5 == 0 && p.Low <= p.Happened && p.Happened <= p.High);
        parts.Average(p => p.Happened).ShouldBe(week.Average(i => rows.Outcomes[i]), 0.01);
        parts.Average(p => p.Shown).ShouldBe(week.Average(i => rows.Predictions[i]), 0.01);
    }

    [Fact]
    public void Lead_time_never_falls_and_counts_who_was_flagged_so_far()
    {
        var rows = Term(students: 200, seed: 5);

        var lead = Curves.LeadTime(rows);

        lead.Select(p => p.X).ShouldBe([2, 8]);
        lead[1].Y.ShouldBeGreaterThanOrEqualTo(lead[0].Y);
        var failed = Enumerable
            .Range(0, rows.Students.Length)
            .Where(i => rows.Outcomes[i] == 1)
            .Select(i => rows.Students[i])
            .Distinct()
            .ToList();
        var flagged = Of(rows, 2)
            .GroupBy(i => rows.Students[i])
            .OrderByDescending(g => g.Max(i => rows.Scores[i]))
            .Take(20)
            .Select(g => g.Key);
        lead[0].Y.ShouldBe(Math.Round((double)flagged.Intersect(failed).Count() / failed.Count, 2));
    }

    [Fact]
    public void A_perfect_ranking_reaches_all_with_as_many_places_as_there_are()
    {
        var rows = Term(students: 100, seed: 6);
        rows = rows with { Scores = rows.Outcomes, Predictions = rows.Outcomes };

        var curves = Curves.Of(rows, Of(rows, 8))!;

        curves.PrecisionRecall.ShouldAllBe(p => p.Y == 1);
    }

    [Fact]
    public void Where_fewer_than_ten_had_the_outcome_there_is_no_curve()
    {
        var rows = Term(students: 120, seed: 7);
        var few = rows.Students.Distinct().Take(9).ToHashSet();
        rows = rows with { Outcomes = [.. rows.Students.Select(s => few.Contains(s) ? 1.0 : 0.0)] };

        Curves.Of(rows, Of(rows, 8)).ShouldBeNull();
        Curves.LeadTime(rows).ShouldBeEmpty();
        Curves.Of(Term(students: 20, seed: 1), [.. Enumerable.Range(0, 40)]).ShouldBeNull("too few in each part");
    }

    [Fact]
    public void Grades_have_a_calibration_and_nothing_that_counts_people()
    {
        var rows = Term(students: 120, seed: 8);
        rows = rows with
        {
            IsBinary = false,
            Outcomes = [.. rows.Scores.Select(s => 50 + (10 * s))],
            Predictions = [.. rows.Scores.Select(s => 50 + (10 * s))],
        };

        var curves = Curves.Of(rows, Of(rows, 8))!;

        curves.Calibration.ShouldAllBe(p => Math.Abs(p.Shown - p.Happened) < 1e-9);
        curves.Lift.ShouldBeEmpty();
        curves.PrecisionRecall.ShouldBeEmpty();
        Curves.LeadTime(rows).ShouldBeEmpty();
    }

    private static int[] Of(CurveRows rows, int week) =>
        [.. Enumerable.Range(0, rows.Students.Length).Where(i => rows.Weeks[i] == week)];

    // Two classes a student, two weeks; no two scores are equal, so that brute force needs no rule for ties.
    private static CurveRows Term(int students, int seed)
    {
        var random = new Random(seed);
        var rows = (
            from week in Weeks
            from student in Enumerable.Range(1, students)
            from _ in Enumerable.Range(0, 2)
            let score = (random.NextDouble() * 4) - 3
            let chance = 1 / (1 + Math.Exp(-score))
            select (Week: week, Student: (long)student, Score: score, Chance: chance, Bad: random.NextDouble() < chance)
        ).ToList();
        return new CurveRows(
            true,
            [.. rows.Select(r => r.Student)],
            [.. rows.Select(r => r.Week)],
            [.. rows.Select(r => r.Bad ? 1.0 : 0.0)],
            [.. rows.Select(r => r.Chance)],
            [.. rows.Select(r => r.Score)]
        );
    }
}
