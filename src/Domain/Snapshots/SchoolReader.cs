using System.Runtime.CompilerServices;
using EarlyWarning.Domain.Classes;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Time;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Domain.Snapshots;

/// <summary>
/// Reads what snapshots need: the school once, then every student's record in one streaming pass. Each stream has a
/// connection of its own, since SQL Server reads one result at a time on each.
/// </summary>
/// <param name="factory">Makes contexts.</param>
/// <param name="passMark">Mark in percent from which a course is passed.</param>
public sealed class SchoolReader(IDbContextFactory<EarlyWarningDb> factory, double passMark)
{
    /// <summary>Reads classes, calendars, feeds, class statistics and course outcomes.</summary>
    /// <param name="cancel">Cancels the reading.</param>
    public async Task<SchoolBook> ReadSchoolAsync(CancellationToken cancel)
    {
        var school = new SchoolBook { PassMark = passMark };
        await using var db = await factory.CreateDbContextAsync(cancel);
        await ReadClassesAsync(db, school, cancel);
        await ReadCalendarsAsync(db, school, cancel);
        await ReadFeedsAsync(db, school, cancel);
        await ReadRollAsync(db, school, cancel);
        await ReadResultsAsync(db, school, cancel);
        await ReadOutcomesAsync(db, school, cancel);
        return school;
    }

    /// <summary>
    /// Streams the record of every student with an enrollment, in key order. Only one record is held at a time.
    /// </summary>
    /// <param name="school">What <see cref="ReadSchoolAsync"/> gave.</param>
    /// <param name="takes">Which students to take.</param>
    /// <param name="cancel">Cancels the reading.</param>
    public async IAsyncEnumerable<StudentTimeline> ReadTimelinesAsync(
        SchoolBook school,
        Func<long, bool> takes,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(school);
        ArgumentNullException.ThrowIfNull(takes);
        await using var enrollments = Stream(db => db.Enrollments.OrderBy(e => e.StudentId), e => e.StudentId, cancel);
        await using var results = Stream(
            db => db.Results.OrderBy(r => r.StudentId).ThenBy(r => r.LineItemId).ThenBy(r => r.Version),
            r => r.StudentId,
            cancel
        );
        await using var attendance = Stream(
            db => db.AttendanceEvents.OrderBy(a => a.StudentId).ThenBy(a => a.Date),
            a => a.StudentId,
            cancel
        );
        await using var incidents = Stream(
            db => db.Incidents.OrderBy(i => i.StudentId).ThenBy(i => i.OccurredOn),
            i => i.StudentId,
            cancel
        );
        await using var activity = Stream(
            db => db.ActivityDays.OrderBy(a => a.StudentId).ThenBy(a => a.ClassId).ThenBy(a => a.Date),
            a => a.StudentId,
            cancel
        );
        await using var attributes = Stream(
            db => db.StudentAttributes.OrderBy(a => a.StudentId).ThenBy(a => a.AttributeId),
            a => a.StudentId,
            cancel
        );
        await using var outcomes = Stream(
            db => db.Outcomes.Include(o => o.Enrollment).OrderBy(o => o.Enrollment!.StudentId),
            o => o.Enrollment!.StudentId,
            cancel
        );
        await foreach (var (studentId, own) in enrollments.GroupsAsync())
        {
            if (!takes(studentId))
            {
                continue;
            }

            var timeline = new StudentTimeline { StudentId = studentId };
            timeline.Enrollments.AddRange(
                own.Where(e => school.Classes.ContainsKey(e.ClassId)).Select(e => Facts.Of(e, school))
            );
            timeline.Results.AddRange((await results.TakeAsync(studentId)).Select(Facts.Of));
            timeline.Attendance.AddRange((await attendance.TakeAsync(studentId)).Select(Facts.Of));
            timeline.Incidents.AddRange((await incidents.TakeAsync(studentId)).Select(Facts.Of));
            timeline.Activity.AddRange((await activity.TakeAsync(studentId)).Select(Facts.Of));
            timeline.Attributes.AddRange((await attributes.TakeAsync(studentId)).Select(Facts.Of));
            timeline.Outcomes.AddRange((await outcomes.TakeAsync(studentId)).Select(Facts.Of));
            yield return timeline.Sort();
        }
    }

    private StudentStream<T> Stream<T>(
        Func<EarlyWarningDb, IQueryable<T>> query,
        Func<T, long> student,
        CancellationToken cancel
    )
        where T : class
    {
        var db = factory.CreateDbContext();
        return new StudentStream<T>(db, query(db).AsNoTracking(), student, cancel);
    }

    private static async Task ReadClassesAsync(EarlyWarningDb db, SchoolBook school, CancellationToken cancel)
    {
        await foreach (var c in db.Classes.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancel))
        {
            school.Classes[c.Id] = new ClassBook
            {
                Id = c.Id,
                OrgId = c.OrgId,
                CourseId = c.CourseId,
                SessionId = c.SessionId,
                Start = c.StartDate.DayNumber,
                End = c.EndDate.DayNumber,
            };
        }

