using EarlyWarning.Domain.Support;

namespace EarlyWarning.Web.Features.Support;

/// <summary>What came of a change.</summary>
/// <param name="Problem">What is wrong in a sentence, or null where it was done.</param>
/// <param name="IsConflict">Whether somebody else changed it meanwhile: the newer version should be shown.</param>
/// <param name="Id">Key of what was made, where something was.</param>
public sealed record SupportResult(string? Problem, bool IsConflict = false, long Id = 0)
{
    /// <summary>It was done.</summary>
    public static readonly SupportResult Done = new(Problem: null);

    /// <summary>What is out of reach reads the same as what is not there.</summary>
    public static SupportResult NotFound =>
        new(L["This is not there any more, or is not yours to change. Load the page again."]);
}

/// <summary>A case in a list.</summary>
/// <param name="CaseId">Key.</param>
/// <param name="StudentId">The student.</param>
/// <param name="StudentName">Given and family name.</param>
/// <param name="Kind">Kind of support, or null where only its existence may be shown.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Outcome">How it ended, or null.</param>
/// <param name="Owner">Who acts, or null where nobody does.</param>
/// <param name="IsMine">Whether the reader acts.</param>
/// <param name="ReferredOn">The day it was asked for.</param>
/// <param name="FollowUpOn">The day somebody looks again, or null.</param>
/// <param name="ClosedOn">The day it was closed, or null.</param>
public sealed record SupportRow(
    long CaseId,
    long StudentId,
    string StudentName,
    string? Kind,
    SupportStatus Status,
    SupportOutcome? Outcome,
    string? Owner,
    bool IsMine,
    DateOnly ReferredOn,
    DateOnly? FollowUpOn,
    DateOnly? ClosedOn
)
{
    /// <summary>Whether it is not closed.</summary>
    public bool IsOpen => ClosedOn is null;
}

/// <summary>Support of a student.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="Today">The current day.</param>
/// <param name="Cases">Open ones first, then the latest.</param>
/// <param name="Kinds">Kinds the student's school offers.</param>
/// <param name="OpenKinds">Keys of kinds of which a case is open, whether the reader may know of it or not.</param>
/// <param name="Places">Places taken at the school, by key of the kind.</param>
/// <param name="People">Who may own a case.</param>
/// <param name="UserId">Who is looking.</param>
public sealed record StudentSupportView(
    long StudentId,
    DateOnly Today,
    IReadOnlyList<SupportRow> Cases,
    IReadOnlyList<SupportKind> Kinds,
    IReadOnlySet<int> OpenKinds,
    IReadOnlyDictionary<int, int> Places,
    IReadOnlyList<OwnerChoice> People,
    long UserId
);

/// <summary>Somebody who may act.</summary>
/// <param name="UserId">Account.</param>
/// <param name="Name">Name shown to colleagues.</param>
public sealed record OwnerChoice(long UserId, string Name);

/// <summary>A case with all that its reader may know.</summary>
/// <param name="Row">The case.</param>
/// <param name="Kind">Kind of support.</param>
/// <param name="Reason">Why it was asked for.</param>
/// <param name="ReferredBy">Who asked.</param>
/// <param name="Plan">What is agreed.</param>
/// <param name="OutcomeText">What came of it, or null.</param>
/// <param name="Version">Number of changes.</param>
/// <param name="MayChange">Whether the reader may change it.</param>
/// <param name="OwnerHasAccess">Whether whoever acts may still see the student.</param>
/// <param name="Entries">The log, latest first.</param>
/// <param name="Changes">What was changed, latest first.</param>
/// <param name="People">Who may own it.</param>
/// <param name="Today">The current day.</param>
public sealed record SupportCaseView(
    SupportRow Row,
    SupportKind Kind,
    string Reason,
    string ReferredBy,
    SupportPlan Plan,
    string? OutcomeText,
    int Version,
    bool MayChange,
    bool OwnerHasAccess,
    IReadOnlyList<SupportEntryRow> Entries,
    IReadOnlyList<SupportChangeRow> Changes,
    IReadOnlyList<OwnerChoice> People,
    DateOnly Today
);

/// <summary>An entry of the log.</summary>
public sealed record SupportEntryRow(SupportEntryKind Kind, DateOnly OccurredOn, int? Minutes, string Text, string By);

/// <summary>A change in the words of people: keys are names, dates are dates.</summary>
public sealed record SupportChangeRow(
    int Version,
    DateOnly On,
    string By,
    SupportField Field,
    string? Before,
    string? After
);
