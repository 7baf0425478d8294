using System.Globalization;
using EarlyWarning.Domain.Activity;
using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;

namespace EarlyWarning.Domain.Demo;

/// <summary>Attendance, behaviour and online activity, school day by school day.</summary>
internal sealed class DemoDays(DemoOptions options, DemoCalendar calendar, DemoKeys keys, SchoolBatch batch)
{
    private static readonly (string Behavior, string Text)[] Minor =
    [
        ("Phone use", "Used a phone during the lesson and put it away after the second reminder."),
        ("Disruption", "Talked over the class several times; moved to another seat."),
        ("Inappropriate language", "Swore at a classmate and apologised afterwards."),
        ("Unprepared", "Came without materials for the third time this month."),
        ("Defiance", "Refused to start the task; settled after a talk outside."),
    ];

    private static readonly (string Behavior, string Text)[] Major =
    [
        ("Skipping class", "Was in school but did not come to two lessons."),
        ("Conflict with a student", "Pushed another student in the corridor; both families were called."),
        ("Damage to property", "Broke a cupboard door in the changing room."),
        ("Defiance", "Left the classroom without leave and shouted at a member of staff."),
        ("Cheating", "Handed in a test copied from a neighbour."),
    ];

    private static readonly (string Behavior, string Text)[] Suspension =
    [
        ("Fighting", "Fought at the bus stop; nobody was badly hurt. Sent home after a meeting with the family."),
        ("Vaping", "Vaped in the washroom for the second time."),
        ("Threat", "Threatened another student by message; returned after a safety talk."),
    ];

    private readonly (DateOnly From, DateOnly To)[] _attendanceGaps = Gaps(options, calendar, batch.School.Id, 8, 3);
    private readonly (DateOnly From, DateOnly To)[] _activityGaps = Gaps(options, calendar, batch.School.Id, 9, 5);

    /// <summary>Writes a student's exceptions from attendance and incidents of all terms into the batch.</summary>
    public void Attend(DemoStudent student)
    {
        var dice = new Dice(options.Seed, 10, student.Row.Id);
        foreach (var term in calendar.Terms.Where(student.IsThere))
        {
            var home = 0;
            foreach (var day in DaysOf(student, term))
            {
                var engagement = student.Weeks[term.Index][term.WeekOf(day)];
                if (home > 0)
                {
                    home--;
                    Enter(student, term, day, AttendanceCategory.ExcusedAbsence, dice);
                    continue;
                }

                home = Day(student, term, day, engagement, dice);
            }
        }
    }

    /// <summary>Writes a student's online activity in a class into the batch.</summary>
    public void Click(DemoStudent student, DemoClass @class, long enrollmentId, DateOnly? ends)
    {
        if (!@class.Teacher.UsesLms)
        {
            return;
        }

        var dice = new Dice(options.Seed, 11, enrollmentId);
        var term = @class.Term;
        var gap = _activityGaps[term.Index];
        foreach (var day in DaysOf(student, term))
        {
            var engagement = student.Weeks[term.Index][term.WeekOf(day)];
            if (!dice.Chance(Math.Min(0.8, 0.19 * Math.Exp(0.45 * engagement))) || day >= ends)
            {
                continue;
            }

            var events = 1 + (int)Math.Exp(1.7 + (0.3 * engagement) + (0.7 * dice.Normal()));
            if (day >= gap.From && day < gap.To)
            {
                continue;
            }

            batch.Activity.Add(
                new ActivityDay
                {
                    StudentId = student.Row.Id,
                    ClassId = @class.Row.Id,
                    Date = day,
                    KnownFrom = day,
                    Events = Math.Min(events, 200),
                    ImportId = DemoRoster.ImportId,
                }
            );
        }
    }

