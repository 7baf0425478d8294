using EarlyWarning.Domain.Students;

namespace EarlyWarning.Domain.Behaviour;

/// <summary>How grave an incident was.</summary>
public enum IncidentSeverity : byte
{
    /// <summary>Retracts an earlier version: it did not happen.</summary>
    Retracted = 0,

    /// <summary>Dealt with in class.</summary>
    Minor = 1,

    /// <summary>Referred to the office.</summary>
    Major = 2,

    /// <summary>Suspended from school.</summary>
    Suspension = 3,
}

/// <summary>One version of a record of behaviour.</summary>
public sealed class Incident
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The source the record came from.</summary>
    public int SourceId { get; set; }

    /// <summary>The source's own key.</summary>
    public required string SourcedId { get; set; }

    /// <summary>0 for the first record; a correction adds 1.</summary>
    public short Version { get; set; }

    /// <summary>The student.</summary>
    public long StudentId { get; set; }

    /// <summary>The student.</summary>
    public Student? Student { get; set; }

    /// <summary>The day it happened.</summary>
    public DateOnly OccurredOn { get; set; }

    /// <summary>Kind of behaviour, as the source writes it.</summary>
    public required string Behavior { get; set; }

    /// <summary>How grave it was.</summary>
    public IncidentSeverity Severity { get; set; }

    /// <summary>What was written down; counsellors and administrators only.</summary>
    public string? Description { get; set; }

    /// <summary>First day the school could have known it.</summary>
    public DateOnly KnownFrom { get; set; }

    /// <summary>The import that brought it.</summary>
    public long ImportId { get; set; }
}
