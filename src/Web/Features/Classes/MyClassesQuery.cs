using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Classes;

/// <summary>A class as a card.</summary>
/// <param name="Class">The class.</param>
/// <param name="Counts">Its states today.</param>
public sealed record ClassCard(ClassHeader Class, StateCounts Counts);

/// <summary>A page of class cards.</summary>
/// <param name="Scores">The scores shown.</param>
/// <param name="Cards">In the order of period and title.</param>
/// <param name="Matching">Classes that match, on all pages.</param>
/// <param name="Page">From 1.</param>
/// <param name="Pages">At least 1.</param>
/// <param name="Finished">Classes the reader may open that are over, or have not begun.</param>
public sealed record MyClassesView(
    ScoresInService Scores,
    IReadOnlyList<ClassCard> Cards,
    int Matching,
    int Page,
    int Pages,
    int Finished
);

/// <summary>What the class page shows; lives in the URL.</summary>
/// <param name="Search">Part of a title, or null.</param>
/// <param name="Finished">Classes that do not run today in place of those that do.</param>
/// <param name="Page">From 1.</param>
public sealed record MyClassesFilter(string? Search = null, bool Finished = false, int Page = 1)
{
    /// <summary>Cards on a page.</summary>
    public const int PageSize = 24;
}

/// <summary>The classes a person may open, with the number of students in each state.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class MyClassesQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Reads a page of cards.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="filter">What to show.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<MyClassesView> GetAsync(StaffScope scope, MyClassesFilter filter, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var scores = await ScoresInService.ReadAsync(db, scope.Today, cancel);
        var asOf = scores.AsOf;
        var running = db.ClassesVisibleTo(scope).Where(c => c.StartDate <= asOf && c.EndDate > asOf);
        var finished = db.ClassesVisibleTo(scope).Where(c => c.StartDate > asOf || c.EndDate <= asOf);
        var matching = filter.Finished ? finished : running;
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var pattern = $"%{filter.Search.Trim()}%";
            matching = matching.Where(c => EF.Functions.Like(c.Title, pattern));
        }

        var count = await matching.CountAsync(cancel);
        var pages = Math.Max(1, (count + MyClassesFilter.PageSize - 1) / MyClassesFilter.PageSize);
        var page = Math.Clamp(filter.Page, 1, pages);
        var classes = await matching
            .OrderByDescending(c => c.StartDate)
            .ThenBy(c => c.Periods)
            .ThenBy(c => c.Title)
            .ThenBy(c => c.Id)
            .Skip((page - 1) * MyClassesFilter.PageSize)
            .Take(MyClassesFilter.PageSize)
            .Select(c => new ClassHeader(
                c.Id,
                c.Title,
                c.Periods,
                c.Session!.Title,
                c.Org!.Name,
                c.StartDate,
                c.EndDate
            ))
            .ToListAsync(cancel);
        var counts = await CountsAsync(db, scope, scores, [.. classes.Select(c => c.Id)], cancel);
        var none = new StateCounts(0, 0, 0, 0, 0, 0);
        return new MyClassesView(
            scores,
            [.. classes.Select(c => new ClassCard(c, counts.GetValueOrDefault(c.Id, none)))],
            count,
            page,
            pages,
            filter.Finished ? count : await finished.CountAsync(cancel)
        );
    }

    private static Task<Dictionary<long, StateCounts>> CountsAsync(
        EarlyWarningDb db,
        StaffScope scope,
        ScoresInService scores,
        long[] classIds,
        CancellationToken cancel
    )
    {
        var enrollments = db.EnrollmentsVisibleTo(scope)
            .Where(e => classIds.Contains(e.ClassId))
            .RunningOn(scores.AsOf);
        return db.StandingsOf(enrollments, scores.GenerationId, Goal.CourseFailure).CountByClassAsync(cancel);
    }
}
