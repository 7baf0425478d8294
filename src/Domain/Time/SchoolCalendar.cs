using EarlyWarning.Domain.Orgs;

namespace EarlyWarning.Domain.Time;

/// <summary>
/// School days of one school: a weekly pattern with exceptions. Days are <see cref="DateOnly.DayNumber"/>s; counting and
/// stepping back are constant time after the first use of a range.
/// </summary>
public sealed class SchoolCalendar
{
    private readonly int _firstDay;
    private readonly int[] _before;
    private readonly List<int> _schoolDays = [];

    /// <summary>Lays out the days of a range.</summary>
    /// <param name="weekdays">A bit per <see cref="DayOfWeek"/>, as in <see cref="Org.SchoolWeekdays"/>.</param>
    /// <param name="exceptions">Days that depart from the pattern.</param>
    /// <param name="first">First day of the range, inclusive.</param>
    /// <param name="last">Last day of the range, inclusive.</param>
    public SchoolCalendar(byte weekdays, IEnumerable<CalendarException> exceptions, DateOnly first, DateOnly last)
    {
        ArgumentNullException.ThrowIfNull(exceptions);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        var departures = exceptions.ToDictionary(e => e.Date.DayNumber, e => e.IsSchoolDay);
        _firstDay = first.DayNumber;
        _before = new int[last.DayNumber - _firstDay + 2];
        for (var i = 0; i < _before.Length - 1; i++)
        {
            var day = _firstDay + i;
            var pattern = ((weekdays >> (int)DateOnly.FromDayNumber(day).DayOfWeek) & 1) != 0;
            var isSchoolDay = departures.TryGetValue(day, out var departs) ? departs : pattern;
            _before[i + 1] = _before[i] + (isSchoolDay ? 1 : 0);
            if (isSchoolDay)
            {
                _schoolDays.Add(day);
            }
        }
    }

    /// <summary>Whether school is held.</summary>
    /// <param name="day">Day number.</param>
    public bool IsSchoolDay(int day) => Count(day, day) == 1;

    /// <summary>School days from a day to a day, both inclusive; 0 where the range is empty.</summary>
    /// <param name="from">First day number, inclusive.</param>
    /// <param name="to">Last day number, inclusive.</param>
    public int Count(int from, int to) => to < from ? 0 : Before(to + 1) - Before(from);

    /// <summary>The day on which the last <paramref name="schoolDays"/> school days up to a day began.</summary>
    /// <param name="to">Last day number, inclusive.</param>
    /// <param name="schoolDays">How many school days, at least 1.</param>
    public int StartOfLast(int to, int schoolDays)
    {
        var index = Before(to + 1) - schoolDays;
        return index < 0 || _schoolDays.Count == 0 ? _firstDay : _schoolDays[index];
    }

    private int Before(int day) => _before[Math.Clamp(day - _firstDay, 0, _before.Length - 1)];
}
