using EarlyWarning.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly.Monitoring;

/// <summary>How much of what models learn from some imports changed.</summary>
/// <param name="Changed">Enrollments with a known outcome about which they brought a fact.</param>
/// <param name="Rows">Enrollments with a known outcome.</param>
internal sealed record ImportChange(int Changed, int Rows)
{
    /// <summary>Changed of all, 0 to 1.</summary>
    public double Share => Rows == 0 ? 0 : (double)Changed / Rows;

    /// <summary>
    /// Counts for each goal and gives the larger share. Every goal's rows are snapshots of enrollments with its outcome; a
    /// fact changes those of the enrollment it is about, or, where it is about the student, of those it falls into.
    /// </summary>
    /// <param name="db">The context.</param>
    /// <param name="imports">Keys of the imports.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<ImportChange> LargestAsync(
        EarlyWarningDb db,
        IReadOnlyCollection<long> imports,
        CancellationToken cancel
    )
    {
        var failure = db.Outcomes.Select(o => o.EnrollmentId).Distinct();
        var grade = db.Outcomes.Where(o => o.FinalScore != null).Select(o => o.EnrollmentId).Distinct();
        var touched = Touched(db, imports);
        var changes = new[] { await OfAsync(touched, failure, cancel), await OfAsync(touched, grade, cancel) };
        return changes.MaxBy(c => c.Share)!;
    }

    private static async Task<ImportChange> OfAsync(
        IQueryable<long> touched,
        IQueryable<long> labelled,
        CancellationToken cancel
    ) =>
        new(
            await touched.Where(id => labelled.Contains(id)).Distinct().CountAsync(cancel),
            await labelled.CountAsync(cancel)
        );

    private static IQueryable<long> Touched(EarlyWarningDb db, IReadOnlyCollection<long> imports)
    {
        var outcomes = db.Outcomes.Where(o => imports.Contains(o.ImportId)).Select(o => o.EnrollmentId);
        var results = db
            .Results.Where(r => imports.Contains(r.ImportId))
            .Join(
                db.Enrollments,
                r => new { r.StudentId, r.LineItem!.ClassId },
                e => new { e.StudentId, e.ClassId },
                (r, e) => e.Id
            );
        var activity = db
            .ActivityDays.Where(a => imports.Contains(a.ImportId))
            .Join(
                db.Enrollments,
                a => new { a.StudentId, a.ClassId },
                e => new { e.StudentId, e.ClassId },
                (a, e) => e.Id
            );
        var attendance =
            from a in db.AttendanceEvents
            where imports.Contains(a.ImportId)
            join e in db.Enrollments on a.StudentId equals e.StudentId
            where e.Class!.StartDate <= a.Date && a.Date < e.Class.EndDate
            select e.Id;
        var incidents =
            from i in db.Incidents
            where imports.Contains(i.ImportId)
            join e in db.Enrollments on i.StudentId equals e.StudentId
            where e.Class!.StartDate <= i.OccurredOn && i.OccurredOn < e.Class.EndDate
            select e.Id;
        var attributes =
            from a in db.StudentAttributes
            where imports.Contains(a.ImportId) && a.Attribute!.Use == Domain.Students.AttributeUse.Feature
            join e in db.Enrollments on a.StudentId equals e.StudentId
            where a.EnrollmentId == null || a.EnrollmentId == e.Id
            select e.Id;
        return outcomes.Union(results).Union(activity).Union(attendance).Union(incidents).Union(attributes);
    }
}
