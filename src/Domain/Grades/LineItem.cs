using EarlyWarning.Domain.Classes;

namespace EarlyWarning.Domain.Grades;

/// <summary>A kind of graded work, such as homework or an examination.</summary>
public sealed class LineItemCategory
{
    /// <summary>Database key.</summary>
    public int Id { get; set; }

    /// <summary>The source the record came from.</summary>
    public int SourceId { get; set; }

    /// <summary>The source's own key.</summary>
    public required string SourcedId { get; set; }

    /// <summary>Title shown to people.</summary>
    public required string Title { get; set; }
}

/// <summary>A piece of graded work set for a class.</summary>
public sealed class LineItem
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The source the record came from.</summary>
    public int SourceId { get; set; }

    /// <summary>The source's own key.</summary>
    public required string SourcedId { get; set; }

    /// <summary>The class it was set for.</summary>
    public long ClassId { get; set; }

    /// <summary>The class it was set for.</summary>
    public Class? Class { get; set; }

    /// <summary>Its category.</summary>
    public int CategoryId { get; set; }

    /// <summary>Its category.</summary>
    public LineItemCategory? Category { get; set; }

    /// <summary>Title shown to people.</summary>
    public required string Title { get; set; }

    /// <summary>The day it was set.</summary>
    public DateOnly AssignDate { get; set; }

    /// <summary>The day it is due.</summary>
    public DateOnly DueDate { get; set; }

    /// <summary>Lowest possible score.</summary>
    public double ResultValueMin { get; set; }

    /// <summary>Highest possible score.</summary>
    public double ResultValueMax { get; set; } = 100;

    /// <summary>Weight in the final mark, in percent; null where unknown.</summary>
    public double? Weight { get; set; }
}

/// <summary>The states of a result, as in OneRoster.</summary>
public enum ScoreStatus : byte
{
    /// <summary>The student need not hand it in.</summary>
    Exempt = 1,

    /// <summary>Marked.</summary>
    FullyGraded = 2,

    /// <summary>Not handed in.</summary>
    NotSubmitted = 3,

    /// <summary>Partly marked.</summary>
    PartiallyGraded = 4,

    /// <summary>Handed in, not yet marked.</summary>
    Submitted = 5,
}

/// <summary>
/// One version of a student's result for a line item. Clustered by student, since every reader but the class average
/// reads a student at a time. The hand-in and the score become known on different days.
/// </summary>
public sealed class Result
{
    /// <summary>The student.</summary>
    public long StudentId { get; set; }

    /// <summary>The student.</summary>
    public Students.Student? Student { get; set; }

    /// <summary>The line item.</summary>
    public long LineItemId { get; set; }

    /// <summary>The line item.</summary>
    public LineItem? LineItem { get; set; }

    /// <summary>0 for the first record; a correction adds 1.</summary>
    public short Version { get; set; }

    /// <summary>State of the work.</summary>
    public ScoreStatus Status { get; set; }

    /// <summary>The score on the line item's scale, or null where there is none.</summary>
    public double? Score { get; set; }

    /// <summary>The day the work was handed in, or null where it was not or nobody recorded it.</summary>
    public DateOnly? SubmittedOn { get; set; }

    /// <summary>The day the fact happened: the source's score date, else the hand-in, else the due date.</summary>
    public DateOnly OccurredOn { get; set; }

    /// <summary>First day the school could have known that the work was (or was not) handed in.</summary>
    public DateOnly KnownFrom { get; set; }

    /// <summary>First day the school could have known the score; null where there is no score.</summary>
    public DateOnly? ScoreKnownFrom { get; set; }

    /// <summary>Taken over from an earlier attempt at the course; says nothing about this term's work.</summary>
    public bool IsBanked { get; set; }

    /// <summary>The import that brought it.</summary>
    public long ImportId { get; set; }
}
