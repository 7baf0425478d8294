using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Support;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Features.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Home;

/// <summary>A counsellor's caseload as a queue: new, nobody acts, follow-up due, better.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="nobody">Finds flagged students for whom nobody acts.</param>
/// <param name="support">Follow-ups.</param>
/// <param name="visits">Since when changes are news.</param>
public sealed class QueueQuery(
    IDbContextFactory<EarlyWarningDb> contexts,
    NobodyActsQuery nobody,
    SupportListQuery support,
    VisitLog visits
)
{
    /// <summary>Rows on a page: what one can work through before lunch.</summary>
    public const int PageSize = 20;

    private const int MostRecent = 6;
    private const int MostFollowUps = 200;

    /// <summary>Reads a page of it.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="show">The part; null for the first that holds anybody.</param>
    /// <param name="page">From 1.</param>
    /// <param name="before">The visit before, UTC, or null.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<QueueView> GetAsync(
        StaffScope scope,
        QueueShow? show,
        int page,
        DateTime? before,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var scores = await ScoresInService.ReadAsync(db, scope.Today, cancel);
        var since = visits.Since(before, scores);
        var reader = new ChangesReader(db, scope, scores);
        var raised = await reader.RaisedAsync(since, cancel);
        var better = await reader.BetterAsync(since, raised, cancel);
        var alone = await nobody.FindAsync(db, scope, cancel);
        var due = await support.DueForAsync(scope, MostFollowUps, cancel);
        var counts = new Dictionary<QueueShow, int>
        {
            [QueueShow.New] = raised.Count,
            [QueueShow.Nobody] = alone.Count,
            [QueueShow.Due] = due.Total,
            [QueueShow.Better] = better.Count,
        };
        var chosen = show ?? Enum.GetValues<QueueShow>().FirstOrDefault(s => counts[s] > 0);
        IEnumerable<long> enrollments = chosen switch
        {
            QueueShow.New => raised.Select(c => c.EnrollmentId),
            QueueShow.Nobody => alone.Select(c => c.EnrollmentId),
            QueueShow.Better => better.Select(c => c.EnrollmentId),
            _ => [],
        };
        page = Math.Clamp(page, 1, Math.Max(1, (counts[chosen] + PageSize - 1) / PageSize));
        var rows = await StudentLines.ReadAsync(
            db,
            scope,
            scores,
            enrollments.Skip((page - 1) * PageSize).Take(PageSize),
            cancel
        );
        return new QueueView(
            scores,
            since,
            chosen,
            counts,
            rows,
            chosen == QueueShow.Due ? [.. due.Rows.Skip((page - 1) * PageSize).Take(PageSize)] : [],
            page,
            await KindsAsync(db, scope, rows, cancel),
            await reader.RecentAsync(MostRecent, cancel),
            scope.Today
        );
    }

    private static async Task<IReadOnlyList<SupportKind>> KindsAsync(
        EarlyWarningDb db,
        StaffScope scope,
        IReadOnlyList<StudentLine> rows,
        CancellationToken cancel
    )
    {
        var students = rows.Select(r => r.StudentId).ToArray();
        var paths = await db.StudentsVisibleTo(scope)
            .Where(s => students.Contains(s.Id))
            .Select(s => s.Org!.Path)
            .Distinct()
            .ToListAsync(cancel);
        var kinds = new Dictionary<int, SupportKind>();
        foreach (var path in paths)
        {
            foreach (
                var kind in await db.SupportKindsOfferedIn(path)
                    .AsNoTracking()
                    .Where(k => !k.IsRetired)
                    .ToListAsync(cancel)
            )
            {
                kinds[kind.Id] = kind;
            }
        }

        return [.. kinds.Values.OrderBy(k => k.Name, StringComparer.CurrentCulture)];
    }
}
