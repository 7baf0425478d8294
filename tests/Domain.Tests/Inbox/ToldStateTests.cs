using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Scores;
using FsCheck;
using FsCheck.Fluent;

namespace EarlyWarning.Domain.Tests.Inbox;

/// <summary>One piece of news for a change of state, none for a number that trembles.</summary>
public sealed class ToldStateTests
{
    private static readonly DateOnly Start = new(2026, 9, 1);
    private static readonly RiskState[] Flagged = [RiskState.OnTrack, RiskState.Watch, RiskState.NeedsSupport];

    [Fact]
    public void A_graver_state_is_told_at_once_where_it_is_clear_and_else_when_it_held()
    {
        Told((RiskState.OnTrack, true), (RiskState.NeedsSupport, true)).ShouldBe([(1, RiskState.NeedsSupport)]);
        Told((RiskState.OnTrack, true), (RiskState.NeedsSupport, false)).ShouldBeEmpty();
        Told((RiskState.OnTrack, true), (RiskState.NeedsSupport, false), (RiskState.NeedsSupport, false))
            .ShouldBe([(2, RiskState.NeedsSupport)]);
        Told((RiskState.OnTrack, true), (RiskState.Watch, false), (RiskState.NeedsSupport, false)).ShouldBeEmpty();
    }

    [Fact]
    public void Praise_waits_for_a_second_scoring_however_clear_the_first_was()
    {
        var watched = ToldState.Found(1, Seen(RiskState.Watch, -1));
        Run(watched, [(RiskState.OnTrack, true), (RiskState.Watch, true)]).News.ShouldBeEmpty();
        Run(watched, [.. Enumerable.Repeat((RiskState.OnTrack, true), 5)])
            .News.ShouldBe([(1, new StateNews(RiskState.Watch, RiskState.OnTrack))]);
    }

    [Fact]
    public void What_is_told_names_what_was_told_before()
    {
        var (after, news) = ToldState.Nothing(7).See(Seen(RiskState.NeedsSupport, 0));
        news.ShouldBe(new StateNews(RiskState.OnTrack, RiskState.NeedsSupport));
        news!.IsGraver.ShouldBeTrue();
        (after.EnrollmentId, after.Told, after.Next).ShouldBe((7, RiskState.NeedsSupport, null));
        new StateNews(RiskState.NeedsSupport, RiskState.Watch).IsGraver.ShouldBeFalse();
    }

    [Fact]
    public void A_state_that_came_back_is_told_once_it_has_lasted()
    {
        // Watched on day 0, back on track from day 5 on: no news for 21 days, then praise.
        var states = Enumerable.Range(0, 40).Select(i => (i < 5 ? RiskState.Watch : RiskState.OnTrack, true)).ToArray();
        Told(states).ShouldBe([(0, RiskState.Watch), (26, RiskState.OnTrack)]);
    }

    [Fact]
    public void A_state_that_was_only_touched_and_never_told_is_told_when_it_comes_to_stay() =>
        Told(
                (RiskState.NeedsSupport, false),
                (RiskState.Watch, false),
                (RiskState.NeedsSupport, false),
                (RiskState.OnTrack, true),
                (RiskState.NeedsSupport, false),
                (RiskState.NeedsSupport, false)
            )
            .ShouldBe([(5, RiskState.NeedsSupport)]);

    [Fact]
    public void Knowing_too_little_says_nothing_and_interrupts_what_was_to_be_held()
    {
        Told((RiskState.Watch, true), (RiskState.NotEnoughData, true), (RiskState.NotEnoughData, true))
            .ShouldBe([(0, RiskState.Watch)]);
        Told((RiskState.Watch, false), (RiskState.NotEnoughData, true), (RiskState.Watch, false)).ShouldBeEmpty();
    }

    [Fact]
    public void A_scoring_counts_once()
    {
        var first = ToldState.Nothing(1).See(Seen(RiskState.Watch, 3, isClear: false)).After;
        var (again, news) = first.See(Seen(RiskState.Watch, 3, isClear: false));
        news.ShouldBeNull();
        again.ShouldBeSameAs(first);
    }

