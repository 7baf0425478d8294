using EarlyWarning.Ml.Multilevel;

namespace EarlyWarning.Web.Figures.Environs;

/// <summary>A group as it is named.</summary>
/// <param name="Name">Title, code or level; empty where none is recorded.</param>
/// <param name="Of">Course of a class, else null.</param>
/// <param name="Id">Tells groups of one name apart: key of the class or school, else 0.</param>
internal readonly record struct GroupName(string Name, string? Of, long Id);

/// <summary>What failure or absence is cut by, with the groups of one term.</summary>
/// <param name="by">Key.</param>
/// <param name="label">Label of an attribute, else null.</param>
/// <param name="groupOf">Group of an enrollment.</param>
/// <param name="order">Sorts the groups.</param>
internal sealed class PlaceCut(
    string by,
    string? label,
    Func<Place, GroupName> groupOf,
    Func<GroupName, (int Number, string Text)> order
)
{
    private readonly Dictionary<GroupName, int> _numbers = [];
    private readonly Dictionary<long, int> _ofClass = [];

    /// <summary>Key.</summary>
    public string By => by;

    /// <summary>Label of an attribute, else null.</summary>
    public string? Label => label;

    /// <summary>Groups by number.</summary>
    public List<GroupName> Groups { get; } = [];

    /// <summary>Group of each class, where groups are of classes.</summary>
    public IReadOnlyDictionary<long, int> GroupOfClass => _ofClass;

    /// <summary>Whether enrollments fall into classes here, which the table of classes sums up to.</summary>
    public bool IsOfClasses => by is EnvironmentSheets.Course or EnvironmentSheets.Period;

    /// <summary>
    /// Whether groups with few, or few without, are hidden too. Of classes no raw share is shown at all, and a school is hidden
    /// with its own total.
    /// </summary>
    public bool IsOfPeople => by is not (EnvironmentSheets.School or EnvironmentSheets.Class);

    // Whether all enrollments of a class are in one group.
    private bool IsByClass => IsOfClasses || !IsOfPeople;

    /// <summary>Number of the group of an enrollment.</summary>
    public int Of(in Place place)
    {
        if (IsByClass && _ofClass.TryGetValue(place.Class.Book.Id, out var known))
        {
            return known;
        }

        var name = groupOf(place);
        if (!_numbers.TryGetValue(name, out var number))
        {
            _numbers[name] = number = Groups.Count;
            Groups.Add(name);
        }

        if (IsByClass)
        {
            _ofClass[place.Class.Book.Id] = number;
        }

        return number;
    }

    /// <summary>Sorts groups: by number where they have one, then by name; those without a record last.</summary>
    public IEnumerable<int> Sorted(IEnumerable<int> groups) =>
        groups
            .OrderBy(g => Groups[g].Name.Length == 0)
            .ThenBy(g => Groups[g].Of, StringComparer.Ordinal)
            .ThenBy(g => order(Groups[g]).Number)
            .ThenBy(g => order(Groups[g]).Text, StringComparer.Ordinal)
            .ThenBy(g => Groups[g].Id);

    /// <summary>All cuts of a term.</summary>
    /// <param name="traits">Year levels and attributes.</param>
    /// <param name="schools">Names of schools.</param>
    /// <param name="isThisYear">Whether today's year levels are those of the term.</param>
    public static IReadOnlyList<PlaceCut> All(
        StudentTraits traits,
        IReadOnlyDictionary<long, string> schools,
        bool isThisYear
    ) =>
        [
            new(
                EnvironmentSheets.School,
                null,
                p => new(schools.GetValueOrDefault(p.Class.Book.OrgId, ""), null, p.Class.Book.OrgId),
                ByName
            ),
            new(EnvironmentSheets.Course, null, p => new(p.Class.Course, null, 0), ByName),
            new(EnvironmentSheets.Class, null, p => new(p.Class.Title, p.Class.Course, p.Class.Book.Id), ByName),
            new(EnvironmentSheets.Period, null, p => new(p.Class.Period, null, 0), ByName),
            .. isThisYear
                ? [new(EnvironmentSheets.Grade, null, p => new(traits.Grade(p.StudentId), null, 0), ByName)]
                : Array.Empty<PlaceCut>(),
            .. traits.All.Select((t, i) => OfTrait(traits, t, i)),
        ];

    private static PlaceCut OfTrait(StudentTraits traits, Trait trait, int index)
    {
        var places = trait.Levels.Index().ToDictionary(l => l.Item, l => l.Index, StringComparer.Ordinal);
        return new(
            trait.Key,
            trait.Label,
            p => new(traits.Level(index, p) is >= 0 and var level ? trait.Levels[level] : "", null, 0),
            g => (places.GetValueOrDefault(g.Name, int.MaxValue), "")
        );
    }

    // "10" after "9"; "Algebra II" by its letters.
    private static (int, string) ByName(GroupName name) =>
        int.TryParse(
            name.Name,
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var number
        )
            ? (number, name.Name)
            : (int.MaxValue, name.Name);
}

