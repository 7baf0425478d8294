using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Tests.Snapshots;

namespace EarlyWarning.Domain.Tests.Features;

/// <summary>Weekly signals say week by week what the features say of longer windows.</summary>
public sealed class WeeklySignalTests
{
    private static IEnumerable<Snapshot> Snapshots(int day)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var (school, timeline) = RandomWorld.Build(new RandomWorld(seed).Facts);
            var student = new StudentAsOf(timeline, school, RandomWorld.TermStart + day);
            foreach (var enrollment in timeline.Enrollments.Where(e => RandomWorld.TestEnrollments.Contains(e.Id)))
            {
                yield return student.Of(enrollment);
            }
        }
    }

    [Fact]
    public void Weeks_of_activity_sum_to_that_of_the_window()
    {
        foreach (var snapshot in Snapshots(100))
        {
            var weeks = Weeks(snapshot, "activity");
            weeks.Sum().ShouldBe(snapshot.Activity.EventsOfLast(7 * WeeklySignal.Weeks));
            weeks[..4].Sum().ShouldBe(snapshot.Activity.EventsOfLast(28));
            weeks[0].ShouldBe(snapshot.Activity.EventsOfLast(7));
        }
    }

    [Fact]
    public void Weeks_of_hand_ins_sum_to_those_of_the_term()
    {
        var seen = 0f;
        // What was handed in before enrolling lies in no week.
        foreach (var snapshot in Snapshots(52).Where(s => s.Enrollment.Begin <= s.Enrollment.Class.Start))
        {
            var weeks = Weeks(snapshot, "hand_ins").Where(v => !float.IsNaN(v)).Sum();
            weeks.ShouldBe(snapshot.Work.HandedIn);
            seen += weeks;
        }

        seen.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Attendance_of_a_week_is_the_share_of_its_school_days()
    {
        foreach (var snapshot in Snapshots(90).Where(s => s.Attendance.IsRecorded))
        {
            var weeks = Weeks(snapshot, "attendance_rate");
            var missed = weeks[..2].Sum(rate => (1 - rate) * 5);
            missed.ShouldBe(snapshot.Attendance.MissedOfLast(10), 1e-4f);
        }
    }

    [Fact]
    public void Points_of_the_weeks_weigh_to_the_points_of_the_term()
    {
        // Every piece weighs the same and is due a fortnight after the one before: a week holds one or none.
        var compared = 0;
        foreach (var snapshot in Snapshots(54).Where(s => !float.IsNaN(s.Work.PointsShare)))
        {
            var known = Weeks(snapshot, "points_earned").Where(v => !float.IsNaN(v)).ToList();
            if (known.Count > 0 && snapshot.Work.MarkCount + snapshot.Work.Missing == known.Count)
            {
                known.Average().ShouldBe(snapshot.Work.PointsShare, 1e-3f);
                compared++;
            }
        }

        compared.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Weeks_before_the_class_began_are_missing()
    {
        foreach (var snapshot in Snapshots(20))
        {
            var values = new float[WeeklySignal.ValueCount];
            WeeklySignal.ComputeAll(snapshot, values);
            for (var signal = 0; signal < WeeklySignal.All.Count; signal++)
            {
                values[((signal * WeeklySignal.Weeks) + 3)..((signal + 1) * WeeklySignal.Weeks)]
                    .ShouldAllBe(v => float.IsNaN(v));
            }
        }
    }

    private static float[] Weeks(Snapshot snapshot, string name)
    {
        var values = new float[WeeklySignal.ValueCount];
        WeeklySignal.ComputeAll(snapshot, values);
        var signal = WeeklySignal.All.ToList().FindIndex(s => s.Name == name);
        return values[(signal * WeeklySignal.Weeks)..((signal + 1) * WeeklySignal.Weeks)];
    }
}
