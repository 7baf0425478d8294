using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features;

/// <summary>Writes to the access log who took what is known of students out of the application.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="time">The clock.</param>
public sealed class AccessRecord(IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    private const int StudentsAtOnce = 500;

    /// <summary>
    /// Writes one entry per student with what gave the right. What cannot be logged is not given out: a failing write throws.
    /// </summary>
    /// <param name="scope">Who takes it.</param>
    /// <param name="studentIds">Whose record; students the person may not see are left out.</param>
    /// <param name="action">What is done, as the log names it.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task WriteAsync(
        StaffScope scope,
        IEnumerable<long> studentIds,
        string action,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var administered = Visibility.AdministeredOrgs(db, scope);
        var caseload = db.StudentsVisibleTo(scope with { IsTeacher = false, AdministeredPaths = [] }).Select(s => s.Id);
        foreach (var ids in studentIds.Distinct().Chunk(StudentsAtOnce))
        {
            var reasons = await db.StudentsVisibleTo(scope)
                .Where(s => ids.Contains(s.Id))
                .Select(s => new
                {
                    s.Id,
                    Administers = administered.Contains(s.OrgId),
                    Counsels = caseload.Contains(s.Id),
                })
                .ToListAsync(cancel);
            db.AccessLog.AddRange(
                reasons.Select(r => new AccessLogEntry
                {
                    At = now,
                    Month = (now.Year * 100) + now.Month,
                    UserId = scope.UserId,
                    StudentId = r.Id,
                    Action = action,
                    Reason =
                        r.Administers ? AccessReason.Administers
                        : r.Counsels ? AccessReason.Caseload
                        : AccessReason.TeachesClass,
                })
            );
        }

        await db.SaveChangesAsync(cancel);
    }
}
