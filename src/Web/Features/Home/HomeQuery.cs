using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Features.Classes;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Features.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Home;

/// <summary>A teacher's start page: what changed since the visit before, what is due, what goes well.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="classes">Cards of classes.</param>
/// <param name="support">Follow-ups.</param>
/// <param name="visits">Since when changes are news.</param>
public sealed class HomeQuery(
    IDbContextFactory<EarlyWarningDb> contexts,
    MyClassesQuery classes,
    SupportListQuery support,
    VisitLog visits
)
{
    /// <summary>Most students in a list; the rest stand in the classes.</summary>
    public const int ListSize = 8;

    private const int MostRecent = 6;

    /// <summary>Reads the page.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="before">The visit before, UTC, or null.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<HomeView> GetAsync(StaffScope scope, DateTime? before, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var scores = await ScoresInService.ReadAsync(db, scope.Today, cancel);
        var since = visits.Since(before, scores);
        var reader = new ChangesReader(db, scope, scores);
        var raised = await reader.RaisedAsync(since, cancel);
        var better = await reader.BetterAsync(since, raised, cancel);
        var due = await support.DueForAsync(scope, ListSize, cancel);
        return new HomeView(
            scores,
            since,
            before is null,
            await StudentLines.ReadAsync(db, scope, scores, raised.Take(ListSize).Select(c => c.EnrollmentId), cancel),
            raised.Count,
            await StudentLines.ReadAsync(db, scope, scores, better.Take(ListSize).Select(c => c.EnrollmentId), cancel),
            better.Count,
            due.Rows,
            due.Total,
            await classes.GetAsync(scope, new MyClassesFilter(), cancel),
            await reader.RecentAsync(MostRecent, cancel),
            scope.Today
        );
    }
}
