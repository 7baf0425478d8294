using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Notes;
using EarlyWarning.Domain.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Reads what was done for a student, for the time line: that it was done and when, never what was said.</summary>
internal static class HelpReader
{
    private static string ConfidentialSupport => L["Confidential support"];

    private static string ConfidentialNote => L["Confidential note"];

    /// <summary>Reads support and notes that the reader may know of.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    /// <param name="studentId">A student the reader may see.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public static async Task<HelpGiven> ReadAsync(
        EarlyWarningDb db,
        StaffScope scope,
        long studentId,
        CancellationToken cancel
    )
    {
        var readableCases = db.SupportCasesReadableBy(scope).Select(c => c.Id);
        var cases = await db.SupportCasesKnownTo(scope)
            .Where(c => c.StudentId == studentId)
            .OrderBy(c => c.StartsOn ?? c.ReferredOn)
            .ThenBy(c => c.Id)
            .Select(c => new
            {
                From = c.StartsOn ?? c.ReferredOn,
                c.ClosedOn,
                Kind = readableCases.Contains(c.Id) ? c.Kind!.Name : null,
            })
            .ToListAsync(cancel);
        var readableNotes = db.NotesReadableBy(scope).Select(n => n.Id);
        var notes = await db.NotesKnownTo(scope)
            .Where(n => n.StudentId == studentId && n.WithdrawnOn == null)
            .OrderBy(n => n.OccurredOn)
            .ThenBy(n => n.Id)
            .Select(n => new { n.OccurredOn, MayRead = readableNotes.Contains(n.Id) })
            .ToListAsync(cancel);
        return new HelpGiven(
            [.. cases.Select(c => new HelpStretch(c.From, c.ClosedOn, c.Kind ?? ConfidentialSupport))],
            [.. notes.Select(n => new NoteDay(n.OccurredOn, n.MayRead ? L["Note"] : ConfidentialNote))]
        );
    }
}
