using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Support;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Support;

/// <summary>Which cases are listed.</summary>
public enum SupportShow
{
    /// <summary>Open ones the reader owns.</summary>
    Mine,

    /// <summary>Open ones with a follow-up today.</summary>
    Due,

    /// <summary>Open ones whose follow-up date has passed.</summary>
    Overdue,

    /// <summary>All open ones.</summary>
    Open,

    /// <summary>Flagged students for whom nobody acts; no cases.</summary>
    Nobody,

    /// <summary>Closed ones, latest first.</summary>
    Closed,
}

/// <summary>Cases in each list.</summary>
public sealed record SupportCounts(int Mine, int Due, int Overdue, int Open, int Nobody, int Closed)
{
    /// <summary>The number behind a choice.</summary>
    public int Of(SupportShow show) =>
        show switch
        {
            SupportShow.Mine => Mine,
            SupportShow.Due => Due,
            SupportShow.Overdue => Overdue,
            SupportShow.Nobody => Nobody,
            SupportShow.Closed => Closed,
            _ => Open,
        };
}

/// <summary>A page of the list of cases.</summary>
/// <param name="Show">Which cases.</param>
/// <param name="Counts">Cases in each list.</param>
/// <param name="Rows">The page's cases; empty where <see cref="Nobody"/> is shown.</param>
/// <param name="Nobody">Flagged students for whom nobody acts, where they are shown.</param>
/// <param name="Page">From 1.</param>
/// <param name="Today">The current day.</param>
/// <param name="IsAdministrator">Whether the reader may edit kinds of support.</param>
/// <param name="PlansPlaces">Whether the reader sees whole records, and so may plan who is helped first.</param>
public sealed record SupportListView(
    SupportShow Show,
    SupportCounts Counts,
    IReadOnlyList<SupportRow> Rows,
    IReadOnlyList<StudentLine> Nobody,
    int Page,
    DateOnly Today,
    bool IsAdministrator,
    bool PlansPlaces
);

/// <summary>Lists the cases a person may read.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="nobody">Finds flagged students for whom nobody acts.</param>
public sealed class SupportListQuery(IDbContextFactory<EarlyWarningDb> contexts, NobodyActsQuery nobody)
{
    /// <summary>Rows on a page.</summary>
    public const int PageSize = 30;

    private const int StudentsAtOnce = 500;

