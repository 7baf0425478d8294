using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Notes;
using EarlyWarning.Domain.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Notes;

/// <summary>Writes, changes and takes back notes.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="time">The clock.</param>
public sealed class WriteNote(IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    /// <summary>Writes a note about a student.</summary>
    /// <param name="scope">Who writes.</param>
    /// <param name="studentId">The student.</param>
    /// <param name="draft">What is written.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<NoteResult> AddAsync(StaffScope scope, long studentId, NoteDraft draft, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!await db.StudentsVisibleTo(scope).AnyAsync(s => s.Id == studentId, cancel))
        {
            return NoteResult.NotFound;
        }

        var (note, problem) = Note.Write(studentId, draft, By(scope));
        if (note is null)
        {
            return new NoteResult(problem);
        }

        db.Notes.Add(note);
        await db.SaveChangesAsync(cancel);
        return NoteResult.Done;
    }

    /// <summary>Changes a note of one's own; what it said is kept.</summary>
    /// <param name="scope">Who changes it.</param>
    /// <param name="noteId">The note.</param>
    /// <param name="version">The version that was on screen.</param>
    /// <param name="draft">What it shall say.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public Task<NoteResult> EditAsync(
        StaffScope scope,
        long noteId,
        int version,
        NoteDraft draft,
        CancellationToken cancel
    ) => ChangeAsync(scope, noteId, version, note => note.Edit(draft, By(scope)), cancel);

    /// <summary>Takes a note of one's own back.</summary>
    /// <param name="scope">Who takes it back.</param>
    /// <param name="noteId">The note.</param>
    /// <param name="version">The version that was on screen.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public Task<NoteResult> WithdrawAsync(StaffScope scope, long noteId, int version, CancellationToken cancel) =>
        ChangeAsync(scope, noteId, version, note => note.Withdraw(By(scope)), cancel);

    private async Task<NoteResult> ChangeAsync(
        StaffScope scope,
        long noteId,
        int version,
        Func<Note, string?> change,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var note = await db.NotesReadableBy(scope).SingleOrDefaultAsync(n => n.Id == noteId, cancel);
        if (note is null)
        {
            return NoteResult.NotFound;
        }

        if (note.Version != version)
        {
            return Conflict;
        }

        if (change(note) is { } problem)
        {
            return new NoteResult(problem);
        }

        try
        {
            await db.SaveChangesAsync(cancel);
            return NoteResult.Done;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Conflict;
        }
    }

    private static NoteResult Conflict =>
        new(
            L[
                "You changed this note in another window meanwhile. Nothing was saved and nothing is lost: "
                    + "what you wrote is still here. Compare it with the note as it stands now and save again."
            ],
            IsConflict: true
        );

    private Editor By(StaffScope scope) => new(scope.UserId, time.GetUtcNow().UtcDateTime, scope.Today);
}
