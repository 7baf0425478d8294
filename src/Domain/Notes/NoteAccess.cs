using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;

namespace EarlyWarning.Domain.Notes;

/// <summary>Who may know of a note and who may read it. Every query for notes starts here.</summary>
public static class NoteAccess
{
    /// <summary>Notes about students the person may see; of those not among <see cref="NotesReadableBy"/> only that they exist.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    public static IQueryable<Note> NotesKnownTo(this EarlyWarningDb db, StaffScope scope)
    {
        // Asked of each note in turn: as a list of keys, a database writes down every student one administers first.
        var students = db.StudentsVisibleTo(scope);
        return db.Notes.Where(n => students.Any(s => s.Id == n.StudentId));
    }

    /// <summary>Notes whose text the person may read. Administering a school opens no note that is not for the team.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    public static IQueryable<Note> NotesReadableBy(this EarlyWarningDb db, StaffScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var counselled = db.StudentsVisibleTo(scope with { IsTeacher = false, AdministeredPaths = [] })
            .Select(s => s.Id);
        var me = scope.UserId;
        return db.NotesKnownTo(scope)
            .Where(n =>
                n.WithdrawnOn == null
                && (
                    n.Visibility == NoteVisibility.Team
                    || n.AuthorId == me
                    || (
                        (n.Visibility == NoteVisibility.Restricted || n.Author!.DeactivatedAt != null)
                        && counselled.Contains(n.StudentId)
                    )
                )
            );
    }

    /// <summary>The same rule for one text, such as an earlier version of a note.</summary>
    /// <param name="visibility">Who it was written for.</param>
    /// <param name="isAuthor">Whether the reader wrote it.</param>
    /// <param name="isCounsellor">Whether the student is in the reader's caseload.</param>
    /// <param name="authorIsGone">Whether the author's account is closed.</param>
    public static bool Opens(NoteVisibility visibility, bool isAuthor, bool isCounsellor, bool authorIsGone) =>
        visibility == NoteVisibility.Team
        || isAuthor
        || (isCounsellor && (visibility == NoteVisibility.Restricted || authorIsGone));
}
