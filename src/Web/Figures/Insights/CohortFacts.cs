using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Web.Nightly;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Insights;

/// <summary>Enrollments of finished terms in the shape of the table of cohorts.</summary>
/// <param name="Terms">Terms in order.</param>
/// <param name="Grades">Grade levels.</param>
/// <param name="Subjects">Subjects.</param>
/// <param name="Basis">What states at week 8 come from.</param>
/// <param name="Facts">The enrollments, grouped by nothing.</param>
/// <param name="IsSample">Whether they are of a sample of the students.</param>
/// <param name="Within">Titles of terms in which the model knew other students of the same term.</param>
internal sealed record CohortFacts(
    IReadOnlyList<CohortTerm> Terms,
    IReadOnlyList<string> Grades,
    IReadOnlyList<string> Subjects,
    CohortBasis Basis,
    IReadOnlyList<CubeFact> Facts,
    bool IsSample = false,
    IReadOnlyList<string>? Within = null
)
{
    private const int MostTerms = 12;
    private const int MostSubjects = 40;
    private const int MostGrades = 20;
    private const short Week = 8;

    /// <summary>How many values each dimension of the table has.</summary>
    public IReadOnlyList<int> Values => [Terms.Count, Grades.Count, Subjects.Count, (int)CohortState.Flagged];

    /// <summary>Reads what is missing beside the snapshots: grade levels, subjects, and what the model said.</summary>
    public static async Task<CohortFacts> ReadAsync(FigureInput input, TrainingSet set, CancellationToken cancel)
    {
        Dictionary<long, string> grades;
        Dictionary<long, string> subjects;
        await using (var db = await input.Contexts.CreateDbContextAsync(cancel))
        {
            grades = await db
                .Students.Where(s => s.Grade != null)
                .Select(s => new { s.Id, s.Grade })
                .ToDictionaryAsync(s => s.Id, s => s.Grade!, cancel);
            subjects = await db
                .Courses.Select(c => new { c.Id, Subject = c.Subject ?? c.Title })
                .ToDictionaryAsync(c => c.Id, c => c.Subject, cancel);
        }

        var judged = input.Serving.Failure?.Version.JudgedRows is { } packed ? JudgedRows.Unpack(packed) : null;
        var within = judged is null ? null : JudgedTerms.Within(judged, set, input.School.Terms);
        return Of(set, grades, subjects, judged) with
        {
            IsSample = await input.IsSampleAsync(cancel),
            Within = judged?.Terms.Where(t => within!.Contains(t.Start)).Select(t => t.Title).ToList(),
        };
    }

    /// <summary>Shapes them.</summary>
    /// <param name="set">Labelled snapshots of finished terms.</param>
    /// <param name="grades">Grade levels by student.</param>
    /// <param name="subjects">Subjects by course.</param>
    /// <param name="judged">What the model in service said of terms it had not seen; null where rules decide.</param>
    public static CohortFacts Of(
        TrainingSet set,
        IReadOnlyDictionary<long, string> grades,
        IReadOnlyDictionary<long, string> subjects,
        JudgedRows? judged
    )
    {
        var enrollments = set.Rows.GroupBy(r => r.EnrollmentId).Select(g => g.MaxBy(r => r.Week)!).ToList();
        var numbers = enrollments
            .Select(r => set.TermOfSession.GetValueOrDefault(r.Class.SessionId, -1))
            .Where(n => n >= 0)
            .Distinct()
            .ToHashSet();
        var terms = set.Terms.Where(t => numbers.Contains(t.Number)).OrderBy(t => t.Start).TakeLast(MostTerms).ToList();
        var termPlace = terms.Index().ToDictionary(t => t.Item.Number, t => t.Index + 1);
        var gradeNames = Names(enrollments.Select(r => grades.GetValueOrDefault(r.StudentId, "")), MostGrades);
        var subjectNames = Names(
            enrollments.Select(r => subjects.GetValueOrDefault(r.Class.CourseId, "")),
            MostSubjects
        );
        var states = judged is null ? ByRules(set) : ByModel(set, judged);
        var judgedTerms = states.Keys.Select(k => k.Term).ToHashSet();
        var (absent, missing) = (Column(set, "absence_share"), Column(set, "missing_share"));
        return new CohortFacts(
            [.. terms.Select(t => new CohortTerm(t.Title, t.Start))],
            gradeNames,
            subjectNames,
            judged is null ? CohortBasis.Rules : CohortBasis.Model,
            [
                .. enrollments
                    .Select(r => (Row: r, Number: set.TermOfSession.GetValueOrDefault(r.Class.SessionId, -1)))
                    .Where(r => termPlace.ContainsKey(r.Number))
                    .Select(r => new CubeFact(
                        r.Row.StudentId,
                        r.Row.Class.OrgId,
                        termPlace[r.Number],
                        Place(gradeNames, grades.GetValueOrDefault(r.Row.StudentId, "")),
                        Place(subjectNames, subjects.GetValueOrDefault(r.Row.Class.CourseId, "")),
                        // Who was not there at week 8 was not flagged then; a few apart would have to be hidden, and much else with them.
                        (int)(
                            judgedTerms.Contains(r.Number)
                                ? states.GetValueOrDefault((r.Row.StudentId, r.Number), CohortState.NotFlagged)
                                : CohortState.Unknown
                        ),
                        r.Row.Outcome!.Value.Kind == OutcomeKind.Passed,
                        r.Row.Outcome.Value.Kind == OutcomeKind.Withdrawn ? double.NaN : r.Row.Outcome.Value.FinalScore,
                        Value(r.Row, absent),
                        Value(r.Row, missing)
                    )),
            ]
        );
    }

    // A student is flagged where any of their enrollments is, among the tenth of the school's students with the highest risk.
    private static Dictionary<(long Student, int Term), CohortState> ByModel(TrainingSet set, JudgedRows judged)
    {
        var numbers = judged
            .Terms.Select(t => set.Terms.FirstOrDefault(s => s.Start == t.Start)?.Number ?? -1)
            .ToArray();
        var states = new Dictionary<(long, int), CohortState>();
        foreach (var place in judged.Rows.Where(r => r.Week == Week).GroupBy(r => (r.OrgId, r.Term)))
        {
            var people = place
                .GroupBy(r => r.StudentId)
                .Select(s => (Student: s.Key, Margin: s.Max(r => r.Margin)))
                .OrderByDescending(s => s.Margin)
                .ToList();
            var cut = people[Math.Max(1, (int)Math.Ceiling(people.Count * StateCuts.SupportShare)) - 1].Margin;
            foreach (var (student, margin) in people)
            {
                Note(states, (student, numbers[place.Key.Term]), margin >= cut);
            }
        }

        return states;
    }

    private static Dictionary<(long Student, int Term), CohortState> ByRules(TrainingSet set)
    {
        var states = new Dictionary<(long, int), CohortState>();
        foreach (var row in set.Rows.Where(r => r.Week == Week && r.HoldsEnough))
        {
            Note(
                states,
                (row.StudentId, set.TermOfSession.GetValueOrDefault(row.Class.SessionId, -1)),
                RuleBaseline.Count(row.Rules) >= 2
            );
        }

        return states;
    }

    private static void Note(Dictionary<(long, int), CohortState> states, (long, int) key, bool flagged) =>
        states[key] =
            flagged || states.GetValueOrDefault(key) == CohortState.Flagged
                ? CohortState.Flagged
                : CohortState.NotFlagged;

    // The most common ones; the rest is one with those that are not known.
    private static List<string> Names(IEnumerable<string> all, int most)
    {
        var counted = all.CountBy(n => n, StringComparer.Ordinal).ToList();
        var named = counted
            .Where(n => n.Key.Length > 0)
            .OrderByDescending(n => n.Value)
            .ThenBy(n => n.Key, StringComparer.Ordinal)
            .Take(most)
            .Select(n => n.Key)
            .OrderBy(n =>
                int.TryParse(n, System.Globalization.CultureInfo.InvariantCulture, out var number)
                    ? number
                    : int.MaxValue
            )
            .ThenBy(n => n, StringComparer.Ordinal)
            .ToList();
        return named.Count < counted.Count ? [.. named, ""] : named;
    }

    private static int Place(List<string> names, string name)
    {
        var place = names.IndexOf(name);
        return (place >= 0 ? place : names.IndexOf("")) + 1;
    }

    private static int Column(TrainingSet set, string name) => Array.IndexOf(set.FeatureNames.Split('\n'), name);

    private static double Value(SnapshotRow row, int column) => column < 0 ? double.NaN : row.Values[column];
}
