using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Inbox;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Inbox;

/// <summary>Lists what a person is told.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="time">The time zone of days.</param>
public sealed class InboxQuery(IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    /// <summary>Items on a page.</summary>
    public const int PageSize = 30;

    /// <summary>Reads a page.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="show">Which items; null for unread ones, or all where everything was read.</param>
    /// <param name="page">From 1.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<InboxView> GetAsync(StaffScope scope, InboxShow? show, int page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var counts = await db.InboxItemsOf(scope)
            .GroupBy(i => i.Topic)
            .Select(g => new
            {
                Topic = g.Key,
                Unread = g.Count(i => i.ReadAt == null),
                Total = g.Count(),
            })
            .ToListAsync(cancel);
        var view = new InboxView(
            show ?? (counts.Exists(c => c.Unread > 0) ? InboxShow.Unread : InboxShow.All),
            [],
            counts.Where(c => c.Unread > 0).ToDictionary(c => c.Topic, c => c.Unread),
            counts.Sum(c => c.Total),
            1,
            scope.Today
        );
        page = Math.Clamp(page, 1, Math.Max(1, (view.Of(view.Show) + PageSize - 1) / PageSize));
        var items = db.InboxItemsOf(scope);
        if (view.Show == InboxShow.Unread)
        {
            items = items.Where(i => i.ReadAt == null);
        }

        return view with
        {
            Page = page,
            Rows = await RowsAsync(items.OrderByDescending(i => i.MadeAt).ThenByDescending(i => i.Id), page, cancel),
        };
    }

    /// <summary>Unread items.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="cancel">Cancels the query.</param>
    public async Task<int> UnreadAsync(StaffScope scope, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.InboxItemsOf(scope).CountAsync(i => i.ReadAt == null, cancel);
    }

    private async Task<IReadOnlyList<InboxRow>> RowsAsync(
        IQueryable<InboxItem> items,
        int page,
        CancellationToken cancel
    )
    {
        var rows = await items
            .Skip((page - 1) * PageSize)
            .Take(PageSize)
            .Select(i => new
            {
                Item = i,
                Place = i.Enrollment == null
                    ? null
                    : new InboxPlace(
                        i.Enrollment.StudentId,
                        i.Enrollment.Student!.GivenName + " " + i.Enrollment.Student.FamilyName,
                        i.Enrollment.ClassId,
                        i.Enrollment.Class!.Title
                    ),
                Case = i.Case == null
                    ? null
                    : new InboxCase(
                        i.Case.Id,
                        i.Case.Student!.GivenName + " " + i.Case.Student.FamilyName,
                        i.Case.Kind!.Name,
                        i.Case.ClosedOn == null,
                        i.Case.FollowUpOn
                    ),
                Review = i.Review == null
                    ? null
                    : new InboxReview(
                        i.Review.Claim,
                        i.Review.Decision,
                        i.Review.Until,
                        i.Review.RaisedBy!.DisplayName,
                        i.Review.DecidedBy!.DisplayName
                    ),
            })
            .AsNoTracking()
            .ToListAsync(cancel);
        return
        [
            .. rows.Select(r => new InboxRow(
                r.Item.Id,
                r.Item.Topic,
                Day(r.Item.MadeAt),
                r.Item.ReadAt is null,
                r.Item.On,
                r.Item.State,
                r.Item.Before,
                r.Item.Count,
                r.Place,
                r.Case,
                r.Review
            )),
        ];
    }

    private DateOnly Day(DateTime utc) =>
        DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), time.LocalTimeZone)
        );
}
