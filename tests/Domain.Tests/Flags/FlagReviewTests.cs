using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Support;

namespace EarlyWarning.Domain.Tests.Flags;

public sealed class FlagReviewTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private static readonly Editor First = new(7, new DateTime(2026, 11, 20, 9, 0, 0, DateTimeKind.Utc), Today);
    private static readonly Editor Second = First with { UserId = 8 };
    private static readonly FlagSeen Seen = new(3, RiskState.NeedsSupport, 0.4, 8, 2);

    [Fact]
    public void A_second_reader_decides_and_the_flag_rests_until_the_claim_expires()
    {
        var review = Raised();
        review.Holds(Today).ShouldBeFalse("nobody has agreed yet");

        review.Decide(isAgreed: true, null, Second).ShouldBeNull();

        (review.Decision, review.DecidedById, review.Version).ShouldBe((FlagDecision.Agreed, 8, 2));
        review.Holds(Today.AddDays(13)).ShouldBeTrue();
        review.Holds(Today.AddDays(14)).ShouldBeFalse();
        // What was on screen stays with it, as a label.
        (review.State, review.Value, review.Week, review.GenerationId).ShouldBe(
            (RiskState.NeedsSupport, 0.4, (short)8, 2L)
        );
    }

    [Fact]
    public void Nobody_decides_about_a_claim_of_their_own_nor_twice_nor_too_late()
    {
        Raised().Decide(isAgreed: true, null, First)!.ShouldContain("Somebody else");
        var decided = Raised();
        decided.Decide(isAgreed: false, "Two tests failed.", Second).ShouldBeNull();
        decided.Decide(isAgreed: true, null, Second)!.ShouldContain("already");
        decided.Decision.ShouldBe(FlagDecision.Refused);
        Raised().Decide(isAgreed: true, null, Second with { Today = Today.AddDays(14) })!.ShouldContain("expired");
        Raised().Decide(isAgreed: false, " ", Second)!.ShouldContain("why the flag stands");
    }

    [Fact]
    public void A_claim_is_taken_back_by_who_made_it_while_it_waits_or_holds()
    {
        var review = Raised();
        review.Withdraw(Second)!.ShouldContain("Only who made");
        review.Decide(isAgreed: true, null, Second);
        review.Withdraw(First).ShouldBeNull();
        review.Holds(Today).ShouldBeFalse();
        review.Withdraw(First)!.ShouldContain("holds no more");
    }

    [Fact]
    public void What_makes_no_sense_is_refused_in_a_sentence()
    {
        Raise(reason: " ")!.ShouldContain("why");
        Raise(until: 0)!.ShouldContain("later day");
        Raise(until: FlagReview.MostDays).ShouldBeNull();
        Raise(until: FlagReview.MostDays + 1)!.ShouldContain("60 days");
        Raise(claim: (FlagClaim)9)!.ShouldContain("Choose");
        foreach (var state in Enum.GetValues<RiskState>())
        {
            (Raise(state: state) is null).ShouldBe(state is RiskState.NeedsSupport or RiskState.Watch, $"{state}");
        }

        static string? Raise(
            string reason = "Was in hospital.",
            int until = 14,
            FlagClaim claim = FlagClaim.Dispute,
            RiskState state = RiskState.Watch
        ) => FlagReview.Raise(Seen with { State = state }, claim, reason, Today.AddDays(until), First).Problem;
    }

    private static FlagReview Raised() =>
        FlagReview.Raise(Seen, FlagClaim.Silence, "Was in hospital.", Today.AddDays(14), First).Review!;
}
