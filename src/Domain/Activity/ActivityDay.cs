using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Activity;

/// <summary>
/// What a student did in a class's online space on one day. Keyed by student, class, day and the day it became known,
/// so that a later correction of the count is a row of its own.
/// </summary>
public sealed class ActivityDay
{
    /// <summary>The student.</summary>
    public long StudentId { get; set; }

    /// <summary>The student.</summary>
    public Student? Student { get; set; }

    /// <summary>The class.</summary>
    public long ClassId { get; set; }

    /// <summary>The day.</summary>
    public DateOnly Date { get; set; }

    /// <summary>First day the school could have known it.</summary>
    public DateOnly KnownFrom { get; set; }

    /// <summary>Number of actions (clicks, views, posts).</summary>
    public int Events { get; set; }

    /// <summary>The import that brought it.</summary>
    public long ImportId { get; set; }
}
