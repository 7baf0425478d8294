using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Demo;

/// <summary>What a week does to a student: a decline that may pass, and ordinary ups and downs.</summary>
/// <param name="Shock">Size of the decline now, 0 where there is none.</param>
/// <param name="Noise">Autoregressive ups and downs.</param>
internal readonly record struct Mood(double Shock, double Noise);

/// <summary>A student with the traits that nobody records and that everything recorded comes from.</summary>
internal sealed class DemoStudent
{
    // Five year groups pass through the two school years: 0 leaves after the first, 4 joins in the second.
    public const int Cohorts = 5;
    private const double Onset = 0.011;
    private const double Recovery = 0.11;

    public required Student Row { get; init; }

    public required int Cohort { get; init; }

    public required bool IsGirl { get; init; }

    public required NameTradition Tradition { get; init; }

    public required string Ethnicity { get; init; }

    public required double Ability { get; init; }

    public required double Engagement { get; init; }

    /// <summary>Family and work load.</summary>
    public required double Load { get; init; }

    public required string Language { get; init; }

    public required bool IsEnglishLearner { get; init; }

    /// <summary>First day at the school.</summary>
    public DateOnly Joins { get; set; }

    /// <summary>First day no longer at the school, or null where the student stayed to the end of the last term.</summary>
    public DateOnly? Leaves { get; set; }

    /// <summary>Engagement of each week by term; filled by <see cref="Live"/>.</summary>
    public double[][] Weeks { get; } = [.. Enumerable.Range(0, 4).Select(_ => new double[DemoTerm.Weeks])];

    /// <summary>Mood at the end of the week that true risks are stated for, by term.</summary>
    public Mood[] MoodAtCut { get; } = new Mood[4];

    public int FirstTerm => Cohort == Cohorts - 1 ? 2 : 0;

    public int LastTerm => Cohort == 0 ? 1 : 3;

    /// <summary>Year group, 9 to 12, in a school year; outside that range the student is not at the school.</summary>
    public int GradeIn(int year) => 12 - Cohort + year;

    public bool IsThere(DemoTerm term) =>
        term.Index >= FirstTerm
        && term.Index <= LastTerm
        && Joins < term.End
        && (Leaves is not { } day || day > term.Start);

    /// <summary>Draws a life at the school: every week's engagement, joining, and perhaps leaving early.</summary>
    public void Live(Dice dice, DemoCalendar calendar)
    {
        Join(dice, calendar);
        var mood = new Mood(0, 0);
        foreach (var term in calendar.Terms)
        {
            if (term.Index < FirstTerm || term.Index > LastTerm || term.End <= Joins)
            {
                continue;
            }

            // A new term is a new start: little of the last one's mood is carried over.
            mood = new Mood(mood.Shock * 0.5, (0.3 * mood.Noise) + (0.5 * dice.Normal()));
            for (var week = 0; week < DemoTerm.Weeks; week++)
            {
                mood = Next(mood, dice);
                Weeks[term.Index][week] = EngagementAt(mood);
                if (week == CutWeek)
                {
                    MoodAtCut[term.Index] = mood;
                }

                var day = term.Start.AddDays((7 * week) + dice.Whole(0, 4));
                if (Leaves is null && dice.Chance(LeavingHazard(EngagementAt(mood))) && day > Joins.AddDays(14))
                {
                    Leaves = calendar.SchoolDayFrom(term, day);
                }
            }

            if (Leaves is null && term.Index < LastTerm && dice.Chance(0.012))
            {
                Leaves = term.End;
            }
        }
    }

    /// <summary>The week at whose end true risks are stated, 0-based: the running one.</summary>
    public const int CutWeek = 8;

    public double EngagementAt(Mood mood) => (0.6 * Engagement) - (0.3 * Load) - mood.Shock + mood.Noise;

    public Mood Next(Mood mood, Dice dice)
    {
        var shock = mood.Shock;
        if (shock > 0.05)
        {
            shock = dice.Chance(Recovery) ? shock * 0.25 : shock;
        }
        else if (dice.Chance(Onset * Math.Exp(0.35 * Load)))
        {
            shock = dice.Between(0.9, 2.4);
        }

        return new Mood(shock, (0.92 * mood.Noise) + (0.22 * dice.Normal()));
    }

    /// <summary>Probability of leaving the school in a week.</summary>
    public static double LeavingHazard(double engagement) => 0.0007 * Math.Exp(-0.7 * engagement);

    private void Join(Dice dice, DemoCalendar calendar)
    {
        if (dice.Chance(0.9))
        {
            Joins = calendar.Terms[FirstTerm].Start;
            return;
        }

        var term = calendar.Terms[dice.Whole(FirstTerm, LastTerm)];
        var week = dice.Chance(0.4) ? 0 : dice.Whole(1, 6);
        Joins =
            week == 0 ? term.Start : calendar.SchoolDayFrom(term, term.Start.AddDays((7 * week) + dice.Whole(0, 4)));
    }
}
