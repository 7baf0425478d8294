using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Figures.Assessments;

namespace EarlyWarning.Web.Features.Assessments;

/// <summary>Reads the work of a term, chooses and orders it.</summary>
/// <param name="reader">Reads sheets.</param>
/// <param name="settings">Weeks that must be left.</param>
public sealed class AssessmentsQuery(FigureReader reader, AssessmentSettings settings)
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 25;

    /// <summary>Reads; null where it is not the reader's.</summary>
    /// <param name="scope">Who is looking.</param>
    /// <param name="filter">What is asked.</param>
    /// <param name="cancel">Cancels the queries.</param>
    public async Task<AssessmentsView?> GetAsync(StaffScope scope, AssessmentFilter filter, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var index = await ReadAsync<AssessmentIndex>(scope, filter.Org, AssessmentFigures.IndexKey, cancel);
        if (index is null)
        {
            return null;
        }

        var shown = index.Content is { Terms.Count: > 0 } content
            ? await ShownAsync(scope, filter with { Org = index.Org.Id }, content, cancel)
            : null;
        return new AssessmentsView(index.Org, index.Orgs, index.AsOf, index.MadeAt, settings.WeeksToAct, shown);
    }

    private async Task<AssessmentsShown?> ShownAsync(
        StaffScope scope,
        AssessmentFilter filter,
        AssessmentIndex index,
        CancellationToken cancel
    )
    {
        // Outcomes of the running term are not known yet: the latest finished one says more.
        var term =
            index.Terms.FirstOrDefault(t => string.Equals(Key(t.Start), filter.Term, StringComparison.Ordinal))
            ?? index.Terms.FirstOrDefault(t => !t.IsRunning)
            ?? index.Terms[0];
        var sheet = (
            await ReadAsync<TermSheet>(scope, filter.Org, AssessmentFigures.TermKey(term.Start), cancel)
        )?.Content;
        if (sheet is null)
        {
            return null;
        }

        var course = sheet.Courses.FirstOrDefault(c => c.Id == filter.Course);
        var chosen = filter with { Term = Key(term.Start), Course = course?.Id };
        var detail = course is null
            ? null
            : await ReadAsync<CourseSheet>(
                scope,
                filter.Org,
                AssessmentFigures.CourseKey(term.Start, course.Id),
                cancel
            );
        var all = Rows(sheet, detail?.Content?.Items ?? sheet.Items, chosen);
        var found = Sorted(all.Where(r => chosen.Look is not { } look || r.Worth.Reasons.Contains(look)), chosen.Sort)
            .ToList();
        var pages = Math.Max(1, (found.Count + PageSize - 1) / PageSize);
        var bias =
            course is null || index.BiasCourses.Contains(course.Id)
                ? await ReadAsync<BiasSheet>(scope, filter.Org, AssessmentFigures.BiasKey(course?.Id), cancel)
                : null;
        return new AssessmentsShown(
            chosen with
            {
                Page = Math.Clamp(chosen.Page, 1, pages),
            },
            index,
            term,
            sheet,
            all,
            found,
            bias?.Content,
            detail?.Content
        );
    }

    private List<AssessmentRow> Rows(TermSheet sheet, IReadOnlyList<ItemFigures> items, AssessmentFilter filter)
    {
        var courses = sheet.Courses.ToDictionary(c => c.Id);
        return
        [
            .. items
                .Where(i => filter.Course is null || i.CourseId == filter.Course)
                .Where(i =>
                    filter.Subject is null
                    || string.Equals(courses[i.CourseId].Subject, filter.Subject, StringComparison.Ordinal)
                )
                .Where(i => filter.Kind is null || string.Equals(i.Category, filter.Kind, StringComparison.Ordinal))
                .Select(i => new AssessmentRow(i, courses[i.CourseId], ItemWorth.Of(i, settings.WeeksToAct))),
        ];
    }

    private static IEnumerable<AssessmentRow> Sorted(IEnumerable<AssessmentRow> rows, AssessmentSort sort) =>
        sort switch
        {
            AssessmentSort.Course => rows,
            AssessmentSort.Foretells => rows.OrderByDescending(r => r.Figures.Foretells?.Value ?? 0),
            AssessmentSort.Missing => rows.OrderByDescending(r => r.Figures.Missing),
            AssessmentSort.Late => rows.OrderBy(r => r.Figures.WeeksLeft ?? double.MaxValue),
            AssessmentSort.Hard => rows.OrderBy(r => r.Figures.Mean ?? double.MaxValue),
            AssessmentSort.Discrimination => rows.OrderBy(r => r.Figures.Rest?.Value ?? double.MaxValue),
            _ => rows.OrderByDescending(r => r.Worth.Weight),
        };

    private Task<FigureView<T>?> ReadAsync<T>(StaffScope scope, long? org, string key, CancellationToken cancel)
        where T : class => reader.ReadAsync<T>(scope, AssessmentFigures.TopicName, org, _ => key, cancel);

    /// <summary>A term in an address.</summary>
    /// <param name="start">Its first day.</param>
    internal static string Key(DateOnly start) => start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
