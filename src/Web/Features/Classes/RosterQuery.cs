using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Classes;

/// <summary>A page of a class's students with what is known of each.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class RosterQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Reads a page; null where there is no such class or the reader may not open it.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="classId">The class.</param>
    /// <param name="filter">What to show.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<RosterView?> GetAsync(
        StaffScope scope,
        long classId,
        RosterFilter filter,
        CancellationToken cancel
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var administered = Visibility.AdministeredOrgs(db, scope);
        var found = await db.ClassesVisibleTo(scope)
            .Where(c => c.Id == classId)
            .Select(c => new
            {
                Header = new ClassHeader(
                    c.Id,
                    c.Title,
                    c.Periods,
                    c.Session!.Title,
                    c.Org!.Name,
                    c.StartDate,
                    c.EndDate
                ),
                c.OrgId,
                c.SessionId,
                SeesWholeRecord = administered.Contains(c.OrgId),
            })
            .SingleOrDefaultAsync(cancel);
        if (found is null)
        {
            return null;
        }

        var scores = await ScoresInService.ReadAsync(db, scope.Today, cancel);
        var enrollments = db.EnrollmentsVisibleTo(scope).Where(e => e.ClassId == classId).RunningOn(scores.AsOf);
        var standings = db.StandingsOf(enrollments, scores.GenerationId, Goal.CourseFailure);
        var counts = (await standings.CountByClassAsync(cancel)).GetValueOrDefault(classId);
        counts ??= new StateCounts(0, 0, 0, 0, 0, 0);
        var matching = standings
            .Where(RosterFilter.Matches(filter.Show))
            .WhereNamed(s => s.Enrollment.Student!, filter.Search);
        var count = filter.Search is null ? counts.Of(filter.Show) : await matching.CountAsync(cancel);
        var pages = Math.Max(1, (count + RosterFilter.PageSize - 1) / RosterFilter.PageSize);
        var page = Math.Clamp(filter.Page, 1, pages);
        var students = await Ordered(matching, filter.Sort)
            .Skip((page - 1) * RosterFilter.PageSize)
            .Take(RosterFilter.PageSize)
            .Select(s => new RosterStudent(
                s.Enrollment.Id,
                s.Enrollment.StudentId,
                s.Enrollment.Student!.GivenName,
                s.Enrollment.Student.FamilyName,
                s.Enrollment.BeginDate,
                s.Score
            ))
            .AsNoTracking()
            .ToListAsync(cancel);

        var model = await ModelInService.ReadAsync(db, scores.FailureModelId, cancel);
        var trends = await new RosterTrends(db, found.Header, found.OrgId, scores).ReadAsync(students, cancel);
        var care = await RosterCare.ReadAsync(db, scope, students, cancel);
        var drivers = await ClassDrivers.ReadAsync(db, scores, classId, model, found.SeesWholeRecord, cancel);
        var cut = await TermCut.ReadAsync(db, scores, found.OrgId, found.SessionId, cancel);
        return new RosterView(
            found.Header,
            scores,
            counts,
            [.. students.Select(s => care.On(Row(s, trends[s.EnrollmentId], model, found.SeesWholeRecord)))],
            count,
            page,
            pages,
            drivers,
            cut
        );
    }

    // Ends in the key, so that pages never overlap.
    private static IQueryable<Standing> Ordered(IQueryable<Standing> standings, RosterSort sort)
    {
        var ordered = sort switch
        {
            RosterSort.Name => standings.OrderBy(s => s.Enrollment.Student!.FamilyName),
            RosterSort.Change => standings
                .OrderByDescending(s => (DateOnly?)s.Score!.StateSince)
                .ThenByDescending(s => (RiskState?)s.Score!.State),
            _ => standings
                .OrderByDescending(s => (RiskState?)s.Score!.State ?? RiskState.NotEnoughData)
                .ThenByDescending(s => s.Score!.Value),
        };
        return ordered
            .ThenBy(s => s.Enrollment.Student!.FamilyName)
            .ThenBy(s => s.Enrollment.Student!.GivenName)
            .ThenBy(s => s.Enrollment.Id);
    }

    private static RosterRow Row(RosterStudent s, RosterTrend trend, ModelInService? model, bool seesWholeRecord) =>
        new(
            s.EnrollmentId,
            s.StudentId,
            s.GivenName,
            s.FamilyName,
            s.Score?.State ?? RiskState.NotEnoughData,
            s.Score?.PreviousState,
            s.Score?.StateSince,
            s.Score?.MayChange ?? false,
            s.Score?.Basis ?? SignalBasis.Rules,
            s.Score is { Basis: SignalBasis.Model, Value: { } value, State: not RiskState.NotEnoughData }
                ? RiskWords.FrequencyWithInterval(value, s.Score.Low, s.Score.High)
                : null,
            s.Score is null ? null : ScoreWords.MainConcern(s.Score, model, seesWholeRecord),
            trend.Risk,
            trend.Attendance,
            trend.Marks
        );
}

/// <summary>A row of the page before its trends are known.</summary>
internal sealed record RosterStudent(
    long EnrollmentId,
    long StudentId,
    string GivenName,
    string FamilyName,
    DateOnly BeginDate,
    Score? Score
);
