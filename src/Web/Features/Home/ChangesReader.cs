using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Home;

/// <summary>An enrollment whose state changed.</summary>
internal sealed record Changed(long StudentId, long EnrollmentId, RiskState State, RiskState? Before, double? Value);

/// <summary>What changed among the students a person may see, and each of them in a line.</summary>
/// <param name="db">Database.</param>
/// <param name="scope">Who is looking.</param>
/// <param name="scores">The scores shown.</param>
internal sealed class ChangesReader(EarlyWarningDb db, StaffScope scope, ScoresInService scores)
{
    /// <summary>One enrollment a student: those that got graver, gravest first.</summary>
    /// <param name="since">Only changes after this day.</param>
    /// <param name="cancel">Cancels the query.</param>
    public async Task<IReadOnlyList<Changed>> RaisedAsync(DateOnly since, CancellationToken cancel)
    {
        var atRest = db.EnrollmentsAtRest(scope.Today);
        var found = await Changes(since)
            .Where(s => s.Score!.State == RiskState.NeedsSupport || s.Score.State == RiskState.Watch)
            .Where(s => s.Score!.PreviousState == null || s.Score.PreviousState <= s.Score.State)
            .Where(s => !atRest.Contains(s.Enrollment.Id))
            .Select(s => new Changed(
                s.Enrollment.StudentId,
                s.Enrollment.Id,
                s.Score!.State,
                s.Score.PreviousState,
                s.Score.Value
            ))
            .ToListAsync(cancel);
        return
        [
            .. found
                .OrderByDescending(c => c.State)
                .ThenByDescending(c => c.Value)
                .ThenBy(c => c.EnrollmentId)
                .DistinctBy(c => c.StudentId),
        ];
    }

    /// <summary>One enrollment a student: those that got better, the farthest way first; nobody who got graver elsewhere.</summary>
    /// <param name="since">Only changes after this day.</param>
    /// <param name="raised">Those who got graver.</param>
    /// <param name="cancel">Cancels the query.</param>
    public async Task<IReadOnlyList<Changed>> BetterAsync(
        DateOnly since,
        IReadOnlyList<Changed> raised,
        CancellationToken cancel
    )
    {
        var worse = raised.Select(c => c.StudentId).ToHashSet();
        var found = await Changes(since)
            .Where(s => s.Score!.State != RiskState.NotEnoughData && s.Score.PreviousState > s.Score.State)
            .Select(s => new Changed(
                s.Enrollment.StudentId,
                s.Enrollment.Id,
                s.Score!.State,
                s.Score.PreviousState,
                s.Score.Value
            ))
            .ToListAsync(cancel);
        return
        [
            .. found
                .Where(c => !worse.Contains(c.StudentId))
                .OrderByDescending(c => c.Before - c.State)
                .ThenBy(c => c.Value)
                .ThenBy(c => c.EnrollmentId)
                .DistinctBy(c => c.StudentId),
        ];
    }

    /// <summary>Students whose page the reader opened lately and may still see, the latest first.</summary>
    /// <param name="most">Most students.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<IReadOnlyList<RecentStudent>> RecentAsync(int most, CancellationToken cancel)
    {
        var opened = await db
            .AccessLog.Where(l => l.UserId == scope.UserId && l.Action == OpenStudentPage.Action)
            .GroupBy(l => l.StudentId)
            .Select(g => new { StudentId = g.Key, At = g.Max(l => l.At) })
            .OrderByDescending(l => l.At)
            .Take(most)
            .Select(l => l.StudentId)
            .ToListAsync(cancel);
        var names = await db.StudentsVisibleTo(scope)
            .Where(s => opened.Contains(s.Id))
            .Select(s => new RecentStudent(s.Id, s.GivenName + " " + s.FamilyName))
            .ToDictionaryAsync(s => s.StudentId, cancel);
        return [.. opened.Where(names.ContainsKey).Select(id => names[id])];
    }

    private IQueryable<Standing> Changes(DateOnly since)
    {
        var asOf = scores.AsOf;
        var enrollments = db.EnrollmentsVisibleTo(scope)
            .Where(e => e.Class!.StartDate <= asOf && e.Class.EndDate > asOf)
            .RunningOn(asOf);
        return db.StandingsOf(enrollments, scores.GenerationId, Goal.CourseFailure)
            .Where(s => s.Score!.StateSince > since);
    }
}
