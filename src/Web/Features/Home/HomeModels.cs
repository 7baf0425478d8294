using EarlyWarning.Domain.Support;
using EarlyWarning.Web.Features.Classes;
using EarlyWarning.Web.Features.Students;
using EarlyWarning.Web.Features.Support;

namespace EarlyWarning.Web.Features.Home;

/// <summary>A student whose page was opened lately.</summary>
public sealed record RecentStudent(long StudentId, string StudentName);

/// <summary>A teacher's start page.</summary>
/// <param name="Scores">The scores shown.</param>
/// <param name="Since">Changes after this day are told.</param>
/// <param name="IsFirstVisit">Whether there was no visit before.</param>
/// <param name="Raised">Students whose state got graver, gravest first.</param>
/// <param name="RaisedCount">All of them.</param>
/// <param name="Better">Students whose state got better, the farthest way first.</param>
/// <param name="BetterCount">All of them.</param>
/// <param name="Due">The reader's own cases with a follow-up today or overdue, the oldest first.</param>
/// <param name="DueCount">All of them.</param>
/// <param name="Classes">Running classes of the reader.</param>
/// <param name="Recent">Students opened lately.</param>
/// <param name="Today">The current day.</param>
public sealed record HomeView(
    ScoresInService Scores,
    DateOnly Since,
    bool IsFirstVisit,
    IReadOnlyList<StudentLine> Raised,
    int RaisedCount,
    IReadOnlyList<StudentLine> Better,
    int BetterCount,
    IReadOnlyList<SupportRow> Due,
    int DueCount,
    MyClassesView Classes,
    IReadOnlyList<RecentStudent> Recent,
    DateOnly Today
);

/// <summary>Which part of the caseload is shown.</summary>
public enum QueueShow
{
    /// <summary>State got graver lately.</summary>
    New,

    /// <summary>Needs support, and nobody acts.</summary>
    Nobody,

    /// <summary>A follow-up is due or overdue.</summary>
    Due,

    /// <summary>State got better lately.</summary>
    Better,
}

/// <summary>A counsellor's queue.</summary>
/// <param name="Scores">The scores shown.</param>
/// <param name="Since">Changes after this day are told.</param>
/// <param name="Show">The part shown.</param>
/// <param name="Counts">Students, or cases, in each part.</param>
/// <param name="Rows">The page's students; empty where follow-ups are shown.</param>
/// <param name="Due">The page's follow-ups, where they are shown.</param>
/// <param name="Page">From 1.</param>
/// <param name="Kinds">Kinds of support that the listed students' schools offer.</param>
/// <param name="Recent">Students opened lately.</param>
/// <param name="Today">The current day.</param>
public sealed record QueueView(
    ScoresInService Scores,
    DateOnly Since,
    QueueShow Show,
    IReadOnlyDictionary<QueueShow, int> Counts,
    IReadOnlyList<StudentLine> Rows,
    IReadOnlyList<SupportRow> Due,
    int Page,
    IReadOnlyList<SupportKind> Kinds,
    IReadOnlyList<RecentStudent> Recent,
    DateOnly Today
);
