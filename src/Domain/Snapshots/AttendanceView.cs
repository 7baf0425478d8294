using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Time;

namespace EarlyWarning.Domain.Snapshots;

/// <summary>Attendance of an enrollment as known on a date; counts are of school days of this term.</summary>
public sealed class AttendanceView
{
    private readonly List<(int Day, AttendanceCategory Category)> _exceptions;
    private readonly SchoolCalendar _calendar;
    private readonly int _from;
    private readonly int _to;

    internal AttendanceView(StudentAsOf student, EnrollmentFact enrollment, SchoolCalendar calendar, bool isRecorded)
    {
        _calendar = calendar;
        _from = Math.Max(enrollment.Begin, enrollment.Class.Start);
        _to = Math.Min(student.AsOf, enrollment.Class.End - 1);
        SchoolDays = calendar.Count(_from, _to);
        IsRecorded = isRecorded && SchoolDays > 0;
        _exceptions = IsRecorded ? Known(student, enrollment.Class.Id) : [];
    }

    /// <summary>Whether the school's attendance feed was running, and school was held.</summary>
    public bool IsRecorded { get; }

    /// <summary>School days of the term so far while enrolled.</summary>
    public int SchoolDays { get; }

    /// <summary>School days missed, for any reason, of the last so many; NaN while fewer than five days have passed.</summary>
    /// <param name="schoolDays">Length of the window in school days.</param>
    public float MissedOfLast(int schoolDays) =>
        !IsRecorded || SchoolDays < 5
            ? float.NaN
            : Missed(Math.Max(_from, _calendar.StartOfLast(_to, schoolDays)), _to);

    /// <summary>School days of the window that have passed.</summary>
    /// <param name="schoolDays">Length of the window in school days.</param>
    public int DaysOfLast(int schoolDays) => Math.Min(SchoolDays, schoolDays);

    /// <summary>
    /// Share of school days attended from a day to a day (both inclusive) of the term while enrolled, 0 to 1; NaN where
    /// nothing is recorded or no school was held.
    /// </summary>
    /// <param name="from">First day number.</param>
    /// <param name="to">Last day number.</param>
    public float RateBetween(int from, int to)
    {
        (from, to) = (Math.Max(from, _from), Math.Min(to, _to));
        var days = IsRecorded ? _calendar.Count(from, to) : 0;
        return days == 0 ? float.NaN : 1 - ((float)Missed(from, to) / days);
    }

    /// <summary>Share of school days missed this term, 0 to 1.</summary>
    public float MissedShare => !IsRecorded || SchoolDays < 5 ? float.NaN : (float)Missed(_from, _to) / SchoolDays;

    /// <summary>Share of school days missed without an accepted reason, 0 to 1.</summary>
    public float UnexcusedShare =>
        !IsRecorded || SchoolDays < 5
            ? float.NaN
            : (float)CountDays(_from, _to, c => c == AttendanceCategory.UnexcusedAbsence) / SchoolDays;

    /// <summary>Days late or left early of the last so many school days.</summary>
    /// <param name="schoolDays">Length of the window in school days.</param>
    public float TardyOfLast(int schoolDays) =>
        !IsRecorded || SchoolDays < 5
            ? float.NaN
            : CountDays(
                Math.Max(_from, _calendar.StartOfLast(_to, schoolDays)),
                _to,
                c => c is AttendanceCategory.Tardy or AttendanceCategory.EarlyDeparture
            );

    /// <summary>Share missed of the last ten school days less the share before them; NaN under fifteen days.</summary>
    public float Trend
    {
        get
        {
            if (!IsRecorded || SchoolDays < 15)
            {
                return float.NaN;
            }

            var recentFrom = _calendar.StartOfLast(_to, 10);
            var earlier = (float)Missed(_from, recentFrom - 1) / (SchoolDays - 10);
            return (Missed(recentFrom, _to) / 10f) - earlier;
        }
    }

    /// <summary>Longest run of school days missed one after another this term.</summary>
    public float LongestSpell
    {
        get
        {
            if (!IsRecorded || SchoolDays < 5)
            {
                return float.NaN;
            }

            var (longest, run, previous) = (0, 0, int.MinValue);
            foreach (var day in _exceptions.Where(e => IsAbsence(e.Category)).Select(e => e.Day).Distinct())
            {
                run = previous != int.MinValue && _calendar.Count(previous + 1, day) == 1 ? run + 1 : 1;
                longest = Math.Max(longest, run);
                previous = day;
            }

            return longest;
        }
    }

    private int Missed(int from, int to) => CountDays(from, to, IsAbsence);

    private int CountDays(int from, int to, Func<AttendanceCategory, bool> counts)
    {
        var (days, last) = (0, int.MinValue);
        foreach (var (day, category) in _exceptions)
        {
            if (day >= from && day <= to && day != last && counts(category))
            {
                days++;
                last = day;
            }
        }

        return days;
    }

    private static bool IsAbsence(AttendanceCategory category) =>
        category is AttendanceCategory.ExcusedAbsence or AttendanceCategory.UnexcusedAbsence;

    // The timeline is sorted by day, class and version, so the last known version of a key is the one that holds.
    private List<(int, AttendanceCategory)> Known(StudentAsOf student, long classId)
    {
        var known = new List<(int Day, AttendanceCategory Category)>();
        (int Day, long Class) key = default;
        foreach (var fact in student.Timeline.Attendance)
        {
            var relevant = fact.Day >= _from && fact.Day <= _to && (fact.ClassId == 0 || fact.ClassId == classId);
            if (!relevant || fact.KnownFrom > student.AsOf || !_calendar.IsSchoolDay(fact.Day))
            {
                continue;
            }

            if (known.Count > 0 && key == (fact.Day, fact.ClassId))
            {
                known[^1] = (fact.Day, fact.Category);
            }
            else
            {
                known.Add((fact.Day, fact.Category));
                key = (fact.Day, fact.ClassId);
            }
        }

        return known;
    }
}
