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
            if (given.Start >= first.Class.Start && given.Start < first.Class.End)
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
/// student had had no support by then (risk sets: Li, Propert and Rosenbaum 2001). Those who get support later stay in,
/// or the others would be chosen by how their record went on; a second figure leaves them out.
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

    /// <summary>Two accepted rules or more at any horizon: what "needs support" is where rules decide.</summary>
    public HashSet<long> Flagged =>
        record.Of(schools, term).Where(r => RuleBaseline.Count(r.Rules) >= 2).Select(r => r.StudentId).ToHashSet();

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

    /// <summary>Those units and all that they may be compared with; numbers of snapshots, the treated first.</summary>
    /// <param name="units">Units of those who got it.</param>
    public (int[] Rows, int Treated) Compared(IReadOnlyList<SupportedUnit> units)
    {
        int[] treated = [.. units.Where(u => u.Row >= 0).Select(u => u.Row)];
        var own = treated.ToHashSet();
        int[] others =
        [
            .. treated
                .Select(i => FinishedRecord.StratumOf(record.Rows[i]))
                .Distinct()
                .SelectMany(s => record.ByStratum[s])
                .Where(i => !own.Contains(i) && IsUnsupported(i)),
        ];
        if (others.Length > MostCompared)
        {
            var sample = new StudentSample(others.Length, MostCompared, 1);
            others = [.. others.Where(i => sample.Takes(record.Rows[i].StudentId))];
        }

        Array.Sort(others);
        return ([.. treated, .. others], treated.Length);
    }

    /// <summary>The cohort of some snapshots.</summary>
    /// <param name="rows">Numbers of snapshots, the treated first.</param>
    /// <param name="treated">How many of them are treated.</param>
    /// <param name="most">How many columns must be alike at most.</param>
    public Cohort CohortOf(int[] rows, int treated, int most)
    {
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
        );
    }

    private IEnumerable<SupportedUnit> Looked(int kindId) =>
        all.Where(u =>
            u.Case.KindId == kindId && schools.Contains(u.School) && (term is not { } wanted || u.Term == wanted)
        );

    /// <summary>Whether the student of a snapshot got no support from then to the end of the term.</summary>
    public bool IsWithoutLater(int number)
    {
        var row = record.Rows[number];
        return !history.Began(row.StudentId, row.Class.Start, row.Class.End);
    }

    private bool IsUnsupported(int number)
    {
        var row = record.Rows[number];
        return (term is not { } wanted || record.TermOf(row) == wanted)
            && !history.Began(row.StudentId, row.Class.Start, row.AsOf);
    }
}
