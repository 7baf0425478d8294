using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Support;

namespace EarlyWarning.Domain.Notes;

/// <summary>What a note is about.</summary>
public enum NoteKind : byte
{
    /// <summary>Something seen.</summary>
    Observation = 1,

    /// <summary>A conversation with the student.</summary>
    Conversation = 2,

    /// <summary>A contact with the family.</summary>
    Family = 3,

    /// <summary>A meeting of staff.</summary>
    Meeting = 4,
}

/// <summary>Who may read a note. That it exists is known to everybody who may see the student.</summary>
public enum NoteVisibility : byte
{
    /// <summary>Everybody who may see the student.</summary>
    Team = 1,

    /// <summary>The author and the student's counsellors.</summary>
    Restricted = 2,

    /// <summary>The author; the student's counsellors once the author's account is closed.</summary>
    Sealed = 3,
}

/// <summary>What somebody writes in a note.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Visibility">Who may read it.</param>
/// <param name="OccurredOn">The day it speaks of.</param>
/// <param name="Text">The text; never written to logs.</param>
public sealed record NoteDraft(NoteKind Kind, NoteVisibility Visibility, DateOnly OccurredOn, string? Text);

/// <summary>
/// A note about a student. Only its author changes it; what it said before is kept, and so is the note when the author leaves.
/// </summary>
public sealed class Note
{
    /// <summary>Most characters of a note.</summary>
    public const int LongestText = 4000;

    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The student.</summary>
    public long StudentId { get; set; }

    /// <summary>The student.</summary>
    public Student? Student { get; set; }

    /// <summary>What it is about.</summary>
    public NoteKind Kind { get; set; }

    /// <summary>Who may read it.</summary>
    public NoteVisibility Visibility { get; set; }

    /// <summary>The day it speaks of.</summary>
    public DateOnly OccurredOn { get; set; }

    /// <summary>The text; never written to logs.</summary>
    public required string Text { get; set; }

    /// <summary>Who wrote it.</summary>
    public long AuthorId { get; set; }

    /// <summary>Who wrote it.</summary>
    public AppUser? Author { get; set; }

    /// <summary>When it was written or last changed, UTC.</summary>
    public DateTime WrittenAt { get; set; }

    /// <summary>The day it was written or last changed.</summary>
    public DateOnly WrittenOn { get; set; }

    /// <summary>The day its author took it back, or null. Nobody reads it then, and that it was there stays known.</summary>
    public DateOnly? WithdrawnOn { get; set; }

    /// <summary>Number of changes; two windows editing at once are told apart by it.</summary>
    public int Version { get; set; }

    /// <summary>What it said before, in order.</summary>
    public List<NoteVersion> Earlier { get; } = [];

    /// <summary>Writes a note.</summary>
    /// <param name="studentId">The student.</param>
    /// <param name="draft">What is written.</param>
    /// <param name="by">The author.</param>
    /// <returns>The note, or what is wrong in a sentence.</returns>
    public static (Note? Note, string? Problem) Write(long studentId, NoteDraft draft, Editor by)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (Problem(draft, by.Today) is { } problem)
        {
            return (null, problem);
        }

        var note = new Note
        {
            StudentId = studentId,
            AuthorId = by.UserId,
            Text = "",
        };
        note.Take(draft, by);
        return (note, null);
    }

    /// <summary>Changes the note and keeps what it said. A sentence on what is wrong, or null where it was done.</summary>
    /// <param name="draft">What it shall say.</param>
    /// <param name="by">Who changes it.</param>
    public string? Edit(NoteDraft draft, Editor by)
    {
        ArgumentNullException.ThrowIfNull(by);
        if ((WhatStandsAgainst(by) ?? Problem(draft, by.Today)) is { } problem)
        {
            return problem;
        }

        if (draft with { Text = draft.Text!.Trim() } != new NoteDraft(Kind, Visibility, OccurredOn, Text))
        {
            Keep();
            Take(draft, by);
        }

        return null;
    }

    /// <summary>Takes the note back. A sentence on what is wrong, or null where it was done.</summary>
    /// <param name="by">Who takes it back.</param>
    public string? Withdraw(Editor by)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (WhatStandsAgainst(by) is { } problem)
        {
            return problem;
        }

        WithdrawnOn = by.Today;
        Version++;
        return null;
    }

    private string? WhatStandsAgainst(Editor by) =>
        by.UserId != AuthorId ? L["Only its author changes a note. Write one of your own beside it."]
        : WithdrawnOn is not null ? L["This note was taken back. Write a new one."]
        : null;

    private void Keep() =>
        Earlier.Add(
            new NoteVersion
            {
                Version = Version,
                Kind = Kind,
                Visibility = Visibility,
                OccurredOn = OccurredOn,
                Text = Text,
                WrittenOn = WrittenOn,
            }
        );

    private void Take(NoteDraft draft, Editor by)
    {
        (Kind, Visibility, OccurredOn, Text) = (draft.Kind, draft.Visibility, draft.OccurredOn, draft.Text!.Trim());
        (WrittenAt, WrittenOn) = (by.At, by.Today);
        Version++;
    }

    private static string? Problem(NoteDraft draft, DateOnly today) =>
        !Enum.IsDefined(draft.Kind) ? L["Choose what the note is about."]
        : !Enum.IsDefined(draft.Visibility) ? L["Choose who may read the note."]
        : string.IsNullOrWhiteSpace(draft.Text) ? L["The note says nothing yet. Write a sentence."]
        : draft.Text.Length > LongestText
            ? L["A note may have at most {0} characters; this one has {1}.", LongestText, draft.Text.Length]
        : draft.OccurredOn > today ? L["That day has not come yet. Choose today or an earlier day."]
        : null;
}

/// <summary>What a note said before it was changed. Append-only.</summary>
public sealed class NoteVersion
{
    /// <summary>The note.</summary>
    public long NoteId { get; set; }

    /// <summary>The note's number of changes when it said this.</summary>
    public int Version { get; set; }

    /// <summary>What it was about.</summary>
    public NoteKind Kind { get; set; }

    /// <summary>Who could read it; a wider note does not open what was written for fewer.</summary>
    public NoteVisibility Visibility { get; set; }

    /// <summary>The day it spoke of.</summary>
    public DateOnly OccurredOn { get; set; }

    /// <summary>What it said; never written to logs.</summary>
    public required string Text { get; set; }

    /// <summary>The day this was written.</summary>
    public DateOnly WrittenOn { get; set; }
}
