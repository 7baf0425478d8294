using EarlyWarning.Domain.Scores;
using EarlyWarning.Ml.Fairness;
using EarlyWarning.Web.Features.Capacity;
using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Tests.Features.Capacity;

/// <summary>Places go to people in a shown order, and what is expected holds when outcomes are drawn.</summary>
public sealed class CapacityPlanTests
{
    private static readonly DateOnly Day = new(2026, 11, 2);

    [Fact]
    public void Ties_are_broken_by_the_rule_that_is_shown()
    {
        var order = CapacityPlan
            .Of(
                [
                    Person(1, 0.5, concerns: 1, since: Day),
                    Person(2, 0.9, concerns: 1, since: Day),
                    Person(3, 0.5, concerns: 2, since: Day),
                    Person(4, 0.5, concerns: 1, since: Day.AddDays(-7)),
                ],
                2
            )
            .Order.Select(p => p.StudentId);

        order.ShouldBe([2, 3, 4, 1]);
    }

    [Fact]
    public void The_draw_is_the_same_every_time_and_favours_no_early_key()
    {
        PersonAtRisk[] level = [.. Enumerable.Range(1, 2000).Select(i => Person(i, 0.5))];

        var once = CapacityPlan.Of(level, 1000);
        var again = CapacityPlan.Of(level.Reverse(), 1000);

        again.Order.ShouldBe(once.Order);
        once.IsTied.ShouldBeTrue();
        // Of 1000 places among 2000 level people, the first 1000 keys get about half: 500 with a standard deviation of 15.8.
        once.Order.Take(1000).Count(p => p.StudentId <= 1000).ShouldBeInRange(440, 560);
    }

    [Fact]
    public void Expected_precision_and_recall_hold_when_outcomes_are_drawn()
    {
        var random = new Random(5);
        PersonAtRisk[] people = [.. Enumerable.Range(1, 400).Select(i => Person(i, Math.Pow(random.NextDouble(), 2)))];
        var plan = CapacityPlan.Of(people, 60);
        var (rightInside, foundInside) = (0, 0);
        const int Draws = 4000;
        for (var draw = 0; draw < Draws; draw++)
        {
            var outcomes = people.ToDictionary(p => p.StudentId, p => random.NextDouble() < p.Value);
            var hit = plan.Order.Take(60).Count(p => outcomes[p.StudentId]);
            var right = hit / 60.0;
            var found = hit / (double)outcomes.Values.Count(o => o);
            rightInside += right >= plan.Precision!.Low && right <= plan.Precision.High ? 1 : 0;
            foundInside += found >= plan.Recall!.Low && found <= plan.Recall.High ? 1 : 0;
        }

        // 95 in 100, give or take the steps of a count of 60.
        (rightInside / (double)Draws).ShouldBeInRange(0.92, 0.985);
        (foundInside / (double)Draws).ShouldBeInRange(0.92, 0.985);
        plan.ExpectedMissed.ShouldBe(plan.Order.Skip(60).Sum(p => p.Value), 1e-9);
    }

    [Fact]
    public void How_unsure_the_frequencies_are_widens_the_interval()
    {
        PersonAtRisk[] people = [.. Enumerable.Range(1, 200).Select(i => Person(i, i <= 50 ? 0.6 : 0.2))];
        var sure = CapacityPlan.Of(people, 50);
        var unsure = CapacityPlan.Of(people.Select(p => p with { Low = p.Value - 0.1, High = p.Value + 0.1 }), 50);

        (unsure.Recall!.High - unsure.Recall.Low)!.Value.ShouldBeGreaterThan(
            (sure.Recall!.High - sure.Recall.Low)!.Value
        );
        unsure.Recall.Value.ShouldBe(0.5, 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void No_places_and_places_for_all_are_no_special_case(int places)
    {
        var plan = CapacityPlan.Of([Person(1, 0.6), Person(2, 0.3)], places);

        plan.Places.ShouldBe(Math.Min(2, places));
        (plan.Precision is null).ShouldBe(places == 0);
        plan.Recall!.Value.ShouldBe(places == 0 ? 0 : 1, 1e-12);
        CapacityPlan.Of([], places).Recall.ShouldBeNull();
    }

    [Fact]
    public void Small_groups_are_hidden_and_cannot_be_worked_out()
    {
        // 200 people, places for 50: a has 120 (30 with one), b 68 (17), c 12 (3).
        var byStudent = Enumerable
            .Range(0, 200)
            .ToDictionary(
                i => (long)i,
                i =>
                    i % 50 < 30 ? "a"
                    : i % 50 < 47 ? "b"
                    : "c"
            );
        var groups = new ProtectedGroups(
            new Dictionary<string, Dictionary<long, string>>(StringComparer.Ordinal) { ["language"] = byStudent }
        );

        var rows = GroupMix.Of([.. Enumerable.Range(0, 200).Select(i => (long)i)], 0.25, groups);

        rows.Select(r => r.Group).ShouldBe(["a", "b", "c"]);
        rows.Single(r => r.Group == "c").Share.ShouldBeNull();
        // c alone would follow from the total: the smaller of the others is hidden with it.
        rows.Single(r => r.Group == "b").Share.ShouldBeNull();
        rows.Single(r => r.Group == "a").ShouldBe(new GroupMixRow("language", "a", 120, 25));
    }

    [Theory]
    [InlineData(30, 300, 0.1)]
    [InlineData(31, 300, 0.1)]
    [InlineData(0, 300, 0.05)]
    [InlineData(300, 300, 0.5)]
    [InlineData(3, 0, 0.5)]
    public void A_mix_is_made_for_cuts_of_the_grid_only(int places, int people, double share) =>
        GroupMix.Nearest(places, people).ShouldBe(share);

    private static PersonAtRisk Person(long id, double value, int concerns = 1, DateOnly? since = null) =>
        new(id, 100 + id, Math.Log(value / (1 - value)), value, value, value, RiskState.Watch, concerns, since ?? Day);
}