    // Returns how many of the following days the student stays away from illness or suspension.
    private int Day(DemoStudent student, DemoTerm term, DateOnly day, double engagement, Dice dice)
    {
        if (dice.Chance(0.0022))
        {
            Enter(student, term, day, AttendanceCategory.ExcusedAbsence, dice);
            return dice.Whole(1, 4);
        }

        var edge = day.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Friday ? 1.35 : 0.85;
        var absent = 0.026 * edge * Math.Exp((-0.6 * engagement) + (0.2 * student.Load));
        var roll = dice.Uniform();
        if (roll < Math.Min(0.6, absent))
        {
            var excused = dice.Chance(1 / (1 + Math.Exp(-0.7 - (0.8 * engagement))));
            var category = excused ? AttendanceCategory.ExcusedAbsence : AttendanceCategory.UnexcusedAbsence;
            Enter(student, term, day, category, dice);
            return 0;
        }

        if (roll > 1 - Math.Min(0.3, 0.02 * Math.Exp(-0.5 * engagement)))
        {
            Enter(student, term, day, AttendanceCategory.Tardy, dice);
        }

        return dice.Chance(Math.Min(0.1, 0.0014 * Math.Exp(-0.8 * engagement))) ? Misbehave(student, day, dice) : 0;
    }

    private void Enter(DemoStudent student, DemoTerm term, DateOnly day, AttendanceCategory category, Dice dice)
    {
        var late = dice.Uniform();
        if (
            category is AttendanceCategory.ExcusedAbsence
            && student.IsEnglishLearner
            && late < DemoBias.ExcuseNotEntered * options.Bias
        )
        {
            category = AttendanceCategory.UnexcusedAbsence;
            late = 1;
        }

        var gap = _attendanceGaps[term.Index];
        if (day >= gap.From && day < gap.To)
        {
            return;
        }

        Add(student, day, category, 0, day);
        var known = day.AddDays(3);
        if (category is AttendanceCategory.UnexcusedAbsence && late < 0.07 && known <= calendar.LastDay)
        {
            Add(student, day, AttendanceCategory.ExcusedAbsence, 1, known);
        }
    }

    private void Add(DemoStudent student, DateOnly day, AttendanceCategory category, short version, DateOnly known) =>
        batch.Attendance.Add(
            new AttendanceEvent
            {
                Id = keys.Attendance++,
                StudentId = student.Row.Id,
                Date = day,
                Category = category,
                Version = version,
                KnownFrom = known,
                ImportId = DemoRoster.ImportId,
            }
        );

    private int Misbehave(DemoStudent student, DateOnly day, Dice dice)
    {
        var roll = dice.Uniform();
        var (severity, words) = roll switch
        {
            < 0.74 => (IncidentSeverity.Minor, Minor),
            < 0.95 => (IncidentSeverity.Major, Major),
            _ => (IncidentSeverity.Suspension, Suspension),
        };
        var (behavior, text) = dice.Pick(words);
        var id = keys.Incident++;
        batch.Incidents.Add(
            new Incident
            {
                Id = id,
                SourceId = DemoRoster.SourceId,
                SourcedId = $"i{id.ToString(CultureInfo.InvariantCulture)}",
                StudentId = student.Row.Id,
                OccurredOn = day,
                Behavior = behavior,
                Severity = severity,
                Description = text,
                KnownFrom = day,
                ImportId = DemoRoster.ImportId,
            }
        );
        return severity is IncidentSeverity.Suspension ? dice.Whole(1, 3) : 0;
    }

    private IEnumerable<DateOnly> DaysOf(DemoStudent student, DemoTerm term)
    {
        foreach (var day in calendar.SchoolDays[term.Index])
        {
            if (day > calendar.LastDay || day >= student.Leaves)
            {
                yield break;
            }

            if (day >= student.Joins)
            {
                yield return day;
            }
        }
    }

    // Once a term the school's feed brings nothing for some days.
    private static (DateOnly From, DateOnly To)[] Gaps(
        DemoOptions options,
        DemoCalendar calendar,
        long schoolId,
        int purpose,
        int days
    ) =>
        [
            .. calendar.Terms.Select(term =>
            {
                var dice = new Dice(options.Seed, purpose, schoolId, term.Index);
                var from = dice.Whole(15, 36);
                var school = calendar.SchoolDays[term.Index];
                return (school[from], school[from + days]);
            }),
        ];
}