        await foreach (var s in db.AcademicSessions.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancel))
        {
            school.Sessions[s.Id] = (s.StartDate.DayNumber, s.EndDate.DayNumber);
        }

        var items = new List<LineItem>();
        await foreach (
            var item in db.LineItems.AsNoTracking().OrderBy(l => l.ClassId).AsAsyncEnumerable().WithCancellation(cancel)
        )
        {
            if (items.Count > 0 && items[0].ClassId != item.ClassId)
            {
                SetLineItems(school, items);
            }

            items.Add(item);
        }

        SetLineItems(school, items);
    }

    private static void SetLineItems(SchoolBook school, List<LineItem> items)
    {
        if (items.Count > 0 && school.Classes.TryGetValue(items[0].ClassId, out var book))
        {
            school.SetLineItems(book, items.Select(Facts.Of));
        }

        items.Clear();
    }

    private static async Task ReadCalendarsAsync(EarlyWarningDb db, SchoolBook school, CancellationToken cancel)
    {
        if (school.Classes.Count == 0)
        {
            return;
        }

        var first = DateOnly.FromDayNumber(school.Classes.Values.Min(c => c.Start) - 366);
        var last = DateOnly.FromDayNumber(school.Classes.Values.Max(c => c.End) + 366);
        var exceptions = (await db.CalendarExceptions.AsNoTracking().ToListAsync(cancel)).ToLookup(e => e.OrgId);
        foreach (var org in await db.Orgs.AsNoTracking().ToListAsync(cancel))
        {
            school.Calendars[org.Id] = new SchoolCalendar(org.SchoolWeekdays, exceptions[org.Id], first, last);
        }
    }

    private static async Task ReadFeedsAsync(EarlyWarningDb db, SchoolBook school, CancellationToken cancel)
    {
        var attendance = await db
            .AttendanceEvents.Select(a => new { a.Student!.OrgId, a.KnownFrom })
            .Distinct()
            .ToListAsync(cancel);
        foreach (var feed in attendance.GroupBy(a => a.OrgId))
        {
            school.AttendanceFeeds[feed.Key] = Facts.Feed(feed.Select(f => f.KnownFrom.DayNumber));
        }

        var incidents = await db
            .Incidents.Select(a => new { a.Student!.OrgId, a.KnownFrom })
            .Distinct()
            .ToListAsync(cancel);
        foreach (var feed in incidents.GroupBy(a => a.OrgId))
        {
            school.IncidentFeeds[feed.Key] = Facts.Feed(feed.Select(f => f.KnownFrom.DayNumber));
        }

        var activity = await db
            .ActivityDays.GroupBy(a => new { a.ClassId, a.KnownFrom })
            .Select(g => new
            {
                g.Key.ClassId,
                g.Key.KnownFrom,
                Events = g.Sum(a => a.Events),
            })
            .ToListAsync(cancel);
        foreach (var day in activity)
        {
            if (school.Classes.TryGetValue(day.ClassId, out var book))
            {
                book.Activity.Add(day.KnownFrom.DayNumber, day.Events);
            }
        }
    }

    private static async Task ReadRollAsync(EarlyWarningDb db, SchoolBook school, CancellationToken cancel)
    {
        await foreach (var e in db.Enrollments.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (!school.Classes.TryGetValue(e.ClassId, out var book))
            {
                continue;
            }

            book.Roll.Add(e.BeginDate.DayNumber, 1);
            if (e is { EndDate: { } end, EndKnownFrom: { } known })
            {
                book.Roll.Add(Math.Max(end.DayNumber, known.DayNumber), 1, -1);
            }
        }
    }

    private static async Task ReadResultsAsync(EarlyWarningDb db, SchoolBook school, CancellationToken cancel)
    {
        var ordered = db
            .Results.AsNoTracking()
            .OrderBy(r => r.StudentId)
            .ThenBy(r => r.LineItemId)
            .ThenBy(r => r.Version);
        (long Student, ResultFact Fact)? before = null;
        await foreach (var result in ordered.AsAsyncEnumerable().WithCancellation(cancel))
        {
            var fact = Facts.Of(result);
            var isSame = before is { } b && b.Student == result.StudentId && b.Fact.LineItemId == fact.LineItemId;
            school.NoteResult(fact, isSame ? before!.Value.Fact : null);
            before = (result.StudentId, fact);
        }
    }

    private static async Task ReadOutcomesAsync(EarlyWarningDb db, SchoolBook school, CancellationToken cancel)
    {
        var latest = db
            .Outcomes.Where(o => o.Version == 0)
            .Join(db.Enrollments, o => o.EnrollmentId, e => e.Id, (o, e) => new { Outcome = o, e.ClassId })
            .AsNoTracking();
        await foreach (var row in latest.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (school.Classes.TryGetValue(row.ClassId, out var book))
            {
                var fact = Facts.Of(row.Outcome);
                school.NoteOutcome(book.CourseId, fact.Kind, fact.FinalScore, fact.KnownFrom);
            }
        }
    }
}
