using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Support;

namespace EarlyWarning.Domain.Tests.Support;

public sealed class SupportCaseTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly Editor By = new(7, new DateTime(2026, 11, 20, 9, 0, 0, DateTimeKind.Utc), Today);
    private static readonly SupportPlan Full = new(7, Today, Today.AddDays(14), "Hand in two missing essays.");

    private static readonly Student Ada = new()
    {
        Id = 1,
        OrgId = 2,
        SourcedId = "1",
        GivenName = "Ada",
        FamilyName = "Okafor",
    };

    [Fact]
    public void A_case_goes_from_referral_to_outcome_and_every_change_is_kept()
    {
        var made = Referred();

        made.Revise(Full, By).ShouldBeNull();
        made.MoveTo(SupportStatus.Planned, By).ShouldBeNull();
        made.MoveTo(SupportStatus.Active, By).ShouldBeNull();
        made.Close(SupportOutcome.GoalsMet, " Both essays came. ", By).ShouldBeNull();

        (made.Status, made.Outcome, made.ClosedOn, made.OutcomeText).ShouldBe(
            (SupportStatus.Closed, SupportOutcome.GoalsMet, Today, "Both essays came.")
        );
        made.Version.ShouldBe(5);
        made.Changes.Where(c => c.Field == SupportField.Status)
            .Select(c => (c.Before, c.After))
            .ShouldBe([(null, "Referred"), ("Referred", "Planned"), ("Planned", "Active"), ("Active", "Closed")]);
        made.Changes.Single(c => c.Field == SupportField.FollowUpOn).After.ShouldBe("2026-12-04");
        made.Changes.ShouldAllBe(c => c.ById == 7 && c.On == Today);
    }

    [Fact]
    public void Only_the_next_status_can_be_reached()
    {
        foreach (var from in Enum.GetValues<SupportStatus>())
        {
            foreach (var to in Enum.GetValues<SupportStatus>())
            {
                var made = In(from);
                var before = (made.Version, made.Changes.Count);

                var problem = made.MoveTo(to, By);

                var isAllowed = to == from + 1 && to != SupportStatus.Closed;
                (problem is null).ShouldBe(isAllowed, $"{from} to {to}");
                if (!isAllowed)
                {
                    (made.Status, (made.Version, made.Changes.Count)).ShouldBe((from, before));
                }
            }
        }
    }

    [Theory]
    [InlineData(false, true, true, "owner")]
    [InlineData(true, false, true, "goals")]
    [InlineData(true, true, false, "follow-up")]
    public void A_plan_needs_an_owner_goals_and_a_follow_up(bool owner, bool goals, bool followUp, string missing)
    {
        var made = Referred();
        var part = Full with
        {
            OwnerId = owner ? 7 : null,
            Goals = goals ? Full.Goals : " ",
            FollowUpOn = followUp ? Full.FollowUpOn : null,
        };
        made.Revise(part, By).ShouldBeNull("a referral may be incomplete");

        made.MoveTo(SupportStatus.Planned, By)!.ShouldContain(missing);
        made.Status.ShouldBe(SupportStatus.Referred);

        // And a plan that stands cannot be emptied.
        In(SupportStatus.Planned).Revise(part, By)!.ShouldContain(missing);
    }

    [Fact]
    public void What_makes_no_sense_is_refused_in_a_sentence_and_changes_nothing()
    {
        Referred().Revise(Full with { FollowUpOn = Today.AddDays(-1) }, By)!.ShouldContain("before");
        Referred().Revise(Full with { StartsOn = Today.AddDays(20) }, By)!.ShouldContain("before the start");
        Referred().Revise(Full with { Goals = new string('x', 2001) }, By)!.ShouldContain("2000");
        Referred().Close(SupportOutcome.GoalsMet, "x", By)!.ShouldContain("not begun");
        In(SupportStatus.Active).Close(SupportOutcome.NotMet, " ", By)!.ShouldContain("what was not");
        In(SupportStatus.Active).Close((SupportOutcome)99, "x", By)!.ShouldContain("how it ended");
        var closed = In(SupportStatus.Closed);
        var version = closed.Version;
        closed.Revise(Full with { Goals = "more" }, By)!.ShouldContain("closed");
        closed.Close(SupportOutcome.GoalsMet, "x", By)!.ShouldContain("closed");
        closed.Version.ShouldBe(version);
    }

    [Fact]
    public void A_referral_needs_a_reason_and_a_kind_that_is_offered()
    {
        var none = new SupportPlan(null, null, null, null);
        SupportCase.Refer(Ada, Kind(), "  ", none, By).Problem!.ShouldContain("why");
        SupportCase.Refer(Ada, Kind(retired: true), "Misses work.", none, By).Problem!.ShouldContain("not offered");
        SupportCase
            .Refer(Ada, Kind(), "Misses work.", none with { FollowUpOn = Today.AddDays(-1) }, By)
            .Problem!.ShouldContain("past");
    }

    [Fact]
    public void Saving_what_stands_already_is_no_change()
    {
        var made = In(SupportStatus.Planned);
        var (version, changes) = (made.Version, made.Changes.Count);

        made.Revise(made.Plan, By).ShouldBeNull();

        (made.Version, made.Changes.Count).ShouldBe((version, changes));
    }

    [Fact]
    public void An_entry_needs_words_a_day_that_came_and_sensible_minutes()
    {
        Entry("They met.", 0, 45).Problem(Today).ShouldBeNull();
        Entry(" ", 0, 45).Problem(Today)!.ShouldContain("what happened");
        Entry("They met.", 1, 45).Problem(Today)!.ShouldContain("not come yet");
        Entry("They met.", 0, 601).Problem(Today)!.ShouldContain("600");

        static SupportEntry Entry(string text, int day, int minutes) =>
            new()
            {
                Kind = SupportEntryKind.Session,
                OccurredOn = Today.AddDays(day),
                Text = text,
                Minutes = minutes,
            };
    }

    [Fact]
    public void The_built_in_kinds_are_sound_and_fit_every_part_that_can_be_changed()
    {
        SupportCatalogue.BuiltIn.ShouldAllBe(k => k.Problem() == null);
        SupportCatalogue.BuiltIn.Select(k => k.Id).ShouldBeUnique();
        SupportCatalogue.BuiltIn.Select(k => k.Name).ShouldBeUnique();
        var changeable = new EarlyWarning.Domain.Features.FeatureCatalogue([])
            .Features.Where(f => f.Changeable)
            .Select(f => f.Group)
            .Distinct();
        foreach (var group in changeable)
        {
            SupportCatalogue.BuiltIn.ShouldContain(k => k.Fits(group), group.ToString());
        }
    }

    private static SupportKind Kind(bool retired = false) =>
        new()
        {
            Id = 3,
            Name = "Workload plan",
            IsRetired = retired,
        };

    private static SupportCase Referred() =>
        SupportCase.Refer(Ada, Kind(), "Misses work.", new SupportPlan(null, null, null, null), By).Case!;

    private static SupportCase In(SupportStatus status)
    {
        var made = Referred();
        made.Revise(Full, By).ShouldBeNull();
        for (var next = SupportStatus.Planned; next <= status && next < SupportStatus.Closed; next++)
        {
            made.MoveTo(next, By).ShouldBeNull();
        }

        if (status == SupportStatus.Closed)
        {
            made.Close(SupportOutcome.PartlyMet, "One of two.", By).ShouldBeNull();
        }

        return made;
    }
}
