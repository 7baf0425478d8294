using EarlyWarning.Web.Nightly;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>
/// The students of a cohort at one week, each school's apart: a student stands where the highest enrollment does, and as many
/// are flagged in every school as its places are, whatever the order is made of.
/// </summary>
internal sealed class MitigationCohort
{
    private readonly Dataset _rows;
    private readonly int[][] _rowsOf;
    private readonly int[][] _schools;

    public MitigationCohort(Dataset rows)
    {
        _rows = rows;
        var people = Enumerable
            .Range(0, rows.Rows.Count)
            .GroupBy(i => (rows.Rows[i].Class.OrgId, rows.Rows[i].StudentId))
            .OrderBy(g => g.Key)
            .ToList();
        _rowsOf = [.. people.Select(g => g.ToArray())];
        Students = [.. people.Select(g => g.Key.StudentId)];
        Outcomes = Array.ConvertAll(_rowsOf, own => own.Max(i => rows.Data.Y[i]));
        _schools =
        [
            .. people
                .Index()
                .GroupBy(p => p.Item.Key.OrgId)
                .OrderBy(s => s.Key)
                .Select(s => s.Select(p => p.Index).ToArray()),
        ];
    }

    /// <summary>Whose place it is.</summary>
    public long[] Students { get; }

    /// <summary>1 where any enrollment had the outcome.</summary>
    public double[] Outcomes { get; }

    /// <summary>The rows of all classes, one a prediction.</summary>
    public Dataset Rows => _rows;

    /// <summary>One row of each student: of the class with the least key.</summary>
    public int[] FirstRows => Array.ConvertAll(_rowsOf, own => own.MinBy(i => _rows.Rows[i].EnrollmentId));

    /// <summary>The highest of each student's rows.</summary>
    public double[] Top(double[] ofRows) => Array.ConvertAll(_rowsOf, own => own.Max(i => ofRows[i]));

    /// <summary>Who is flagged in an order of people: the tenth of each school.</summary>
    public bool[] Flag(double[] ofPeople)
    {
        var flagged = new bool[ofPeople.Length];
        foreach (var school in _schools)
        {
            foreach (var person in InOrder(school, ofPeople).Take(Places(school.Length)))
            {
                flagged[person] = true;
            }
        }

        return flagged;
    }

    /// <summary>How far each student stands from the cut of the school: from 0 on flagged.</summary>
    public double[] FromCut(double[] ofPeople)
    {
        var distances = new double[ofPeople.Length];
        foreach (var school in _schools)
        {
            var cut = ofPeople[InOrder(school, ofPeople).ElementAt(Places(school.Length) - 1)];
            foreach (var person in school)
            {
                distances[person] = ofPeople[person] - cut;
            }
        }

        return distances;
    }

    private IOrderedEnumerable<int> InOrder(int[] school, double[] ofPeople) =>
        school.OrderByDescending(p => ofPeople[p]).ThenBy(p => Students[p]);

    private static int Places(int students) => Math.Max(1, (int)Math.Ceiling(students * Tournament.TopFraction));
}
