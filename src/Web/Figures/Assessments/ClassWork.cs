using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Web.Figures.Assessments;

/// <summary>State of a student's work as known on the as-of date.</summary>
internal enum WorkState : byte
{
    /// <summary>Not due from this student: exempt, banked, not enrolled, not due yet, or never recorded for the class.</summary>
    None,

    /// <summary>Due and not handed in.</summary>
    Missing,

    /// <summary>Handed in, no mark known.</summary>
    HandedIn,

    /// <summary>Marked.</summary>
    Marked,
}

/// <summary>What a line item is called.</summary>
/// <param name="Category">Title of its category.</param>
/// <param name="Title">Its own title.</param>
internal readonly record struct WorkName(string Category, string Title);

/// <summary>A course of one title, whichever organisation offers it.</summary>
/// <param name="Id">The lowest key of the courses with the title.</param>
/// <param name="Title">Title.</param>
/// <param name="Subject">Subject; empty where not known.</param>
internal sealed record WorkCourse(long Id, string Title, string Subject);

/// <summary>A class with the work of its students.</summary>
internal sealed class ClassWork
{
    public required ClassBook Book { get; init; }

    public required string Title { get; init; }

    public required int Term { get; init; }

    public required WorkCourse Course { get; init; }

    /// <summary>Names of the class's line items, in the order of the book.</summary>
    public required WorkName[] Names { get; init; }

    /// <summary>Whether results of each line item were entered at all.</summary>
    public required bool[] IsRecorded { get; init; }

    /// <summary>One row for each enrollment looked at.</summary>
    public List<WorkRow> Rows { get; } = [];
}

/// <summary>The work of one enrollment; arrays go by the class's line items.</summary>
/// <param name="StudentId">The student.</param>
/// <param name="States">What is known of each piece.</param>
/// <param name="Marks">Marks in percent; NaN where none is known.</param>
/// <param name="Known">Days from the start of the class until the mark was first known; -1 where none is.</param>
/// <param name="Failed">Whether the course was not passed; null where its outcome is not known.</param>
/// <param name="Final">Final score; NaN where there is none.</param>
internal sealed record WorkRow(
    long StudentId,
    WorkState[] States,
    float[] Marks,
    short[] Known,
    bool? Failed,
    float Final
);
