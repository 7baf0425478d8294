using System.Globalization;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Students;
using Microsoft.EntityFrameworkCore;

namespace EarlyWarning.Web.Nightly.Gates;

/// <summary>The group of each student, for each protected attribute. It is read for audits and never reaches a score.</summary>
/// <param name="ByAttribute">Label of the attribute, then student, then group.</param>
internal sealed record ProtectedGroups(IReadOnlyDictionary<string, Dictionary<long, string>> ByAttribute)
{
    /// <summary>Numbers with more distinct values than this are put into bands.</summary>
    private const int MostValues = 12;

    private const int Bands = 4;

    /// <summary>Reads the latest value known by a day, for every student or those of a school.</summary>
    public static async Task<ProtectedGroups> ReadAsync(
        EarlyWarningDb db,
        DateOnly asOf,
        long? schoolId,
        CancellationToken cancel
    )
    {
        var groups = new Dictionary<string, Dictionary<long, string>>(StringComparer.Ordinal);
        var attributes = await db
            .AttributeDefinitions.AsNoTracking()
            .Where(a => a.Use == AttributeUse.Protected)
            .OrderBy(a => a.Id)
            .ToListAsync(cancel);
        foreach (var attribute in attributes)
        {
            var values = db
                .StudentAttributes.AsNoTracking()
                .Where(v => v.AttributeId == attribute.Id && v.KnownFrom <= asOf)
                .Where(v => schoolId == null || v.Student!.OrgId == schoolId)
                .OrderBy(v => v.KnownFrom)
                .ThenBy(v => v.Id)
                .Select(v => new
                {
                    v.StudentId,
                    v.Text,
                    v.Number,
                })
                .AsAsyncEnumerable();
            var texts = new Dictionary<long, string>();
            var numbers = new Dictionary<long, double>();
            await foreach (var value in values.WithCancellation(cancel))
            {
                if (value.Number is { } number)
                {
                    numbers[value.StudentId] = number;
                }
                else if (value.Text is { Length: > 0 } text)
                {
                    texts[value.StudentId] = text;
                }
            }

            Band(numbers, texts);
            groups[attribute.Label] = texts;
        }

        return new ProtectedGroups(groups);
    }

    private static void Band(Dictionary<long, double> numbers, Dictionary<long, string> groups)
    {
        var sorted = numbers.Values.Order().ToArray();
        if (sorted.Distinct().Take(MostValues + 1).Count() <= MostValues)
        {
            foreach (var (student, number) in numbers)
            {
                groups[student] = number.ToString(CultureInfo.InvariantCulture);
            }

            return;
        }

        double[] edges = [.. Enumerable.Range(1, Bands - 1).Select(b => sorted[b * sorted.Length / Bands])];
        foreach (var (student, number) in numbers)
        {
            groups[student] = Name(edges, edges.Count(e => number >= e));
        }
    }

    private static string Name(double[] edges, int band) =>
        band == 0 ? string.Create(CultureInfo.InvariantCulture, $"below {edges[0]}")
        : band == edges.Length ? string.Create(CultureInfo.InvariantCulture, $"{edges[^1]} and above")
        : string.Create(CultureInfo.InvariantCulture, $"{edges[band - 1]} to below {edges[band]}");
}
