using EarlyWarning.Domain.Time;

namespace EarlyWarning.Domain.Tests.Time;

public sealed class SchoolCalendarTests
{
    private static readonly DateOnly First = new(2026, 8, 1);
    private static readonly DateOnly Last = new(2026, 12, 31);

    [Fact]
    public void Counts_school_days_as_counting_one_by_one_does()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var weekdays = (byte)random.Next(128);
            var exceptions = Enumerable
                .Range(0, random.Next(20))
                .Select(_ => First.AddDays(random.Next(150)))
                .Distinct()
                .Select(d => new CalendarException
                {
                    OrgId = 1,
                    Date = d,
                    IsSchoolDay = random.Next(2) == 0,
                })
                .ToList();
            var calendar = new SchoolCalendar(weekdays, exceptions, First, Last);
            var from = First.DayNumber + random.Next(-5, 150);
            var to = First.DayNumber + random.Next(-5, 160);
            var expected = Enumerable
                .Range(First.DayNumber, Last.DayNumber - First.DayNumber + 1)
                .Count(d => d >= from && d <= to && Holds(weekdays, exceptions, d));
            calendar.Count(from, to).ShouldBe(expected);
        }
    }

    [Fact]
    public void Steps_back_over_weekends_and_holidays()
    {
        var holiday = new CalendarException
        {
            OrgId = 1,
            Date = new DateOnly(2026, 9, 7),
            IsSchoolDay = false,
        };
        var calendar = new SchoolCalendar(0b0011_1110, [holiday], First, Last);

        // Tuesday 8, (Monday 7 is a holiday), Friday 4.
        calendar.StartOfLast(new DateOnly(2026, 9, 8).DayNumber, 2).ShouldBe(new DateOnly(2026, 9, 4).DayNumber);
        calendar.IsSchoolDay(holiday.Date.DayNumber).ShouldBeFalse();
    }

    private static bool Holds(byte weekdays, List<CalendarException> exceptions, int day) =>
        exceptions.Find(e => e.Date.DayNumber == day)?.IsSchoolDay
        ?? ((weekdays >> (int)DateOnly.FromDayNumber(day).DayOfWeek) & 1) != 0;
}
