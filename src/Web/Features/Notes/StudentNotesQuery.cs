using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Notes;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Notes;

/// <summary>The notes about a student.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class StudentNotesQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Reads them; null where the student is not found or not visible.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="studentId">The student.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<StudentNotesView?> GetAsync(StaffScope scope, long studentId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!await db.StudentsVisibleTo(scope).AnyAsync(s => s.Id == studentId, cancel))
        {
            return null;
        }

        var notes = db.NotesKnownTo(scope).Where(n => n.StudentId == studentId);
        return new StudentNotesView(studentId, scope.Today, await NoteRows.ReadAsync(db, scope, notes, cancel));
    }
}

/// <summary>The one place where notes become rows, and where those that may not be read lose what they say.</summary>
internal static class NoteRows
{
    /// <summary>Reads notes, latest first.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    /// <param name="known">Notes that the reader may know of.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public static async Task<IReadOnlyList<NoteRow>> ReadAsync(
        EarlyWarningDb db,
        StaffScope scope,
        IQueryable<Note> known,
        CancellationToken cancel
    )
    {
        var existing = await known
            .OrderByDescending(n => n.OccurredOn)
            .ThenByDescending(n => n.Id)
            .Select(n => new NoteRow(
                n.Id,
                n.StudentId,
                n.Student!.GivenName + " " + n.Student.FamilyName,
                n.Visibility,
                n.OccurredOn,
                n.WithdrawnOn,
                null
            ))
            .ToListAsync(cancel);
        long[] ids = [.. existing.Select(n => n.NoteId)];
        var content = await ContentAsync(db, scope, ids, cancel);
        return [.. existing.Select(n => n with { Content = content.GetValueOrDefault(n.NoteId) })];
    }

    // Text leaves the database for those only who may read it.
    private static async Task<Dictionary<long, NoteContent>> ContentAsync(
        EarlyWarningDb db,
        StaffScope scope,
        long[] ids,
        CancellationToken cancel
    )
    {
        var me = scope.UserId;
        var counselled = db.StudentsVisibleTo(scope with { IsTeacher = false, AdministeredPaths = [] })
            .Select(s => s.Id);
        var rows = await db.NotesReadableBy(scope)
            .Where(n => ids.Contains(n.Id))
            .Select(n => new
            {
                n.Id,
                n.Kind,
                n.Text,
                n.Author!.DisplayName,
                n.AuthorId,
                n.Version,
                IsGone = n.Author.DeactivatedAt != null,
                IsCounselled = counselled.Contains(n.StudentId),
                n.Earlier,
            })
            .AsNoTracking()
            .ToListAsync(cancel);
        return rows.ToDictionary(
            n => n.Id,
            n => new NoteContent(
                n.Kind,
                n.Text,
                n.DisplayName,
                n.AuthorId == me,
                n.Version,
                [
                    .. n
                        .Earlier.Where(v => NoteAccess.Opens(v.Visibility, n.AuthorId == me, n.IsCounselled, n.IsGone))
                        .OrderByDescending(v => v.Version)
                        .Select(v => new EarlierText(v.WrittenOn, v.Text)),
                ]
            )
        );
    }
}
