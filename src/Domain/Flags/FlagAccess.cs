using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;

namespace EarlyWarning.Domain.Flags;

/// <summary>Claims about flags that a person may read: those of enrollments they may see.</summary>
public static class FlagAccess
{
    /// <summary>Claims the person may read.</summary>
    /// <param name="db">Database.</param>
    /// <param name="scope">Who is looking.</param>
    public static IQueryable<FlagReview> FlagReviewsVisibleTo(this EarlyWarningDb db, StaffScope scope)
    {
        // Asked of each claim in turn: as a list of keys, a database writes down every enrollment one administers first.
        var enrollments = db.EnrollmentsVisibleTo(scope);
        return db.FlagReviews.Where(r => enrollments.Any(e => e.Id == r.EnrollmentId));
    }

    /// <summary>Enrollments whose flag rests on a day because a second reader agreed that it should.</summary>
    /// <param name="db">Database.</param>
    /// <param name="today">The day.</param>
    public static IQueryable<long> EnrollmentsAtRest(this EarlyWarningDb db, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db
            .FlagReviews.Where(r => r.Decision == FlagDecision.Agreed && r.Until > today)
            .Select(r => r.EnrollmentId);
    }
}
