using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Time;

/// <summary>The as-of date of a run or a page.</summary>
/// <param name="Day">What was known by the end of this day counts.</param>
/// <param name="IsHistoric">No term is running today, or another day was asked for: pages say "historic, as of ...".</param>
public sealed record AsOfDate(DateOnly Day, bool IsHistoric)
{
    /// <summary>
    /// Today where a term with classes is running; else the last day with data. The demo school has data to its first day only.
    /// </summary>
    /// <param name="db">Database.</param>
    /// <param name="today">The current day.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public static async Task<AsOfDate> DefaultAsync(EarlyWarningDb db, DateOnly today, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await DemoDayAsync(db, cancel) is { } made && made < today)
        {
            return new AsOfDate(made, true);
        }

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

    // The demo school's records end on the day it was made: looked at later it is history, not a school whose feeds stopped.
    private static async Task<DateOnly?> DemoDayAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        if (!await db.InstallationFacts.AnyAsync(f => f.Name == InstallationFact.DemoSchool, cancel))
        {
            return null;
        }

        var made = await db.Imports.MinAsync(i => (DateTime?)i.StartedAt, cancel);
        return made is { } at ? DateOnly.FromDateTime(at) : null;
    }
}