    [Fact]
    public void What_does_not_change_is_not_written()
    {
        var found = ToldState.Found(1, Seen(RiskState.Watch, -1));
        found.See(Seen(RiskState.Watch, 1)).After.ShouldBeSameAs(found);
        found.See(Seen(RiskState.NotEnoughData, 1)).After.ShouldBeSameAs(found);
        // Nor a state that waits for the end of the quiet days, night after night.
        var waiting = Run(
            found,
            [.. Enumerable.Repeat((RiskState.OnTrack, true), 2), .. Enumerable.Repeat((RiskState.Watch, true), 5)]
        );
        waiting.After.See(Seen(RiskState.Watch, 8)).After.ShouldBeSameAs(waiting.After);
    }

    // A number that goes to and fro over a cut, never for 21 days on one side, with any certainty each time.
    [Fact]
    public void A_number_that_trembles_around_a_cut_is_told_once_at_the_most() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                Trembling().ToArbitrary(),
                t => Run(ToldState.Found(1, Seen(t.Low, -1)), t.States).News.Count <= 1
            )
        );

    [Fact]
    public void A_change_that_lasts_is_told_exactly_once() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                (
                    from before in Gen.Elements(Flagged)
                    from now in Gen.Elements(Flagged)
                    from length in Gen.Choose(2, 60)
                    from clear in Gen.Elements(true, false).ArrayOf(length)
                    select (Before: before, Now: now, Clear: clear)
                ).ToArbitrary(),
                t =>
                {
                    var start = ToldState.Found(1, Seen(t.Before, -1));
                    var news = Run(start, [.. t.Clear.Select(c => (t.Now, c))]).News;
                    return t.Before == t.Now
                        ? news.Count == 0
                        : news.Count == 1 && news[0].News == new StateNews(t.Before, t.Now);
                }
            )
        );

    [Fact]
    public void Whatever_came_before_what_lasts_is_told_in_the_end() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                (
                    from noise in Anything()
                    from state in Gen.Elements(Flagged)
                    select (Noise: noise, State: state)
                ).ToArbitrary(),
                t =>
                {
                    var lasting = Enumerable.Repeat((t.State, false), ToldState.QuietDays + 1);
                    return Run(ToldState.Nothing(1), [.. t.Noise, .. lasting]).After.Told == t.State;
                }
            )
        );

    [Fact]
    public void The_same_state_is_never_told_twice_within_the_quiet_days() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                Anything().ToArbitrary(),
                states =>
                {
                    var news = Run(ToldState.Nothing(1), states).News;
                    return news.GroupBy(n => n.News.Now)
                        .All(g => g.Zip(g.Skip(1)).All(p => p.Second.Day - p.First.Day >= ToldState.QuietDays));
                }
            )
        );

    private static Gen<(RiskState Low, (RiskState, bool)[] States)> Trembling() =>
        from low in Gen.Elements(RiskState.OnTrack, RiskState.Watch)
        from runs in Gen.Choose(1, ToldState.QuietDays - 1).ListOf()
        from clear in Gen.Elements(true, false).ArrayOf(runs.Sum())
        let states = runs.SelectMany((length, i) => Enumerable.Repeat(i % 2 == 0 ? low : low + 1, length))
        select (low, states.Zip(clear).ToArray());

    private static Gen<(RiskState, bool)[]> Anything() =>
        from length in Gen.Choose(0, 120)
        from states in Gen.Elements(Enum.GetValues<RiskState>()).ArrayOf(length)
        from clear in Gen.Elements(true, false).ArrayOf(length)
        select states.Zip(clear).ToArray();

    private static List<(int, RiskState)> Told(params (RiskState State, bool IsClear)[] states) =>
        [.. Run(ToldState.Nothing(1), states).News.Select(n => (n.Day, n.News.Now))];

    private static (ToldState After, List<(int Day, StateNews News)> News) Run(
        ToldState told,
        (RiskState State, bool IsClear)[] states
    )
    {
        var news = new List<(int, StateNews)>();
        for (var day = 0; day < states.Length; day++)
        {
            (told, var found) = told.See(Seen(states[day].State, day, states[day].IsClear));
            if (found is not null)
            {
                news.Add((day, found));
            }
        }

        return (told, news);
    }

    // A scoring a day; the first generation is 2, so that what was found before has 1.
    private static SeenState Seen(RiskState state, int day, bool isClear = true) =>
        new(state, isClear, Start.AddDays(day), day + 2);
}
