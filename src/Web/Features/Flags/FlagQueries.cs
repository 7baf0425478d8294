using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Flags;

/// <summary>What was said about the flag of an enrollment.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class StudentFlagQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Reads it; null where the enrollment is not found or not visible.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="enrollmentId">The enrollment.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<StudentFlagView?> GetAsync(StaffScope scope, long enrollmentId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!await db.EnrollmentsVisibleTo(scope).AnyAsync(e => e.Id == enrollmentId, cancel))
        {
            return null;
        }

        var seen = await FlagNow.ReadAsync(db, scope, enrollmentId, cancel);
        var reviews = await db.FlagReviewsVisibleTo(scope)
            .Where(r => r.EnrollmentId == enrollmentId)
            .OrderByDescending(r => r.Id)
            .RowsFor(scope)
            .ToListAsync(cancel);
        return new StudentFlagView(
            enrollmentId,
            scope.Today,
            seen?.State is RiskState.NeedsSupport or RiskState.Watch,
            reviews
        );
    }
}

/// <summary>Claims that wait for a second reader, and those decided lately.</summary>
/// <param name="Today">The current day.</param>
/// <param name="Waiting">Those the reader may decide, and the reader's own, oldest first.</param>
/// <param name="Decided">Decided ones, latest first.</param>
public sealed record FlagReviewsView(
    DateOnly Today,
    IReadOnlyList<FlagReviewRow> Waiting,
    IReadOnlyList<FlagReviewRow> Decided
);

/// <summary>Lists claims about flags.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class FlagReviewsQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    private const int MostRows = 100;

    /// <summary>Reads them.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<FlagReviewsView> GetAsync(StaffScope scope, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var today = scope.Today;
        var waiting = db.FlagReviewsVisibleTo(scope)
            .Where(r => r.Decision == FlagDecision.Waiting && r.Until > today)
            .OrderBy(r => r.Id);
        var decided = db.FlagReviewsVisibleTo(scope)
            .Where(r => r.Decision != FlagDecision.Waiting)
            .OrderByDescending(r => r.DecidedOn)
            .ThenByDescending(r => r.Id);
        return new FlagReviewsView(
            today,
            await waiting.Take(MostRows).RowsFor(scope).ToListAsync(cancel),
            await decided.Take(MostRows).RowsFor(scope).ToListAsync(cancel)
        );
    }
}

/// <summary>The one place where claims become rows.</summary>
internal static class FlagRows
{
    public static IQueryable<FlagReviewRow> RowsFor(this IQueryable<FlagReview> reviews, StaffScope scope)
    {
        var me = scope.UserId;
        return reviews.Select(r => new FlagReviewRow(
            r.Id,
            r.Enrollment!.StudentId,
            r.Enrollment.Student!.GivenName + " " + r.Enrollment.Student.FamilyName,
            r.Enrollment.ClassId,
            r.Enrollment.Class!.Title,
            r.Claim,
            r.Reason,
            r.State,
            r.Until,
            r.RaisedBy!.DisplayName,
            r.RaisedById == me,
            r.RaisedOn,
            r.Decision,
            r.DecidedBy!.DisplayName,
            r.DecisionText,
            r.Version
        ));
    }
}

/// <summary>The flag of an enrollment as it is on screen.</summary>
internal static class FlagNow
{
    public static async Task<FlagSeen?> ReadAsync(
        EarlyWarningDb db,
        StaffScope scope,
        long enrollmentId,
        CancellationToken cancel
    )
    {
        var scores = await ScoresInService.ReadAsync(db, scope.Today, cancel);
        var enrollment = db.EnrollmentsVisibleTo(scope).Where(e => e.Id == enrollmentId);
        return await db.StandingsOf(enrollment, scores.GenerationId, Goal.CourseFailure)
            .Where(s => s.Score != null)
            .Select(s => new FlagSeen(
                s.Enrollment.Id,
                s.Score!.State,
                s.Score.Value,
                s.Score.Week,
                s.Score.GenerationId
            ))
            .SingleOrDefaultAsync(cancel);
    }
}
