using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin.Calendar;

/// <summary>The calendar of a school.</summary>
public sealed record SchoolDays(long OrgId, string Name, string TimeZone, byte Weekdays, IReadOnlyList<DaySpan> Spans);

/// <summary>Neighbouring days that depart from the weekly pattern in the same way.</summary>
public sealed record DaySpan(DateOnly First, DateOnly Last, bool IsSchoolDay, string? Label, int Days);

/// <summary>Reads the calendars of the schools administered.</summary>
internal sealed class CalendarQuery(IDbContextFactory<EarlyWarningDb> factory)
{
    // A holiday goes on over the week-end between its days.
    private const int LargestGap = 3;

    /// <summary>The calendar, with exceptions from a day on; null where the school is not there or not administered.</summary>
    public async Task<SchoolDays?> GetAsync(StaffScope scope, long orgId, DateOnly from, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        var org = await db.OrgsAdministeredBy(scope)
            .AsNoTracking()
            .SingleOrDefaultAsync(o => o.Id == orgId && o.Type == OrgType.School, cancel);
        if (org is null)
        {
            return null;
        }

        var days = await db
            .CalendarExceptions.Where(e => e.OrgId == orgId && e.Date >= from)
            .OrderBy(e => e.Date)
            .Select(e => new DaySpan(e.Date, e.Date, e.IsSchoolDay, e.Label, 1))
            .ToListAsync(cancel);
        return new SchoolDays(org.Id, org.Name, org.TimeZone, org.SchoolWeekdays, Joined(days));
    }

    /// <summary>Joins days of the same kind and label that lie at most a week-end apart.</summary>
    internal static IReadOnlyList<DaySpan> Joined(IEnumerable<DaySpan> days)
    {
        var spans = new List<DaySpan>();
        foreach (var day in days)
        {
            if (
                spans is [.., var last]
                && last.IsSchoolDay == day.IsSchoolDay
                && string.Equals(last.Label, day.Label, StringComparison.Ordinal)
                && day.First.DayNumber - last.Last.DayNumber <= LargestGap
            )
            {
                spans[^1] = last with { Last = day.Last, Days = last.Days + day.Days };
            }
            else
            {
                spans.Add(day);
            }
        }

        return spans;
    }
}
