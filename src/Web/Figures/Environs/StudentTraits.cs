using System.Globalization;
using EarlyWarning.Domain.Students;

namespace EarlyWarning.Web.Figures.Environs;

/// <summary>An attribute that the environment is cut by.</summary>
/// <param name="Key">Key of the cut.</param>
/// <param name="Label">Its label.</param>
/// <param name="Levels">Names of its levels in their order.</param>
internal sealed record Trait(string Key, string Label, IReadOnlyList<string> Levels);

/// <summary>
/// Year levels, and attributes that an administrator classed as features or to be ignored by scores. Protected ones are read
/// nowhere here: groups by them are the fairness pages' alone. What nobody has classed is used for nothing.
/// </summary>
internal sealed class StudentTraits
{
    private const int MostLevels = 40;
    private const int FewestNumbers = 6;
    private readonly Dictionary<(int Trait, long Student, long Enrollment), int> _levels = [];
    private readonly IReadOnlyDictionary<long, string> _grades;

    private StudentTraits(IReadOnlyDictionary<long, string> grades) => _grades = grades;

    /// <summary>Attributes that can be cut by.</summary>
    public List<Trait> All { get; } = [];

    /// <summary>Attributes that nobody has classed.</summary>
    public int Unclassed { get; private init; }

    /// <summary>The year level of a student as it is now; empty where it is not recorded.</summary>
    public string Grade(long student) => _grades.GetValueOrDefault(student, "");

    /// <summary>The level of a trait, -1 where none is recorded; what was recorded for the enrollment goes first.</summary>
    public int Level(int trait, in Place place) =>
        _levels.TryGetValue((trait, place.StudentId, place.EnrollmentId), out var own) ? own
        : _levels.TryGetValue((trait, place.StudentId, 0), out var level) ? level
        : -1;

    /// <summary>What was known by a day.</summary>
    /// <param name="values">All that was read.</param>
    /// <param name="day">Values known later are not looked at.</param>
    public static StudentTraits At(TraitValues values, DateOnly day)
    {
        var traits = new StudentTraits(values.Grades) { Unclassed = values.Unclassed };
        foreach (var (definition, own) in values.Attributes)
        {
            traits.Add(definition, own, day);
        }

        return traits;
    }

    private void Add(AttributeDefinition a, IReadOnlyList<TraitValue> values, DateOnly day)
    {
        var latest = new Dictionary<(long Student, long Enrollment), TraitValue>();
        foreach (var v in values.Where(v => v.KnownFrom <= day))
        {
            var key = (v.StudentId, v.EnrollmentId);
            if (
                !latest.TryGetValue(key, out var before)
                || (before.KnownFrom, before.Id).CompareTo((v.KnownFrom, v.Id)) < 0
            )
            {
                latest[key] = v;
            }
        }

        Func<string?, double?, string?> name;
        IReadOnlyList<string> levels;
        if (a.Kind == AttributeKind.Numeric)
        {
            var edges = Edges([.. latest.Values.Where(v => v.Number is not null).Select(v => v.Number!.Value)]);
            levels = Named(edges);
            name = (_, number) =>
                number is { } n && double.IsFinite(n) ? levels[edges.FindIndex(e => n <= e.High)] : null;
        }
        else
        {
            var named = a.Levels.Length == 0 ? [] : a.Levels.Split('\n').Distinct(StringComparer.Ordinal).ToList();
            var others = latest.Values.Select(v => v.Text?.Trim()).OfType<string>().Where(t => t.Length > 0);
            levels =
            [
                .. named.Union(
                    others.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
                    StringComparer.Ordinal
                ),
            ];
            name = (text, _) => text?.Trim();
        }

        // A list of so many levels is a name or an address, not a group.
        if (levels.Count is < 2 or > MostLevels)
        {
            return;
        }

        var place = levels.Index().ToDictionary(l => l.Item, l => l.Index, StringComparer.Ordinal);
        foreach (var ((student, enrollment), value) in latest)
        {
            if (name(value.Text, value.Number) is { } level && place.TryGetValue(level, out var index))
            {
                _levels[(All.Count, student, enrollment)] = index;
            }
        }

        All.Add(
            new Trait(
                string.Create(CultureInfo.InvariantCulture, $"{EnvironmentSheets.Attribute}{a.Id}"),
                a.Label,
                levels
            )
        );
    }

    // Few numbers stand for themselves; many are cut into four parts of about as many students.
    private static List<(double Low, double High)> Edges(double[] numbers)
    {
        double[] sorted = [.. numbers.Where(double.IsFinite).Order()];
        double[] distinct = [.. sorted.Distinct()];
        if (distinct.Length <= FewestNumbers)
        {
            return [.. distinct.Select(d => (d, d))];
        }

        double[] tops =
        [
            .. new[] { 0.25, 0.5, 0.75, 1 }.Select(q => sorted[(int)Math.Ceiling(q * sorted.Length) - 1]).Distinct(),
        ];
        return [.. tops.Select((high, i) => (i == 0 ? sorted[0] : distinct.First(d => d > tops[i - 1]), high))];
    }

    // Numbers only: the page puts them into words of its language. As many decimals as tell the levels apart.
    private static IReadOnlyList<string> Named(List<(double Low, double High)> edges)
    {
        string[] formats = ["0.##", "0.####", "0.########", "R"];
        return formats
            .Select(f => edges.ConvertAll(e => Range(e, f)))
            .First(names => names.Distinct(StringComparer.Ordinal).Count() == names.Count);
    }

    private static string Range((double Low, double High) edge, string format)
    {
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return edge.Low == edge.High ? Number(edge.Low) : $"{Number(edge.Low)} – {Number(edge.High)}";
    }
}
