using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Classes;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Features.Students;

/// <summary>What a reader may know of a student. It does not log the access: see <see cref="OpenStudentPage"/>.</summary>
/// <param name="contexts">Makes a context per call.</param>
public sealed class StudentQuery(IDbContextFactory<EarlyWarningDb> contexts)
{
    /// <summary>Reads a student; null where there is none or the reader has no right to see the page.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="studentId">The student.</param>
    /// <param name="classId">The class to show; the gravest of those the reader may see where it is not among them.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<StudentView?> GetAsync(StaffScope scope, long studentId, long? classId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var student = await db.StudentsVisibleTo(scope)
            .Where(s => s.Id == studentId)
            .Select(s => new
            {
                s.Id,
                s.GivenName,
                s.FamilyName,
                s.Grade,
                School = s.Org!.Name,
                s.OrgId,
            })
            .SingleOrDefaultAsync(cancel);
        if (student is null)
        {
            return null;
        }

        var access = await db.ReasonToSeeAsync(scope, studentId, cancel);
        var scores = await ScoresInService.ReadAsync(db, scope.Today, cancel);
        var visible = db.EnrollmentsVisibleTo(scope).Where(e => e.StudentId == studentId);
        var classes = await ClassesAsync(db, visible, scores, cancel);
        var chosen = classes.FirstOrDefault(c => c.ClassId == classId) ?? classes.FirstOrDefault();
        var known = classes.Select(c => c.ClassId).ToArray();
        var others = await db
            .Enrollments.Where(e => e.StudentId == studentId && !known.Contains(e.ClassId))
            .Where(RunsOn(scores.AsOf))
            .RunningOn(scores.AsOf)
            .CountAsync(cancel);
        var whole = StaffScope.SeesWholeRecord(access);
        return new StudentView(
            student.Id,
            student.GivenName,
            student.FamilyName,
            student.Grade,
            student.School,
            access,
            scores,
            classes,
            others,
            chosen is null
                ? null
                : await new EnrollmentReader(db, scores, whole).ReadAsync(visible, chosen.ClassId, cancel),
            whole ? await IncidentsAsync(db, studentId, scores.AsOf, cancel) : [],
            await HelpReader.ReadAsync(db, scope, studentId, cancel)
        );
    }

    private static System.Linq.Expressions.Expression<Func<Enrollment, bool>> RunsOn(DateOnly asOf) =>
        e => e.Class!.StartDate <= asOf && e.Class.EndDate > asOf;

    // Running classes first; a student without any keeps the page of the latest one.
    private static async Task<IReadOnlyList<StudentClass>> ClassesAsync(
        EarlyWarningDb db,
        IQueryable<Enrollment> visible,
        ScoresInService scores,
        CancellationToken cancel
    )
    {
        var running = await db.StandingsOf(
                visible.Where(RunsOn(scores.AsOf)).RunningOn(scores.AsOf),
                scores.GenerationId,
                Goal.CourseFailure
            )
            .Select(s => new
            {
                s.Enrollment.ClassId,
                s.Enrollment.Class!.Title,
                State = (RiskState?)s.Score!.State ?? RiskState.NotEnoughData,
                s.Score!.Value,
            })
            .ToListAsync(cancel);
        if (running.Count > 0)
        {
            return
            [
                .. running
                    .OrderByDescending(c => c.State)
                    .ThenByDescending(c => c.Value)
                    .ThenBy(c => c.Title, StringComparer.CurrentCulture)
                    .DistinctBy(c => c.ClassId)
                    .Select(c => new StudentClass(c.ClassId, c.Title, c.State)),
            ];
        }

        return await visible
            .OrderByDescending(e => e.Class!.StartDate)
            .ThenBy(e => e.Id)
            .Select(e => new StudentClass(e.ClassId, e.Class!.Title, RiskState.NotEnoughData))
            .Take(1)
            .ToListAsync(cancel);
    }

    private static async Task<IReadOnlyList<IncidentRow>> IncidentsAsync(
        EarlyWarningDb db,
        long studentId,
        DateOnly asOf,
        CancellationToken cancel
    )
    {
        var rows = await db
            .Incidents.AsNoTracking()
            .Where(i => i.StudentId == studentId && i.KnownFrom <= asOf)
            .OrderByDescending(i => i.OccurredOn)
            .ToListAsync(cancel);
        return
        [
            .. rows.GroupBy(i => (i.SourceId, i.SourcedId))
                .Select(versions => versions.MaxBy(i => i.Version)!)
                .Where(i => i.Severity != IncidentSeverity.Retracted)
                .Select(i => new IncidentRow(i.OccurredOn, i.Behavior, i.Severity, i.Description)),
        ];
    }
}
