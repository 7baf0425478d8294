using EarlyWarning.Domain.Notes;

namespace EarlyWarning.Web.Features.Notes;

/// <summary>A note, or the fact that there is one.</summary>
/// <param name="NoteId">Key.</param>
/// <param name="StudentId">The student.</param>
/// <param name="StudentName">Given and family name.</param>
/// <param name="Visibility">Who may read it.</param>
/// <param name="OccurredOn">The day it speaks of.</param>
/// <param name="Withdrawn">The day it was taken back, or null.</param>
/// <param name="Content">What it says, or null where the reader may only know that it is there.</param>
public sealed record NoteRow(
    long NoteId,
    long StudentId,
    string StudentName,
    NoteVisibility Visibility,
    DateOnly OccurredOn,
    DateOnly? Withdrawn,
    NoteContent? Content
);

/// <summary>What a readable note says.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">The text.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="IsMine">Whether the reader wrote it, and so may change it.</param>
/// <param name="Version">Number of changes.</param>
/// <param name="Earlier">What it said before and the reader may read, latest first.</param>
public sealed record NoteContent(
    NoteKind Kind,
    string Text,
    string Author,
    bool IsMine,
    int Version,
    IReadOnlyList<EarlierText> Earlier
);

/// <summary>What a note said before.</summary>
/// <param name="WrittenOn">The day that was written.</param>
/// <param name="Text">The text.</param>
public sealed record EarlierText(DateOnly WrittenOn, string Text);

/// <summary>The notes about a student.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="Today">The current day.</param>
/// <param name="Notes">Latest first.</param>
public sealed record StudentNotesView(long StudentId, DateOnly Today, IReadOnlyList<NoteRow> Notes);

/// <summary>What came of a change of a note.</summary>
/// <param name="Problem">What is wrong in a sentence, or null where it was done.</param>
/// <param name="IsConflict">Whether it was changed meanwhile.</param>
public sealed record NoteResult(string? Problem, bool IsConflict = false)
{
    /// <summary>It was done.</summary>
    public static readonly NoteResult Done = new(Problem: null);

    /// <summary>What is out of reach reads the same as what is not there.</summary>
    public static NoteResult NotFound =>
        new(L["This is not there any more, or is not yours to change. Load the page again."]);
}

/// <summary>Notes in words.</summary>
internal static class NoteWords
{
    public static string Kind(NoteKind kind) =>
        kind switch
        {
            NoteKind.Conversation => L["Conversation"],
            NoteKind.Family => L["Family contact"],
            NoteKind.Meeting => L["Staff meeting"],
            _ => L["Observation|note"],
        };

    public static string Readers(NoteVisibility visibility) =>
        visibility switch
        {
            NoteVisibility.Team => L["Team|readers"],
            NoteVisibility.Restricted => L["Counsellors|readers"],
            _ => L["Sealed|note"],
        };

    public static string Explained(NoteVisibility visibility) =>
        visibility switch
        {
            NoteVisibility.Team => L["Team: all staff around the student"],
            NoteVisibility.Restricted => L["Counsellors: you and the student's counsellors"],
            _ => L["Sealed: you alone, and the counsellors once you have left"],
        };

    /// <summary>That there is a note which the reader may not read.</summary>
    public static string Existence(NoteRow row) =>
        row.Withdrawn is { } day ? L["A note was taken back on {0}", Day(day)]
        : row.Visibility == NoteVisibility.Sealed ? L["A sealed note; its author reads it"]
        : L["A restricted note; its author and the counsellors read it"];

    public static string Day(DateOnly day) => Dates.Medium(day);
}
