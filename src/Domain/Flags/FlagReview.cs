using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Support;

namespace EarlyWarning.Domain.Flags;

/// <summary>What somebody says about a flag.</summary>
public enum FlagClaim : byte
{
    /// <summary>It is wrong: the record misleads.</summary>
    Dispute = 1,

    /// <summary>It is right, and nothing shall be asked of anybody for a time.</summary>
    Silence = 2,
}

/// <summary>Where a claim stands.</summary>
public enum FlagDecision : byte
{
    /// <summary>No second reader has decided yet; the flag stands.</summary>
    Waiting = 1,

    /// <summary>A second reader agreed; the flag rests until the claim expires.</summary>
    Agreed = 2,

    /// <summary>A second reader did not agree; the flag stands.</summary>
    Refused = 3,

    /// <summary>Whoever made the claim took it back.</summary>
    Withdrawn = 4,
}

/// <summary>The flag a claim speaks of, as it was on screen.</summary>
/// <param name="EnrollmentId">The enrollment.</param>
/// <param name="State">Its state.</param>
/// <param name="Value">The frequency shown, or null where rules decided.</param>
/// <param name="Week">Week of the class.</param>
/// <param name="GenerationId">The write it came from.</param>
public sealed record FlagSeen(long EnrollmentId, RiskState State, double? Value, short Week, long GenerationId);

/// <summary>
/// A dispute or silence of a flag, with its reason, its expiry and what a second reader decided. It is kept beside the score
/// it speaks of as a label for evaluation, and is never a feature: the flag itself is never rewritten.
/// </summary>
public sealed class FlagReview
{
    /// <summary>Most characters of a text.</summary>
    public const int LongestText = 1000;

    /// <summary>Most days a claim may last; then the flag speaks again.</summary>
    public const int MostDays = 60;

    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The enrollment flagged.</summary>
    public long EnrollmentId { get; set; }

    /// <summary>The enrollment flagged.</summary>
    public Enrollment? Enrollment { get; set; }

    /// <summary>What is said.</summary>
    public FlagClaim Claim { get; set; }

    /// <summary>Why; never written to logs.</summary>
    public required string Reason { get; set; }

    /// <summary>First day on which the claim no longer holds (exclusive).</summary>
    public DateOnly Until { get; set; }

    /// <summary>State of the flag.</summary>
    public RiskState State { get; set; }

    /// <summary>Frequency shown, or null where rules decided.</summary>
    public double? Value { get; set; }

    /// <summary>Week of the class.</summary>
    public short Week { get; set; }

    /// <summary>The write the score came from.</summary>
    public long GenerationId { get; set; }

    /// <summary>Who makes the claim.</summary>
    public long RaisedById { get; set; }

    /// <summary>Who makes the claim.</summary>
    public AppUser? RaisedBy { get; set; }

