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
        await Task.Run(() => ReadResults(db, school, cancel), cancel);
        await ReadOutcomesAsync(db, school, cancel);
        return school;
    }

    /// <summary>
    /// Streams the record of every student with an enrollment, in key order, on the calling thread. Only one record is held
    /// at a time.
    /// </summary>
    /// <param name="school">What <see cref="ReadSchoolAsync"/> gave.</param>
    /// <param name="takes">Which students to take.</param>
    /// <param name="cancel">Cancels between students.</param>
    public IEnumerable<StudentTimeline> ReadTimelines(
        SchoolBook school,
        Func<long, bool> takes,
        CancellationToken cancel
    )
    {
        ArgumentNullException.ThrowIfNull(school);
        ArgumentNullException.ThrowIfNull(takes);
        using var enrollments = Stream(Facts.Enrollments);
        using var results = Stream(Facts.Results);
        using var attendance = Stream(Facts.Attendance);
        using var incidents = Stream(Facts.Incidents);
        using var activity = Stream(Facts.Activity);
        using var attributes = Stream(Facts.Attributes);
        using var outcomes = Stream(Facts.Outcomes);
        foreach (var (studentId, own) in enrollments.Groups())
        {
            cancel.ThrowIfCancellationRequested();
            if (!takes(studentId))
            {
                continue;
            }

            var timeline = new StudentTimeline { StudentId = studentId };
            foreach (var enrollment in own)
            {
                if (school.Classes.TryGetValue(enrollment.ClassId, out var book))
                {
                    timeline.Enrollments.Add(enrollment.With(book));
                }
            }

            timeline.Results.AddRange(results.Take(studentId));
            timeline.Attendance.AddRange(attendance.Take(studentId));
            timeline.Incidents.AddRange(incidents.Take(studentId));
            timeline.Activity.AddRange(activity.Take(studentId));
            timeline.Attributes.AddRange(attributes.Take(studentId));
            timeline.Outcomes.AddRange(outcomes.Take(studentId));
            yield return timeline.Sort();
        }
    }

    // On the calling thread: a stream that awaits every row spends more on waiting than on the row.
    private StudentStream<T> Stream<T>(Func<EarlyWarningDb, IQueryable<OfStudent<T>>> query)
    {
        var db = factory.CreateDbContext();
        return new StudentStream<T>(query(db).AsEnumerable(), db);
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
        foreach (var day in attendance)
        {
            school.Feeds.Note(FeedKinds.Attendance, day.OrgId, day.KnownFrom.DayNumber);
        }

        var incidents = await db
            .Incidents.Select(a => new { a.Student!.OrgId, a.KnownFrom })
            .Distinct()
            .ToListAsync(cancel);
        foreach (var day in incidents)
        {
            school.Feeds.Note(FeedKinds.Behaviour, day.OrgId, day.KnownFrom.DayNumber);
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
                school.Feeds.Note(FeedKinds.Activity, book.OrgId, day.KnownFrom.DayNumber);
            }
        }
    }

    private static async Task ReadRollAsync(EarlyWarningDb db, SchoolBook school, CancellationToken cancel)
    {
        var enrollments = db.Enrollments.Select(e => new
        {
            e.ClassId,
            e.BeginDate,
            e.EndDate,
            e.EndKnownFrom,
        });
        await foreach (var e in enrollments.AsAsyncEnumerable().WithCancellation(cancel))
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

    private static void ReadResults(EarlyWarningDb db, SchoolBook school, CancellationToken cancel)
    {
        OfStudent<ResultFact>? before = null;
        foreach (var row in Facts.Results(db))
        {
            cancel.ThrowIfCancellationRequested();
            var isSame =
                before is { } b && b.StudentId == row.StudentId && b.Columns.LineItemId == row.Columns.LineItemId;
            school.NoteResult(row.Columns, isSame ? before!.Value.Columns : null);
            before = row;
        }
    }

    private static async Task ReadOutcomesAsync(EarlyWarningDb db, SchoolBook school, CancellationToken cancel)
    {
        var first = db
            .Outcomes.Where(o => o.Version == 0)
            .Join(
                db.Enrollments,
                o => o.EnrollmentId,
                e => e.Id,
                (o, e) =>
                    new
                    {
                        e.ClassId,
                        Fact = Facts.Outcome(o.EnrollmentId, o.Version, o.Kind, o.FinalScore, o.DecidedOn, o.KnownFrom),
                    }
            );
        await foreach (var row in first.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (school.Classes.TryGetValue(row.ClassId, out var book))
            {
                school.EarlyOutcomes += row.Fact.DecidedOn < book.Start ? 1 : 0;
                school.NoteOutcome(book.CourseId, row.Fact.Kind, row.Fact.FinalScore, row.Fact.KnownFrom);
            }
        }
    }
}
