using System.Runtime.InteropServices;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>What was read.</summary>
/// <param name="Classes">Classes of the terms asked for.</param>
/// <param name="Students">Students looked at.</param>
/// <param name="AllStudents">Students there are.</param>
internal sealed record ReadWork(IReadOnlyList<ClassWork> Classes, int Students, int AllStudents);

/// <summary>
/// Reads the work of some terms, a few hundred students at a time by their keys (results lie together by student), and keeps
/// a row of numbers for each enrollment. Beyond a number of students a sample is taken.
/// </summary>
/// <param name="input">What the run knows.</param>
internal sealed class WorkReader(FigureInput input)
{
    /// <summary>About the most students looked at.</summary>
    public const int MostStudents = 20_000;

    private const int ChunkSize = 500;
    private const int Readers = 4;
    private readonly int _asOf = input.AsOf.DayNumber;
    private readonly DateOnly _day = input.AsOf;
    private readonly SchoolBook _school = input.School.Pass.School;

    /// <summary>Reads.</summary>
    /// <param name="terms">Numbers of the terms.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<ReadWork> ReadAsync(IReadOnlySet<int> terms, CancellationToken cancel)
    {
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        long[] sessions = [.. input.School.TermOfSession.Where(t => terms.Contains(t.Value)).Select(t => t.Key)];
        var classes = await ClassesAsync(db, sessions, cancel);
        var students = await db
            .Enrollments.Where(e => sessions.Contains(e.Class!.SessionId))
            .Select(e => e.StudentId)
            .Distinct()
            .OrderBy(s => s)
            .ToListAsync(cancel);
        var sample = new StudentSample(students.Count, MostStudents, input.Settings.Seed);
        var taken = students.FindAll(sample.Takes);
        var items = classes.Values.SelectMany(c => c.Book.LineItems).Select(i => i.Id).ToHashSet();
        foreach (var chunks in taken.Chunk(ChunkSize).Chunk(Math.Clamp(System.Environment.ProcessorCount, 1, Readers)))
        {
            // Side by side, and put down in the order of the students, so that threads change nothing.
            var read = await Task.WhenAll(
                chunks.Select(chunk => Task.Run(() => ReadChunkAsync(chunk, classes, items, cancel), cancel))
            );
            foreach (var (work, row) in read.SelectMany(r => r))
            {
                work.Rows.Add(row);
            }
        }

        return new ReadWork([.. classes.Values], taken.Count, students.Count);
    }

    private async Task<Dictionary<long, ClassWork>> ClassesAsync(
        EarlyWarningDb db,
        long[] sessions,
        CancellationToken cancel
    )
    {
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        string One(string title) => CollectionsMarshal.GetValueRefOrAddDefault(titles, title, out _) ??= title;

        var categories = await db.LineItemCategories.ToDictionaryAsync(c => c.Id, c => c.Title, cancel);
        var names = new Dictionary<long, WorkName>();
        await foreach (
            var item in db
                .LineItems.Where(l => sessions.Contains(l.Class!.SessionId))
                .Select(l => new
                {
                    l.Id,
                    l.CategoryId,
                    l.Title,
                })
                .AsAsyncEnumerable()
                .WithCancellation(cancel)
        )
        {
            names[item.Id] = new WorkName(categories.GetValueOrDefault(item.CategoryId, ""), One(item.Title));
        }

        var courses = await CoursesAsync(db, cancel);
        var rows = await db
            .Classes.Where(c => sessions.Contains(c.SessionId))
            .OrderBy(c => c.Id)
            .Select(c => new { c.Id, c.Title })
            .ToListAsync(cancel);
        return rows.Where(r => _school.Classes.ContainsKey(r.Id))
            .Select(r => (r.Title, Book: _school.Classes[r.Id]))
            .ToDictionary(
                c => c.Book.Id,
                c => new ClassWork
                {
                    Book = c.Book,
                    Title = c.Title,
                    Term = input.School.TermOfSession[c.Book.SessionId],
                    Course = courses[c.Book.CourseId],
                    Names = Array.ConvertAll(
                        c.Book.LineItems,
                        i => names.GetValueOrDefault(i.Id, new WorkName("", ""))
                    ),
                    IsRecorded = Array.ConvertAll(c.Book.LineItems, i => IsRecorded(c.Book, i)),
                }
            );
    }

    private static async Task<Dictionary<long, WorkCourse>> CoursesAsync(EarlyWarningDb db, CancellationToken cancel)
    {
        var all = await db
            .Courses.OrderBy(c => c.Id)
            .Select(c => new
            {
                c.Id,
                c.Title,
                c.Subject,
            })
            .ToListAsync(cancel);
        var byTitle = new Dictionary<string, WorkCourse>(StringComparer.Ordinal);
        foreach (var course in all)
        {
            byTitle.TryAdd(course.Title, new WorkCourse(course.Id, course.Title, course.Subject ?? ""));
        }

        return all.ToDictionary(c => c.Id, c => byTitle[c.Title]);
    }