    /// <summary>The day it was made.</summary>
    public DateOnly RaisedOn { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime RaisedAt { get; set; }

    /// <summary>Where it stands.</summary>
    public FlagDecision Decision { get; set; } = FlagDecision.Waiting;

    /// <summary>The second reader, or who took it back; null while it waits.</summary>
    public long? DecidedById { get; set; }

    /// <summary>The second reader, or who took it back.</summary>
    public AppUser? DecidedBy { get; set; }

    /// <summary>The day it was decided, or null.</summary>
    public DateOnly? DecidedOn { get; set; }

    /// <summary>What the second reader says, or null; never written to logs.</summary>
    public string? DecisionText { get; set; }

    /// <summary>Number of changes; two readers deciding at once are told apart by it.</summary>
    public int Version { get; set; } = 1;

    /// <summary>Whether the flag rests on a day.</summary>
    /// <param name="today">The day.</param>
    public bool Holds(DateOnly today) => Decision == FlagDecision.Agreed && today < Until;

    /// <summary>Makes a claim.</summary>
    /// <param name="seen">The flag.</param>
    /// <param name="claim">What is said.</param>
    /// <param name="reason">Why.</param>
    /// <param name="until">First day on which it no longer holds.</param>
    /// <param name="by">Who makes it.</param>
    /// <returns>The claim, or what is wrong in a sentence.</returns>
    public static (FlagReview? Review, string? Problem) Raise(
        FlagSeen seen,
        FlagClaim claim,
        string? reason,
        DateOnly? until,
        Editor by
    )
    {
        ArgumentNullException.ThrowIfNull(seen);
        ArgumentNullException.ThrowIfNull(by);
        var problem =
            !Enum.IsDefined(claim) ? L["Choose whether the flag is wrong or shall rest."]
            : seen.State is not (RiskState.NeedsSupport or RiskState.Watch)
                ? L["There is no flag here to dispute or silence."]
            : string.IsNullOrWhiteSpace(reason) ? L["Say in a sentence why. The second reader decides by it."]
            : TooLong(reason)
                ?? (
                    until is null || until <= by.Today
                        ? L["Choose a later day than today on which the flag speaks again."]
                    : until > by.Today.AddDays(MostDays)
                        ? L[
                            "A flag may rest for at most {0} days. Choose an earlier day; it can be said again then.",
                            MostDays
                        ]
                    : null
                );
        if (problem is not null)
        {
            return (null, problem);
        }

        var review = new FlagReview
        {
            EnrollmentId = seen.EnrollmentId,
            Claim = claim,
            Reason = reason!.Trim(),
            Until = until!.Value,
            State = seen.State,
            Value = seen.Value,
            Week = seen.Week,
            GenerationId = seen.GenerationId,
            RaisedById = by.UserId,
            RaisedOn = by.Today,
            RaisedAt = by.At,
        };
        return (review, null);
    }

    /// <summary>A second reader decides. A sentence on what is wrong, or null where it was done.</summary>
    /// <param name="isAgreed">Whether the second reader agrees.</param>
    /// <param name="text">Why; needed for a refusal.</param>
    /// <param name="by">The second reader.</param>
    public string? Decide(bool isAgreed, string? text, Editor by)
    {
        ArgumentNullException.ThrowIfNull(by);
        var problem =
            WhyNotOpen(by.Today)
            ?? (
                by.UserId == RaisedById ? L["Somebody else must read this: nobody decides about a claim of their own."]
                : !isAgreed && string.IsNullOrWhiteSpace(text) ? L["Say in a sentence why the flag stands."]
                : TooLong(text)
            );
        if (problem is null)
        {
            End(isAgreed ? FlagDecision.Agreed : FlagDecision.Refused, text, by);
        }

        return problem;
    }

    /// <summary>Takes the claim back, while it waits or while it holds. A sentence on what is wrong, or null.</summary>
    /// <param name="by">Who takes it back.</param>
    public string? Withdraw(Editor by)
    {
        ArgumentNullException.ThrowIfNull(by);
        var problem =
            by.UserId != RaisedById ? L["Only who made this claim takes it back."]
            : Decision is FlagDecision.Waiting || Holds(by.Today) ? null
            : L["This claim holds no more, so there is nothing to take back."];
        if (problem is null)
        {
            End(FlagDecision.Withdrawn, null, by);
        }

        return problem;
    }

    private string? WhyNotOpen(DateOnly today) =>
        Decision != FlagDecision.Waiting ? L["This was decided already. Load the page again."]
        : today >= Until ? L["This claim expired before anybody decided. The flag speaks for itself again."]
        : null;

    private void End(FlagDecision decision, string? text, Editor by)
    {
        (Decision, DecidedById, DecidedOn) = (decision, by.UserId, by.Today);
        DecisionText = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        Version++;
    }

    private static string? TooLong(string? text) =>
        text?.Length > LongestText
            ? L["A text may have at most {0} characters; this one has {1}.", LongestText, text.Length]
            : null;
}
