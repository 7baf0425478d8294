using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Support;

/// <summary>Support of one kind for one student: from the referral to its outcome. Every change of it is recorded.</summary>
public sealed class SupportCase
{
    /// <summary>Most characters of a text.</summary>
    public const int LongestText = 2000;

    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The student.</summary>
    public long StudentId { get; set; }

    /// <summary>The student.</summary>
    public Student? Student { get; set; }

    /// <summary>The student's school when support was asked for; its places are taken.</summary>
    public long OrgId { get; set; }

    /// <summary>The student's school when support was asked for.</summary>
    public Org? Org { get; set; }

    /// <summary>What kind of support.</summary>
    public int KindId { get; set; }

    /// <summary>What kind of support.</summary>
    public SupportKind? Kind { get; set; }

    /// <summary>Why it was asked for; never written to logs.</summary>
    public required string Reason { get; set; }

    /// <summary>Who asked.</summary>
    public long ReferredById { get; set; }

    /// <summary>Who asked.</summary>
    public AppUser? ReferredBy { get; set; }

    /// <summary>The day it was asked for.</summary>
    public DateOnly ReferredOn { get; set; }

    /// <summary>Who acts, or null while nobody does.</summary>
    public long? OwnerId { get; set; }

    /// <summary>Who acts.</summary>
    public AppUser? Owner { get; set; }

    /// <summary>First day of support, or null.</summary>
    public DateOnly? StartsOn { get; set; }

    /// <summary>The day somebody looks again, or null.</summary>
    public DateOnly? FollowUpOn { get; set; }

    /// <summary>What is to be reached, or null; never written to logs.</summary>
    public string? Goals { get; set; }

    /// <summary>Where it stands.</summary>
    public SupportStatus Status { get; set; } = SupportStatus.Referred;

    /// <summary>How it ended; null while it is open.</summary>
    public SupportOutcome? Outcome { get; set; }

    /// <summary>What came of it, in words, or null; never written to logs.</summary>
    public string? OutcomeText { get; set; }

    /// <summary>The day it was closed; null while it is open.</summary>
    public DateOnly? ClosedOn { get; set; }

    /// <summary>Number of changes; two people editing at once are told apart by it.</summary>
    public int Version { get; set; }

    /// <summary>Everything that was changed, in order.</summary>
    public List<SupportChange> Changes { get; } = [];

    /// <summary>Whether it is not closed.</summary>
    public bool IsOpen => Status != SupportStatus.Closed;

    /// <summary>What is agreed now.</summary>
    public SupportPlan Plan => new(OwnerId, StartsOn, FollowUpOn, Goals);

    /// <summary>Asks for support.</summary>
    /// <param name="student">The student.</param>
    /// <param name="kind">What kind.</param>
    /// <param name="reason">Why.</param>
    /// <param name="plan">What is agreed already; owner and dates may be open.</param>
    /// <param name="by">Who asks.</param>
    /// <returns>The case, or what is wrong in a sentence.</returns>
    public static (SupportCase? Case, string? Problem) Refer(
        Student student,
        SupportKind kind,
        string? reason,
        SupportPlan plan,
        Editor by
    )
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(by);
        var made = new SupportCase
        {
            StudentId = student.Id,
            OrgId = student.OrgId,
            KindId = kind.Id,
            Reason = reason?.Trim() ?? "",
            ReferredById = by.UserId,
            ReferredOn = by.Today,
        };
        var problem =
            kind.IsRetired ? L["{0} is not offered any more. Choose another kind of support.", kind.Name]
            : made.Reason.Length == 0 ? L["Say in a sentence why support is needed."]
            : TooLong(reason)
                ?? (
                    plan.FollowUpOn < by.Today
                        ? L["The follow-up date lies in the past. Choose today or a later day."]
                        : made.Revise(plan, by)
                );
        if (problem is not null)
        {
            return (null, problem);
        }

