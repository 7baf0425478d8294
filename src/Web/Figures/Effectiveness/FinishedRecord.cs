using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Snapshots;
using EarlyWarning.Domain.Students;
using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Effectiveness;

/// <summary>
/// Snapshots of finished terms, found by student and by who may be compared: the same school, course and week. The
/// columns that are compared are the features (no protected attribute is one), what a model that had not seen the term
/// foretold, and the term.
/// </summary>
internal sealed class FinishedRecord
{
    private readonly IReadOnlyDictionary<long, int> _termOfSession;
    private readonly Dictionary<(long, short), double> _foretold;
    private readonly List<(int Feature, int Level)> _columns;

    public FinishedRecord(FigureInput input, TrainingSet set)
    {
        _termOfSession = set.TermOfSession;
        Rows = set.Rows;
        Terms = set.Terms;
        _foretold = Foretold(input.Serving);
        _columns = [.. Enumerable.Range(0, Features(input).Count).SelectMany(f => ColumnsOf(Features(input)[f], f))];
        Names =
        [
            .. _columns.Select(c =>
                c.Level < 0
                    ? Features(input)[c.Feature].Name
                    : $"{Features(input)[c.Feature].Name}={Features(input)[c.Feature].Levels[c.Level]}"
            ),
            EffectSheets.Foretold,
            EffectSheets.Term,
        ];
        ByStudent = Enumerable.Range(0, Rows.Count).ToLookup(i => Rows[i].StudentId);
        ByStratum = Enumerable.Range(0, Rows.Count).ToLookup(i => StratumOf(Rows[i]));
        ByTerm = Enumerable.Range(0, Rows.Count).ToLookup(i => (Rows[i].Class.OrgId, TermOf(Rows[i])));
    }

    /// <summary>All snapshots.</summary>
    public IReadOnlyList<SnapshotRow> Rows { get; }

    /// <summary>All terms.</summary>
    public IReadOnlyList<Term> Terms { get; }

    /// <summary>Names of the columns that are compared.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Numbers of the snapshots of each student.</summary>
    public ILookup<long, int> ByStudent { get; }

    /// <summary>Numbers of the snapshots of a school, course and week.</summary>
    public ILookup<(long School, long Course, short Week), int> ByStratum { get; }

    /// <summary>Numbers of the snapshots of a school and term.</summary>
    public ILookup<(long School, int Term), int> ByTerm { get; }

    /// <summary>Snapshots of some schools and a term; of all terms where it is null.</summary>
    public IEnumerable<SnapshotRow> Of(IReadOnlySet<long> schools, int? term) =>
        ByTerm
            .Where(g => schools.Contains(g.Key.School) && (term is not { } wanted || g.Key.Term == wanted))
            .SelectMany(g => g)
            .Select(i => Rows[i]);

    /// <summary>Who a snapshot may be compared with.</summary>
    public static (long School, long Course, short Week) StratumOf(SnapshotRow row) =>
        (row.Class.OrgId, row.Class.CourseId, row.Week);

    /// <summary>The term of a snapshot.</summary>
    public int TermOf(SnapshotRow row) => _termOfSession[row.Class.SessionId];

    /// <summary>1 where the enrollment was passed.</summary>
    public double Passed(int row) => Rows[row].Outcome!.Value.Kind == OutcomeKind.Passed ? 1 : 0;

    /// <summary>Day number on which the outcome was decided.</summary>
    public int DecidedOn(int row) => Rows[row].Outcome!.Value.DecidedOn;

    /// <summary>The final score; NaN where the student left.</summary>
    public double Score(int row) =>
        Rows[row].Outcome!.Value is { Kind: not OutcomeKind.Withdrawn } outcome ? outcome.FinalScore : double.NaN;

    /// <summary>The columns of a snapshot, in the order of <see cref="Names"/>.</summary>
    public float[] Columns(int number)
    {
        var row = Rows[number];
        var values = new float[_columns.Count + 2];
        for (var c = 0; c < _columns.Count; c++)
        {
            var (feature, level) = _columns[c];
            var value = row.Values[feature];
            values[c] =
                level < 0 || float.IsNaN(value) ? value
                : (int)value == level ? 1
                : 0;
        }

        values[^2] = (float)_foretold.GetValueOrDefault((row.EnrollmentId, row.Week), double.NaN);
        values[^1] = TermOf(row);
        return values;
    }

    private static IReadOnlyList<Domain.Features.FeatureDefinition> Features(FigureInput input) =>
        input.School.Catalogue.Features;

    // A column for each level of a categorical feature; the last follows from the others.
    private static IEnumerable<(int Feature, int Level)> ColumnsOf(
        Domain.Features.FeatureDefinition feature,
        int number
    ) =>
        feature.Kind == AttributeKind.Categorical && feature.Levels.Count > 0
            ? Enumerable.Range(0, feature.Levels.Count - 1).Select(level => (number, level))
            : [(number, -1)];

    // Only margins of models that had not seen the outcome: a model's own fit would know it.
    private static Dictionary<(long, short), double> Foretold(Serving serving)
    {
        if (serving.Failure?.Version.JudgedRows is not { } packed)
        {
            return [];
        }

        try
        {
            return JudgedRows
                .Unpack(packed)
                .Rows.GroupBy(r => (r.EnrollmentId, r.Week))
                .ToDictionary(g => g.Key, g => g.First().Margin);
        }
        catch (InvalidDataException)
        {
            // Kept by an earlier version of the program: the features say nearly as much.
            return [];
        }
    }
}
