namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>Names a piece of work over the classes of a course.</summary>
/// <param name="Category">Its kind.</param>
/// <param name="Title">Its title; empty where the kind and its number name it.</param>
/// <param name="Number">Its number among the kind's work; where titles name it, 0, or which of several with one title less one.</param>
internal readonly record struct ItemName(string Category, string Title, int Number);

/// <summary>
/// Which line items of different classes are the same piece of work: those of one kind and title; where titles do not recur
/// from class to class, the n-th of its kind.
/// </summary>
internal static class ItemPool
{
    /// <summary>Titles recur where there are not more than this many times as many names as the fullest class has items.</summary>
    private const int MostNamesPerItem = 2;

    /// <summary>Whether titles recur from class to class.</summary>
    public static bool Recur(IReadOnlyList<ClassWork> classes)
    {
        var names = classes.SelectMany(c => ByTitle(c.Names)).Distinct().Count();
        var most = classes.Count == 0 ? 0 : classes.Max(c => c.Names.Length);
        return names <= MostNamesPerItem * most;
    }

    /// <summary>The name of each line item of each class, in the order of the class's book.</summary>
    /// <param name="classes">Classes.</param>
    /// <param name="byTitle">Whether titles name it.</param>
    public static IReadOnlyList<ItemName[]> Of(IReadOnlyList<ClassWork> classes, bool byTitle) =>
        [.. classes.Select(c => byTitle ? ByTitle(c.Names) : ByNumber(c.Names))];

    /// <summary>What to show for a name: its line items' title, where they have one title and only their number names them.</summary>
    /// <param name="name">The name.</param>
    /// <param name="titles">Titles of its line items.</param>
    public static ItemName Shown(ItemName name, IReadOnlyCollection<string> titles) =>
        name.Title.Length == 0 && titles.Distinct(StringComparer.Ordinal).Take(2).ToList() is [{ Length: > 0 } title]
            ? new ItemName(name.Category, title, 0)
            : name;

    private static ItemName[] ByTitle(WorkName[] names)
    {
        var seen = new Dictionary<WorkName, int>();
        return Array.ConvertAll(
            names,
            n =>
            {
                var before = seen.GetValueOrDefault(n);
                seen[n] = before + 1;
                return new ItemName(n.Category, n.Title.Length == 0 ? n.Category : n.Title, before);
            }
        );
    }

    private static ItemName[] ByNumber(WorkName[] names)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return Array.ConvertAll(
            names,
            n => new ItemName(n.Category, "", seen[n.Category] = seen.GetValueOrDefault(n.Category) + 1)
        );
    }
}
