using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Tests.Nightly;

/// <summary>Cuts by group: learned so that the rate is equal, applied at the same number of places, and nothing without them.</summary>
public sealed class GroupCutsTests
{
    private static readonly ClassBook Class = new()
    {
        Id = 1,
        OrgId = 5,
        CourseId = 1,
        SessionId = 1,
        Start = 1000,
        End = 1126,
    };

    [Fact]
    public void Without_a_decision_states_are_the_same_to_the_last_bit()
    {
        var (plain, none, still) = (Rows(7), Rows(7), Rows(7));
        var cut = StateCuts.Decide(plain, byModel: true);
        var same = StateCuts.Decide(none, byModel: true, null, null);
        // A decision of another school moves nothing here.
        var elsewhere = GroupCuts.Given([99], GroupOf(), new Dictionary<string, double> { ["a"] = 3 });
        StateCuts.Decide(still, byModel: true, null, elsewhere);

        for (var i = 0; i < plain.Count; i++)
        {
            Said(none[i]).ShouldBe(Said(plain[i]));
            Said(still[i]).ShouldBe(Said(plain[i]));
        }

        same[0].NeedsSupportFrom.ShouldBe(cut[0].NeedsSupportFrom);
        same[0].WatchFrom.ShouldBe(cut[0].WatchFrom);
    }

    [Theory]
    [InlineData(GroupRule.FalseAlarms)]
    [InlineData(GroupRule.Misses)]
    [InlineData(GroupRule.Selection)]
    public void Learned_cuts_make_the_rate_equal_at_the_same_number_of_places(GroupRule rule)
    {
        var judged = Judged(3);
        var steps = GroupCuts.Learn(judged, new HashSet<long> { 5 }, GroupOf(), rule);
        var rows = judged.Rows.Select(r => Row(r.StudentId, r.Margin)).ToList();
        var before = Judged(3).Rows.Select(r => Row(r.StudentId, r.Margin)).ToList();

        StateCuts.Decide(before, byModel: true);
        StateCuts.Decide(rows, byModel: true, null, GroupCuts.Given([5], GroupOf(), steps));

        var outcome = judged.Rows.ToDictionary(r => r.StudentId, r => r.Outcome);
        rows.Count(IsFlagged).ShouldBe(before.Count(IsFlagged), "places stay as many as they were");
        Gap(rows, outcome, rule).ShouldBeLessThan(0.03);
        Gap(rows, outcome, rule).ShouldBeLessThan(Gap(before, outcome, rule));
        rows.Select(r => r.Margin).ShouldBe(before.Select(r => r.Margin), "scores are untouched");
        rows.Select(r => r.Value).ShouldBe(before.Select(r => r.Value));
    }

    [Fact]
    public void Of_whom_the_group_is_not_known_the_common_cut_holds()
    {
        var cuts = GroupCuts.Given([5], GroupOf(), new Dictionary<string, double> { ["a"] = 1.5 });
        cuts.Of(2, 5).ShouldBe(1.5);
        cuts.Of(3, 5).ShouldBe(0);
        cuts.Of(1_000_000, 5).ShouldBe(0);
        cuts.Of(2, 6).ShouldBe(0);
    }

    [Fact]
    public void Rows_of_no_school_of_the_decision_teach_nothing() =>
        GroupCuts.Learn(Judged(1), new HashSet<long> { 77 }, GroupOf(), GroupRule.Selection).ShouldBeEmpty();

    [Theory]
    [InlineData("equalFalseAlarms", GroupRule.FalseAlarms)]
    [InlineData("equalMisses", GroupRule.Misses)]
    [InlineData("equalSelection", GroupRule.Selection)]
    [InlineData("reweighed", null)]
    public void Only_rules_of_cuts_are_known(string kind, GroupRule? rule) => GroupCuts.RuleOf(kind).ShouldBe(rule);

    private static bool IsFlagged(ScoredRow row) => row.State == RiskState.NeedsSupport;

    private static object Said(ScoredRow row) =>
        (row.State, row.MayChange, row.RivalsAgree, row.PreviousState, row.StateSince, row.Margin, row.Value);

    private static double Gap(IEnumerable<ScoredRow> rows, Dictionary<long, bool> outcome, GroupRule rule)
    {
        var rates = rows.Where(r => rule == GroupRule.Selection || outcome[r.StudentId] == (rule == GroupRule.Misses))
            .GroupBy(r => r.StudentId % 2)
            .Select(g => g.Average(r => IsFlagged(r) ? 1.0 : 0))
            .ToList();
        return rates.Max() - rates.Min();
    }

    private static Dictionary<long, string> GroupOf() =>
        Enumerable.Range(0, 4000).ToDictionary(i => (long)i, i => i % 2 == 0 ? "a" : "b");

    // The even bear higher margins than their outcomes warrant.
    private static JudgedRows Judged(int seed)
    {
        var random = new Random(seed);
        return new JudgedRows(
            [("Term 1", new DateOnly(2026, 1, 1)), ("Term 2", new DateOnly(2026, 6, 1))],
            [
                .. Enumerable
                    .Range(0, 1600)
                    .Select(i =>
                    {
                        var outcome = random.NextDouble() < 0.2;
                        var margin = random.NextDouble() + (outcome ? 0.3 : 0) + (i % 2 == 0 ? 0.3 : 0);
                        return new JudgedRow(i, i, 1, 5, 1, 8, margin, Shown(margin), outcome, RuleSignals.None);
                    }),
            ]
        );
    }

    private static List<ScoredRow> Rows(int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, 150)
                .Select(i => Row(i, i % 17 == 0 ? null : Math.Round(random.NextDouble() * 4, 1) - 2)),
        ];
    }

    private static double Shown(double margin) => 1 / (1 + Math.Exp(-margin));

    private static ScoredRow Row(long student, double? margin) =>
        new()
        {
            EnrollmentId = student,
            StudentId = student,
            Class = Class,
            Goal = Goal.CourseFailure,
            Week = 4,
            AsOf = 1028,
            HoldsEnough = margin is not null,
            Rules = RuleSignals.None,
            Reasons = new Reasons([], null, 0, -1),
            Margin = margin,
            Value = margin is { } m ? Shown(m) : null,
            Low = margin is { } l ? Shown(l) - 0.05 : null,
            High = margin is { } h ? Shown(h) + 0.05 : null,
            RivalMargins = margin is { } r ? [r + (student % 3) - 1] : [],
        };
}
