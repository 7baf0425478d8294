using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Scores;

namespace EarlyWarning.Web.Features.Inbox;

/// <summary>Which items are listed.</summary>
public enum InboxShow
{
    /// <summary>Those not read yet.</summary>
    Unread,

    /// <summary>All that are kept.</summary>
    All,
}

/// <summary>A page of the inbox.</summary>
/// <param name="Show">Which items.</param>
/// <param name="Rows">The page's items, latest first.</param>
/// <param name="Unread">Unread items by topic.</param>
/// <param name="Total">All that are kept.</param>
/// <param name="Page">From 1.</param>
/// <param name="Today">The current day.</param>
public sealed record InboxView(
    InboxShow Show,
    IReadOnlyList<InboxRow> Rows,
    IReadOnlyDictionary<InboxTopic, int> Unread,
    int Total,
    int Page,
    DateOnly Today
)
{
    /// <summary>All unread items.</summary>
    public int UnreadCount => Unread.Values.Sum();

    /// <summary>Items behind a choice.</summary>
    public int Of(InboxShow show) => show == InboxShow.Unread ? UnreadCount : Total;
}

/// <summary>An item with what its sentence is made from; one of enrollment and case, or neither where it stands for many.</summary>
/// <param name="Id">Key.</param>
/// <param name="Topic">What it is about.</param>
/// <param name="MadeOn">The day it was made.</param>
/// <param name="IsUnread">Whether it was not read yet.</param>
/// <param name="On">The day the fact speaks of.</param>
/// <param name="State">State, for states.</param>
/// <param name="Before">State told before, for states.</param>
/// <param name="Count">Students it stands for.</param>
/// <param name="Place">The student in a class, or null.</param>
/// <param name="Case">The case, or null.</param>
/// <param name="Review">The claim, or null.</param>
public sealed record InboxRow(
    long Id,
    InboxTopic Topic,
    DateOnly MadeOn,
    bool IsUnread,
    DateOnly On,
    RiskState? State,
    RiskState? Before,
    int Count,
    InboxPlace? Place,
    InboxCase? Case,
    InboxReview? Review
);

/// <summary>A student in a class.</summary>
public sealed record InboxPlace(long StudentId, string StudentName, long ClassId, string ClassTitle);

/// <summary>A case as it is now.</summary>
/// <param name="CaseId">Key.</param>
/// <param name="StudentName">Given and family name.</param>
/// <param name="Kind">Kind of support; its owner may always read it.</param>
/// <param name="IsOpen">Whether it is open.</param>
/// <param name="FollowUpOn">The day somebody looks again, or null.</param>
public sealed record InboxCase(long CaseId, string StudentName, string Kind, bool IsOpen, DateOnly? FollowUpOn);

/// <summary>A claim about a flag as it is now.</summary>
/// <param name="Claim">What is said.</param>
/// <param name="Decision">Where it stands.</param>
/// <param name="Until">First day on which it no longer holds.</param>
/// <param name="RaisedBy">Who said it.</param>
/// <param name="DecidedBy">The second reader, or null.</param>
public sealed record InboxReview(
    FlagClaim Claim,
    FlagDecision Decision,
    DateOnly Until,
    string RaisedBy,
    string? DecidedBy
);
