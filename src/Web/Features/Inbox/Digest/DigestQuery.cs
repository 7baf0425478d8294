using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Inbox;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Inbox.Digest;

/// <summary>What a person's letter counts.</summary>
/// <param name="New">Students and things told in the week and not read yet, by topic.</param>
/// <param name="DueSoon">Own follow-ups within the coming week.</param>
/// <param name="Overdue">Own follow-ups whose day has passed.</param>
internal sealed record DigestCounts(IReadOnlyDictionary<InboxTopic, int> New, int DueSoon, int Overdue)
{
    /// <summary>Whether there is nothing to say.</summary>
    public bool IsEmpty => New.Count == 0 && DueSoon == 0 && Overdue == 0;
}

/// <summary>Counts for letters, by the rights and wishes of whom they go to on the day they are written.</summary>
internal static class DigestQuery
{
    /// <summary>Days that the letter looks back and ahead.</summary>
    public const int Days = 7;

    /// <summary>
    /// Accounts to which there may be something to say: with an address, a wish for the letter, and something new or due.
    /// </summary>
    /// <param name="db">Database.</param>
    /// <param name="dueAt">When the letters are due, UTC: what was told later is for the next one.</param>
    /// <param name="dueOn">The day it is then at the school.</param>
    public static IQueryable<AppUser> Recipients(EarlyWarningDb db, DateTime dueAt, DateOnly dueOn)
    {
        var (since, until) = (dueAt.AddDays(-Days), dueOn.AddDays(Days));
        return db.Users.Where(u =>
            u.DeactivatedAt == null
            && u.Email != null
            && !db.InboxOptOuts.Any(o => o.UserId == u.Id && o.Topic == InboxTopic.Letter)
            && !db.DigestLetters.Any(l => l.UserId == u.Id && l.DueOn == dueOn)
            && (
                db.InboxItems.Any(i => i.UserId == u.Id && i.ReadAt == null && i.MadeAt >= since && i.MadeAt < dueAt)
                || db.SupportCases.Any(c => c.OwnerId == u.Id && c.ClosedOn == null && c.FollowUpOn < until)
            )
        );
    }

    /// <summary>Counts for one person.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Whose letter.</param>
    /// <param name="dueAt">When it is due, UTC.</param>
    /// <param name="dueOn">The day it is then.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public static async Task<DigestCounts> ReadAsync(
        EarlyWarningDb db,
        StaffScope scope,
        DateTime dueAt,
        DateOnly dueOn,
        CancellationToken cancel
    )
    {
        var (me, since, until) = (scope.UserId, dueAt.AddDays(-Days), dueOn.AddDays(Days));
        var off = await db.InboxOptOuts.Where(o => o.UserId == me).Select(o => o.Topic).ToListAsync(cancel);
        var news = await db.InboxItemsOf(scope)
            .Where(i => i.ReadAt == null && i.MadeAt >= since && i.MadeAt < dueAt && i.Topic != InboxTopic.FollowUp)
            .GroupBy(i => i.Topic)
            .Select(g => new { Topic = g.Key, Count = g.Sum(i => i.Count) })
            .ToListAsync(cancel);
        var students = db.StudentsVisibleTo(scope);
        var due = off.Contains(InboxTopic.FollowUp)
            ? []
            : await db
                .SupportCases.Where(c =>
                    c.OwnerId == me
                    && c.ClosedOn == null
                    && c.FollowUpOn < until
                    && students.Any(s => s.Id == c.StudentId)
                )
                .Select(c => c.FollowUpOn!.Value)
                .ToListAsync(cancel);
        return new DigestCounts(
            news.Where(n => !off.Contains(n.Topic)).ToDictionary(n => n.Topic, n => n.Count),
            due.Count(d => d >= dueOn),
            due.Count(d => d < dueOn)
        );
    }
}
