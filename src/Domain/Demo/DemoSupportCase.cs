using EarlyWarning.Domain.Students;
using EarlyWarning.Domain.Support;

namespace EarlyWarning.Domain.Demo;

/// <summary>A case of the demo school's history with its log, made by the same steps as a real one.</summary>
/// <param name="Case">The case, closed.</param>
/// <param name="Entries">What happened in it.</param>
internal sealed record DemoSupportCase(SupportCase Case, IReadOnlyList<SupportEntry> Entries)
{
    private const double NotTakenUp = 0.1;
    private const double Missed = 0.12;

    /// <summary>Makes a case that began soon after a day and was closed before the term's end.</summary>
    public static DemoSupportCase Make(
        Student student,
        SupportKind kind,
        DateOnly asOf,
        DateOnly termEnd,
        DemoSupportPeople people,
        Dice dice
    )
    {
        var referred = Weekday(asOf.AddDays(dice.Whole(1, 3)));
        var starts = Weekday(referred.AddDays(dice.Whole(2, 5)));
        var last = termEnd.AddDays(-4);
        var ends = Min(Weekday(starts.AddDays((7 * kind.Weeks) + dice.Whole(-2, 4))), last);
        var owner = kind.Id == DemoSupportSigns.AttendancePlan ? people.CounsellorId : people.TeacherId;
        var plan = new SupportPlan(owner, starts, ends, GoalOf(kind.Id));
        var (made, problem) = SupportCase.Refer(
            student,
            kind,
            ReasonOf(kind.Id),
            plan with
            {
                OwnerId = null,
                StartsOn = null,
                FollowUpOn = null,
            },
            On(people.CounsellorId, referred)
        );
        problem ??= made?.Revise(plan, On(people.CounsellorId, referred));
        problem ??= made?.MoveTo(SupportStatus.Planned, On(owner, referred));
        if (problem is null && dice.Chance(NotTakenUp))
        {
            problem = made?.Close(SupportOutcome.NotTakenUp, null, On(owner, starts));
            return Done(made, problem, []);
        }

        problem ??= made?.MoveTo(SupportStatus.Active, On(owner, starts));
        var entries = Log(made!, kind, starts, ends, owner, dice);
        var outcome = (SupportOutcome)(1 + dice.Weighted([0.45, 0.3, 0.25]));
        var text = outcome == SupportOutcome.GoalsMet ? null : "Some of it was reached; the rest needs more time.";
        problem ??= made?.Close(outcome, text, On(owner, ends));
        return Done(made, problem, entries);
    }

    private static DemoSupportCase Done(SupportCase? made, string? problem, IReadOnlyList<SupportEntry> entries) =>
        made is null || problem is not null
            ? throw new InvalidOperationException($"A case of the demo school could not be made: {problem}")
            : new DemoSupportCase(made, entries);

    // As many sessions as the kind's hours hold, spread evenly over its weeks; some the student did not come to.
    private static List<SupportEntry> Log(
        SupportCase made,
        SupportKind kind,
        DateOnly starts,
        DateOnly ends,
        long owner,
        Dice dice
    )
    {
        var minutes = kind.Id == DemoSupportSigns.Tutoring ? 40 : 45;
        var planned = Math.Max(1, (int)Math.Round(kind.Hours * 60 / minutes) + dice.Whole(-1, 1));
        var days = ends.DayNumber - starts.DayNumber;
        var entries = new List<SupportEntry>();
        for (var i = 0; i < planned; i++)
        {
            var day = Min(Weekday(starts.AddDays(days * i / planned)), ends);
            var isMissed = dice.Chance(Missed);
            entries.Add(
                new SupportEntry
                {
                    Case = made,
                    Kind = isMissed ? SupportEntryKind.Missed : SupportEntryKind.Session,
                    OccurredOn = day,
                    Minutes = isMissed ? null : minutes + (5 * dice.Whole(-2, 2)),
                    Text = isMissed ? "Did not come." : "Went through the next step of the plan.",
                    At = Noon(day),
                    ById = owner,
                }
            );
        }

        return entries;
    }

    private static string ReasonOf(int kind) =>
        kind switch
        {
            DemoSupportSigns.AttendancePlan => "Missed many days in the last weeks.",
            DemoSupportSigns.Tutoring => "Marks of the last weeks are low.",
            _ => "Several pieces of work are missing.",
        };

    private static string GoalOf(int kind) =>
        kind switch
        {
            DemoSupportSigns.AttendancePlan => "At most one day missed in the next four weeks.",
            DemoSupportSigns.Tutoring => "The next two marks at 65 or above.",
            _ => "Hand in what still counts.",
        };

    private static Editor On(long user, DateOnly day) => new(user, Noon(day), day);

    private static DateTime Noon(DateOnly day) => day.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc);

    private static DateOnly Min(DateOnly a, DateOnly b) => a < b ? a : b;

    private static DateOnly Weekday(DateOnly day) =>
        day.DayOfWeek switch
        {
            DayOfWeek.Saturday => day.AddDays(2),
            DayOfWeek.Sunday => day.AddDays(1),
            _ => day,
        };
}
