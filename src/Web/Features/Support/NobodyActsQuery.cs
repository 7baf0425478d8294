using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Domain.Support;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Support;

/// <summary>An enrollment with a flag on which nobody acts; the gravest of its student.</summary>
internal sealed record FlaggedAlone(long StudentId, long EnrollmentId, double? Value);

/// <summary>Finds students who need support and for whom nobody acts.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class NobodyActsQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>All of them with a line of reason each, the gravest first.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="most">Most rows.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<IReadOnlyList<StudentLine>> GetAsync(StaffScope scope, int most, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var found = await FindAsync(db, scope, cancel);
        return await RowsAsync(db, scope, [.. found.Take(most)], cancel);
    }

    /// <summary>The students, gravest first, one enrollment each.</summary>
    internal async Task<IReadOnlyList<FlaggedAlone>> FindAsync(
        EarlyWarningDb db,
        StaffScope scope,
        CancellationToken cancel
    )
    {
        var scores = await ScoresInService.ReadAsync(db, scope.Today, cancel);
        var asOf = scores.AsOf;
        var actedFor = db.StudentsActedFor();
        var atRest = db.EnrollmentsAtRest(scope.Today);
        var enrollments = db.EnrollmentsVisibleTo(scope)
            .Where(e =>
                e.Class!.StartDate <= asOf
                && e.Class.EndDate > asOf
                && !actedFor.Contains(e.StudentId)
                && !atRest.Contains(e.Id)
            )
            .RunningOn(asOf);
        var flagged = await db.StandingsOf(enrollments, scores.GenerationId, Goal.CourseFailure)
            .Where(s => s.Score!.State == RiskState.NeedsSupport)
            .Select(s => new FlaggedAlone(s.Enrollment.StudentId, s.Enrollment.Id, s.Score!.Value))
            .ToListAsync(cancel);
        return [.. flagged.OrderByDescending(f => f.Value).ThenBy(f => f.EnrollmentId).DistinctBy(f => f.StudentId)];
    }

    /// <summary>Lines of a page of them.</summary>
    internal static async Task<IReadOnlyList<StudentLine>> RowsAsync(
        EarlyWarningDb db,
        StaffScope scope,
        IEnumerable<FlaggedAlone> page,
        CancellationToken cancel
    )
    {
        var scores = await ScoresInService.ReadAsync(db, scope.Today, cancel);
        return await StudentLines.ReadAsync(db, scope, scores, page.Select(f => f.EnrollmentId), cancel);
    }
}
