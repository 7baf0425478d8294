using EarlyWarning.Ml.Fairness;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>
/// The people of one or more schools. Organisations that hold the same schools share a node, so that their tables hide the
/// same; classes of an organisation above schools are a node that no table shows but subtraction would.
/// </summary>
internal sealed class FairnessNode
{
    /// <summary>The schools.</summary>
    public required IReadOnlyList<long> Schools { get; init; }

    /// <summary>Organisations that show it; none for the classes of an organisation above schools.</summary>
    public List<FigureOrg> Orgs { get; } = [];

    /// <summary>The cell of everybody.</summary>
    public int Overall { get; set; }

    /// <summary>Cells by attribute and group; -1 where the group has nobody in the whole term.</summary>
    public int[][] ByTrait { get; set; } = [];

    /// <summary>
    /// By pair of crossed attributes: the numbers of both, how many groups the second has, and then a cell for each group of the
    /// first with each of the second. Empty where pairs are not shown.
    /// </summary>
    public int[][] ByPair { get; set; } = [];
}

/// <summary>
/// Every cell of a term that some sheet shows, of all organisations, and every sum between them that a reader can see: groups
/// and intersections, schools and districts. Horizons, cuts and versions count the same cells.
/// </summary>
/// <param name="Traits">Attributes and groups.</param>
/// <param name="Nodes">Sets of schools.</param>
/// <param name="Count">Number of cells.</param>
/// <param name="Lines">Sums.</param>
internal sealed record FairnessCells(
    FairnessTraits Traits,
    IReadOnlyList<FairnessNode> Nodes,
    int Count,
    IReadOnlyList<SumLine> Lines
)
{
    /// <summary>Lays them out.</summary>
    /// <param name="orgs">Organisations.</param>
    /// <param name="traits">Attributes and groups of the term's students.</param>
    /// <param name="students">Students of the term by school, whatever the week and the version.</param>
    /// <param name="leastStudents">Fewest students of an organisation below others for it to have tables of its own.</param>
    public static FairnessCells Of(
        FigureOrgs orgs,
        FairnessTraits traits,
        IReadOnlyDictionary<long, HashSet<long>> students,
        int leastStudents = 0
    ) => new FairnessLayout(orgs, traits, students, leastStudents).Make();

    /// <summary>Counts people of every cell, and of them those whom each cut flags.</summary>
    /// <param name="cohort">The people.</param>
    public FairnessCounts CountOf(FairnessCohort cohort)
    {
        var people = CellCounts.Zero(Count);
        CellCounts[] cuts = [.. cohort.Shares.Select(_ => CellCounts.Zero(Count))];
        foreach (var node in Nodes)
        {
            foreach (var person in PeopleOf(node, cohort))
            {
                foreach (var cell in CellsOf(node, Traits.Of(person.StudentId)))
                {
                    Add(people, cell, person.Outcome);
                    for (int cut = person.FirstCut; cut < cuts.Length; cut++)
                    {
                        Add(cuts[cut], cell, person.Outcome);
                    }
                }
            }
        }

        return new FairnessCounts(people, cuts);
    }

    /// <summary>People of a node, each once.</summary>
    public static List<CohortPerson> PeopleOf(FairnessNode node, FairnessCohort cohort) =>
        CohortPeople.Together([
            .. node.Schools.Select(s => cohort.Schools.GetValueOrDefault(s)).OfType<List<CohortPerson>>(),
        ]);

    /// <summary>The cells of a node that a person is in.</summary>
    /// <param name="node">The node.</param>
    /// <param name="groups">The person's group of each attribute.</param>
    public static IEnumerable<int> CellsOf(FairnessNode node, int[] groups)
    {
        yield return node.Overall;
        for (var a = 0; a < groups.Length; a++)
        {
            yield return node.ByTrait[a][groups[a]];
        }

        foreach (var pair in node.ByPair)
        {
            // The first three entries say which attributes, and how many groups the second has.
            yield return pair[3 + (groups[pair[0]] * pair[2]) + groups[pair[1]]];
        }
    }

    private static void Add(CellCounts counts, int cell, bool outcome) =>
        (outcome ? counts.With : counts.Without)[cell]++;
}

/// <summary>Counts of a cohort.</summary>
/// <param name="People">Everybody.</param>
/// <param name="Cuts">Those flagged at each cut.</param>
internal sealed record FairnessCounts(CellCounts People, IReadOnlyList<CellCounts> Cuts);
