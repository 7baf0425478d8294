using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Ml.Effects;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>An enrollment of a student who was offered a kind of support while it ran.</summary>
/// <param name="Case">What was given, or not taken up.</param>
/// <param name="EnrollmentId">The enrollment.</param>
/// <param name="School">Its school.</param>
/// <param name="Term">Its term.</param>
/// <param name="Week">Week of the class in which it began.</param>
/// <param name="Row">The last snapshot before it began; -1 where it began before the first.</param>
internal readonly record struct SupportedUnit(
    GivenSupport Case,
    long EnrollmentId,
    long School,
    int Term,
    int Week,
    int Row
)
{
    /// <summary>Every enrollment during which a case began.</summary>
    public static IReadOnlyList<SupportedUnit> All(FinishedRecord record, SupportHistory history) =>
        [.. history.Cases.SelectMany(c => Of(record, c))];

    private static IEnumerable<SupportedUnit> Of(FinishedRecord record, GivenSupport given)
    {
        foreach (var enrollment in record.ByStudent[given.StudentId].GroupBy(i => record.Rows[i].EnrollmentId))
        {
            var first = record.Rows[enrollment.First()];
            // Who had left by then, or whose outcome was known, was not helped in this course.
            var isOpen = first.Outcome!.Value.DecidedOn >= given.Start;
            if (isOpen && given.Start >= first.Class.Start && given.Start < first.Class.End)
            {
                var before = enrollment.Where(i => record.Rows[i].AsOf < given.Start);
                yield return new SupportedUnit(
                    given,
                    enrollment.Key,
                    first.Class.OrgId,
                    record.TermOf(first),
                    ((given.Start - first.Class.Start) / 7) + 1,
                    before.Select(i => (int?)i).MaxBy(i => record.Rows[i!.Value].AsOf) ?? -1
                );
            }
        }
    }
}

