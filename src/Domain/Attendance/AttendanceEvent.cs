using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Attendance;

/// <summary>Kinds of exception from attendance; being present is not recorded.</summary>
public enum AttendanceCategory : byte
{
    /// <summary>Retracts an earlier version: the student was present.</summary>
    Present = 0,

    /// <summary>Absent with an accepted reason.</summary>
    ExcusedAbsence = 1,

    /// <summary>Absent without an accepted reason.</summary>
    UnexcusedAbsence = 2,

    /// <summary>Came late.</summary>
    Tardy = 3,

    /// <summary>Left early.</summary>
    EarlyDeparture = 4,
}

/// <summary>One version of an exception from attendance on a school day. A day without one is a day attended.</summary>
public sealed class AttendanceEvent
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The student.</summary>
    public long StudentId { get; set; }

    /// <summary>The student.</summary>
    public Student? Student { get; set; }

    /// <summary>The class, or null where the whole day is meant.</summary>
    public long? ClassId { get; set; }

    /// <summary>The school day (the fact's OccurredOn).</summary>
    public DateOnly Date { get; set; }

    /// <summary>What happened.</summary>
    public AttendanceCategory Category { get; set; }

    /// <summary>0 for the first record of this student, class and day; a correction adds 1.</summary>
    public short Version { get; set; }

    /// <summary>First day the school could have known it.</summary>
    public DateOnly KnownFrom { get; set; }

    /// <summary>The import that brought it.</summary>
    public long ImportId { get; set; }
}
