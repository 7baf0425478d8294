using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>What was shown of one enrollment, and what came of it.</summary>
/// <param name="Shown">The frequency shown, 0 to 1.</param>
/// <param name="Outcome">Whether the outcome came.</param>
internal readonly record struct Foretold(double Shown, bool Outcome);

/// <summary>A student of a term at one week, in one school or in all schools of an organisation.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="Shown">The frequency shown of the highest enrollment, 0 to 1, or the number of rules that applied.</param>
/// <param name="Outcome">Whether any enrollment had the outcome.</param>
/// <param name="FirstCut">Place of the first cut of the grid that flags the student; the number of cuts where none does.</param>
/// <param name="Predictions">
/// Every enrollment: calibration is of these, since the risk of the highest of six courses says nothing of "any of six failed".
/// None for rules, which show no frequency.
/// </param>
internal readonly record struct CohortPerson(
    long StudentId,
    double Shown,
    bool Outcome,
    byte FirstCut,
    ArraySegment<Foretold> Predictions
);

/// <summary>
/// Who would have been flagged at each cut of a fixed grid: of each school and term the students with the highest margins, as
/// the gates flag (<see cref="Nightly.Gates.FlaggedPeople"/>). A student stands where their highest enrollment does.
/// </summary>
internal static class CohortPeople
{
    /// <summary>Shares of the students of a school and term who are flagged; at most ten.</summary>
    public static IReadOnlyList<double> Grid { get; } = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5];

    /// <summary>From this number of rules on the baseline says "needs support".</summary>
    public const int RulesThatFlag = 2;

    /// <summary>People of one term and week by school, flagged by their margins.</summary>
    /// <param name="rows">Rows of the term and week.</param>
    public static Dictionary<long, List<CohortPerson>> ByMargin(IEnumerable<JudgedRow> rows) =>
        rows.GroupBy(r => r.OrgId).ToDictionary(g => g.Key, g => Ranked([.. g]));

    /// <summary>People of one term and week by school, flagged where two or more rules applied to an enrollment.</summary>
    /// <param name="rows">Rows of the term and week.</param>
    public static Dictionary<long, List<CohortPerson>> ByRules(IEnumerable<JudgedRow> rows) =>
        rows.GroupBy(r => r.OrgId)
            .ToDictionary(
                g => g.Key,
                g =>
                    g.GroupBy(r => r.StudentId)
                        .Select(s => Ruled(s.Key, s.Max(r => RuleBaseline.Count(r.Rules)), s.Any(r => r.Outcome)))
                        .ToList()
            );

    /// <summary>Students of several schools, each once: flagged where any school flags them.</summary>
    /// <param name="schools">People of each school.</param>
    public static List<CohortPerson> Together(IReadOnlyList<List<CohortPerson>> schools)
    {
        if (schools.Count == 1)
        {
            return schools[0];
        }

        var places = new Dictionary<long, int>();
        var people = new List<CohortPerson>();
        foreach (var person in schools.SelectMany(s => s))
        {
            if (places.TryAdd(person.StudentId, people.Count))
            {
                people.Add(person);
                continue;
            }

            var known = people[places[person.StudentId]];
            people[places[person.StudentId]] = known with
            {
                Shown = Math.Max(known.Shown, person.Shown),
                Outcome = known.Outcome || person.Outcome,
                FirstCut = Math.Min(known.FirstCut, person.FirstCut),
                Predictions = (Foretold[])[.. known.Predictions, .. person.Predictions],
            };
        }

        return people;
    }

    private static CohortPerson Ruled(long student, int rules, bool outcome) =>
        new(student, rules, outcome, rules >= RulesThatFlag ? (byte)0 : (byte)1, ArraySegment<Foretold>.Empty);

    private static List<CohortPerson> Ranked(List<JudgedRow> school)
    {
        var students = school
            .GroupBy(r => r.StudentId)
            .Select(s => (Top: s.MaxBy(r => r.Margin), Rows: s))
            .OrderByDescending(s => s.Top.Margin)
            .ThenBy(s => s.Top.StudentId)
            .ToList();
        int[] places = [.. Grid.Select(share => Math.Max(1, (int)Math.Ceiling(students.Count * share)))];
        var predictions = new Foretold[school.Count];
        var people = new List<CohortPerson>(students.Count);
        var next = 0;
        foreach (var (top, rows) in students)
        {
            var first = next;
            foreach (var row in rows)
            {
                predictions[next++] = new Foretold(row.Shown, row.Outcome);
            }

            var own = new ArraySegment<Foretold>(predictions, first, next - first);
            var cut = (byte)places.Count(p => p <= people.Count);
            people.Add(new CohortPerson(top.StudentId, top.Shown, own.Any(f => f.Outcome), cut, own));
        }

        return people;
    }
}
