using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Web.Shared.Charts;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Assessments;

/// <summary>One piece of work: marks, what it tells of the outcome, what earlier work had told, classes, groups.</summary>
public sealed partial class AssessmentPage
{
    private (AssessmentView Of, BarChart? Histogram)? _drawn;

    /// <summary>Course, term and line item.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>Key of the organisation.</summary>
    [SupplyParameterFromQuery]
    public long? Org { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{Id}/{Org}");

    [Inject]
    private AssessmentQuery Query { get; set; } = null!;

    /// <inheritdoc />
    protected override Task<AssessmentView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel) =>
        Query.GetAsync(scope, Org, Id, cancel);

    // One figure for one view, so that the chart is drawn again only where there is something new.
    private BarChart? Drawn(AssessmentView view)
    {
        if (_drawn is not { } drawn || !ReferenceEquals(drawn.Of, view))
        {
            drawn = (view, AssessmentTables.Histogram(view));
            _drawn = drawn;
        }

        return drawn.Histogram;
    }
}
