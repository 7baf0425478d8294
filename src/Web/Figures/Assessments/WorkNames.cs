namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>
/// The names of all line items, decided once over the classes of all schools. What a school shows and what lies above it are
/// then sums of the same pieces of work: what is hidden in one place for another's sake is the same in both.
/// </summary>
internal sealed class WorkNames
{
    private readonly Dictionary<long, ItemName[]> _inTerm = [];
    private readonly Dictionary<long, ItemName[]> _overTerms = [];

    /// <summary>Decides.</summary>
    /// <param name="classes">All classes; those that nobody looked at is in have no names.</param>
    public WorkNames(IReadOnlyList<ClassWork> classes)
    {
        foreach (var course in classes.Where(c => c.Rows.Count > 0).GroupBy(c => c.Course.Id))
        {
            var recur = true;
            foreach (var term in course.GroupBy(c => c.Term).Select(t => t.ToList()))
            {
                var recurInTerm = ItemPool.Recur(term);
                recur &= recurInTerm;
                Enter(_inTerm, term, recurInTerm);
            }

            // Either the names of every term, or numbers: never titles of what a term knows by number.
            List<ClassWork> all = [.. course];
            Enter(_overTerms, all, recur && ItemPool.Recur(all));
        }
    }

    /// <summary>Names of a class's line items among the work of its course in its term.</summary>
    /// <param name="work">The class.</param>
    public ItemName[] InTerm(ClassWork work) => _inTerm[work.Book.Id];

    /// <summary>The same among the work of its course in all terms looked at.</summary>
    /// <param name="work">The class.</param>
    public ItemName[] OverTerms(ClassWork work) => _overTerms[work.Book.Id];

    /// <summary>
    /// What each piece of work of a term is called where terms are pooled: where its line items have different places in their
    /// classes, as most of them are called.
    /// </summary>
    /// <param name="classes">Classes of one term.</param>
    public IReadOnlyDictionary<ItemName, ItemName> Pooled(IReadOnlyList<ClassWork> classes) =>
        classes
            .SelectMany(c => InTerm(c).Zip(OverTerms(c)))
            .GroupBy(n => n.First, n => n.Second)
            .ToDictionary(g => g.Key, g => g.CountBy(n => n).MaxBy(n => n.Value).Key);

    private static void Enter(Dictionary<long, ItemName[]> names, List<ClassWork> classes, bool byTitle)
    {
        foreach (var (work, own) in classes.Zip(ItemPool.Of(classes, byTitle)))
        {
            names[work.Book.Id] = own;
        }
    }
}
