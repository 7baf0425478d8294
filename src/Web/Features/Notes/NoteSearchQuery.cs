using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Notes;
using EarlyWarning.Web.Shared;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Notes;

/// <summary>Notes found.</summary>
/// <param name="Notes">Latest first; all readable.</param>
/// <param name="Page">From 1.</param>
/// <param name="HasMore">Whether a page follows.</param>
public sealed record NoteSearchView(IReadOnlyList<NoteRow> Notes, int Page, bool HasMore);

/// <summary>Searches the texts of notes that a person may read. What may only be known to exist is not searched.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="time">The clock.</param>
public sealed class NoteSearchQuery(IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    /// <summary>Notes on a page.</summary>
    public const int PageSize = 20;

    /// <summary>Name of the action in the access log.</summary>
    public const string Action = "note search";

    /// <summary>Finds notes whose text holds what was typed, and logs whose notes were shown.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="search">What was typed; nothing lists the latest.</param>
    /// <param name="page">From 1.</param>
    /// <param name="isLogged">Whether this showing is in the access log already.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<NoteSearchView> GetAsync(
        StaffScope scope,
        string? search,
        int page,
        bool isLogged,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        page = Math.Max(1, page);
        var found = db.NotesReadableBy(scope);
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = SearchPattern.Contains(search);
            found = found.Where(n => EF.Functions.Like(n.Text, pattern, SearchPattern.Escape));
        }

        var ids = await found
            .OrderByDescending(n => n.OccurredOn)
            .ThenByDescending(n => n.Id)
            .Skip((page - 1) * PageSize)
            .Take(PageSize + 1)
            .Select(n => n.Id)
            .ToListAsync(cancel);
        long[] shown = [.. ids.Take(PageSize)];
        var notes = await NoteRows.ReadAsync(
            db,
            scope,
            db.NotesReadableBy(scope).Where(n => shown.Contains(n.Id)),
            cancel
        );
        if (!isLogged)
        {
            await LogAsync(db, scope, [.. notes.Select(n => n.StudentId).Distinct()], cancel);
        }

        return new NoteSearchView(notes, page, ids.Count > PageSize);
    }

    private async Task LogAsync(EarlyWarningDb db, StaffScope scope, long[] students, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var student in students)
        {
            db.AccessLog.Add(
                new AccessLogEntry
                {
                    At = now,
                    Month = (now.Year * 100) + now.Month,
                    UserId = scope.UserId,
                    StudentId = student,
                    Action = Action,
                    Reason = await db.ReasonToSeeAsync(scope, student, cancel),
                }
            );
        }

        await db.SaveChangesAsync(cancel);
    }
}
