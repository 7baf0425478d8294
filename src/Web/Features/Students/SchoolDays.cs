using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Time;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Reads the days a school is open.</summary>
internal static class SchoolDays
{
    /// <summary>Reads a school's calendar for a span of days.</summary>
    /// <param name="db">Database.</param>
    /// <param name="orgId">The school.</param>
    /// <param name="from">First day, inclusive.</param>
    /// <param name="to">Last day, inclusive; not before <paramref name="from"/>.</param>
    /// <param name="cancel">Cancels the query.</param>
    public static async Task<SchoolCalendar> ReadAsync(
        EarlyWarningDb db,
        long orgId,
        DateOnly from,
        DateOnly to,
        CancellationToken cancel
    )
    {
        var weekdays = await db.Orgs.Where(o => o.Id == orgId).Select(o => o.SchoolWeekdays).SingleAsync(cancel);
        var exceptions = await db
            .CalendarExceptions.AsNoTracking()
            .Where(e => e.OrgId == orgId && e.Date >= from && e.Date <= to)
            .ToListAsync(cancel);
        return new SchoolCalendar(weekdays, exceptions, from, to);
    }

    /// <summary>School days from a day to a day, both inclusive.</summary>
    public static IEnumerable<DateOnly> Between(this SchoolCalendar calendar, DateOnly from, DateOnly to) =>
        Enumerable
            .Range(from.DayNumber, Math.Max(0, to.DayNumber - from.DayNumber + 1))
            .Where(calendar.IsSchoolDay)
            .Select(DateOnly.FromDayNumber);
}
