using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Time;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>What stood in the register for a school day, corrections applied.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="Date">The day.</param>
/// <param name="Category">What happened.</param>
public sealed record AttendanceDay(long StudentId, DateOnly Date, AttendanceCategory Category)
{
    /// <summary>Whether the day was missed.</summary>
    public bool IsMissed => Category is AttendanceCategory.ExcusedAbsence or AttendanceCategory.UnexcusedAbsence;

    /// <summary>Reads what was known of school days in a class; the gravest record of a day stands for the day.</summary>
    /// <param name="db">Database.</param>
    /// <param name="studentIds">Students the reader may see.</param>
    /// <param name="classId">The class; records of whole days count too.</param>
    /// <param name="from">First day, inclusive.</param>
    /// <param name="asOf">Last day, inclusive; what became known later is left out.</param>
    /// <param name="calendar">School days of the span.</param>
    /// <param name="cancel">Cancels the query.</param>
    internal static async Task<IReadOnlyList<AttendanceDay>> ReadAsync(
        EarlyWarningDb db,
        IReadOnlyCollection<long> studentIds,
        long classId,
        DateOnly from,
        DateOnly asOf,
        SchoolCalendar calendar,
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
            .. rows.Where(r => calendar.IsSchoolDay(r.Date.DayNumber))
                .GroupBy(r => (r.StudentId, r.ClassId, r.Date))
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

    /// <summary>What happened, in words.</summary>
    public static string Words(AttendanceCategory category) =>
        category switch
        {
            AttendanceCategory.ExcusedAbsence => L["absent, excused"],
            AttendanceCategory.UnexcusedAbsence => L["absent without a reason"],
            AttendanceCategory.Tardy => L["came late"],
            AttendanceCategory.EarlyDeparture => L["left early"],
            _ => L["present"],
        };

    private static int Rank(AttendanceCategory category) =>
        category switch
        {
            AttendanceCategory.UnexcusedAbsence => 0,
            AttendanceCategory.ExcusedAbsence => 1,
            _ => 2,
        };
}
