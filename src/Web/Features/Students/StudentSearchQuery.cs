using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>A student found.</summary>
/// <param name="StudentId">Key.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="Grade">Year level, or null.</param>
/// <param name="School">Name of the school.</param>
/// <param name="State">Gravest state of the running enrollments the reader may see.</param>
/// <param name="Classes">Titles of those classes.</param>
public sealed record StudentHit(
    long StudentId,
    string GivenName,
    string FamilyName,
    string? Grade,
    string School,
    RiskState State,
    IReadOnlyList<string> Classes
);

/// <summary>A page of students.</summary>
/// <param name="Scores">The scores shown.</param>
/// <param name="Hits">In the order of names.</param>
/// <param name="Page">From 1.</param>
/// <param name="HasMore">Whether a page follows.</param>
public sealed record StudentSearchView(ScoresInService Scores, IReadOnlyList<StudentHit> Hits, int Page, bool HasMore);

/// <summary>Finds students by name among those a person may see.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class StudentSearchQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Students on a page.</summary>
    public const int PageSize = 30;

    /// <summary>Reads a page.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="search">What was typed; nothing lists everybody.</param>
    /// <param name="page">From 1.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<StudentSearchView> GetAsync(StaffScope scope, string? search, int page, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var scores = await ScoresInService.ReadAsync(db, scope.Today, cancel);
        page = Math.Max(1, page);
        var students = await db.StudentsVisibleTo(scope)
            .WhereNamed(s => s, search)
            .OrderBy(s => s.FamilyName)
            .ThenBy(s => s.GivenName)
            .ThenBy(s => s.Id)
            .Skip((page - 1) * PageSize)
            .Take(PageSize + 1)
            .Select(s => new
            {
                s.Id,
                s.GivenName,
                s.FamilyName,
                s.Grade,
                School = s.Org!.Name,
            })
            .ToListAsync(cancel);
        var ids = students.Take(PageSize).Select(s => s.Id).ToArray();
        var standings = await StandingsAsync(db, scope, scores, ids, cancel);
        return new StudentSearchView(
            scores,
            [
                .. students
                    .Take(PageSize)
                    .Select(s => new StudentHit(
                        s.Id,
                        s.GivenName,
                        s.FamilyName,
                        s.Grade,
                        s.School,
                        standings[s.Id].Select(e => e.State).DefaultIfEmpty().Max(),
                        [.. standings[s.Id].Select(e => e.Title).Order(StringComparer.CurrentCulture)]
                    )),
            ],
            page,
            students.Count > PageSize
        );
    }

    private static async Task<ILookup<long, (string Title, RiskState State)>> StandingsAsync(
        EarlyWarningDb db,
        StaffScope scope,
        ScoresInService scores,
        long[] studentIds,
        CancellationToken cancel
    )
    {
        var asOf = scores.AsOf;
        var enrollments = db.EnrollmentsVisibleTo(scope)
            .Where(e => studentIds.Contains(e.StudentId) && e.Class!.StartDate <= asOf && e.Class.EndDate > asOf)
            .RunningOn(asOf);
        var rows = await db.StandingsOf(enrollments, scores.GenerationId, Goal.CourseFailure)
            .Select(s => new
            {
                s.Enrollment.StudentId,
                s.Enrollment.Class!.Title,
                State = (RiskState?)s.Score!.State ?? RiskState.NotEnoughData,
            })
            .ToListAsync(cancel);
        return rows.ToLookup(r => r.StudentId, r => (r.Title, r.State));
    }
}
