using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Support;

/// <summary>One case with its plan, log and history.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="time">The clock.</param>
public sealed class SupportCaseQuery(IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    /// <summary>Name of the action in the access log.</summary>
    public const string Action = "support case";

    /// <summary>Reads a case; null where it is not there or the reader may not read it.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<SupportCaseView?> GetAsync(StaffScope scope, long caseId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await db.SupportCasesReadableBy(scope)
            .AsNoTracking()
            .Include(c => c.Kind)
            .Include(c => c.ReferredBy)
            .SingleOrDefaultAsync(c => c.Id == caseId, cancel);
        if (found is null)
        {
            return null;
        }

        var row = await db.SupportCasesReadableBy(scope)
            .Where(c => c.Id == caseId)
            .RowsFor(db, scope)
            .SingleAsync(cancel);
        var people = await StudentSupportQuery.PeopleAsync(db, found.StudentId, scope.Today, cancel);
        return new SupportCaseView(
            row,
            found.Kind!,
            found.Reason,
            found.ReferredBy!.DisplayName,
            found.Plan,
            found.OutcomeText,
            found.Version,
            found.IsOpen && await db.SupportCasesChangeableBy(scope).AnyAsync(c => c.Id == caseId, cancel),
            found.OwnerId is null || people.Exists(p => p.UserId == found.OwnerId),
            await EntriesAsync(db, caseId, cancel),
            await ChangesAsync(db, caseId, cancel),
            people,
            scope.Today
        );
    }

    /// <summary>Reads a case and writes to the access log who looked. What cannot be logged is not shown.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<SupportCaseView?> OpenAsync(StaffScope scope, long caseId, CancellationToken cancel)
    {
        var view = await GetAsync(scope, caseId, cancel);
        if (view is null)
        {
            return null;
        }

        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        db.AccessLog.Add(
            new AccessLogEntry
            {
                At = now,
                Month = (now.Year * 100) + now.Month,
                UserId = scope.UserId,
                StudentId = view.Row.StudentId,
                Action = Action,
                Reason = await db.ReasonToSeeAsync(scope, view.Row.StudentId, cancel),
            }
        );
        await db.SaveChangesAsync(cancel);
        return view;
    }

    /// <summary>What was changed after a version, or all of it, latest first.</summary>
    internal static async Task<IReadOnlyList<SupportChangeRow>> ChangesAsync(
        EarlyWarningDb db,
        long caseId,
        CancellationToken cancel,
        int after = 0
    )
    {
        var changes = await db
            .SupportChanges.AsNoTracking()
            .Where(c => c.CaseId == caseId && c.Version > after)
            .OrderByDescending(c => c.Id)
            .Select(c => new SupportChangeRow(c.Version, c.On, c.By!.DisplayName, c.Field, c.Before, c.After))
            .ToListAsync(cancel);
        long[] owners = [.. changes.Where(c => c.Field == SupportField.Owner).SelectMany(Keys).Distinct()];
        var names = await db
            .Users.Where(u => owners.Contains(u.Id))
            .ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancel);
        return
        [
            .. changes.Select(c =>
                c with
                {
                    Before = Words(c.Field, c.Before, names),
                    After = Words(c.Field, c.After, names),
                }
            ),
        ];
    }

    private static async Task<IReadOnlyList<SupportEntryRow>> EntriesAsync(
        EarlyWarningDb db,
        long caseId,
        CancellationToken cancel
    ) =>
        await db
            .SupportEntries.Where(e => e.CaseId == caseId)
            .OrderByDescending(e => e.OccurredOn)
            .ThenByDescending(e => e.Id)
            .Select(e => new SupportEntryRow(e.Kind, e.OccurredOn, e.Minutes, e.Text, e.By!.DisplayName))
            .ToListAsync(cancel);

    private static IEnumerable<long> Keys(SupportChangeRow change) =>
        new[] { change.Before, change.After }
            .OfType<string>()
            .Select(key => long.Parse(key, CultureInfo.InvariantCulture));

    private static string? Words(SupportField field, string? value, Dictionary<long, string> names) =>
        value is null
            ? null
            : field switch
            {
                SupportField.Owner => names[long.Parse(value, CultureInfo.InvariantCulture)],
                SupportField.StartsOn or SupportField.FollowUpOn => SupportWords.Day(
                    DateOnly.ParseExact(value, "O", CultureInfo.InvariantCulture)
                ),
                SupportField.Status => SupportWords.Status(Enum.Parse<SupportStatus>(value)),
                SupportField.Outcome => SupportWords.Outcome(Enum.Parse<SupportOutcome>(value)),
                _ => value,
            };
}
