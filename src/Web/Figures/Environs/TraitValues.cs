using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Figures.Environs;

/// <summary>A value of an attribute.</summary>
/// <param name="Id">Its key: of two known on one day the later counts.</param>
/// <param name="StudentId">The student.</param>
/// <param name="EnrollmentId">The enrollment that it was recorded for, or 0.</param>
/// <param name="Text">Text, or null.</param>
/// <param name="Number">Number, or null.</param>
/// <param name="KnownFrom">The day from which it was known.</param>
internal readonly record struct TraitValue(
    long Id,
    long StudentId,
    long EnrollmentId,
    string? Text,
    double? Number,
    DateOnly KnownFrom
);

/// <summary>Year levels and values of attributes that may be cut by, read once for all terms.</summary>
/// <param name="Grades">Year levels of students, as they are now.</param>
/// <param name="Attributes">Attributes with their values.</param>
/// <param name="Unclassed">Attributes that nobody has classed.</param>
internal sealed record TraitValues(
    IReadOnlyDictionary<long, string> Grades,
    IReadOnlyList<(AttributeDefinition Definition, IReadOnlyList<TraitValue> Values)> Attributes,
    int Unclassed
)
{
    // So many texts, however they are trimmed, are names or addresses; nobody is grouped by them.
    private const int MostTexts = 160;

    /// <summary>Reads what was known by a day.</summary>
    public static async Task<TraitValues> ReadAsync(EarlyWarningDb db, DateOnly day, CancellationToken cancel)
    {
        var grades = new Dictionary<long, string>();
        var pool = new Dictionary<string, string>(StringComparer.Ordinal);
        var students = db.Students.Where(s => s.Grade != null).Select(s => new { s.Id, s.Grade });
        await foreach (var student in students.AsAsyncEnumerable().WithCancellation(cancel))
        {
            grades[student.Id] = Pooled(pool, student.Grade!.Trim());
        }

        var definitions = await db.AttributeDefinitions.AsNoTracking().OrderBy(a => a.Id).ToListAsync(cancel);
        var attributes = new List<(AttributeDefinition, IReadOnlyList<TraitValue>)>();
        foreach (var a in definitions.Where(a => a.Use is AttributeUse.Feature or AttributeUse.Ignored))
        {
            var own = db.StudentAttributes.Where(v => v.AttributeId == a.Id && v.KnownFrom <= day);
            var texts = own.Select(v => v.Text).Distinct().OrderBy(t => t).Take(MostTexts + 1);
            if (a.Kind == AttributeKind.Numeric || await texts.CountAsync(cancel) <= MostTexts)
            {
                attributes.Add((a, await ValuesAsync(own, pool, cancel)));
            }
        }

        return new TraitValues(grades, attributes, definitions.Count(a => a.Use == AttributeUse.Unclassified));
    }

    private static async Task<List<TraitValue>> ValuesAsync(
        IQueryable<StudentAttribute> own,
        Dictionary<string, string> pool,
        CancellationToken cancel
    )
    {
        var values = new List<TraitValue>();
        var rows = own.Select(v => new TraitValue(
            v.Id,
            v.StudentId,
            v.EnrollmentId ?? 0,
            v.Text,
            v.Number,
            v.KnownFrom
        ));
        await foreach (var v in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            values.Add(v.Text is { } text ? v with { Text = Pooled(pool, text) } : v);
        }

        return values;
    }

    private static string Pooled(Dictionary<string, string> pool, string text)
    {
        pool.TryAdd(text, text);
        return pool[text];
    }
}