    /// <summary>Reads a page.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="show">Which cases; null for those the reader owns, or all open ones where there are none.</param>
    /// <param name="page">From 1.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<SupportListView> GetAsync(StaffScope scope, SupportShow? show, int page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var flagged = await nobody.FindAsync(db, scope, cancel);
        var counts = await CountsAsync(db, scope, flagged.Count, cancel);
        var chosen = show ?? (counts.Mine > 0 ? SupportShow.Mine : SupportShow.Open);
        var pages = Math.Max(1, (counts.Of(chosen) + PageSize - 1) / PageSize);
        page = Math.Clamp(page, 1, pages);
        var rows =
            chosen == SupportShow.Nobody
                ? []
                : await Ordered(Of(db.SupportCasesReadableBy(scope), scope, chosen), chosen)
                    .Skip((page - 1) * PageSize)
                    .Take(PageSize)
                    .RowsFor(db, scope)
                    .ToListAsync(cancel);
        return new SupportListView(
            chosen,
            counts,
            rows,
            chosen == SupportShow.Nobody
                ? await NobodyActsQuery.RowsAsync(
                    db,
                    scope,
                    [.. flagged.Skip((page - 1) * PageSize).Take(PageSize)],
                    cancel
                )
                : [],
            page,
            scope.Today,
            scope.IsAdministrator,
            scope.IsAdministrator || scope.IsCounsellor
        );
    }

    /// <summary>The reader's own cases whose follow-up is due or overdue, the oldest first, and how many there are.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="most">Most rows.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<(IReadOnlyList<SupportRow> Rows, int Total)> DueForAsync(
        StaffScope scope,
        int most,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var due = Of(db.SupportCasesReadableBy(scope), scope, SupportShow.Mine).Where(c => c.FollowUpOn <= scope.Today);
        var rows = await Ordered(due, SupportShow.Mine).Take(most).RowsFor(db, scope).ToListAsync(cancel);
        return (rows, rows.Count < most ? rows.Count : await due.CountAsync(cancel));
    }

    /// <summary>Reads all rows of a list at once, for a file.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="show">Which cases; null as on the page.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<SupportListView> GetAllAsync(StaffScope scope, SupportShow? show, CancellationToken cancel)
    {
        var first = await GetAsync(scope, show, 1, cancel);
        if (first.Counts.Of(first.Show) <= PageSize)
        {
            return first;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (first.Show != SupportShow.Nobody)
        {
            var cases = Ordered(Of(db.SupportCasesReadableBy(scope), scope, first.Show), first.Show);
            return first with { Rows = await cases.RowsFor(db, scope).ToListAsync(cancel) };
        }

        List<StudentLine> rows = [];
        foreach (var flagged in (await nobody.FindAsync(db, scope, cancel)).Chunk(StudentsAtOnce))
        {
            rows.AddRange(await NobodyActsQuery.RowsAsync(db, scope, flagged, cancel));
        }

        return first with
        {
            Nobody = rows,
        };
    }

    /// <summary>Reads a choice from an address; null where there is none.</summary>
    /// <param name="show">Name of the choice.</param>
    public static SupportShow? Parse(string? show) =>
        Enum.TryParse<SupportShow>(show, ignoreCase: true, out var chosen) && Enum.IsDefined(chosen) ? chosen : null;

    private static async Task<SupportCounts> CountsAsync(
        EarlyWarningDb db,
        StaffScope scope,
        int nobodyActs,
        CancellationToken cancel
    )
    {
        var (me, today) = (scope.UserId, scope.Today);
        var counts = await db.SupportCasesReadableBy(scope)
            .GroupBy(_ => 1)
            .Select(g => new
            {
                Mine = g.Count(c => c.ClosedOn == null && c.OwnerId == me),
                Due = g.Count(c => c.ClosedOn == null && c.FollowUpOn == today),
                Overdue = g.Count(c => c.ClosedOn == null && c.FollowUpOn < today),
                Open = g.Count(c => c.ClosedOn == null),
                Closed = g.Count(c => c.ClosedOn != null),
            })
            .SingleOrDefaultAsync(cancel);
        return new SupportCounts(
            counts?.Mine ?? 0,
            counts?.Due ?? 0,
            counts?.Overdue ?? 0,
            counts?.Open ?? 0,
            nobodyActs,
            counts?.Closed ?? 0
        );
    }

    private static IQueryable<SupportCase> Of(IQueryable<SupportCase> cases, StaffScope scope, SupportShow show)
    {
        var (me, today) = (scope.UserId, scope.Today);
        return show switch
        {
            SupportShow.Mine => cases.Where(c => c.ClosedOn == null && c.OwnerId == me),
            SupportShow.Due => cases.Where(c => c.ClosedOn == null && c.FollowUpOn == today),
            SupportShow.Overdue => cases.Where(c => c.ClosedOn == null && c.FollowUpOn < today),
            SupportShow.Closed => cases.Where(c => c.ClosedOn != null),
            _ => cases.Where(c => c.ClosedOn == null),
        };
    }

    // What nobody has looked at longest comes first, and what has no date before all of it: nobody will be reminded of it.
    private static IQueryable<SupportCase> Ordered(IQueryable<SupportCase> cases, SupportShow show) =>
        show == SupportShow.Closed
            ? cases.OrderByDescending(c => c.ClosedOn).ThenByDescending(c => c.Id)
            : cases.OrderBy(c => c.FollowUpOn != null).ThenBy(c => c.FollowUpOn).ThenBy(c => c.Id);
}
