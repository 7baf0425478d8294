using EarlyWarning.Domain.Access;

namespace EarlyWarning.Domain.Support;

/// <summary>What of a case was changed.</summary>
public enum SupportField : byte
{
    /// <summary>Where it stands; values are names of <see cref="SupportStatus"/>.</summary>
    Status = 1,

    /// <summary>Who acts; values are keys of accounts.</summary>
    Owner = 2,

    /// <summary>First day; values are ISO dates.</summary>
    StartsOn = 3,

    /// <summary>Follow-up date; values are ISO dates.</summary>
    FollowUpOn = 4,

    /// <summary>Goals; values are the texts.</summary>
    Goals = 5,

    /// <summary>How it ended; the value is a name of <see cref="SupportOutcome"/>.</summary>
    Outcome = 6,
}

/// <summary>One field of a case that somebody changed. Append-only.</summary>
public sealed class SupportChange
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The case.</summary>
    public long CaseId { get; set; }

    /// <summary>The case's number of changes after this one; fields changed together share it.</summary>
    public int Version { get; set; }

    /// <summary>UTC instant.</summary>
    public DateTime At { get; set; }

    /// <summary>The day it was at the school.</summary>
    public DateOnly On { get; set; }

    /// <summary>Who changed it.</summary>
    public long ById { get; set; }

    /// <summary>Who changed it.</summary>
    public AppUser? By { get; set; }

    /// <summary>What was changed.</summary>
    public SupportField Field { get; set; }

    /// <summary>The value before, or null; never written to logs.</summary>
    public string? Before { get; set; }

    /// <summary>The value after, or null; never written to logs.</summary>
    public string? After { get; set; }
}

/// <summary>What an entry of the log is about.</summary>
public enum SupportEntryKind : byte
{
    /// <summary>A meeting or lesson.</summary>
    Session = 1,

    /// <summary>A call, message or visit.</summary>
    Contact = 2,

    /// <summary>The student did not come.</summary>
    Missed = 3,

    /// <summary>Anything else worth keeping.</summary>
    Remark = 4,
}

/// <summary>Something that happened in a case. Append-only: what was wrong is put right by a later entry.</summary>
public sealed class SupportEntry
{
    /// <summary>Most minutes of an entry: a long school day.</summary>
    public const int MostMinutes = 600;

    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The case.</summary>
    public long CaseId { get; set; }

    /// <summary>The case.</summary>
    public SupportCase? Case { get; set; }

    /// <summary>What it is about.</summary>
    public SupportEntryKind Kind { get; set; }

    /// <summary>The day it happened.</summary>
    public DateOnly OccurredOn { get; set; }

    /// <summary>Minutes of staff, or null.</summary>
    public int? Minutes { get; set; }

    /// <summary>What happened; never written to logs.</summary>
    public required string Text { get; set; }

    /// <summary>When it was written, UTC.</summary>
    public DateTime At { get; set; }

    /// <summary>Who wrote it.</summary>
    public long ById { get; set; }

    /// <summary>Who wrote it.</summary>
    public AppUser? By { get; set; }

    /// <summary>What is wrong with it in a sentence, or null.</summary>
    /// <param name="today">The day it is at the school.</param>
    public string? Problem(DateOnly today) =>
        !Enum.IsDefined(Kind) ? L["Choose what the entry is about."]
        : string.IsNullOrWhiteSpace(Text) ? L["Say in a sentence what happened."]
        : Text.Length > SupportCase.LongestText
            ? L["A text may have at most {0} characters; this one has {1}.", SupportCase.LongestText, Text.Length]
        : OccurredOn > today ? L["That day has not come yet. Choose today or an earlier day."]
        : Minutes is < 1 or > MostMinutes ? L["Minutes must lie between 1 and {0}.", MostMinutes]
        : null;
}
