using EarlyWarning.Domain.Support;
using EarlyWarning.Ml.Evaluation;

namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>How much of a kind of support students got, from the log; where it holds no minutes, the hours planned.</summary>
internal static class DoseFigures
{
    private const int Groupings = 3;

    /// <summary>Sessions and hours of each student, whose cases count together.</summary>
    public static EffectDose Of(IReadOnlyList<GivenSupport> given, SupportKind kind)
    {
        var people = given.GroupBy(c => c.StudentId).ToList();
        var hours = people.Select(p => p.Sum(c => HoursOf(c, kind))).Order().ToArray();
        var sessions = people
            .Where(p => p.Any(c => c.Sessions + c.Missed > 0))
            .Select(p => (double)p.Sum(c => c.Sessions))
            .Order()
            .ToArray();
        var planned = given.Sum(c => c.Sessions + c.Missed);
        return new EffectDose(
            Quantile(sessions, 0.5),
            Quantile(sessions, 0.25),
            Quantile(sessions, 0.75),
            planned == 0 ? null : given.Sum(c => c.Missed) / (double)planned,
            hours.Average(),
            Quantile(hours, 0.25)!.Value,
            Quantile(hours, 0.75)!.Value,
            people.Count(p => p.Any(c => c.Minutes > 0)) / (double)people.Count
        );
    }

    /// <summary>Mean hours of staff that some students took, all their cases together.</summary>
    /// <param name="given">Cases of the kind.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="students">The students.</param>
    public static double HoursEach(
        IReadOnlyList<GivenSupport> given,
        SupportKind kind,
        IReadOnlyCollection<long> students
    ) => given.Where(c => students.Contains(c.StudentId)).Sum(c => HoursOf(c, kind)) / students.Count;

    /// <summary>
    /// Those who got least, those between and those who got most, all their cases together, and how their courses ended. Who
    /// has no minutes in the log is left out.
    /// </summary>
    /// <param name="given">Cases of the kind.</param>
    /// <param name="units">Enrollments of those who got it.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="record">Snapshots.</param>
    public static IReadOnlyList<DoseGroup> Groups(
        IReadOnlyList<GivenSupport> given,
        IReadOnlyList<SupportedUnit> units,
        SupportKind kind,
        FinishedRecord record
    )
    {
        var hours = given
            .GroupBy(c => c.StudentId)
            .Where(p => p.Any(c => c.Minutes > 0))
            .ToDictionary(p => p.Key, p => p.Sum(c => HoursOf(c, kind)));
        var people = units
            .Where(u => u.Row >= 0 && hours.ContainsKey(u.Case.StudentId))
            .GroupBy(u => u.Case.StudentId)
            .Select(g => (Hours: hours[g.Key], Rows: g.Select(u => u.Row).ToList()))
            .OrderBy(p => p.Hours)
            .ToList();
        if (people.Count < Groupings * EffectSheets.LeastShown)
        {
            return [];
        }

        return
        [
            .. Enumerable
                .Range(0, Groupings)
                .Select(g => people[(g * people.Count / Groupings)..((g + 1) * people.Count / Groupings)])
                .Select(g =>
                {
                    var shares = g.ConvertAll(p => p.Rows.Average(record.Passed));
                    var passed = shares.Average();
                    // A student's courses go together: the interval counts students.
                    var (low, high) = WilsonInterval.Of(passed * g.Count, g.Count);
                    return new DoseGroup(g[0].Hours, g[^1].Hours, g.Count, passed, low, high);
                }),
        ];
    }

    private static double HoursOf(GivenSupport given, SupportKind kind) =>
        given.Minutes > 0 ? given.Minutes / 60.0 : kind.Hours;

    private static double? Quantile(double[] sorted, double share)
    {
        if (sorted.Length == 0)
        {
            return null;
        }

        var place = share * (sorted.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
