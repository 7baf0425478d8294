using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>
/// A student at a school in a term. A student at two schools is two, so that schools add up to what lies above them.
/// </summary>
/// <param name="StudentId">The student.</param>
/// <param name="SchoolId">The school.</param>
/// <param name="Needed">Whether any enrollment had the outcome.</param>
/// <param name="End">Weeks from the beginning to the end of the latest course with the outcome; 0 where none had or none is known.</param>
/// <param name="Weeks">Weeks at which the student was there, ascending.</param>
/// <param name="ByModel">Of those, the weeks at which the model flags.</param>
/// <param name="ByRules">Of those, the weeks at which the rules flag.</param>
internal sealed record WarnedPerson(
    long StudentId,
    long SchoolId,
    bool Needed,
    double End,
    IReadOnlyList<int> Weeks,
    IReadOnlyList<int> ByModel,
    IReadOnlyList<int> ByRules
);

/// <summary>Who would have been flagged when: as states are decided, in people.</summary>
internal static class WarningWeeks
{
    /// <summary>So many rules must apply for "needs support".</summary>
    private const int RulesToFlag = 2;

    /// <summary>The people of a term.</summary>
    /// <param name="rows">Rows of one term.</param>
    /// <param name="weeksOf">Weeks that a class lasts, by its key; 0 where it is not known.</param>
    public static List<WarnedPerson> People(IEnumerable<JudgedRow> rows, Func<long, double> weeksOf)
    {
        var people = new List<WarnedPerson>();
        foreach (var school in rows.GroupBy(r => r.OrgId))
        {
            var byModel = school.GroupBy(r => r.Week).ToDictionary(w => w.Key, Flagged);
            people.AddRange(
                school
                    .GroupBy(r => r.StudentId)
                    .Select(student =>
                    {
                        var needed = student.Where(r => r.Outcome).ToList();
                        var weeks = student.Select(r => (int)r.Week).Distinct().Order().ToList();
                        return new WarnedPerson(
                            student.Key,
                            school.Key,
                            needed.Count > 0,
                            needed.Count == 0 ? 0 : needed.Max(r => weeksOf(r.ClassId)),
                            weeks,
                            weeks.FindAll(w => byModel[(short)w].Contains(student.Key)),
                            weeks.FindAll(w =>
                                student.Any(r => r.Week == w && RuleBaseline.Count(r.Rules) >= RulesToFlag)
                            )
                        );
                    })
            );
        }

        return people;
    }

    /// <summary>The tenth of the students of a school and week with the highest margins.</summary>
    private static HashSet<long> Flagged(IEnumerable<JudgedRow> rows)
    {
        var students = rows.GroupBy(r => r.StudentId)
            .Select(s => (Id: s.Key, Top: s.Max(r => r.Margin)))
            .OrderByDescending(s => s.Top)
            .ThenBy(s => s.Id)
            .ToList();
        var places = Math.Max(1, (int)Math.Ceiling(students.Count * StateCuts.SupportShare));
        return students.Take(places).Select(s => s.Id).ToHashSet();
    }

    /// <summary>Figures of some people by one kind of warning.</summary>
    /// <param name="people">People of a term.</param>
    /// <param name="flagsOf">Weeks at which a person is flagged.</param>
    /// <param name="isShown">Whether what is counted of a week may be published: its rates are left out where not.</param>
    public static WarningSide Side(
        IReadOnlyList<WarnedPerson> people,
        Func<WarnedPerson, IReadOnlyList<int>> flagsOf,
        Predicate<int> isShown
    )
    {
        var needed = people.Where(p => p.Needed).ToList();
        int[] weeks = [.. people.SelectMany(p => p.Weeks).Distinct().Order()];
        return new WarningSide(
            [
                .. weeks.Select(
                    (week, i) =>
                        Week(people, needed, flagsOf, week, i + 1 < weeks.Length ? weeks[i + 1] : null, isShown(week))
                ),
            ],
            weeks.Any(w => isShown(w))
                ? AgreementFigures.Share(needed.Count(p => flagsOf(p).Count == 0), needed.Count)
                : null,
            Lead(needed, flagsOf)
        );
    }

    private static WarningWeek Week(
        IReadOnlyList<WarnedPerson> people,
        List<WarnedPerson> needed,
        Func<WarnedPerson, IReadOnlyList<int>> flagsOf,
        int week,
        int? next,
        bool isShown
    )
    {
        if (!isShown)
        {
            return new WarningWeek(week, null, null, null, null, null);
        }

        var flagged = people.Where(p => flagsOf(p).Contains(week)).ToList();
        var there = flagged.Where(p => next is { } n && p.Weeks.Contains(n)).ToList();
        var right = flagged.Count(p => p.Needed);
        return new WarningWeek(
            week,
            DriverImportance.Rounded(flagged.Count),
            AgreementFigures.Share(needed.Count(p => flagsOf(p).Any(w => w <= week)), needed.Count),
            AgreementFigures.Share(right, needed.Count(p => p.Weeks.Contains(week))),
            AgreementFigures.Share(right, flagged.Count),
            there.Count < WarningSheets.Least
                ? null
                : AgreementFigures.Share(there.Count(p => flagsOf(p).Contains(next!.Value)), there.Count)
        );
    }

    private static LeadTime? Lead(List<WarnedPerson> needed, Func<WarnedPerson, IReadOnlyList<int>> flagsOf)
    {
        double[] leads =
        [
            .. needed
                .Where(p => p.End > 0 && flagsOf(p).Count > 0)
                .Select(p => Math.Max(0, p.End - flagsOf(p)[0]))
                .OrderDescending(),
        ];
        return leads.Length < WarningSheets.Least
            ? null
            : new LeadTime(AtLeast(0.5), AtLeast(0.75), AtLeast(0.25), DriverImportance.Rounded(leads.Length));

        double AtLeast(double share) =>
            Math.Round(leads[Math.Clamp((int)Math.Ceiling(share * leads.Length) - 1, 0, leads.Length - 1)], 1);
    }
}
