using System.Globalization;
using EarlyWarning.Domain.Access;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Shared.Charts;
using EarlyWarning.Web.Shared.Components;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Students;

/// <summary>A student's term in one class. Opening it writes one line to the access log.</summary>
public sealed partial class StudentPage
{
    private long? _openedStudent;
    private (EnrollmentView Of, ChartSpec TimeLine, ChartSpec? Waterfall, ChartSpec? Activity)? _figures;

    /// <summary>The student.</summary>
    [Parameter]
    public long StudentId { get; set; }

    /// <summary>The class to show.</summary>
    [SupplyParameterFromQuery(Name = "class")]
    public long? ClassId { get; set; }

    /// <inheritdoc />
    protected override string Key => string.Create(CultureInfo.InvariantCulture, $"{StudentId}/{ClassId}");

    [Inject]
    private StudentQuery Query { get; set; } = null!;

    [Inject]
    private OpenStudentPage Open { get; set; } = null!;

    private string SupportAddress =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"students/{StudentId}{(ClassId is { } shown ? $"?class={shown}" : "")}#support"
        );

    // A counsellor cannot open classes, so the way back leads to the students.
    private IReadOnlyList<Crumb> Crumbs =>
        View is { Enrollment: { } enrollment, Access: not AccessReason.Caseload }
            ? [new Crumb(L["Classes"], "classes"), new Crumb(enrollment.Class.Title, $"classes/{enrollment.Class.Id}")]
            : [new Crumb(L["Students"], "students")];

    /// <inheritdoc />
    protected override async Task<StudentView?> ReadAsync(StaffScope scope, bool isOpened, CancellationToken cancel)
    {
        // Another class of the student on the same page is the same opening, and so is the circuit after the first paint.
        var view =
            isOpened || _openedStudent == StudentId || View?.StudentId == StudentId
                ? await Query.GetAsync(scope, StudentId, ClassId, cancel)
                : await Open.OpenAsync(scope, StudentId, ClassId, cancel);
        _openedStudent = view?.StudentId;
        return view;
    }

    private static string IconOf(RiskState state) =>
        state switch
        {
            RiskState.NeedsSupport => "support",
            RiskState.Watch => "watch",
            RiskState.OnTrack => "track",
            _ => "unknown",
        };

    private ChartSpec TimeLine(EnrollmentView enrollment) => Figures(enrollment).TimeLine;

    private ChartSpec? Waterfall(EnrollmentView enrollment) => Figures(enrollment).Waterfall;

    private ChartSpec? Activity(EnrollmentView enrollment) => Figures(enrollment).Activity;

    // One figure for one view, so that charts are drawn again only where there is something new.
    private (EnrollmentView Of, ChartSpec TimeLine, ChartSpec? Waterfall, ChartSpec? Activity) Figures(
        EnrollmentView enrollment
    )
    {
        if (_figures is not { } figures || !ReferenceEquals(figures.Of, enrollment))
        {
            figures = (
                enrollment,
                StudentFigures.TimeLine(enrollment, View!.Help, View.Scores.AsOf),
                StudentFigures.Waterfall(enrollment),
                StudentFigures.Activity(enrollment)
            );
            _figures = figures;
        }

        return figures;
    }
}
