using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Orgs;
using EarlyWarning.Domain.Time;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Admin.Calendar;

/// <summary>Changes a school's calendar. Each method returns a sentence on what is wrong, or null where it was done.</summary>
internal sealed class EditCalendar(IDbContextFactory<EarlyWarningDb> factory)
{
    /// <summary>Most days added at once; a longer span is more likely a slip of the year.</summary>
    public const int MostDays = 100;

    private const byte EveryDay = 0b0111_1111;
    private const int LongestLabel = 200;

    /// <summary>Sets the weekly pattern and the time zone.</summary>
    public async Task<string?> SetPatternAsync(
        StaffScope scope,
        long orgId,
        byte weekdays,
        string timeZone,
        CancellationToken cancel
    )
    {
        if ((weekdays & EveryDay) == 0)
        {
            return L["Choose at least one day of the week on which school is held."];
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _))
        {
            return L["The time zone \"{0}\" is not known. Choose one from the list, such as Europe/London.", timeZone];
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        if (await SchoolAsync(db, scope, orgId, cancel) is not { } org)
        {
            return Administration.NotFound;
        }

        org.SchoolWeekdays = (byte)(weekdays & EveryDay);
        org.TimeZone = timeZone;
        await db.SaveChangesAsync(cancel);
        return null;
    }

    /// <summary>
    /// Marks days as holidays or extra school days. Days that follow the weekly pattern anyway are left out: a Sunday
    /// within a holiday is no exception.
    /// </summary>
    public async Task<string?> AddAsync(StaffScope scope, long orgId, DaySpan span, CancellationToken cancel)
    {
        if (span.Last < span.First)
        {
            return L["The last day must not lie before the first."];
        }

        if (span.Last.DayNumber - span.First.DayNumber >= MostDays)
        {
            return L["That is more than {0} days. Add them in parts, and check the year.", MostDays];
        }

        if (span.Label?.Trim().Length > LongestLabel)
        {
            return L["The label may have at most {0} characters.", LongestLabel];
        }

        await using var db = await factory.CreateDbContextAsync(cancel);
        if (await SchoolAsync(db, scope, orgId, cancel) is not { } org)
        {
            return Administration.NotFound;
        }

        var days = Enumerable
            .Range(0, span.Last.DayNumber - span.First.DayNumber + 1)
            .Select(span.First.AddDays)
            .Where(day => IsWeekday(org, day) != span.IsSchoolDay)
            .ToList();
        var contrary = await db
            .CalendarExceptions.Where(e =>
                e.OrgId == orgId && e.Date >= span.First && e.Date <= span.Last && e.IsSchoolDay != span.IsSchoolDay
            )
            .ToListAsync(cancel);
        db.CalendarExceptions.RemoveRange(contrary.Where(e => !days.Contains(e.Date)));
        if (days.Count == 0 && contrary.Count == 0)
        {
            return span.IsSchoolDay
                ? L["School is held on these days of the week anyway."]
                : L["No school is held on these days of the week anyway."];
        }

        await ReplaceAsync(db, orgId, span, days, cancel);
        return null;
    }

    /// <summary>Lets days follow the weekly pattern again.</summary>
    public async Task<string?> RemoveAsync(StaffScope scope, long orgId, DaySpan span, CancellationToken cancel)
    {
        await using var db = await factory.CreateDbContextAsync(cancel);
        if (await SchoolAsync(db, scope, orgId, cancel) is null)
        {
            return Administration.NotFound;
        }

        await db
            .CalendarExceptions.Where(e =>
                e.OrgId == orgId
                && e.Date >= span.First
                && e.Date <= span.Last
                && e.IsSchoolDay == span.IsSchoolDay
                && e.Label == span.Label
            )
            .ExecuteDeleteAsync(cancel);
        return null;
    }

    private static bool IsWeekday(Org org, DateOnly day) => (org.SchoolWeekdays & (1 << (int)day.DayOfWeek)) != 0;

    private static Task<Org?> SchoolAsync(EarlyWarningDb db, StaffScope scope, long orgId, CancellationToken cancel) =>
        db.OrgsAdministeredBy(scope).SingleOrDefaultAsync(o => o.Id == orgId && o.Type == OrgType.School, cancel);

    private static async Task ReplaceAsync(
        EarlyWarningDb db,
        long orgId,
        DaySpan span,
        List<DateOnly> days,
        CancellationToken cancel
    )
    {
        var present = await db
            .CalendarExceptions.Where(e => e.OrgId == orgId && e.Date >= span.First && e.Date <= span.Last)
            .ToDictionaryAsync(e => e.Date, cancel);
        foreach (var day in days)
        {
            if (!present.TryGetValue(day, out var exception))
            {
                exception = new CalendarException { OrgId = orgId, Date = day };
                db.CalendarExceptions.Add(exception);
            }

            exception.IsSchoolDay = span.IsSchoolDay;
            exception.Label = string.IsNullOrWhiteSpace(span.Label) ? null : span.Label.Trim();
        }

        await db.SaveChangesAsync(cancel);
    }
}
