using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Scores;

namespace EarlyWarning.Web.Features.Flags;

/// <summary>A claim about a flag.</summary>
/// <param name="ReviewId">Key.</param>
/// <param name="StudentId">The student.</param>
/// <param name="StudentName">Given and family name.</param>
/// <param name="ClassId">The class.</param>
/// <param name="ClassTitle">Its title.</param>
/// <param name="Claim">What is said.</param>
/// <param name="Reason">Why.</param>
/// <param name="State">State of the flag then.</param>
/// <param name="Until">First day on which it no longer holds.</param>
/// <param name="RaisedBy">Who said it.</param>
/// <param name="IsMine">Whether the reader said it.</param>
/// <param name="RaisedOn">When.</param>
/// <param name="Decision">Where it stands.</param>
/// <param name="DecidedBy">The second reader, or null.</param>
/// <param name="DecisionText">What the second reader says, or null.</param>
/// <param name="Version">Number of changes.</param>
public sealed record FlagReviewRow(
    long ReviewId,
    long StudentId,
    string StudentName,
    long ClassId,
    string ClassTitle,
    FlagClaim Claim,
    string Reason,
    RiskState State,
    DateOnly Until,
    string RaisedBy,
    bool IsMine,
    DateOnly RaisedOn,
    FlagDecision Decision,
    string? DecidedBy,
    string? DecisionText,
    int Version
)
{
    /// <summary>Whether it waits for a second reader on a day.</summary>
    public bool Waits(DateOnly today) => Decision == FlagDecision.Waiting && today < Until;

    /// <summary>Whether the flag rests on a day.</summary>
    public bool Holds(DateOnly today) => Decision == FlagDecision.Agreed && today < Until;
}

/// <summary>What was said about the flag of an enrollment.</summary>
/// <param name="EnrollmentId">The enrollment.</param>
/// <param name="Today">The current day.</param>
/// <param name="IsFlagged">Whether there is a flag now.</param>
/// <param name="Reviews">Latest first.</param>
public sealed record StudentFlagView(
    long EnrollmentId,
    DateOnly Today,
    bool IsFlagged,
    IReadOnlyList<FlagReviewRow> Reviews
)
{
    /// <summary>The claim that waits or holds today, or null.</summary>
    public FlagReviewRow? Current => Reviews.FirstOrDefault(r => r.Waits(Today) || r.Holds(Today));
}

/// <summary>What came of a claim or decision.</summary>
/// <param name="Problem">What is wrong in a sentence, or null where it was done.</param>
public sealed record FlagResult(string? Problem)
{
    /// <summary>It was done.</summary>
    public static readonly FlagResult Done = new(Problem: null);

    /// <summary>What is out of reach reads the same as what is not there.</summary>
    public static FlagResult NotFound =>
        new(L["This is not there any more, or is not yours to change. Load the page again."]);
}

/// <summary>Claims in words.</summary>
internal static class FlagWords
{
    public static string Day(DateOnly day) => Dates.Short(day);

    /// <summary>A few words for a roster, or null where there is nothing to say today.</summary>
    public static string? Short(FlagClaim claim, FlagDecision decision, DateOnly until, DateOnly today) =>
        today >= until ? null
        : decision == FlagDecision.Waiting
            ? claim == FlagClaim.Dispute ? L["disputed, not decided"]
                : L["silence asked, not decided"]
        : decision == FlagDecision.Agreed
            ? claim == FlagClaim.Dispute ? L["disputed until {0}", Day(until)]
                : L["silent until {0}", Day(until)]
        : null;

    public static string Claim(FlagReviewRow row) =>
        (row.Claim, row.IsMine) switch
        {
            (FlagClaim.Dispute, true) => L["You say the flag is wrong (until {0})", Day(row.Until)],
            (FlagClaim.Dispute, false) => L["{0} says the flag is wrong (until {1})", row.RaisedBy, Day(row.Until)],
            (_, true) => L["You ask to silence the flag until {0}", Day(row.Until)],
            _ => L["{0} asks to silence the flag until {1}", row.RaisedBy, Day(row.Until)],
        };

    public static string Decision(FlagReviewRow row, DateOnly today) =>
        row.Decision switch
        {
            FlagDecision.Waiting when today >= row.Until => L["Expired before anybody decided"],
            FlagDecision.Waiting => L["Waits for a second reader; the flag stands until then"],
            FlagDecision.Agreed when today >= row.Until => L["{0} agreed; expired", row.DecidedBy],
            FlagDecision.Agreed => L["{0} agreed; the flag rests until {1}", row.DecidedBy, Day(row.Until)],
            FlagDecision.Refused => L["{0} did not agree; the flag stands", row.DecidedBy],
            _ => L["Taken back"],
        };
}
