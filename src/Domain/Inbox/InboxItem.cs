using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Support;

namespace EarlyWarning.Domain.Inbox;

/// <summary>What staff are told of; each can be turned off by each person.</summary>
public enum InboxTopic : byte
{
    /// <summary>A student's state got graver.</summary>
    Graver = 1,

    /// <summary>A student's state got better: praise counts as much.</summary>
    Better = 2,

    /// <summary>A follow-up of the person's own case is due or overdue.</summary>
    FollowUp = 3,

    /// <summary>A case was put in the person's hands.</summary>
    Assigned = 4,

    /// <summary>Somebody decided about a flag the person disputed or silenced.</summary>
    Decided = 5,

    /// <summary>A disputed or silenced flag needs a second reader.</summary>
    SecondReader = 6,

    /// <summary>The weekly letter by e-mail. No item has it.</summary>
    Letter = 7,
}

/// <summary>
/// Something a person is told. It holds keys and no names: its sentence is made when it is shown, from what is so then and
/// for who may still see it.
/// </summary>
public sealed class InboxItem
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>Who is told.</summary>
    public long UserId { get; set; }

    /// <summary>Who is told.</summary>
    public AppUser? User { get; set; }

    /// <summary>What it is about.</summary>
    public InboxTopic Topic { get; set; }

    /// <summary>Names the fact, such as "state 17 of 42"; a person is told each fact once.</summary>
    public required string Fact { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime MadeAt { get; set; }

    /// <summary>The day the fact speaks of: of the score, of the follow-up, of the decision.</summary>
    public DateOnly On { get; set; }

    /// <summary>When it was read or settled, UTC; null while it is new.</summary>
    public DateTime? ReadAt { get; set; }

    /// <summary>The enrollment, for states and flags.</summary>
    public long? EnrollmentId { get; set; }

    /// <summary>The enrollment, for states and flags.</summary>
    public Enrollment? Enrollment { get; set; }

    /// <summary>The case, for follow-ups and cases put in the person's hands.</summary>
    public long? CaseId { get; set; }

    /// <summary>The case.</summary>
    public SupportCase? Case { get; set; }

    /// <summary>The claim, for flags.</summary>
    public long? ReviewId { get; set; }

    /// <summary>The claim.</summary>
    public FlagReview? Review { get; set; }

    /// <summary>The state now, for states.</summary>
    public RiskState? State { get; set; }

    /// <summary>The state told before, for states.</summary>
    public RiskState? Before { get; set; }

    /// <summary>Students it stands for: more than one where so many changed at once that one sentence tells it.</summary>
    public int Count { get; set; } = 1;
}

/// <summary>A person does not want to be told of something. No row means that they do.</summary>
public sealed class InboxOptOut
{
    /// <summary>Who.</summary>
    public long UserId { get; set; }

    /// <summary>What of.</summary>
    public InboxTopic Topic { get; set; }
}
