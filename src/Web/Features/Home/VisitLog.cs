using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Home;

/// <summary>Notes when people open their start page, and says since when changes are news to them.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="time">The clock.</param>
public sealed class VisitLog(IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    private const int DaysOnFirstVisit = 7;

    /// <summary>Notes an opening; the visit before it, UTC, or null on the first.</summary>
    /// <param name="scope">Who opens.</param>
    /// <param name="cancel">Cancels; nothing is noted then.</param>
    public async Task<DateTime?> OpenAsync(StaffScope scope, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var visit = await db.StaffVisits.SingleOrDefaultAsync(v => v.UserId == scope.UserId, cancel);
        if (visit is null)
        {
            db.StaffVisits.Add(visit = new StaffVisit { UserId = scope.UserId, At = now });
        }
        else
        {
            visit.Open(now);
        }

        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException e)
        {
            // Two windows opened at the same moment: the other one has noted it.
            db.ChangeTracker.Clear();
            visit =
                await db.StaffVisits.AsNoTracking().SingleOrDefaultAsync(v => v.UserId == scope.UserId, cancel)
                ?? throw new InvalidOperationException("The visit could not be noted.", e);
        }

        return visit.Before;
    }

    /// <summary>
    /// The day after which changes are told: that of the visit before, or a week before the scores where there was none or
    /// the scores are of an earlier time.
    /// </summary>
    public DateOnly Since(DateTime? before, ScoresInService scores)
    {
        var week = scores.AsOf.AddDays(-DaysOnFirstVisit);
        if (before is not { } at)
        {
            return week;
        }

        var day = DateOnly.FromDateTime(
            TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(at, DateTimeKind.Utc), time.LocalTimeZone)
        );
        return day < scores.AsOf || !scores.IsHistoric ? day : week;
    }
}
