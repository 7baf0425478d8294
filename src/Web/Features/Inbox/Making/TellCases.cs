using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Inbox;
using EarlyWarning.Domain.Support;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Inbox.Making;

/// <summary>
/// Tells what colleagues decided and did: follow-ups that are due, cases put in somebody's hands, flags to read and flags
/// decided. It reads what is so now and what was not told of it, so that nothing is lost by a node that was down.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="post">Writes items.</param>
/// <param name="settings">The time zone of the day.</param>
/// <param name="time">The clock.</param>
internal sealed class TellCases(
    IDbContextFactory<EarlyWarningDb> factory,
    PostItems post,
    RetrainingSettings settings,
    TimeProvider time
)
{
    /// <summary>What was done longer ago than this is no news any more: else an upgrade would tell years of it.</summary>
    private const int NewsDays = 7;

    /// <summary>A follow-up is told once, and not where it was due longer ago than this.</summary>
    private const int FollowUpDays = 30;

    /// <summary>Settles what is over, and tells what is new.</summary>
    /// <returns>Items written.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var now = time.GetUtcNow().UtcDateTime;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), settings.TimeZone).DateTime);
        await SettleAsync(db, now, today, cancel);
        var optedOut = await StateItems.OptedOutAsync(db, cancel);
        InboxItem[] items =
        [
            .. await DueAsync(db, now, today, cancel),
            .. await AssignedAsync(db, now, cancel),
            .. await DecidedAsync(db, now, today, cancel),
            .. await ToReadAsync(db, now, today, cancel),
        ];
        return await post.RunAsync(items.Where(i => !optedOut.Contains((i.UserId, i.Topic))), cancel);
    }

    // What somebody has looked after, handed on or decided asks nothing of anybody any more.
    private static async Task SettleAsync(EarlyWarningDb db, DateTime now, DateOnly today, CancellationToken cancel)
    {
        await db
            .InboxItems.Where(i =>
                i.ReadAt == null
                && i.CaseId != null
                && (
                    i.Case!.ClosedOn != null
                    || i.Case.OwnerId != i.UserId
                    || (i.Topic == InboxTopic.FollowUp && i.Case.FollowUpOn != i.On)
                )
            )
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.ReadAt, now), cancel);
        await db
            .InboxItems.Where(i =>
                i.ReadAt == null
                && i.ReviewId != null
                && i.Topic == InboxTopic.SecondReader
                && (i.Review!.Decision != FlagDecision.Waiting || i.Review.Until <= today)
            )
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.ReadAt, now), cancel);
    }

    // One item for a follow-up date: its sentence says "due" or "overdue" by the day on which it is read.
    private static async Task<IEnumerable<InboxItem>> DueAsync(
        EarlyWarningDb db,
        DateTime now,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var since = today.AddDays(-FollowUpDays);
        var due = await db
            .SupportCases.Where(c =>
                c.ClosedOn == null
                && c.OwnerId != null
                && c.Owner!.DeactivatedAt == null
                && c.FollowUpOn <= today
                && c.FollowUpOn > since
            )
            .Where(c =>
                !db.InboxItems.Any(i =>
                    i.CaseId == c.Id && i.UserId == c.OwnerId && i.Topic == InboxTopic.FollowUp && i.On == c.FollowUpOn
                )
            )
            .Select(c => new
            {
                c.Id,
                c.OwnerId,
                c.FollowUpOn,
            })
            .ToListAsync(cancel);
        return due.Select(c => new InboxItem
        {
            UserId = c.OwnerId!.Value,
            Topic = InboxTopic.FollowUp,
            Fact = Fact($"follow-up {c.Id} on {c.FollowUpOn:O}"),
            MadeAt = now,
            On = c.FollowUpOn!.Value,
            CaseId = c.Id,
        });
    }

    // Who put it there is the author of the change that made the owner; nobody is told of what they did themselves.
    private static async Task<IEnumerable<InboxItem>> AssignedAsync(
        EarlyWarningDb db,
        DateTime now,
        CancellationToken cancel
    )
    {
        var since = now.AddDays(-NewsDays);
        var changes = await db
            .SupportChanges.Where(ch =>
                ch.At >= since
                && (ch.Field == SupportField.Owner || (ch.Field == SupportField.Status && ch.Version == 1))
            )
            .Join(
                db.SupportCases.Where(c => c.ClosedOn == null && c.Owner!.DeactivatedAt == null),
                ch => ch.CaseId,
                c => c.Id,
                (ch, c) =>
                    new
                    {
                        c.Id,
                        c.OwnerId,
                        ch.Version,
                        ch.ById,
                        ch.On,
                    }
            )
            .Where(a => a.OwnerId != null)
            .ToListAsync(cancel);
        return changes
            .GroupBy(a => a.Id)
            .Select(g => g.MaxBy(a => a.Version)!)
            .Where(a => a.OwnerId != a.ById)
            .Select(a => new InboxItem
            {
                UserId = a.OwnerId!.Value,
                Topic = InboxTopic.Assigned,
                Fact = Fact($"owner of {a.Id} by {a.Version}"),
                MadeAt = now,
                On = a.On,
                CaseId = a.Id,
            });
    }

    private static async Task<IEnumerable<InboxItem>> DecidedAsync(
        EarlyWarningDb db,
        DateTime now,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var since = today.AddDays(-NewsDays);
        var decided = await db
            .FlagReviews.Where(r =>
                (r.Decision == FlagDecision.Agreed || r.Decision == FlagDecision.Refused)
                && r.DecidedOn >= since
                && r.RaisedBy!.DeactivatedAt == null
            )
            .Select(r => new
            {
                r.Id,
                r.EnrollmentId,
                r.RaisedById,
                r.DecidedOn,
            })
            .ToListAsync(cancel);
        return decided.Select(r => new InboxItem
        {
            UserId = r.RaisedById,
            Topic = InboxTopic.Decided,
            Fact = Fact($"decided {r.Id}"),
            MadeAt = now,
            On = r.DecidedOn!.Value,
            EnrollmentId = r.EnrollmentId,
            ReviewId = r.Id,
        });
    }

    // Those around the student are asked first; where only the author is, the administrators nearest to the school.
    private static async Task<IEnumerable<InboxItem>> ToReadAsync(
        EarlyWarningDb db,
        DateTime now,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var waiting = await db
            .FlagReviews.Where(r => r.Decision == FlagDecision.Waiting && r.Until > today)
            .Where(r => !db.InboxItems.Any(i => i.ReviewId == r.Id && i.Topic == InboxTopic.SecondReader))
            .OrderBy(r => r.Id)
            .Take(500)
            .Select(r => new
            {
                r.Id,
                r.EnrollmentId,
                r.RaisedById,
                r.RaisedOn,
                r.Enrollment!.ClassId,
                r.Enrollment.StudentId,
                r.Enrollment.Student!.Org!.Path,
            })
            .ToListAsync(cancel);
        var people = await PeopleAround.ReadAsync(
            db,
            [.. waiting.Select(r => r.ClassId).Distinct()],
            [.. waiting.Select(r => r.StudentId).Distinct()],
            today,
            cancel
        );
        var items = new List<InboxItem>();
        foreach (var review in waiting)
        {
            long[] readers = [.. people.Of(review.ClassId, review.StudentId).Where(u => u != review.RaisedById)];
            readers =
                readers.Length > 0
                    ? readers
                    :
                    [
                        .. (await NearestAdministratorsAsync(db, review.Path, today, cancel)).Except([
                            review.RaisedById,
                        ]),
                    ];
            items.AddRange(
                readers.Select(user => new InboxItem
                {
                    UserId = user,
                    Topic = InboxTopic.SecondReader,
                    Fact = Fact($"to read {review.Id}"),
                    MadeAt = now,
                    On = review.RaisedOn,
                    EnrollmentId = review.EnrollmentId,
                    ReviewId = review.Id,
                })
            );
        }

        return items;
    }

    private static async Task<IEnumerable<long>> NearestAdministratorsAsync(
        EarlyWarningDb db,
        string path,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var grants = await db
            .RoleGrants.Where(g =>
                g.Role == StaffRole.Administrator
                && g.BeginsOn <= today
                && (g.EndsOn == null || g.EndsOn > today)
                && g.User!.DeactivatedAt == null
                && path.StartsWith(g.Org!.Path)
            )
            .Select(g => new { g.UserId, g.Org!.Path.Length })
            .ToListAsync(cancel);
        var nearest = grants.Select(g => g.Length).DefaultIfEmpty().Max();
        return grants.Where(g => g.Length == nearest).Select(g => g.UserId).Distinct();
    }

    private static string Fact(FormattableString fact) => fact.ToString(CultureInfo.InvariantCulture);
}
