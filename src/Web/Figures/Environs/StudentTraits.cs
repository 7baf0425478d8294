using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Students;
using Microsoft.EntityFrameworkCore;

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
    private readonly Dictionary<long, string> _grades = [];

    private StudentTraits() { }

    /// <summary>Attributes that can be cut by.</summary>
    public List<Trait> All { get; } = [];

    /// <summary>Attributes that nobody has classed.</summary>
    public int Unclassed { get; private set; }

    /// <summary>The year level of a student as it is now; empty where it is not recorded.</summary>
    public string Grade(long student) => _grades.GetValueOrDefault(student, "");

    /// <summary>The level of a trait, -1 where none is recorded; what was recorded for the enrollment goes first.</summary>
    public int Level(int trait, in Place place) =>
        _levels.TryGetValue((trait, place.StudentId, place.EnrollmentId), out var own) ? own
        : _levels.TryGetValue((trait, place.StudentId, 0), out var level) ? level
        : -1;

    /// <summary>Reads what was known by a day.</summary>
    /// <param name="db">The context.</param>
    /// <param name="day">Values known later are not read.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<StudentTraits> ReadAsync(EarlyWarningDb db, DateOnly day, CancellationToken cancel)
    {
        var traits = new StudentTraits();
        var grades = db.Students.Where(s => s.Grade != null).Select(s => new { s.Id, s.Grade });
        await foreach (var student in grades.AsAsyncEnumerable().WithCancellation(cancel))
        {
            traits._grades[student.Id] = student.Grade!.Trim();
        }

        var definitions = await db.AttributeDefinitions.AsNoTracking().OrderBy(a => a.Id).ToListAsync(cancel);
        traits.Unclassed = definitions.Count(a => a.Use == AttributeUse.Unclassified);
        foreach (var a in definitions.Where(a => a.Use is AttributeUse.Feature or AttributeUse.Ignored))
        {
            await traits.AddAsync(db, a, day, cancel);
        }

        return traits;
    }

    private async Task AddAsync(EarlyWarningDb db, AttributeDefinition a, DateOnly day, CancellationToken cancel)
    {
        var latest =
            new Dictionary<(long Student, long Enrollment), (DateOnly Known, long Id, string? Text, double? Number)>();
        var rows = db
            .StudentAttributes.Where(v => v.AttributeId == a.Id && v.KnownFrom <= day)
            .Select(v => new
            {
                v.Id,
                v.StudentId,
                v.EnrollmentId,
                v.Text,
                v.Number,
                v.KnownFrom,
            });
        await foreach (var v in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            var key = (v.StudentId, v.EnrollmentId ?? 0);
            if (
                !latest.TryGetValue(key, out var before)
                || (before.Known, before.Id).CompareTo((v.KnownFrom, v.Id)) < 0
            )
            {
                latest[key] = (v.KnownFrom, v.Id, v.Text, v.Number);
            }
        }

        Func<string?, double?, string?> name;
        IReadOnlyList<string> levels;
        if (a.Kind == AttributeKind.Numeric)
        {
            var edges = Edges([.. latest.Values.Where(v => v.Number is not null).Select(v => v.Number!.Value)]);
            levels = [.. edges.Select(Range)];
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

    // Numbers only: the page puts them into words of its language.
    private static string Range((double Low, double High) edge) =>
        edge.Low == edge.High
            ? string.Create(CultureInfo.InvariantCulture, $"{edge.Low:0.##}")
            : string.Create(CultureInfo.InvariantCulture, $"{edge.Low:0.##} – {edge.High:0.##}");
}
