using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Quality;

/// <summary>
/// Counts what may be wrong with the facts of the latest term: one aggregating query for each table, by class or by school, so
/// that no row leaves the database; of what was corrected the latest version known counts. One file, since each query and what is made of it are read together.
/// </summary>
/// <param name="db">The context.</param>
/// <param name="school">Classes and calendars.</param>
/// <param name="sessions">Sessions of the term.</param>
/// <param name="asOf">Records known later are not counted.</param>
/// <param name="tally">Receives the counts.</param>
/// <param name="feeds">Receives the latest records.</param>
internal sealed class FactCounts(
    EarlyWarningDb db,
    SchoolBook school,
    long[] sessions,
    DateOnly asOf,
    QualityTally tally,
    FeedTally feeds
)
{
    /// <summary>More clicks of a student in a class and a day than this are no student's.</summary>
    private const int MostEvents = 20_000;

    // The days that facts of the term fall on.
    private (DateOnly First, DateOnly Last) Span { get; } = SpanOf(school, sessions);

    /// <summary>Results of the term's line items.</summary>
    public async Task ResultsAsync(CancellationToken cancel)
    {
        // Tables are joined by hand: what is summed of a table that the query finds by itself becomes a query for each group.
        var rows = await (
            from r in Current(db.Results)
            join l in db.LineItems on r.LineItemId equals l.Id
            join c in db.Classes on l.ClassId equals c.Id
            join i in db.Imports on r.ImportId equals i.Id into imports
            from i in imports.DefaultIfEmpty()
            where sessions.Contains(c.SessionId)
            select new
            {
                l.ClassId,
                Source = (int?)i!.SourceId,
                r.ImportId,
                r.KnownFrom,
                NoScore = r.Score == null && r.Status == ScoreStatus.FullyGraded ? 1 : 0,
                Off = r.Score < l.ResultValueMin || r.Score > l.ResultValueMax ? 1 : 0,
                Graded = r.Score != null ? 1 : 0,
                NoDay = r.SubmittedOn == null
                && (r.Status == ScoreStatus.FullyGraded || r.Status == ScoreStatus.Submitted)
                    ? 1
                    : 0,
                Outside = !r.IsBanked && (r.OccurredOn < c.StartDate || r.OccurredOn > c.EndDate.AddDays(30)) ? 1 : 0,
                Odd = r.Status < ScoreStatus.Exempt || r.Status > ScoreStatus.Submitted ? 1 : 0,
            }
        )
            .GroupBy(r => new { r.ClassId, r.Source })
            .Select(g => new
            {
                g.Key.ClassId,
                g.Key.Source,
                Rows = g.LongCount(),
                Import = g.Max(r => r.ImportId),
                Known = g.Max(r => r.KnownFrom),
                NoScore = g.Sum(r => r.NoScore),
                Off = g.Sum(r => r.Off),
                Graded = g.Sum(r => r.Graded),
                NoDay = g.Sum(r => r.NoDay),
                Outside = g.Sum(r => r.Outside),
                Odd = g.Sum(r => r.Odd),
            })
            .ToListAsync(cancel);
        // In a query of its own: SQL Server sums no subqueries.
        var strangers = await Current(db.Results)
            .Where(r =>
                sessions.Contains(r.LineItem!.Class!.SessionId)
                && !db.Enrollments.Any(e => e.ClassId == r.LineItem.ClassId && e.StudentId == r.StudentId)
            )
            .GroupBy(r => r.LineItem!.ClassId)
            .Select(g => new { ClassId = g.Key, Rows = g.LongCount() })
            .ToDictionaryAsync(g => g.ClassId, g => g.Rows, cancel);
        foreach (var r in rows)
        {
            var org = school.Classes[r.ClassId].OrgId;
            Take(org, QualityTable.Results, r.Source ?? 0, r.Rows, r.Import);
            feeds.Note(org, FeedKinds.Marks, r.Known, r.Import);
            Count(org, QualityTable.Results, "score", QualityFault.Missing, r.Rows, r.NoScore);
            Count(org, QualityTable.Results, "score", QualityFault.OutOfRange, r.Graded, r.Off);
            Count(org, QualityTable.Results, "submittedOn", QualityFault.Missing, r.Rows, r.NoDay);
            Count(org, QualityTable.Results, "occurredOn", QualityFault.WrongDay, r.Rows, r.Outside);
            Count(org, QualityTable.Results, "status", QualityFault.Unseen, r.Rows, r.Odd);
        }

        foreach (var @class in rows.GroupBy(r => r.ClassId))
        {
            var stray = strangers.GetValueOrDefault(@class.Key);
            var all = @class.Sum(r => r.Rows);
            Count(school.Classes[@class.Key].OrgId, QualityTable.Results, "", QualityFault.Orphan, all, stray);
        }
    }

    /// <summary>Exceptions from attendance on days of the term.</summary>
    public async Task AttendanceAsync(CancellationToken cancel)
    {
        var known = db.AttendanceEvents.Where(a =>
            a.Date >= Span.First
            && a.Date <= Span.Last
            && a.KnownFrom <= asOf
            && !db.AttendanceEvents.Any(n =>
                n.StudentId == a.StudentId
                && n.Date == a.Date
                && n.ClassId == a.ClassId
                && n.Version > a.Version
                && n.KnownFrom <= asOf
            )
        );
        var days = await known
            .LeftJoin(
                db.Imports,
                a => a.ImportId,
                i => i.Id,
                (a, i) =>
                    new
                    {
                        a.Student!.OrgId,
                        Source = (int?)i!.SourceId,
                        a.Date,
                        a.ImportId,
                        a.KnownFrom,
                        Odd = a.Category > AttendanceCategory.EarlyDeparture ? 1 : 0,
                    }
            )
            .GroupBy(a => new
            {
                a.OrgId,
                a.Source,
                a.Date,
            })
            .Select(g => new
            {
                g.Key.OrgId,
                g.Key.Source,
                g.Key.Date,
                Rows = g.LongCount(),
                Import = g.Max(a => a.ImportId),
                Known = g.Max(a => a.KnownFrom),
                Odd = g.Sum(a => a.Odd),
            })
            .ToListAsync(cancel);
        foreach (var d in days)
        {
            var isSchoolDay =
                !school.Calendars.TryGetValue(d.OrgId, out var calendar) || calendar.IsSchoolDay(d.Date.DayNumber);
            Take(d.OrgId, QualityTable.Attendance, d.Source ?? 0, d.Rows, d.Import);
            feeds.Note(d.OrgId, FeedKinds.Attendance, d.Known, d.Import);
            Count(d.OrgId, QualityTable.Attendance, "category", QualityFault.Unseen, d.Rows, d.Odd);
            Count(d.OrgId, QualityTable.Attendance, "date", QualityFault.WrongDay, d.Rows, isSchoolDay ? 0 : d.Rows);
        }

        var twice = await known
            .GroupBy(a => new
            {
                a.StudentId,
                a.Student!.OrgId,
                a.ClassId,
                a.Date,
                a.Version,
            })
            .Where(g => g.Count() > 1)
            .Select(g => new { g.Key.OrgId, More = g.Count() - 1 })
            .GroupBy(g => g.OrgId)
            .Select(g => new { OrgId = g.Key, Rows = g.Sum(d => d.More) })
            .ToListAsync(cancel);
        foreach (var org in days.GroupBy(d => d.OrgId))
        {
            var more = twice.Find(t => t.OrgId == org.Key)?.Rows ?? 0;
            Count(org.Key, QualityTable.Attendance, "", QualityFault.Duplicate, org.Sum(d => d.Rows), more);
        }
    }

    /// <summary>Behaviour on days of the term; kinds that no earlier term had are new codes.</summary>
    public async Task IncidentsAsync(CancellationToken cancel)
    {
        var before = await db
            .Incidents.Where(i => i.OccurredOn < Span.First)
            .Select(i => i.Behavior)
            .Distinct()
            .ToListAsync(cancel);
        var seen = before.ToHashSet(StringComparer.Ordinal);
        var rows = await db
            .Incidents.Where(i => i.OccurredOn >= Span.First && i.OccurredOn <= Span.Last && i.KnownFrom <= asOf)
            .Where(i =>
                !db.Incidents.Any(n =>
                    n.SourceId == i.SourceId
                    && n.SourcedId == i.SourcedId
                    && n.Version > i.Version
                    && n.KnownFrom <= asOf
                )
            )
            .GroupBy(i => new
            {
                i.Student!.OrgId,
                i.SourceId,
                i.Behavior,
            })
            .Select(g => new
            {
                g.Key.OrgId,
                g.Key.SourceId,
                g.Key.Behavior,
                Rows = g.LongCount(),
                Import = g.Max(i => i.ImportId),
                Known = g.Max(i => i.KnownFrom),
                Odd = g.Sum(i => i.Severity > IncidentSeverity.Suspension ? 1 : 0),
                Late = g.Sum(i => i.KnownFrom < i.OccurredOn ? 1 : 0),
            })
            .ToListAsync(cancel);
        foreach (var r in rows)
        {
            Take(r.OrgId, QualityTable.Incidents, r.SourceId, r.Rows, r.Import);
            feeds.Note(r.OrgId, FeedKinds.Behaviour, r.Known, r.Import);
            var isBlank = string.IsNullOrWhiteSpace(r.Behavior);
            var isNew = seen.Count > 0 && !isBlank && !seen.Contains(r.Behavior);
            Count(r.OrgId, QualityTable.Incidents, "behavior", QualityFault.Missing, r.Rows, isBlank ? r.Rows : 0);
            Count(r.OrgId, QualityTable.Incidents, "behavior", QualityFault.Unseen, r.Rows, isNew ? r.Rows : 0);
            Count(r.OrgId, QualityTable.Incidents, "severity", QualityFault.Unseen, r.Rows, r.Odd);
            Count(r.OrgId, QualityTable.Incidents, "knownFrom", QualityFault.WrongDay, r.Rows, r.Late);
        }
    }

    /// <summary>Online activity of the term's classes.</summary>
    public async Task ActivityAsync(CancellationToken cancel)
    {
        var rows = await db
            .ActivityDays.Where(a => a.Date >= Span.First.AddDays(-60) && a.Date <= Span.Last && a.KnownFrom <= asOf)
            .GroupBy(a => a.ClassId)
            .Select(g => new
            {
                ClassId = g.Key,
                Rows = g.LongCount(),
                Import = g.Max(a => a.ImportId),
                Known = g.Max(a => a.KnownFrom),
                Off = g.Sum(a => a.Events < 0 || a.Events > MostEvents ? 1 : 0),
                Late = g.Sum(a => a.KnownFrom < a.Date ? 1 : 0),
            })
            .ToListAsync(cancel);
        var sources = await db.Imports.ToDictionaryAsync(i => i.Id, i => i.SourceId, cancel);
        foreach (var r in rows)
        {
            if (!school.Classes.TryGetValue(r.ClassId, out var book) || !sessions.Contains(book.SessionId))
            {
                continue;
            }

            Take(book.OrgId, QualityTable.Activity, sources.GetValueOrDefault(r.Import), r.Rows, r.Import);
            feeds.Note(book.OrgId, FeedKinds.Activity, r.Known, r.Import);
            Count(book.OrgId, QualityTable.Activity, "events", QualityFault.OutOfRange, r.Rows, r.Off);
            Count(book.OrgId, QualityTable.Activity, "knownFrom", QualityFault.WrongDay, r.Rows, r.Late);
        }
    }

    /// <summary>How the courses of the latest finished term ended.</summary>
    /// <param name="finished">Its sessions.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task OutcomesAsync(long[] finished, CancellationToken cancel)
    {
        var places = await db
            .Enrollments.Where(e => finished.Contains(e.Class!.SessionId))
            .GroupBy(e => e.Class!.OrgId)
            .Select(g => new { OrgId = g.Key, Rows = g.LongCount() })
            .ToDictionaryAsync(g => g.OrgId, g => g.Rows, cancel);
        var rows = await (
            from o in db.Outcomes
            join e in db.Enrollments on o.EnrollmentId equals e.Id
            join c in db.Classes on e.ClassId equals c.Id
            where finished.Contains(c.SessionId) && o.KnownFrom <= asOf
            where
                !db.Outcomes.Any(n => n.EnrollmentId == o.EnrollmentId && n.Version > o.Version && n.KnownFrom <= asOf)
            select new
            {
                c.OrgId,
                e.SourceId,
                o.ImportId,
                NoScore = o.FinalScore == null && o.Kind != OutcomeKind.Withdrawn ? 1 : 0,
                Off = o.FinalScore < 0 || o.FinalScore > 100 ? 1 : 0,
                Odd = o.Kind < OutcomeKind.Passed || o.Kind > OutcomeKind.Withdrawn ? 1 : 0,
                Early = o.DecidedOn < c.StartDate ? 1 : 0,
            }
        )
            .GroupBy(o => new { o.OrgId, o.SourceId })
            .Select(g => new
            {
                g.Key.OrgId,
                g.Key.SourceId,
                Rows = g.LongCount(),
                Import = g.Max(o => o.ImportId),
                NoScore = g.Sum(o => o.NoScore),
                Off = g.Sum(o => o.Off),
                Odd = g.Sum(o => o.Odd),
                Early = g.Sum(o => o.Early),
            })
            .ToListAsync(cancel);
        foreach (var r in rows)
        {
            Take(r.OrgId, QualityTable.Outcomes, r.SourceId, r.Rows, r.Import);
            Count(r.OrgId, QualityTable.Outcomes, "finalScore", QualityFault.Missing, r.Rows, r.NoScore);
            Count(r.OrgId, QualityTable.Outcomes, "finalScore", QualityFault.OutOfRange, r.Rows, r.Off);
            Count(r.OrgId, QualityTable.Outcomes, "kind", QualityFault.Unseen, r.Rows, r.Odd);
            Count(r.OrgId, QualityTable.Outcomes, "decidedOn", QualityFault.WrongDay, r.Rows, r.Early);
        }

        foreach (var (org, all) in places)
        {
            var known = rows.Where(r => r.OrgId == org).Sum(r => r.Rows);
            Count(org, QualityTable.Outcomes, "", QualityFault.Missing, all, Math.Max(0, all - known));
        }
    }

    // As known by the day, each corrected result once.
    private IQueryable<Result> Current(IQueryable<Result> results) =>
        results.Where(r =>
            r.KnownFrom <= asOf
            && !db.Results.Any(n =>
                n.StudentId == r.StudentId
                && n.LineItemId == r.LineItemId
                && n.Version > r.Version
                && n.KnownFrom <= asOf
            )
        );

    private static (DateOnly First, DateOnly Last) SpanOf(SchoolBook school, long[] sessions)
    {
        var own = school.Classes.Values.Where(c => sessions.Contains(c.SessionId)).ToList();
        return (DateOnly.FromDayNumber(own.Min(c => c.Start)), DateOnly.FromDayNumber(own.Max(c => c.End) - 1));
    }

    private void Take(long org, QualityTable table, int source, long rows, long import)
    {
        tally.Rows(org, table, rows);
        tally.Source(org, table, source, rows, import);
    }

    private void Count(long org, QualityTable table, string column, QualityFault fault, long rows, long count) =>
        tally.Fault(org, table, column, fault, rows, count);
}
