using EarlyWarning.Domain.Time;

namespace EarlyWarning.Domain.Demo;

/// <summary>A term of the demo school.</summary>
/// <param name="Index">0 for the oldest, 3 for the running one; two make a school year.</param>
/// <param name="Start">A Monday.</param>
internal sealed record DemoTerm(int Index, DateOnly Start)
{
    public const int Weeks = 18;

    /// <summary>First day after the term.</summary>
    public DateOnly End => Start.AddDays(7 * Weeks);

    /// <summary>School year, 0 or 1.</summary>
    public int Year => Index / 2;

    /// <summary>Week of a day of the term, 0-based.</summary>
    public int WeekOf(DateOnly day) => Math.Clamp((day.DayNumber - Start.DayNumber) / 7, 0, Weeks - 1);

    /// <summary>Key of the academic session.</summary>
    public long SessionId => Index + 3;
}

/// <summary>
/// Four terms of 18 weeks laid back from the last school day before today, which falls into the ninth week of the last
/// one; two weeks of holiday within a school year, ten between them.
/// </summary>
internal sealed class DemoCalendar
{
    private static readonly (int Week, int Weekday, string Label)[] Holidays =
    [
        (5, 0, "Mid-term holiday"),
        (9, 3, "Long weekend"),
        (9, 4, "Long weekend"),
        (13, 4, "Staff training day"),
    ];

    public DemoCalendar(DateOnly today)
    {
        LastDay = today.AddDays(-1);
        while (LastDay.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            LastDay = LastDay.AddDays(-1);
        }

        var monday = LastDay.AddDays(-((int)LastDay.DayOfWeek - 1));
        var running = monday.AddDays(-7 * 8);
        Terms =
        [
            new DemoTerm(0, running.AddDays(-7 * ((3 * DemoTerm.Weeks) + 14))),
            new DemoTerm(1, running.AddDays(-7 * ((2 * DemoTerm.Weeks) + 12))),
            new DemoTerm(2, running.AddDays(-7 * (DemoTerm.Weeks + 2))),
            new DemoTerm(3, running),
        ];
        SchoolDays = [.. Terms.Select(t => Days(t).ToArray())];
    }

    /// <summary>The last school day before today; nothing is recorded after it.</summary>
    public DateOnly LastDay { get; }

    public IReadOnlyList<DemoTerm> Terms { get; }

    /// <summary>School days of each term, planned ones after <see cref="LastDay"/> included.</summary>
    public IReadOnlyList<DateOnly[]> SchoolDays { get; }

    /// <summary>The next school day of the term on or after a day, or the last one of the term.</summary>
    public DateOnly SchoolDayFrom(DemoTerm term, DateOnly day)
    {
        var days = SchoolDays[term.Index];
        var index = Array.BinarySearch(days, day);
        return days[Math.Min(index < 0 ? ~index : index, days.Length - 1)];
    }

    /// <summary>Academic sessions: two school years and their terms.</summary>
    public IEnumerable<AcademicSession> Sessions(long districtId)
    {
        foreach (var year in Terms.GroupBy(t => t.Year))
        {
            var ends = year.Last().End.Year;
            yield return Session(
                year.Key + 1,
                districtId,
                $"{ends - 1}-{ends % 100:00}",
                year.First().Start,
                year.Last().End,
                ends
            );
            foreach (var term in year)
            {
                var title = $"Term {(term.Index % 2) + 1}, {ends - 1}-{ends % 100:00}";
                var session = Session(term.SessionId, districtId, title, term.Start, term.End, ends);
                session.Type = AcademicSessionType.Term;
                session.ParentId = year.Key + 1;
                yield return session;
            }
        }
    }

    /// <summary>Days on which a school departs from Monday to Friday.</summary>
    public IEnumerable<CalendarException> Exceptions(long schoolId)
    {
        foreach (var term in Terms)
        {
            foreach (var (week, weekday, label) in Holidays)
            {
                yield return Holiday(schoolId, term.Start.AddDays((7 * week) + weekday), label);
            }
        }

        for (var i = 1; i < Terms.Count; i++)
        {
            var label = Terms[i].Year == Terms[i - 1].Year ? "Holiday between terms" : "Long holiday";
            for (var day = Terms[i - 1].End; day < Terms[i].Start; day = day.AddDays(1))
            {
                if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                {
                    yield return Holiday(schoolId, day, label);
                }
            }
        }
    }

    private static IEnumerable<DateOnly> Days(DemoTerm term) =>
        from week in Enumerable.Range(0, DemoTerm.Weeks)
        from weekday in Enumerable.Range(0, 5)
        where !Holidays.Any(h => h.Week == week && h.Weekday == weekday)
        select term.Start.AddDays((7 * week) + weekday);

    private static AcademicSession Session(
        long id,
        long orgId,
        string title,
        DateOnly start,
        DateOnly end,
        int schoolYear
    ) =>
        new()
        {
            Id = id,
            SourceId = DemoRoster.SourceId,
            SourcedId = $"session-{id}",
            OrgId = orgId,
            Title = title,
            Type = AcademicSessionType.SchoolYear,
            StartDate = start,
            EndDate = end,
            SchoolYear = schoolYear,
        };

    private static CalendarException Holiday(long schoolId, DateOnly day, string label) =>
        new()
        {
            OrgId = schoolId,
            Date = day,
            Label = label,
        };
}
