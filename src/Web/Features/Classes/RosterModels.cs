using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;

namespace EarlyWarning.Web.Features.Classes;

/// <summary>Number of enrollments of a class in each state and of what changed in a week.</summary>
public sealed record StateCounts(int NeedsSupport, int Watch, int OnTrack, int NotEnoughData, int New, int Better)
{
    /// <summary>All of them.</summary>
    public int Total => NeedsSupport + Watch + OnTrack + NotEnoughData;

    /// <summary>The number behind a choice.</summary>
    public int Of(RosterShow show) =>
        show switch
        {
            RosterShow.NeedsSupport => NeedsSupport,
            RosterShow.Watch => Watch,
            RosterShow.OnTrack => OnTrack,
            RosterShow.NotEnoughData => NotEnoughData,
            RosterShow.New => New,
            RosterShow.Better => Better,
            _ => Total,
        };
}

/// <summary>A class as its pages name it.</summary>
/// <param name="Id">Key.</param>
/// <param name="Title">Title.</param>
/// <param name="Periods">Period or periods, or null.</param>
/// <param name="Term">Title of the term.</param>
/// <param name="School">Name of the school.</param>
/// <param name="StartDate">First day, inclusive.</param>
/// <param name="EndDate">First day after.</param>
public sealed record ClassHeader(
    long Id,
    string Title,
    string? Periods,
    string Term,
    string School,
    DateOnly StartDate,
    DateOnly EndDate
);

/// <summary>A student in a roster.</summary>
/// <param name="EnrollmentId">Key of the enrollment.</param>
/// <param name="StudentId">Key of the student.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="State">State today.</param>
/// <param name="PreviousState">State a week ago, or null.</param>
/// <param name="StateSince">First day of the state, or null without a score.</param>
/// <param name="MayChange">Whether the state lies near a cut.</param>
/// <param name="Basis">What decided it.</param>
/// <param name="Frequency">"about 4 in 10 (3 to 5)", or null where rules decide or too little is known.</param>
/// <param name="Concern">The main changeable concern in words, or null.</param>
/// <param name="Risk">Shown frequency by week, oldest first.</param>
/// <param name="Attendance">Share of school days attended by week, oldest first.</param>
/// <param name="Marks">Marks as shares of the best possible, oldest first.</param>
public sealed record RosterRow(
    long EnrollmentId,
    long StudentId,
    string GivenName,
    string FamilyName,
    RiskState State,
    RiskState? PreviousState,
    DateOnly? StateSince,
    bool MayChange,
    SignalBasis Basis,
    string? Frequency,
    string? Concern,
    IReadOnlyList<double?> Risk,
    IReadOnlyList<double?> Attendance,
    IReadOnlyList<double?> Marks
)
{
    /// <summary>Who acts for the student, or null where nobody does.</summary>
    public string? Acting { get; init; }

    /// <summary>Whether the flag is disputed or silent, in a few words; null where it is neither.</summary>
    public string? Review { get; init; }
}

/// <summary>What part of a class's risk a feature drives.</summary>
/// <param name="Label">Words.</param>
/// <param name="Group">Part of the record, in words.</param>
/// <param name="Share">Share of all, 0 to 1.</param>
/// <param name="Changeable">Whether it can be acted on.</param>
public sealed record DriverShare(string Label, string Group, double Share, bool Changeable);

/// <summary>A page of a roster.</summary>
/// <param name="Class">The class.</param>
/// <param name="Scores">The scores shown.</param>
/// <param name="Counts">Over the whole class, whatever the filter.</param>
/// <param name="Rows">The page's rows in order.</param>
/// <param name="Matching">Enrollments that match the filter, on all pages.</param>
/// <param name="Page">From 1, at most <paramref name="Pages"/>.</param>
/// <param name="Pages">At least 1.</param>
/// <param name="Drivers">What drives risk in the class, greatest first; empty where rules decide.</param>
/// <param name="Cut">The term's cut, or null before one was fixed.</param>
public sealed record RosterView(
    ClassHeader Class,
    ScoresInService Scores,
    StateCounts Counts,
    IReadOnlyList<RosterRow> Rows,
    int Matching,
    int Page,
    int Pages,
    IReadOnlyList<DriverShare> Drivers,
    TermCut? Cut
);
