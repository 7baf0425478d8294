using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Flags;
using EarlyWarning.Domain.Support;
using EarlyWarning.Web.Features.Flags;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Classes;

/// <summary>What staff do about the students of a page of a roster.</summary>
internal sealed class RosterCare
{
    private readonly ILookup<long, string> _acting;
    private readonly Dictionary<long, string> _reviews;

    private RosterCare(ILookup<long, string> acting, Dictionary<long, string> reviews) =>
        (_acting, _reviews) = (acting, reviews);

    /// <summary>Reads it.</summary>
    public static async Task<RosterCare> ReadAsync(
        EarlyWarningDb db,
        StaffScope scope,
        IReadOnlyCollection<RosterStudent> students,
        CancellationToken cancel
    )
    {
        long[] people = [.. students.Select(s => s.StudentId)];
        long[] enrollments = [.. students.Select(s => s.EnrollmentId)];
        var acting = await db.SupportCasesKnownTo(scope)
            .Where(c =>
                people.Contains(c.StudentId)
                && c.ClosedOn == null
                && c.OwnerId != null
                && c.Owner!.DeactivatedAt == null
            )
            .OrderBy(c => c.Id)
            .Select(c => new { c.StudentId, Owner = c.Owner!.DisplayName })
            .ToListAsync(cancel);
        var today = scope.Today;
        var reviews = await db.FlagReviewsVisibleTo(scope)
            .Where(r =>
                enrollments.Contains(r.EnrollmentId)
                && r.Until > today
                && (r.Decision == FlagDecision.Waiting || r.Decision == FlagDecision.Agreed)
            )
            .Select(r => new
            {
                r.EnrollmentId,
                r.Claim,
                r.Decision,
                r.Until,
            })
            .ToListAsync(cancel);
        return new RosterCare(
            acting.ToLookup(a => a.StudentId, a => a.Owner),
            reviews
                .GroupBy(r => r.EnrollmentId)
                .ToDictionary(
                    g => g.Key,
                    g => g.Select(r => FlagWords.Short(r.Claim, r.Decision, r.Until, today)!).First()
                )
        );
    }

    /// <summary>A row with who acts and what is said about its flag.</summary>
    public RosterRow On(RosterRow row) =>
        row with
        {
            Acting = _acting[row.StudentId].Distinct(StringComparer.Ordinal).Take(2).ToList() is { Count: > 0 } names
                ? string.Join(", ", names)
                : null,
            Review = _reviews.GetValueOrDefault(row.EnrollmentId),
        };
}
