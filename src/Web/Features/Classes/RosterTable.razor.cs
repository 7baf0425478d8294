using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Shared.Components;
using Microsoft.AspNetCore.Components;

namespace EarlyWarning.Web.Features.Classes;

/// <summary>The rows of a roster, grouped by state where they are ordered so.</summary>
public sealed partial class RosterTable
{
    private bool _hasRisk;
    private bool _hasAttendance;
    private bool _hasMarks;

    /// <summary>The page of the roster.</summary>
    [Parameter, EditorRequired]
    public required RosterView View { get; set; }

    /// <summary>What is shown.</summary>
    [Parameter, EditorRequired]
    public required RosterFilter Filter { get; set; }

    /// <summary>Address of a choice.</summary>
    [Parameter, EditorRequired]
    public required Func<RosterFilter, string> Address { get; set; }

    // A group's row that spans more columns than there are would add an empty one.
    private int Columns => 3 + (_hasRisk ? 1 : 0) + (_hasAttendance ? 1 : 0) + (_hasMarks ? 1 : 0);

    private IEnumerable<IGrouping<RiskState, RosterRow>> Groups =>
        View.Rows.GroupBy(r => Filter.Sort == RosterSort.State ? r.State : RiskState.NotEnoughData);

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        _hasRisk = View.Rows.Any(r => r.Risk.Count > 0);
        _hasAttendance = View.Rows.Any(r => r.Attendance.Count > 0);
        _hasMarks = View.Rows.Any(r => r.Marks.Count > 0);
    }

    private string Sorted(RosterSort sort) => Address(Filter with { Sort = sort, Page = 1 });

    private RenderFragment? Mark(RosterSort sort) =>
        Filter.Sort != sort
            ? null
            : builder =>
            {
                builder.OpenComponent<Icon>(0);
                builder.AddComponentParameter(1, nameof(Icon.Name), sort == RosterSort.Name ? "better" : "worse");
                builder.AddComponentParameter(2, nameof(Icon.Size), 12);
                builder.CloseComponent();
            };

    // The number is the class's, not the page's; a search has no number for each state.
    private string GroupLabel(RiskState state)
    {
        var word = StateBadge.Word(state);
        if (Filter.Search is not null || Filter.Show is RosterShow.New or RosterShow.Better)
        {
            return word;
        }

        return state switch
        {
            RiskState.NeedsSupport when View.Counts.NeedsSupport == 1 => L["1 needs support"],
            RiskState.NeedsSupport => L["{0:N0} need support", View.Counts.NeedsSupport],
            RiskState.Watch => L["{0:N0} to watch", View.Counts.Watch],
            RiskState.OnTrack when View.Counts.OnTrack == 1 => L["1 on track"],
            RiskState.OnTrack => L["{0:N0} on track", View.Counts.OnTrack],
            _ => L["{0:N0} without enough data", View.Counts.NotEnoughData],
        };
    }
}
