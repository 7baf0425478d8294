using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Time;

namespace EarlyWarning.Domain.Tests.Snapshots;

/// <summary>When silence is a break: by teaching days, against the feed's own rhythm, with what was known then.</summary>
public sealed class FeedDaysTests
{
    // 1,000 teaching days in a row make the arithmetic plain; holidays have a test of their own.
    private static readonly int[] EveryDay = [.. Enumerable.Range(0, 1000)];

    [Fact]
    public void A_daily_feed_is_broken_after_a_week_of_school_and_mends_with_the_next_record()
    {
        var feed = Feed(FeedKinds.Attendance, Enumerable.Range(0, 50).Append(80));
        feed.IsRunning(54).ShouldBeTrue();
        feed.IsRunning(55).ShouldBeFalse();
        feed.BreakAt(7, 55).ShouldBe(new FeedBreak(7, FeedKinds.Attendance, 49, 6, 5));
        feed.IsRunning(80).ShouldBeTrue();
    }

    [Fact]
    public void A_feed_that_comes_every_fortnight_may_be_silent_for_longer()
    {
        var feed = Feed(FeedKinds.Attendance, Enumerable.Range(0, 20).Select(i => 10 * i));
        feed.IsRunning(190 + 30).ShouldBeTrue();
        feed.IsRunning(190 + 31).ShouldBeFalse();
        feed.BreakAt(1, 190 + 31)!.AllowedDays.ShouldBe(30);
    }

    [Fact]
    public void Days_without_teaching_are_no_silence()
    {
        int[] teaching = [.. Enumerable.Range(0, 50), .. Enumerable.Range(120, 50)];
        var feed = new FeedDays(FeedKinds.Attendance, Enumerable.Range(0, 50), () => teaching);
        feed.IsRunning(119).ShouldBeTrue();
        feed.IsRunning(124).ShouldBeTrue();
        feed.IsRunning(125).ShouldBeFalse();
    }

    [Fact]
    public void What_comes_later_does_not_change_what_was_usual_then()
    {
        int[] daily = [.. Enumerable.Range(0, 50)];
        int[] slow = [.. Enumerable.Range(1, 40).Select(i => 50 + (20 * i))];
        for (var asOf = 0; asOf < 70; asOf++)
        {
            Feed(FeedKinds.Attendance, daily.Concat(slow))
                .BreakAt(1, asOf)
                .ShouldBe(Feed(FeedKinds.Attendance, daily.Concat(slow).Where(d => d <= asOf)).BreakAt(1, asOf));
        }
    }

    [Fact]
    public void A_feed_without_a_rhythm_is_held_to_a_limit_only_where_every_day_can_bring_something()
    {
        Feed(FeedKinds.Behaviour, [3, 40]).IsRunning(400).ShouldBeTrue();
        Feed(FeedKinds.Attendance, [3, 40]).IsRunning(55).ShouldBeTrue();
        Feed(FeedKinds.Attendance, [3, 40]).IsRunning(56).ShouldBeFalse();
    }

    [Fact]
    public void A_feed_given_up_runs_no_more_and_holds_nobody_back()
    {
        var feed = Feed(FeedKinds.Activity, Enumerable.Range(0, 50));
        feed.BreakAt(1, 49 + FeedDays.GivenUpAfterDays).ShouldNotBeNull();
        feed.BreakAt(1, 50 + FeedDays.GivenUpAfterDays).ShouldBeNull();
        feed.IsRunning(50 + FeedDays.GivenUpAfterDays).ShouldBeFalse();
        Feed(FeedKinds.Activity, []).BreakAt(1, 100).ShouldBeNull();
        Feed(FeedKinds.Activity, [50]).IsRunning(40).ShouldBeFalse();
    }

    [Fact]
    public void Only_enrollments_whose_record_comes_from_the_feed_abstain()
    {
        var school = new SchoolBook();
        Add(school, 1, hasSpace: true);
        Add(school, 2, hasSpace: false);
        school.Calendars[1] = new SchoolCalendar(
            0b111_1111,
            [],
            DateOnly.FromDayNumber(0),
            DateOnly.FromDayNumber(400)
        );
        for (var day = 100; day < 150; day++)
        {
            school.Feeds.Note(FeedKinds.Attendance, 1, day);
            if (day < 140)
            {
                school.Feeds.Note(FeedKinds.Activity, 1, day);
            }
        }

        var timeline = new StudentTimeline { StudentId = 1 };
        timeline.Enrollments.AddRange(
            school.Classes.Values.Select(c => new EnrollmentFact(c.Id, c, 100, int.MaxValue, int.MaxValue))
        );
        var student = new StudentAsOf(timeline, school, 149);
        var (withSpace, without) = (student.Of(timeline.Enrollments[0]), student.Of(timeline.Enrollments[1]));
        withSpace.StoppedFeeds.ShouldBe(FeedKinds.Activity);
        withSpace.HoldsEnough.ShouldBeFalse();
        withSpace.Activity.EventsOfLast(7).ShouldBe(float.NaN);
        without.StoppedFeeds.ShouldBe(FeedKinds.None);
        without.HoldsEnough.ShouldBeTrue();
        school.Feeds.BreaksAt(149).ShouldHaveSingleItem().Feed.ShouldBe(FeedKinds.Activity);
        Should.Throw<InvalidOperationException>(() => school.Feeds.Note(FeedKinds.Marks, 1, 5));
    }

    private static void Add(SchoolBook school, long id, bool hasSpace)
    {
        school.Classes[id] = new ClassBook
        {
            Id = id,
            OrgId = 1,
            CourseId = id,
            SessionId = 1,
            Start = 100,
            End = 226,
        };
        if (hasSpace)
        {
            school.Classes[id].Activity.Add(105, 10);
        }
    }

    private static FeedDays Feed(FeedKinds kind, IEnumerable<int> days) => new(kind, days, () => EveryDay);
}
