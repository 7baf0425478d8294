using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Figures.Assessments;

namespace EarlyWarning.Web.Features.Assessments;

/// <summary>Reads one piece of work in detail.</summary>
/// <param name="reader">Reads sheets.</param>
/// <param name="settings">Weeks that must be left.</param>
public sealed class AssessmentQuery(FigureReader reader, AssessmentSettings settings)
{
    /// <summary>Reads; null where there is no such work or it is not the reader's.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="orgId">The organisation; null for the highest.</param>
    /// <param name="id">Course, term and line item: "12-20260504-4711".</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<AssessmentView?> GetAsync(StaffScope scope, long? orgId, string id, CancellationToken cancel)
    {
        if (PlaceOf(id) is not var (course, start))
        {
            return null;
        }

        var sheet = await ReadAsync<CourseSheet>(scope, orgId, AssessmentFigures.CourseKey(start, course), cancel);
        var place = sheet
            ?.Content?.Items.Index()
            .FirstOrDefault(i => string.Equals(i.Item.Id, id, StringComparison.Ordinal));
        var index = await ReadAsync<AssessmentIndex>(scope, orgId, AssessmentFigures.IndexKey, cancel);
        if (
            sheet is not { Content: { } content }
            || place is not var (number, item)
            || item is null
            || index?.Content is not { } what
            || what.Terms.FirstOrDefault(t => t.Start == start) is not { } term
        )
        {
            return null;
        }

        var bias = what.BiasCourses.Contains(course)
            ? (await ReadAsync<BiasSheet>(scope, orgId, AssessmentFigures.BiasKey(course), cancel))?.Content
            : null;
        return new AssessmentView(
            sheet.Org,
            sheet.AsOf,
            sheet.MadeAt,
            settings.WeeksToAct,
            what,
            term,
            new AssessmentRow(item, content.Course, ItemWorth.Of(item, settings.WeeksToAct)),
            content.Details[number],
            content.Items,
            bias is null ? null : BiasOf(bias, item),
            bias?.Terms ?? [],
            bias?.Tests ?? 0
        );
    }

    /// <summary>Comparisons of a piece of work, by what it is called where terms are pooled; null where there are none.</summary>
    internal static BiasItem? BiasOf(BiasSheet bias, ItemFigures item)
    {
        var name = item.Pooled ?? new PooledName(item.Category, item.Title, item.Number);
        return bias.Items.FirstOrDefault(b => new PooledName(b.Category, b.Title, b.Number) == name);
    }

    private static (long Course, DateOnly Start)? PlaceOf(string id)
    {
        var parts = id.Split('-');
        return
            parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var course)
            && DateOnly.TryParseExact(
                parts[1],
                "yyyyMMdd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var start
            )
            ? (course, start)
            : null;
    }

    private Task<FigureView<T>?> ReadAsync<T>(StaffScope scope, long? org, string key, CancellationToken cancel)
        where T : class => reader.ReadAsync<T>(scope, AssessmentFigures.TopicName, org, _ => key, cancel);
}