        // What is agreed with the referral is part of it, not a change of it.
        made.Changes.Clear();
        made.Version = 1;
        made.Record(by, SupportField.Status, null, Name(SupportStatus.Referred));
        return (made, null);
    }

    /// <summary>Agrees anew on owner, dates and goals. A sentence on what is wrong, or null where it was done.</summary>
    /// <param name="plan">What is agreed.</param>
    /// <param name="by">Who changes it.</param>
    public string? Revise(SupportPlan plan, Editor by)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(by);
        plan = plan with { Goals = string.IsNullOrWhiteSpace(plan.Goals) ? null : plan.Goals.Trim() };
        var problem = WhatStandsAgainst(plan);
        if (problem is not null || plan == Plan)
        {
            return problem;
        }

        var before = Plan;
        (OwnerId, StartsOn, FollowUpOn, Goals) = plan;
        Version++;
        Record(by, SupportField.Owner, Text(before.OwnerId), Text(plan.OwnerId));
        Record(by, SupportField.StartsOn, Text(before.StartsOn), Text(plan.StartsOn));
        Record(by, SupportField.FollowUpOn, Text(before.FollowUpOn), Text(plan.FollowUpOn));
        Record(by, SupportField.Goals, before.Goals, plan.Goals);
        return null;
    }

    /// <summary>Moves a referral to a plan, or a plan to support given. A sentence on what is wrong, or null.</summary>
    /// <param name="next">Planned or active; a case is closed by <see cref="Close"/>.</param>
    /// <param name="by">Who moves it.</param>
    public string? MoveTo(SupportStatus next, Editor by)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!IsOpen)
        {
            return Over;
        }

        if (next != Status + 1 || next == SupportStatus.Closed)
        {
            return L[
                "A case that is {0} cannot become {1}. The order is referred, planned, active, closed.",
                Word(Status),
                Word(next)
            ];
        }

        if (Incomplete(Plan) is { } missing)
        {
            return missing;
        }

        Version++;
        if (next == SupportStatus.Active && StartsOn is null)
        {
            Record(by, SupportField.StartsOn, null, Text<DateOnly>(by.Today));
            StartsOn = by.Today;
        }

        Record(by, SupportField.Status, Name(Status), Name(next));
        Status = next;
        return null;
    }

    /// <summary>Ends the case. A sentence on what is wrong, or null where it was done.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="text">What came of it, in words, or null.</param>
    /// <param name="by">Who closes it.</param>
    public string? Close(SupportOutcome outcome, string? text, Editor by)
    {
        ArgumentNullException.ThrowIfNull(by);
        var problem =
            !IsOpen ? Over
            : !Enum.IsDefined(outcome) ? L["Choose how it ended."]
            : Status != SupportStatus.Active && outcome is not (SupportOutcome.NotTakenUp or SupportOutcome.StudentLeft)
                ? L[
                    "Support has not begun, so no goal can have been met or missed. "
                        + "Start it first, or close it as not taken up."
                ]
            : outcome is SupportOutcome.PartlyMet or SupportOutcome.NotMet && string.IsNullOrWhiteSpace(text)
                ? L["Say in a sentence what was reached and what was not, for whoever helps next."]
            : TooLong(text);
        if (problem is not null)
        {
            return problem;
        }

        Version++;
        Record(by, SupportField.Status, Name(Status), Name(SupportStatus.Closed));
        Record(by, SupportField.Outcome, null, outcome.ToString());
        (Status, Outcome, ClosedOn) = (SupportStatus.Closed, outcome, by.Today);
        OutcomeText = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        return null;
    }

    private static string Over => L["This case is closed. Refer the student anew where support is needed again."];

    private string? WhatStandsAgainst(SupportPlan plan) =>
        !IsOpen ? Over
        : plan.FollowUpOn < plan.StartsOn ? L["The follow-up date lies before the start. Choose a later day."]
        : plan.FollowUpOn < ReferredOn ? L["The follow-up date lies before the referral. Choose a later day."]
        : TooLong(plan.Goals) ?? (Status == SupportStatus.Referred ? null : Incomplete(plan));

    private static string? Incomplete(SupportPlan plan) =>
        plan.OwnerId is null ? L["A plan needs somebody who acts. Choose an owner."]
        : plan.Goals is null ? L["A plan needs goals. Say what is to be reached, and by when."]
        : plan.FollowUpOn is null ? L["A plan needs a day on which somebody looks again. Choose a follow-up date."]
        : null;

    private static string? TooLong(string? text) =>
        text?.Length > LongestText
            ? L["A text may have at most {0} characters; this one has {1}.", LongestText, text.Length]
            : null;

    private void Record(Editor by, SupportField field, string? before, string? after)
    {
        if (!string.Equals(before, after, StringComparison.Ordinal))
        {
            Changes.Add(
                new SupportChange
                {
                    Version = Version,
                    At = by.At,
                    On = by.Today,
                    ById = by.UserId,
                    Field = field,
                    Before = before,
                    After = after,
                }
            );
        }
    }

    private static string Word(SupportStatus status) =>
        status switch
        {
            SupportStatus.Referred => L["referred|case"],
            SupportStatus.Planned => L["planned|case"],
            SupportStatus.Active => L["active|case"],
            SupportStatus.Closed => L["closed|case"],
            _ => status.ToString(),
        };

    private static string Name(SupportStatus status) => status.ToString();

    private static string? Text<T>(T? value)
        where T : struct, IFormattable =>
        value?.ToString(value is DateOnly ? "O" : null, System.Globalization.CultureInfo.InvariantCulture);
}
