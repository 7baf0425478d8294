using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Time;

/// <summary>The as-of date of a run or a page.</summary>
/// <param name="Day">What was known by the end of this day counts.</param>
/// <param name="IsHistoric">No term is running today, or another day was asked for: pages say "historic, as of ...".</param>
public sealed record AsOfDate(DateOnly Day, bool IsHistoric)
{
    /// <summary>
    /// Today where a term with classes is running; else the last day with data.
    /// </summary>
    /// <param name="db">Database.</param>
    /// <param name="today">The current day.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public static async Task<AsOfDate> DefaultAsync(EarlyWarningDb db, DateOnly today, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        var begun = db.Classes.Where(c => c.StartDate <= today);
        if (await begun.AnyAsync(c => c.EndDate > today, cancel))
        {
            return new AsOfDate(today, false);
        }

        var lastEnd = await begun.MaxAsync(c => (DateOnly?)c.EndDate, cancel);
        if (lastEnd is null)
        {
            return new AsOfDate(today, false);
        }

        var withData = new[]
        {
            await db.Outcomes.MaxAsync(o => (DateOnly?)o.KnownFrom, cancel),
            await db.Results.MaxAsync(r => (DateOnly?)r.KnownFrom, cancel),
            await db.AttendanceEvents.MaxAsync(a => (DateOnly?)a.KnownFrom, cancel),
            await db.ActivityDays.MaxAsync(a => (DateOnly?)a.KnownFrom, cancel),
        };
        return new AsOfDate(withData.Max() ?? lastEnd.Value.AddDays(-1), true);
    }
}