/// <summary>What is counted of an enrollment: so many of so many.</summary>
internal static class PlaceCounts
{
    /// <summary>Days of the week, Monday first.</summary>
    public static IReadOnlyList<int> Weekdays { get; } = [1, 2, 3, 4, 5, 6, 0];

    /// <summary>Whether it was not passed, of one; of none where that is not known.</summary>
    public static (double Successes, double Trials) Failure(in Place place) =>
        place.NotPassed is { } notPassed ? (notPassed ? 1 : 0, 1) : (0, 0);

    /// <summary>School days missed, of those there were.</summary>
    public static (double Successes, double Trials) Absence(in Place place)
    {
        var (missed, days) = (0, 0);
        for (var weekday = 0; place.Days is not null && weekday < 7; weekday++)
        {
            missed += Math.Min(place.MissedOn(weekday), place.Days[weekday]);
            days += place.Days[weekday];
        }

        return (missed, days);
    }

    /// <summary>Counts the enrollments of a school by the groups of a cut, student by student.</summary>
    /// <param name="places">Sorted by student.</param>
    /// <param name="groupOf">Group of each, in the same order.</param>
    /// <param name="counts">What is counted.</param>
    /// <param name="into">Receives each student.</param>
    public static void Add(
        Place[] places,
        int[] groupOf,
        (double Successes, double Trials)[] counts,
        ClusteredShares into
    )
    {
        var parts = new List<ClusterPart>();
        for (var i = 0; i < places.Length; i++)
        {
            if (i > 0 && places[i].StudentId != places[i - 1].StudentId)
            {
                Flush();
            }

            var (group, count) = (groupOf[i], counts[i]);
            var at = parts.FindIndex(p => p.Group == group);
            if (at >= 0)
            {
                var before = parts[at];
                parts[at] = new(group, before.Successes + count.Successes, before.Trials + count.Trials);
            }
            else
            {
                parts.Add(new(group, count.Successes, count.Trials));
            }
        }

        Flush();

        void Flush()
        {
            into.Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parts));
            parts.Clear();
        }
    }

    /// <summary>The same by day of the week, for absence; groups are places in <see cref="Weekdays"/>.</summary>
    public static void AddWeekdays(Place[] places, ClusteredShares into)
    {
        var parts = new ClusterPart[7];
        for (var i = 0; i <= places.Length; i++)
        {
            if (i > 0 && (i == places.Length || places[i].StudentId != places[i - 1].StudentId))
            {
                into.Add(parts);
                Array.Clear(parts);
            }

            for (var w = 0; i < places.Length && places[i].Days is not null && w < 7; w++)
            {
                var (day, before) = (Weekdays[w], parts[w]);
                var days = places[i].Days![day];
                parts[w] = new(w, before.Successes + Math.Min(places[i].MissedOn(day), days), before.Trials + days);
            }
        }
    }
}