    private async Task<List<(ClassWork Work, WorkRow Row)>> ReadChunkAsync(
        long[] students,
        Dictionary<long, ClassWork> classes,
        HashSet<long> items,
        CancellationToken cancel
    )
    {
        await using var db = await input.Contexts.CreateDbContextAsync(cancel);
        var results = ResultVersions.Read(db, students, items, _day, cancel);
        var outcomes = await OutcomesAsync(db, students, cancel);
        var enrollments = await db
            .Enrollments.Where(e => students.Contains(e.StudentId))
            .OrderBy(e => e.StudentId)
            .ThenBy(e => e.Id)
            .Select(e => new
            {
                e.Id,
                e.StudentId,
                e.ClassId,
                e.BeginDate,
                e.EndDate,
                e.EndKnownFrom,
            })
            .ToListAsync(cancel);
        var rows = new List<(ClassWork, WorkRow)>(enrollments.Count);
        foreach (var e in enrollments)
        {
            if (classes.TryGetValue(e.ClassId, out var work))
            {
                var leaves = e.EndKnownFrom <= _day ? e.EndDate?.DayNumber : null;
                var row = RowOf(
                    work,
                    (e.StudentId, e.BeginDate.DayNumber, leaves ?? int.MaxValue),
                    results,
                    outcomes.TryGetValue(e.Id, out var outcome) ? outcome : null
                );
                rows.Add((work, row));
            }
        }

        return rows;
    }

    private async Task<Dictionary<long, (bool Failed, float Final)>> OutcomesAsync(
        EarlyWarningDb db,
        long[] students,
        CancellationToken cancel
    )
    {
        var rows = await db
            .Outcomes.Where(o => students.Contains(o.Enrollment!.StudentId) && o.KnownFrom <= _day)
            .OrderBy(o => o.Version)
            .Select(o => new
            {
                o.EnrollmentId,
                o.Kind,
                o.FinalScore,
            })
            .ToListAsync(cancel);
        var latest = new Dictionary<long, (bool, float)>();
        foreach (var o in rows)
        {
            latest[o.EnrollmentId] = (o.Kind != OutcomeKind.Passed, (float)(o.FinalScore ?? double.NaN));
        }

        return latest;
    }

    private WorkRow RowOf(
        ClassWork work,
        (long Student, int Begins, int Leaves) enrollment,
        ResultVersions results,
        (bool Failed, float Final)? outcome
    )
    {
        var items = work.Book.LineItems;
        var own = results.Of(enrollment.Student);
        var (states, marks, known) = (new WorkState[items.Length], new float[items.Length], new short[items.Length]);
        for (var i = 0; i < items.Length; i++)
        {
            var isDue = items[i].Due <= _asOf && items[i].Due >= enrollment.Begins && items[i].Due < enrollment.Leaves;
            (states[i], marks[i], known[i]) = isDue
                ? StateOf(work, i, ResultVersions.Of(own, items[i].Id))
                : (WorkState.None, float.NaN, (short)-1);
        }

        return new WorkRow(enrollment.Student, states, marks, known, outcome?.Failed, outcome?.Final ?? float.NaN);
    }

    // The rules of WorkView: the latest version known holds, and a score may become known later than its hand-in.
    private (WorkState State, float Mark, short Known) StateOf(
        ClassWork work,
        int place,
        ReadOnlySpan<(long Student, ResultFact Fact)> versions
    )
    {
        var (book, item) = (work.Book, work.Book.LineItems[place]);
        ResultFact? state = null;
        var (score, first) = (double.NaN, int.MaxValue);
        foreach (var (_, version) in versions)
        {
            state = version;
            if (version.ScoreKnownFrom <= _asOf || double.IsNaN(version.Score))
            {
                score = version.Score;
                first = double.IsNaN(score) ? first : Math.Min(first, version.ScoreKnownFrom);
            }
        }

        if (state is { Status: ScoreStatus.Exempt } or { IsBanked: true })
        {
            return (WorkState.None, float.NaN, -1);
        }

        var handedIn = state is { } known && WorkView.IsHandedIn(known.Status);
        var mark = handedIn ? item.Percent(score) : double.NaN;
        var isMissing = state is { Status: ScoreStatus.NotSubmitted } || work.IsRecorded[place];
        return !double.IsNaN(mark)
            ? (WorkState.Marked, (float)mark, (short)Math.Clamp(first - book.Start, 0, short.MaxValue))
            : (
                handedIn ? WorkState.HandedIn
                : isMissing ? WorkState.Missing
                : WorkState.None,
                float.NaN,
                (short)-1
            );
    }

    // A teacher who has entered nothing yet must not make a whole class look idle.
    private bool IsRecorded(ClassBook book, LineItemBook item) =>
        item.HandIns.AsOf(_asOf).Count >= WorkView.RecordedShare * Math.Max(1, book.Roll.AsOf(_asOf).Sum);
}
