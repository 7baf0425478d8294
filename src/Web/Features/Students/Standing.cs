using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;

namespace EarlyWarning.Web.Features.Students;

/// <summary>An enrollment with the score that is shown for it today.</summary>
public sealed class Standing
{
    /// <summary>The enrollment.</summary>
    public required Enrollment Enrollment { get; init; }

    /// <summary>Its latest score for the goal, or null where there is none: "not enough data".</summary>
    public Score? Score { get; init; }
}

/// <summary>The one place that says which of the stored scores is the one to show.</summary>
public static class Standings
{
    /// <summary>Enrollments that count on a day: begun, and not known to have ended.</summary>
    /// <param name="enrollments">Enrollments the reader may see.</param>
    /// <param name="asOf">The day.</param>
    public static IQueryable<Enrollment> RunningOn(this IQueryable<Enrollment> enrollments, DateOnly asOf) =>
        enrollments.Where(e => e.BeginDate <= asOf && (e.EndDate == null || e.EndDate > asOf || e.EndKnownFrom > asOf));

    /// <summary>
    /// Joins each enrollment to the score of its latest week, in the latest generation not after the one in service.
    /// Both are looked up by the key of the scores, one enrollment at a time.
    /// </summary>
    /// <param name="db">Database.</param>
    /// <param name="enrollments">Enrollments the reader may see.</param>
    /// <param name="generationId">The generation in service.</param>
    /// <param name="goal">What is predicted.</param>
    public static IQueryable<Standing> StandingsOf(
        this EarlyWarningDb db,
        IQueryable<Enrollment> enrollments,
        long generationId,
        Goal goal
    ) =>
        from e in enrollments
        let week = db
            .Scores.Where(s => s.EnrollmentId == e.Id && s.Goal == goal && s.GenerationId <= generationId)
            .Max(s => (short?)s.Week)
        let generation = db
            .Scores.Where(s =>
                s.EnrollmentId == e.Id && s.Goal == goal && s.Week == week && s.GenerationId <= generationId
            )
            .Max(s => (long?)s.GenerationId)
        join s in db.Scores
            on new
            {
                e.Id,
                Goal = goal,
                Week = week,
                Generation = generation,
            } equals new
            {
                Id = s.EnrollmentId,
                s.Goal,
                Week = (short?)s.Week,
                Generation = (long?)s.GenerationId,
            }
            into scores
        from s in scores.DefaultIfEmpty()
        select new Standing { Enrollment = e, Score = s };
}
