using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Support;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Flags;

/// <summary>Disputes and silences flags, and decides about it.</summary>
/// <param name="contexts">Makes a context per call.</param>
/// <param name="time">The clock.</param>
public sealed class ReviewFlag(IDbContextFactory<EarlyWarningDb> contexts, TimeProvider time)
{
    private static FlagResult Decided =>
        new(L["Somebody decided this meanwhile. Nothing of yours was saved; the page shows what was decided."]);

    /// <summary>Makes a claim about the flag that an enrollment shows now.</summary>
    /// <param name="scope">Who makes it.</param>
    /// <param name="enrollmentId">The enrollment.</param>
    /// <param name="claim">What is said.</param>
    /// <param name="reason">Why.</param>
    /// <param name="until">First day on which it no longer holds.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<FlagResult> RaiseAsync(
        StaffScope scope,
        long enrollmentId,
        FlagClaim claim,
        string? reason,
        DateOnly? until,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (!await db.EnrollmentsVisibleTo(scope).AnyAsync(e => e.Id == enrollmentId, cancel))
        {
            return FlagResult.NotFound;
        }

        if (await FlagNow.ReadAsync(db, scope, enrollmentId, cancel) is not { } seen)
        {
            return new FlagResult(L["There is no score here yet, so there is no flag to dispute or silence."]);
        }

        if (await StandingAsync(db, enrollmentId, scope.Today, cancel) is { } standing)
        {
            return standing;
        }

        var (review, problem) = FlagReview.Raise(seen, claim, reason, until, By(scope));
        if (review is null)
        {
            return new FlagResult(problem);
        }

        await LetExpiredGoAsync(db, enrollmentId, scope.Today, cancel);
        db.FlagReviews.Add(review);
        try
        {
            await db.SaveChangesAsync(cancel);
            return FlagResult.Done;
        }
        catch (DbUpdateException)
        {
            // Somebody made a claim at the same moment; anything else is a fault.
            if (await StandingAsync(db, enrollmentId, scope.Today, cancel) is { } meanwhile)
            {
                return meanwhile;
            }

            throw;
        }
    }

    /// <summary>Decides about somebody else's claim.</summary>
    /// <param name="scope">The second reader.</param>
    /// <param name="reviewId">The claim.</param>
    /// <param name="version">The version that was on screen.</param>
    /// <param name="isAgreed">Whether the second reader agrees.</param>
    /// <param name="text">Why.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public Task<FlagResult> DecideAsync(
        StaffScope scope,
        long reviewId,
        int version,
        bool isAgreed,
        string? text,
        CancellationToken cancel
    ) => ChangeAsync(scope, reviewId, version, review => review.Decide(isAgreed, text, By(scope)), cancel);

    /// <summary>Takes a claim of one's own back.</summary>
    /// <param name="scope">Who takes it back.</param>
    /// <param name="reviewId">The claim.</param>
    /// <param name="version">The version that was on screen.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public Task<FlagResult> WithdrawAsync(StaffScope scope, long reviewId, int version, CancellationToken cancel) =>
        ChangeAsync(scope, reviewId, version, review => review.Withdraw(By(scope)), cancel);

    private async Task<FlagResult> ChangeAsync(
        StaffScope scope,
        long reviewId,
        int version,
        Func<FlagReview, string?> change,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var review = await db.FlagReviewsVisibleTo(scope).SingleOrDefaultAsync(r => r.Id == reviewId, cancel);
        if (review is null)
        {
            return FlagResult.NotFound;
        }

        if (review.Version != version)
        {
            return Decided;
        }

        if (change(review) is { } problem)
        {
            return new FlagResult(problem);
        }

        try
        {
            await db.SaveChangesAsync(cancel);
            return FlagResult.Done;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Decided;
        }
    }

    private static async Task<FlagResult?> StandingAsync(
        EarlyWarningDb db,
        long enrollmentId,
        DateOnly today,
        CancellationToken cancel
    )
    {
        var standing = await db
            .FlagReviews.Where(r =>
                r.EnrollmentId == enrollmentId
                && r.Until > today
                && (r.Decision == FlagDecision.Waiting || r.Decision == FlagDecision.Agreed)
            )
            .Select(r => new
            {
                r.RaisedBy!.DisplayName,
                r.Decision,
                r.Until,
            })
            .FirstOrDefaultAsync(cancel);
        return standing is null ? null
            : standing.Decision == FlagDecision.Waiting
                ? new FlagResult(
                    L[
                        "{0} said something about this flag already, and a second reader has not decided yet.",
                        standing.DisplayName
                    ]
                )
            : new FlagResult(L["This flag rests until {0} already.", FlagWords.Day(standing.Until)]);
    }

    // A claim nobody decided in time waits for nothing; it makes room for a new one.
    private static Task<int> LetExpiredGoAsync(
        EarlyWarningDb db,
        long enrollmentId,
        DateOnly today,
        CancellationToken cancel
    ) =>
        db
            .FlagReviews.Where(r =>
                r.EnrollmentId == enrollmentId && r.Decision == FlagDecision.Waiting && r.Until <= today
            )
            .ExecuteUpdateAsync(
                r =>
                    r.SetProperty(x => x.Decision, FlagDecision.Withdrawn)
                        .SetProperty(x => x.DecidedOn, today)
                        .SetProperty(x => x.Version, x => x.Version + 1),
                cancel
            );

    private Editor By(StaffScope scope) => new(scope.UserId, time.GetUtcNow().UtcDateTime, scope.Today);
}
