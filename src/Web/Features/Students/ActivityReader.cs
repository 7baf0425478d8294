using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Reads online activity by week, as it was known.</summary>
/// <param name="db">Database.</param>
/// <param name="asOf">Nothing known later counts.</param>
internal sealed class ActivityReader(EarlyWarningDb db, DateOnly asOf)
{
    /// <summary>Beyond so many students the class's mean is left out: it would be read day by day from many rows.</summary>
    private const int MostOfClass = 120;

    /// <summary>The weeks of the class so far; empty where nothing is recorded for anybody.</summary>
    /// <param name="enrollment">An enrollment the reader may see.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<IReadOnlyList<ActivityWeek>> ReadAsync(EnrollmentKey enrollment, CancellationToken cancel)
    {
        var header = enrollment.Class;
        var last = asOf < header.EndDate ? asOf : header.EndDate.AddDays(-1);
        if (last < header.StartDate)
        {
            return [];
        }

        var known = db.ActivityDays.Where(a =>
            a.ClassId == header.Id && a.Date >= header.StartDate && a.Date <= last && a.KnownFrom <= asOf
        );
        // Asked by student, as the table is sorted: a class's days lie all over it.
        var members = db.EnrollmentsOfClass(header.Id);
        if (!await members.AnyAsync(e => known.Any(a => a.StudentId == e.StudentId), cancel))
        {
            return [];
        }

        var students = await members
            .Where(e => e.BeginDate <= last)
            .Where(e => e.EndDate == null || e.EndDate > last || e.EndKnownFrom > last)
            .CountAsync(cancel);
        long[] read =
            students <= MostOfClass
                ? await members.Select(e => e.StudentId).Distinct().ToArrayAsync(cancel)
                : [enrollment.StudentId];
        var counted = known.Where(a => read.Contains(a.StudentId));
        var days = await counted
            .Select(a => new
            {
                a.StudentId,
                a.Date,
                a.KnownFrom,
                a.Events,
            })
            .ToListAsync(cancel);
        var weeks = ((last.DayNumber - header.StartDate.DayNumber) / 7) + 1;
        var (own, all) = (new int[weeks], new int[weeks]);
        foreach (var day in days.GroupBy(d => (d.StudentId, d.Date)).Select(g => g.MaxBy(d => d.KnownFrom)!))
        {
            var week = (day.Date.DayNumber - header.StartDate.DayNumber) / 7;
            all[week] += day.Events;
            own[week] += day.StudentId == enrollment.StudentId ? day.Events : 0;
        }

        return
        [
            .. Enumerable
                .Range(0, weeks)
                .Select(w => new ActivityWeek(
                    w + 1,
                    header.StartDate.AddDays(7 * w),
                    own[w],
                    students <= MostOfClass && students > 0 ? all[w] / (double)students : null
                )),
        ];
    }
}
