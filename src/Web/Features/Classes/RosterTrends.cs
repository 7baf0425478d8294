using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Classes;

/// <summary>The spark lines of a roster row, each on a scale of 0 to 1 and oldest first; empty where nothing is recorded.</summary>
internal sealed record RosterTrend(
    IReadOnlyList<double?> Risk,
    IReadOnlyList<double?> Attendance,
    IReadOnlyList<double?> Marks
);

/// <summary>Reads the spark lines of a page of students: one statement a kind, whatever the number of students.</summary>
/// <param name="db">Database.</param>
/// <param name="header">The class.</param>
/// <param name="orgId">Its school.</param>
/// <param name="scores">The scores shown.</param>
internal sealed class RosterTrends(EarlyWarningDb db, ClassHeader header, long orgId, ScoresInService scores)
{
    /// <summary>Reads them by enrollment; every given student is there.</summary>
    public async Task<IReadOnlyDictionary<long, RosterTrend>> ReadAsync(
        IReadOnlyList<RosterStudent> students,
        CancellationToken cancel
    )
    {
        var risk = await RiskAsync([.. students.Select(s => s.EnrollmentId)], cancel);
        var studentIds = students.Select(s => s.StudentId).Distinct().ToArray();
        var attendance = await AttendanceAsync(students, studentIds, cancel);
        var marks = await MarksAsync(studentIds, cancel);
        return students.ToDictionary(
            s => s.EnrollmentId,
            s => new RosterTrend(
                risk.GetValueOrDefault(s.EnrollmentId, []),
                attendance.GetValueOrDefault(s.EnrollmentId, []),
                marks.GetValueOrDefault(s.StudentId, [])
            )
        );
    }

    private async Task<Dictionary<long, double?[]>> RiskAsync(long[] enrollmentIds, CancellationToken cancel)
    {
        var rows = await db
            .Scores.Where(s =>
                enrollmentIds.Contains(s.EnrollmentId)
                && s.Goal == Goal.CourseFailure
                && s.GenerationId <= scores.GenerationId
                && s.Basis == SignalBasis.Model
                && s.Value != null
            )
            .Select(s => new
            {
                s.EnrollmentId,
                s.Week,
                s.GenerationId,
                Value = s.Value!.Value,
            })
            .ToListAsync(cancel);
        return rows.GroupBy(r => r.EnrollmentId)
            .ToDictionary(
                g => g.Key,
                g =>
                    g.GroupBy(r => r.Week)
                        .OrderBy(week => week.Key)
                        .Select(week => (double?)week.MaxBy(r => r.GenerationId)!.Value)
                        .ToArray()
            );
    }

    private async Task<Dictionary<long, double?[]>> AttendanceAsync(
        IReadOnlyList<RosterStudent> students,
        long[] studentIds,
        CancellationToken cancel
    )
    {
        var to = scores.AsOf < header.EndDate ? scores.AsOf : header.EndDate.AddDays(-1);
        if (to < header.StartDate)
        {
            return [];
        }

        var open = await SchoolDays.ReadAsync(db, orgId, header.StartDate, to, cancel);
        var days = await AttendanceDay.ReadAsync(db, studentIds, header.Id, header.StartDate, to, open, cancel);
        if (days.Count == 0)
        {
            return [];
        }

        var weeks = open.Between(header.StartDate, to).GroupBy(Week).OrderBy(w => w.Key).ToList();
        var missed = days.Where(d => d.IsMissed).ToLookup(d => (d.StudentId, Week(d.Date)));
        return students.ToDictionary(
            s => s.EnrollmentId,
            s =>
                weeks
                    .Select(w =>
                        (Open: w.Count(day => day >= s.BeginDate), Missed: missed[(s.StudentId, w.Key)].Count())
                    )
                    .Where(w => w.Open > 0)
                    .Select(w => (double?)(1 - ((double)Math.Min(w.Missed, w.Open) / w.Open)))
                    .ToArray()
        );
    }

    private async Task<Dictionary<long, double?[]>> MarksAsync(long[] studentIds, CancellationToken cancel)
    {
        var items = await db
            .LineItems.Where(l => l.ClassId == header.Id && l.DueDate <= scores.AsOf)
            .OrderBy(l => l.DueDate)
            .ThenBy(l => l.Id)
            .Select(l => new
            {
                l.Id,
                l.ResultValueMin,
                l.ResultValueMax,
            })
            .ToListAsync(cancel);
        var itemIds = items.Select(i => i.Id).ToArray();
        var results = await db
            .Results.Where(r =>
                studentIds.Contains(r.StudentId)
                && itemIds.Contains(r.LineItemId)
                && r.Score != null
                && r.ScoreKnownFrom <= scores.AsOf
            )
            .Select(r => new
            {
                r.StudentId,
                r.LineItemId,
                r.Version,
                Score = r.Score!.Value,
            })
            .ToListAsync(cancel);
        var order = items.Select((item, i) => (item, i)).ToDictionary(p => p.item.Id, p => p);
        return results
            .GroupBy(r => r.StudentId)
            .ToDictionary(
                g => g.Key,
                g =>
                    g.GroupBy(r => r.LineItemId)
                        .OrderBy(v => order[v.Key].i)
                        .Select(v =>
                            Share(
                                v.MaxBy(r => r.Version)!.Score,
                                order[v.Key].item.ResultValueMin,
                                order[v.Key].item.ResultValueMax
                            )
                        )
                        .ToArray()
            );
    }

    private int Week(DateOnly day) => (day.DayNumber - header.StartDate.DayNumber) / 7;

    private static double? Share(double score, double min, double max) =>
        max > min ? Math.Clamp((score - min) / (max - min), 0, 1) : 0;
}
