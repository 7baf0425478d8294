using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Time;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Environs;

/// <summary>Reads the enrollments of a term with outcomes and absences, as known on the as-of day.</summary>
/// <param name="db">The context.</param>
/// <param name="input">What the run has read.</param>
internal sealed class PlaceReader(EarlyWarningDb db, FigureInput input)
{
    private readonly SchoolBook _school = input.School.Pass.School;
    private readonly int _asOf = input.AsOf.DayNumber;
    private readonly Dictionary<(long Org, int From, int To), int[]> _days = [];

    /// <summary>The latest terms that have begun, the latest first.</summary>
    /// <param name="count">How many.</param>
    public IReadOnlyList<Term> Terms(int count) =>
        [.. input.School.Terms.Where(t => t.Start <= input.AsOf).OrderByDescending(t => t.Start).Take(count)];

    /// <summary>Reads a term; null where it has no enrollment.</summary>
    /// <param name="term">The term.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<TermPlaces?> ReadAsync(Term term, CancellationToken cancel)
    {
        long[] sessions = [.. input.School.TermOfSession.Where(t => t.Value == term.Number).Select(t => t.Key)];
        var classes = await ClassesAsync(sessions, cancel);
        if (classes.Count == 0)
        {
            return null;
        }

        var outcomes = await OutcomesAsync(sessions, classes, cancel);
        var last = Math.Min(_asOf, classes.Values.Max(c => c.Book.End) - 1);
        var absences = await AbsencesAsync(classes.Values.Min(c => c.Book.Start), last, cancel);
        var recorded = classes
            .Values.Select(c => c.Book.OrgId)
            .Distinct()
            .Where(org => _school.Feeds.IsRunning(FeedKinds.Attendance, org, last))
            .ToHashSet();
        var places = new List<Place>();
        var isThisYear = await IsThisYearAsync(sessions, cancel);
        var enrollments = db
            .Enrollments.Where(e => sessions.Contains(e.Class!.SessionId))
            .Select(e => new EnrollmentRow(e.Id, e.StudentId, e.ClassId, e.BeginDate, e.EndDate, e.EndKnownFrom));
        await foreach (var e in enrollments.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (classes.TryGetValue(e.ClassId, out var place) && e.Begin.DayNumber <= _asOf)
            {
                var isRecorded = recorded.Contains(place.Book.OrgId);
                var (days, missed) = isRecorded ? DaysOf(e, place, absences) : (null, 0UL);
                bool? notPassed = outcomes.TryGetValue(e.Id, out var kind) ? kind != OutcomeKind.Passed : null;
                places.Add(new Place(e.StudentId, e.Id, place, notPassed, days, missed));
            }
        }

        var end = DateOnly.FromDayNumber(last);
        return places.Count == 0 ? null : new TermPlaces(term.Title, term.Start, isThisYear, end, BySchool(places));
    }

    // Just after the end only departures are known, and a share of those says nothing.
    private static bool IsOpen(IReadOnlyCollection<Place> places) =>
        places.Count(p => p.NotPassed is not null) * 2 < places.Count;

    // Asked of each school's session: one of them may send its outcomes later than the others.
    private static Dictionary<long, Place[]> BySchool(List<Place> places)
    {
        var open = places
            .GroupBy(p => (p.Class.Book.OrgId, p.Class.Book.SessionId))
            .Where(g => IsOpen([.. g]))
            .Select(g => g.Key)
            .ToHashSet();
        return places
            .Select(p => open.Contains((p.Class.Book.OrgId, p.Class.Book.SessionId)) ? p with { NotPassed = null } : p)
            .GroupBy(p => p.Class.Book.OrgId)
            .ToDictionary(g => g.Key, g => g.OrderBy(p => p.StudentId).ToArray());
    }

    // Whether the term is of the school year that holds the as-of day.
    private async Task<bool> IsThisYearAsync(long[] sessions, CancellationToken cancel)
    {
        var begun = db.AcademicSessions.Where(s => s.StartDate <= input.AsOf);
        var now = await begun.MaxAsync(s => (int?)s.SchoolYear, cancel);
        return await begun.AnyAsync(s => sessions.Contains(s.Id) && s.SchoolYear == now, cancel);
    }

    private async Task<Dictionary<long, ClassPlace>> ClassesAsync(long[] sessions, CancellationToken cancel)
    {
        var teachers = (
            await db
                .ClassAssignments.Where(a => sessions.Contains(a.Class!.SessionId))
                .Select(a => new
                {
                    a.ClassId,
                    a.BeginsOn,
                    a.StaffId,
                })
                .ToListAsync(cancel)
        ).GroupBy(a => a.ClassId).ToDictionary(g => g.Key, g => g.OrderBy(a => a.BeginsOn).ThenBy(a => a.StaffId).First().StaffId);
        var classes = await db
            .Classes.Where(c => sessions.Contains(c.SessionId))
            .Select(c => new
            {
                c.Id,
                c.OrgId,
                c.Title,
                c.ClassCode,
                Course = c.Course!.Title,
                c.Periods,
            })
            .ToListAsync(cancel);
        // Sections of one title are told apart by their codes.
        var repeated = classes
            .GroupBy(c => (c.OrgId, c.Course, c.Title.Trim()))
            .Where(g => g.Count() > 1)
            .SelectMany(g => g)
            .Where(c => !string.IsNullOrWhiteSpace(c.ClassCode))
            .Select(c => c.Id)
            .ToHashSet();
        return classes
            .Where(c => _school.Classes.ContainsKey(c.Id))
            .ToDictionary(
                c => c.Id,
                c => new ClassPlace(
                    _school.Classes[c.Id],
                    repeated.Contains(c.Id) ? $"{c.Title.Trim()} ({c.ClassCode!.Trim()})" : c.Title.Trim(),
                    c.Course.Trim(),
                    c.Periods?.Trim() ?? "",
                    teachers.GetValueOrDefault(c.Id)
                )
            );
    }

