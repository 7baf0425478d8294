using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>The days a school is open.</summary>
/// <param name="Weekdays">A bit per <see cref="DayOfWeek"/>, as <see cref="Domain.Orgs.Org.SchoolWeekdays"/>.</param>
/// <param name="Exceptions">Days that depart from the weekly pattern.</param>
public sealed record SchoolDays(byte Weekdays, IReadOnlyDictionary<DateOnly, bool> Exceptions)
{
    /// <summary>Reads a school's calendar for a span of days.</summary>
    /// <param name="db">Database.</param>
    /// <param name="orgId">The school.</param>
    /// <param name="from">First day, inclusive.</param>
    /// <param name="to">Last day, inclusive.</param>
    /// <param name="cancel">Cancels the query.</param>
    public static async Task<SchoolDays> ReadAsync(
        EarlyWarningDb db,
        long orgId,
        DateOnly from,
        DateOnly to,
        CancellationToken cancel
    )
    {
        var weekdays = await db.Orgs.Where(o => o.Id == orgId).Select(o => o.SchoolWeekdays).SingleAsync(cancel);
        var exceptions = await db
            .CalendarExceptions.Where(e => e.OrgId == orgId && e.Date >= from && e.Date <= to)
            .ToDictionaryAsync(e => e.Date, e => e.IsSchoolDay, cancel);
        return new SchoolDays(weekdays, exceptions);
    }

    /// <summary>Whether the school is open on a day.</summary>
    public bool IsOpen(DateOnly day) =>
        Exceptions.TryGetValue(day, out var open) ? open : (Weekdays >> (int)day.DayOfWeek & 1) == 1;

    /// <summary>Open days from a day to a day, both inclusive.</summary>
    public IEnumerable<DateOnly> Between(DateOnly from, DateOnly to)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            if (IsOpen(day))
            {
                yield return day;
            }
        }
    }
}

/// <summary>What stood in the register for a day, corrections applied.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="Date">The day.</param>
/// <param name="Category">What happened.</param>
public sealed record AttendanceDay(long StudentId, DateOnly Date, AttendanceCategory Category)
{
    /// <summary>Whether the day was missed.</summary>
    public bool IsMissed => Category is AttendanceCategory.ExcusedAbsence or AttendanceCategory.UnexcusedAbsence;

    /// <summary>Reads what was known of days in a class; the gravest record of a day stands for the day.</summary>
    /// <param name="db">Database.</param>
    /// <param name="studentIds">Students the reader may see.</param>
    /// <param name="classId">The class; records of whole days count too.</param>
    /// <param name="from">First day, inclusive.</param>
    /// <param name="asOf">Last day, inclusive; what became known later is left out.</param>
    /// <param name="cancel">Cancels the query.</param>
    public static async Task<IReadOnlyList<AttendanceDay>> ReadAsync(
        EarlyWarningDb db,
        IReadOnlyCollection<long> studentIds,
        long classId,
        DateOnly from,
        DateOnly asOf,
        CancellationToken cancel
    )
    {
        var rows = await db
            .AttendanceEvents.Where(a =>
                studentIds.Contains(a.StudentId)
                && a.Date >= from
                && a.Date <= asOf
                && a.KnownFrom <= asOf
                && (a.ClassId == null || a.ClassId == classId)
            )
            .Select(a => new
            {
                a.StudentId,
                a.ClassId,
                a.Date,
                a.Category,
                a.Version,
            })
            .ToListAsync(cancel);
        return
        [
            .. rows.GroupBy(r => (r.StudentId, r.ClassId, r.Date))
                .Select(versions => versions.MaxBy(r => r.Version)!)
                .Where(r => r.Category != AttendanceCategory.Present)
                .GroupBy(r => (r.StudentId, r.Date))
                .Select(day => new AttendanceDay(
                    day.Key.StudentId,
                    day.Key.Date,
                    day.MinBy(r => Rank(r.Category))!.Category
                ))
                .OrderBy(d => d.StudentId)
                .ThenBy(d => d.Date),
        ];
    }

    private static int Rank(AttendanceCategory category) =>
        category switch
        {
            AttendanceCategory.UnexcusedAbsence => 0,
            AttendanceCategory.ExcusedAbsence => 1,
            _ => 2,
        };
}
