using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Domain.Tests.Snapshots;

/// <summary>The label of the short-term goal against a search through all facts.</summary>
public sealed class NextWorkTests
{
    [Fact]
    public void The_label_is_the_mark_of_the_first_work_due_after_the_day()
    {
        var (labelled, unlabelled) = (0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var (_, timeline) = RandomWorld.Build(new RandomWorld(seed).Facts);
            foreach (var enrollment in timeline.Enrollments)
            {
                for (var day = enrollment.Class.Start; day < enrollment.Class.End; day += 9)
                {
                    var end = enrollment.Class.End + 40;
                    var label = NextWork.MarkAfter(timeline, enrollment, day, end);
                    label.ShouldBe(Searched(timeline, enrollment, day, end), $"seed {seed}, day {day}");
                    _ = float.IsNaN(label) ? unlabelled++ : labelled++;
                }
            }
        }

        labelled.ShouldBeGreaterThan(100);
        unlabelled.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_mark_that_is_not_known_by_the_run_is_no_label()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var (_, timeline) = RandomWorld.Build(new RandomWorld(seed).Facts);
            foreach (var enrollment in timeline.Enrollments)
            {
                var day = enrollment.Class.Start + 20;
                NextWork.MarkAfter(timeline, enrollment, day, enrollment.Class.Start - 1).ShouldBe(float.NaN);
            }
        }
    }

    private static float Searched(StudentTimeline timeline, EnrollmentFact enrollment, int day, int asOf)
    {
        foreach (
            var item in enrollment
                .Class.LineItems.Where(i => i.Due > day && i.Due <= day + NextWork.Within)
                .OrderBy(i => i.Due)
        )
        {
            var known = timeline
                .Results.Where(r => r.LineItemId == item.Id && r.KnownFrom <= asOf)
                .OrderBy(r => r.Version)
                .ToList();
            var scores = known.Where(r => r.ScoreKnownFrom <= asOf || double.IsNaN(r.Score)).ToList();
            if (known.Count == 0 || known[^1].IsBanked || scores.Count == 0)
            {
                continue;
            }

            var mark = item.Percent(scores[^1].Score);
            if (!double.IsNaN(mark))
            {
                return (float)mark;
            }
        }

        return float.NaN;
    }
}
