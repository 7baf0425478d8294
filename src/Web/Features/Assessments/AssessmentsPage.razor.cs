using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Figures.Assessments;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Assessments;

/// <summary>Which pieces of work tell who needs help, which come too late, and where groups differ at equal ability.</summary>
public sealed partial class AssessmentsPage
{
    private (AssessmentsShown Of, BubbleChart? Scatter)? _drawn;

    /// <summary>Key of the organisation.</summary>
    [SupplyParameterFromQuery]
    public long? Org { get; set; }

    /// <summary>First day of the term.</summary>
    [SupplyParameterFromQuery]
    public string? Term { get; set; }

    /// <summary>Key of the course.</summary>
    [SupplyParameterFromQuery]
    public long? Course { get; set; }

    /// <summary>The subject.</summary>
    [SupplyParameterFromQuery]
    public string? Subject { get; set; }

    /// <summary>Category of work.</summary>
    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    /// <summary>Only what is worth a look for this reason.</summary>
    [SupplyParameterFromQuery]
    public string? Look { get; set; }

    /// <summary>Order of the list.</summary>
    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    /// <summary>Page of the list.</summary>
    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    /// <inheritdoc />
    protected override string Key => Filter.Address;

    [Inject]
    private AssessmentsQuery Query { get; set; } = null!;

    private AssessmentFilter Filter =>
        new(
            Org,
            Term,
            Course,
            Subject,
            Kind,
            Enum.TryParse<WorthReason>(Look, ignoreCase: true, out var look) ? look : null,
            Enum.TryParse<AssessmentSort>(Sort, ignoreCase: true, out var sort) ? sort : AssessmentSort.Worth,
            Math.Max(1, Page ?? 1)
        );

    /// <inheritdoc />
    protected override Task<AssessmentsView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, Filter, cancel);

    private static IEnumerable<CourseFigures> Courses(AssessmentsShown shown)
    {
        var listed = shown.All.Select(r => r.Course.Id).ToHashSet();
        return shown.Sheet.Courses.Where(c => listed.Contains(c.Id));
    }

    // One figure for one view, so that the chart is drawn again only where there is something new.
    private BubbleChart? Drawn(AssessmentsView view, AssessmentsShown shown)
    {
        if (_drawn is not { } drawn || !ReferenceEquals(drawn.Of, shown))
        {
            drawn = (shown, AssessmentTables.Scatter(shown, view.WeeksToAct));
            _drawn = drawn;
        }

        return drawn.Scatter;
    }
}
