using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Tests.Nightly;

public sealed class StateCutsTests
{
    private static readonly ClassBook Class = new()
    {
        Id = 1,
        OrgId = 1,
        CourseId = 1,
        SessionId = 1,
        Start = 1000,
        End = 1126,
    };

    [Fact]
    public void A_tenth_of_the_people_need_support_and_a_tenth_are_watched()
    {
        // Two enrollments each: people are counted, at their higher one.
        var rows = Enumerable
            .Range(1, 200)
            .SelectMany(s => new[] { Row(s, s, s / 100.0), Row(s + 1000, s, -9) })
            .ToList();
        var cut = StateCuts.Decide(rows, byModel: true).ShouldHaveSingleItem();
        cut.Students.ShouldBe(200);
        cut.NeedsSupport.ShouldBe(20);
        Flagged(rows, RiskState.NeedsSupport).ShouldBe(Enumerable.Range(181, 20).Select(s => (long)s));
        Flagged(rows, RiskState.Watch).ShouldBe(Enumerable.Range(161, 20).Select(s => (long)s));
        rows.Where(r => r.EnrollmentId > 1000).ShouldAllBe(r => r.State == RiskState.OnTrack);
    }

    [Fact]
    public void Too_little_known_is_its_own_state_and_takes_no_place()
    {
        var rows = Enumerable.Range(1, 10).Select(s => Row(s, s, s)).ToList();
        rows.Add(Row(99, 99, null));
        StateCuts.Decide(rows, byModel: true)[0].Students.ShouldBe(10);
        rows[^1].State.ShouldBe(RiskState.NotEnoughData);
        rows.Count(r => r.State == RiskState.NeedsSupport).ShouldBe(1);
    }

    [Fact]
    public void A_flag_that_nearly_equal_models_do_not_share_may_change()
    {
        // Of twenty people two are flagged, 20 and 19. The first rival orders them likewise; the second has 18 in place of 19.
        var rows = Enumerable.Range(1, 20).Select(s => Row(s, s, s, low: 1, rivals: [s, s == 19 ? 0 : s])).ToList();

        StateCuts.Decide(rows, byModel: true);

        rows.Where(r => r.State == RiskState.NeedsSupport).Select(r => r.EnrollmentId).ShouldBe([19, 20]);
        Agreement(20).ShouldBe((2, false));
        Agreement(19).ShouldBe((1, true));
        // 18 is only watched, and a rival flags it.
        Agreement(18).ShouldBe((1, true));
        Agreement(17).ShouldBe((2, false));
        Agreement(1).ShouldBe((2, false));

        (int Agree, bool MayChange) Agreement(long enrollment)
        {
            var row = rows.Single(r => r.EnrollmentId == enrollment);
            return (row.RivalsAgree, row.MayChange);
        }
    }

    [Fact]
    public void Rules_decide_by_how_many_apply()
    {
        var rows = new List<ScoredRow>
        {
            Row(1, 1, null, RuleSignals.None),
            Row(2, 2, null, RuleSignals.ChronicAbsence),
            Row(3, 3, null, RuleSignals.ChronicAbsence | RuleSignals.MissingWork),
        };
        StateCuts.Decide(rows, byModel: false);
        rows.Select(r => r.State).ShouldBe([RiskState.OnTrack, RiskState.Watch, RiskState.NeedsSupport]);
    }

    [Fact]
    public void A_state_lasts_since_the_first_of_an_unbroken_run_of_weeks()
    {
        double[] margins = [9, 0, 9, 9];
        var rows = margins
            .SelectMany(
                (m, week) =>
                    Enumerable
                        .Range(2, 9)
                        .Select(s => Row(s, s, 1, week: week + 1))
                        .Append(Row(1, 1, m, week: week + 1))
            )
            .ToList();
        StateCuts.Decide(rows, byModel: true);
        var own = rows.Where(r => r.EnrollmentId == 1).OrderBy(r => r.Week).ToList();
        own.Select(r => r.State == RiskState.NeedsSupport).ShouldBe([true, false, true, true]);
        own[3].StateSince.ShouldBe(own[2].AsOf);
        own[3].PreviousState.ShouldBe(RiskState.NeedsSupport);
        own[0].PreviousState.ShouldBeNull();
    }

    private static IEnumerable<long> Flagged(IEnumerable<ScoredRow> rows, RiskState state) =>
        rows.Where(r => r.State == state).Select(r => r.StudentId).Order();

    private static ScoredRow Row(
        long enrollment,
        long student,
        double? margin,
        RuleSignals rules = RuleSignals.None,
        int week = 4,
        double low = 0,
        double[]? rivals = null
    ) =>
        new()
        {
            EnrollmentId = enrollment,
            StudentId = student,
            Class = Class,
            Goal = Goal.CourseFailure,
            Week = (short)week,
            AsOf = 1000 + (7 * week),
            HoldsEnough = margin is not null || rules != RuleSignals.None || enrollment == 1,
            Rules = rules,
            Reasons = week == 4 ? new Reasons([], null, 0, -1) : null,
            Margin = margin,
            Value = margin is { } m ? 1 / (1 + Math.Exp(-m)) : null,
            Low = low,
            High = 1,
            RivalMargins = rivals ?? [],
        };
}
