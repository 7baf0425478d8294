using EarlyWarning.Web.Nightly.Gates;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>An attribute with its groups in a term.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Groups">Groups in order; empty for those whose group is on no record.</param>
internal sealed record Trait(string Label, IReadOnlyList<string> Groups);

/// <summary>Which group of each protected attribute every student of a term is in, by number.</summary>
internal sealed class FairnessTraits
{
    /// <summary>Attributes are crossed where their table has at most this many cells: more would nearly all be hidden.</summary>
    private const int MostCells = 12;

    /// <summary>The most pairs of attributes.</summary>
    private const int MostPairs = 6;

    /// <summary>
    /// Students for each cell of a crossing, on average, for it to be made. With fewer nearly all its cells are hidden, and to
    /// keep them so the groups that it is made of have to be hidden, too.
    /// </summary>
    public const int LeastPerCell = 200;

    private readonly Dictionary<long, int[]> _groups;
    private readonly int _leastPerCell;

    private FairnessTraits(IReadOnlyList<Trait> attributes, Dictionary<long, int[]> groups, int leastPerCell) =>
        (Attributes, _groups, _leastPerCell) = (attributes, groups, leastPerCell);

    /// <summary>Attributes of which at least one student's group is known.</summary>
    public IReadOnlyList<Trait> Attributes { get; }

    /// <summary>Pairs of attributes that are crossed: the first six, in the order of attributes, with at most twelve cells, where the term is large enough.</summary>
    public IReadOnlyList<(int A, int B)> Pairs =>
        [
            .. Enumerable
                .Range(0, Attributes.Count)
                .SelectMany(a => Enumerable.Range(a + 1, Attributes.Count - a - 1).Select(b => (A: a, B: b)))
                .Where(p =>
                    Attributes[p.A].Groups.Count * Attributes[p.B].Groups.Count
                    <= (_leastPerCell == 0 ? MostCells : Math.Min(MostCells, _groups.Count / _leastPerCell))
                )
                .Take(MostPairs),
        ];

    /// <summary>Number of the group of a student for each attribute.</summary>
    public int[] Of(long studentId) => _groups[studentId];

    /// <summary>Reads them for the students of a term.</summary>
    /// <param name="groups">Groups of all students.</param>
    /// <param name="students">Students of the term, whatever the week and the version.</param>
    /// <param name="leastPerCell">Students for each cell of a crossing, on average; 0 for any number.</param>
    public static FairnessTraits Of(
        ProtectedGroups groups,
        IReadOnlyCollection<long> students,
        int leastPerCell = LeastPerCell
    )
    {
        var known = groups
            .ByAttribute.Where(a => students.Any(a.Value.ContainsKey))
            .Select(a =>
                (
                    Trait: new Trait(
                        a.Key,
                        [
                            .. students
                                .Select(s => a.Value.GetValueOrDefault(s, ""))
                                .Distinct(StringComparer.Ordinal)
                                .Order(StringComparer.Ordinal),
                        ]
                    ),
                    ByStudent: a.Value
                )
            )
            .ToList();
        var numbers = known.ConvertAll(k =>
            k.Trait.Groups.Index().ToDictionary(g => g.Item, g => g.Index, StringComparer.Ordinal)
        );
        return new FairnessTraits(
            known.ConvertAll(k => k.Trait),
            students.ToDictionary(
                s => s,
                s =>
                {
                    var own = new int[known.Count];
                    for (var a = 0; a < own.Length; a++)
                    {
                        own[a] = numbers[a][known[a].ByStudent.GetValueOrDefault(s, "")];
                    }

                    return own;
                }
            ),
            leastPerCell
        );
    }
}