    // The latest version known by the as-of day.
    private async Task<Dictionary<long, OutcomeKind>> OutcomesAsync(
        long[] sessions,
        Dictionary<long, ClassPlace> classes,
        CancellationToken cancel
    )
    {
        var known = new Dictionary<long, (short Version, OutcomeKind Kind)>();
        var rows = db
            .Outcomes.Where(o => sessions.Contains(o.Enrollment!.Class!.SessionId) && o.KnownFrom <= input.AsOf)
            .Select(o => new
            {
                o.EnrollmentId,
                o.Enrollment!.ClassId,
                o.Version,
                o.Kind,
                o.DecidedOn,
            });
        await foreach (var o in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            // One decided before its class began cannot be true; nothing else goes by it either.
            var isPossible = classes.TryGetValue(o.ClassId, out var place) && o.DecidedOn.DayNumber >= place.Book.Start;
            if (isPossible && (!known.TryGetValue(o.EnrollmentId, out var before) || before.Version < o.Version))
            {
                known[o.EnrollmentId] = (o.Version, o.Kind);
            }
        }

        return known.ToDictionary(k => k.Key, k => k.Value.Kind);
    }

    // Days missed by student: the latest version known of each, without those taken back.
    private async Task<Dictionary<long, List<(int Day, long Class)>>> AbsencesAsync(
        int first,
        int last,
        CancellationToken cancel
    )
    {
        var (from, to) = (DateOnly.FromDayNumber(first), DateOnly.FromDayNumber(last));
        var latest = new Dictionary<(long Student, long Class, int Day), (short Version, AttendanceCategory What)>();
        // A first version that is no absence says nothing, unless a later one makes it one.
        var rows = db
            .AttendanceEvents.Where(a => a.Date >= from && a.Date <= to && a.KnownFrom <= input.AsOf)
            .Where(a =>
                a.Version > 0
                || a.Category == AttendanceCategory.ExcusedAbsence
                || a.Category == AttendanceCategory.UnexcusedAbsence
            )
            .Select(a => new
            {
                a.StudentId,
                a.ClassId,
                a.Date,
                a.Version,
                a.Category,
            });
        await foreach (var a in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            var key = (a.StudentId, a.ClassId ?? 0, a.Date.DayNumber);
            if (!latest.TryGetValue(key, out var before) || before.Version < a.Version)
            {
                latest[key] = (a.Version, a.Category);
            }
        }

        return latest
            .Where(l => l.Value.What is AttendanceCategory.ExcusedAbsence or AttendanceCategory.UnexcusedAbsence)
            .GroupBy(l => l.Key.Student, l => (l.Key.Day, l.Key.Class))
            .ToDictionary(g => g.Key, g => g.ToList());
    }

    private (int[]? Days, ulong Missed) DaysOf(
        EnrollmentRow e,
        ClassPlace place,
        Dictionary<long, List<(int Day, long Class)>> absences
    )
    {
        var from = Math.Max(e.Begin.DayNumber, place.Book.Start);
        var to = Math.Min(_asOf, place.Book.End - 1);
        if (e is { End: { } end, EndKnownFrom: { } known } && known.DayNumber <= _asOf)
        {
            to = Math.Min(to, end.DayNumber - 1);
        }

        if (to < from || !_school.Calendars.TryGetValue(place.Book.OrgId, out var calendar))
        {
            return (null, 0);
        }

        var missed = 0UL;
        if (absences.TryGetValue(e.StudentId, out var days))
        {
            // A day on which the whole day and the class were written down is one day.
            foreach (var day in days.Where(d => d.Class == 0 || d.Class == e.ClassId).Select(d => d.Day).Distinct())
            {
                if (day >= from && day <= to && calendar.IsSchoolDay(day))
                {
                    missed += 1UL << (8 * (int)DateOnly.FromDayNumber(day).DayOfWeek);
                }
            }
        }

        return (WeekdaysOf(calendar, place.Book.OrgId, from, to), missed);
    }

    private int[] WeekdaysOf(SchoolCalendar calendar, long org, int from, int to)
    {
        if (!_days.TryGetValue((org, from, to), out var days))
        {
            _days[(org, from, to)] = days = new int[7];
            for (var day = from; day <= to; day++)
            {
                days[(int)DateOnly.FromDayNumber(day).DayOfWeek] += calendar.IsSchoolDay(day) ? 1 : 0;
            }
        }

        return days;
    }

    private readonly record struct EnrollmentRow(
        long Id,
        long StudentId,
        long ClassId,
        DateOnly Begin,
        DateOnly? End,
        DateOnly? EndKnownFrom
    );
}
