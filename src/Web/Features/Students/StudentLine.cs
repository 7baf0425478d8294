using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>A student in a list: a line at most.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="StudentName">Given and family name.</param>
/// <param name="ClassTitle">The class it is about.</param>
/// <param name="State">State there.</param>
/// <param name="Before">State before, or null where it is the first.</param>
/// <param name="Since">First day of the state.</param>
/// <param name="MayChange">Whether the score lies near a cut.</param>
/// <param name="Line">What stands out, in a line, or null.</param>
/// <param name="HasSupport">Whether somebody acts.</param>
public sealed record StudentLine(
    long StudentId,
    string StudentName,
    string ClassTitle,
    RiskState State,
    RiskState? Before,
    DateOnly Since,
    bool MayChange,
    string? Line,
    bool HasSupport
);

/// <summary>Reads students in a line each: how they stand in a class, and what stands out.</summary>
internal static class StudentLines
{
    /// <summary>Lines of enrollments, in their order; those that the reader may not see are left out.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    /// <param name="scores">The scores shown.</param>
    /// <param name="enrollments">Keys of enrollments.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public static async Task<IReadOnlyList<StudentLine>> ReadAsync(
        EarlyWarningDb db,
        StaffScope scope,
        ScoresInService scores,
        IEnumerable<long> enrollments,
        CancellationToken cancel
    )
    {
        var ids = enrollments.ToArray();
        var model = await ModelInService.ReadAsync(db, scores.FailureModelId, cancel);
        var whole = db.StudentsSeenWhole(scope).Select(s => s.Id);
        var actedFor = db.StudentsActedFor();
        var rows = await db.StandingsOf(
                db.EnrollmentsVisibleTo(scope).Where(e => ids.Contains(e.Id)),
                scores.GenerationId,
                Goal.CourseFailure
            )
            .Select(s => new
            {
                s.Enrollment.Id,
                s.Enrollment.StudentId,
                Name = s.Enrollment.Student!.GivenName + " " + s.Enrollment.Student.FamilyName,
                s.Enrollment.Class!.Title,
                s.Score,
                SeesWhole = whole.Contains(s.Enrollment.StudentId),
                HasSupport = actedFor.Contains(s.Enrollment.StudentId),
            })
            .AsNoTracking()
            .ToDictionaryAsync(r => r.Id, cancel);
        return
        [
            .. ids.Where(rows.ContainsKey)
                .Select(id => rows[id])
                .Where(r => r.Score is not null)
                .Select(r => new StudentLine(
                    r.StudentId,
                    r.Name,
                    r.Title,
                    r.Score!.State,
                    r.Score.PreviousState,
                    r.Score.StateSince,
                    r.Score.MayChange,
                    r.Score.State == RiskState.OnTrack ? null : ScoreWords.MainConcern(r.Score, model, r.SeesWhole),
                    r.HasSupport
                )),
        ];
    }
}