/// <summary>
/// Who got a kind of support and whom they may be compared with: enrollments of the same school, course and week whose
/// student had no support from the first day of the class until then and whose outcome was still open on the day it began
/// (risk sets: Li, Propert and Rosenbaum 2001). Days count from the first day of the class, since terms are compared with each
/// other. Those who get support later stay in, or the others would be chosen by how their record went on; a second figure
/// leaves them out.
/// </summary>
/// <param name="record">Snapshots.</param>
/// <param name="history">Cases.</param>
/// <param name="all">Enrollments during which a case began.</param>
/// <param name="schools">Schools looked at.</param>
/// <param name="term">The term; null for all.</param>
internal sealed class SupportedUnits(
    FinishedRecord record,
    SupportHistory history,
    IReadOnlyList<SupportedUnit> all,
    IReadOnlySet<long> schools,
    int? term
)
{
    /// <summary>Untreated units at most; more would add time and no certainty.</summary>
    private const int MostCompared = 20_000;

    /// <summary>Students with outcomes.</summary>
    public int Students => record.Of(schools, term).Select(r => r.StudentId).Distinct().Count();

    // Day number of the first snapshot to which two accepted rules or more applied: what "needs support" is where rules decide.
    private Dictionary<long, int> FirstFlags { get; } =
        record
            .Of(schools, term)
            .Where(r => RuleBaseline.Count(r.Rules) >= 2)
            .GroupBy(r => r.StudentId)
            .ToDictionary(g => g.Key, g => g.Min(r => r.AsOf));

    /// <summary>
    /// Students to whom two accepted rules or more applied, and those of them who then got a kind. Of who got it only what was
    /// before counts: who needed support later is no proof that it went to those in need.
    /// </summary>
    public (int Flagged, int Reached) Flagged(int kindId)
    {
        var starts = Given(kindId).GroupBy(c => c.StudentId).ToDictionary(g => g.Key, g => g.Min(c => c.Start));
        var reached = starts.Count(s => FirstFlags.TryGetValue(s.Key, out var day) && day < s.Value);
        return (reached + FirstFlags.Keys.Count(s => !starts.ContainsKey(s)), reached);
    }

    /// <summary>Cases of a kind that were given, each once.</summary>
    public IReadOnlyList<GivenSupport> Given(int kindId) =>
        [.. Looked(kindId).Select(u => u.Case).Where(c => c.IsGiven).DistinctBy(c => c.CaseId)];

    /// <summary>Enrollments of everybody who got a kind, once each, with the last snapshot before.</summary>
    public IReadOnlyList<SupportedUnit> Of(int kindId) =>
        [
            .. Looked(kindId)
                .Where(u => u.Case.IsGiven)
                .DistinctBy(u => u.EnrollmentId)
                .OrderBy(u => u.Case.StudentId)
                .ThenBy(u => u.Row),
        ];

    /// <summary>Cases of a kind that were not taken up.</summary>
    public int NotTakenUp(int kindId) =>
        Looked(kindId).Where(u => !u.Case.IsGiven).Select(u => u.Case.CaseId).Distinct().Count();

    /// <summary>Those units and all that they may be compared with.</summary>
    /// <param name="units">Units of those who got it.</param>
    public ComparedRows Compared(IReadOnlyList<SupportedUnit> units)
    {
        var known = units.Where(u => u.Row >= 0).ToList();
        var own = known.Select(u => u.Row).ToHashSet();
        int[] others =
        [
            .. known
                .GroupBy(u => FinishedRecord.StratumOf(record.Rows[u.Row]), u => DayOf(u.Row, u.Case.Start))
                .SelectMany(s => record.ByStratum[s.Key].Where(i => DayOf(i, record.DecidedOn(i)) >= s.Min()))
                .Where(i => !own.Contains(i) && IsUnsupported(i)),
        ];
        if (others.Length > MostCompared)
        {
            var sample = new StudentSample(others.Length, MostCompared, 1);
            others = [.. others.Where(i => sample.Takes(record.Rows[i].StudentId))];
        }

        Array.Sort(others);
        return new ComparedRows(
            [.. known.Select(u => u.Row), .. others],
            [.. known.Select(u => DayOf(u.Row, u.Case.Start)), .. others.Select(i => DayOf(i, record.DecidedOn(i)))],
            known.Count
        );
    }

    // Days since the class of a snapshot began.
    private int DayOf(int number, int day) => day - record.Rows[number].Class.Start;

    /// <summary>The cohort of some snapshots.</summary>
    /// <param name="compared">The snapshots.</param>
    /// <param name="most">How many columns must be alike at most.</param>
    public Cohort CohortOf(ComparedRows compared, int most)
    {
        var (rows, treated) = (compared.Rows, compared.Treated);
        var table = BaselineTable.Of(record.Names, Array.ConvertAll(rows, record.Columns));
        var strata = new Dictionary<(long, long, short), int>();
        int[] stratum = Array.ConvertAll(
            rows,
            i =>
            {
                var key = FinishedRecord.StratumOf(record.Rows[i]);
                strata.TryAdd(key, strata.Count);
                return strata[key];
            }
        );
        var foretold = table.Names.ToList().IndexOf(EffectSheets.Foretold);
        int[] others = [.. Enumerable.Range(treated, rows.Length - treated)];
        return new Cohort(
            table,
            [.. rows.Select((_, place) => place < treated)],
            stratum,
            Array.ConvertAll(rows, i => record.Rows[i].StudentId),
            table.Foremost(Array.ConvertAll(rows, record.Passed), others, most, foretold)
        )
        {
            Days = compared.Days,
        };
    }

    private IEnumerable<SupportedUnit> Looked(int kindId) =>
        all.Where(u =>
            u.Case.KindId == kindId && schools.Contains(u.School) && (term is not { } wanted || u.Term == wanted)
        );

    /// <summary>Whether the student of a snapshot had no support from the first day of the class to its last.</summary>
    public bool IsWithoutLater(int number)
    {
        var row = record.Rows[number];
        return !history.Had(row.StudentId, row.Class.Start, row.Class.End);
    }

    private bool IsUnsupported(int number)
    {
        var row = record.Rows[number];
        return (term is not { } wanted || record.TermOf(row) == wanted)
            && !history.Had(row.StudentId, row.Class.Start, row.AsOf);
    }
}

/// <summary>Snapshots that are compared.</summary>
/// <param name="Rows">Their numbers, the treated first.</param>
/// <param name="Days">
/// Days from the first of the class to the one on which support began; of the others, to the one on which their outcome was decided.
/// </param>
/// <param name="Treated">How many are treated.</param>
internal sealed record ComparedRows(int[] Rows, int[] Days, int Treated);
