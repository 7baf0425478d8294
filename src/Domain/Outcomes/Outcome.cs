using EarlyWarning.Domain.Classes;

namespace EarlyWarning.Domain.Outcomes;

/// <summary>What is predicted.</summary>
public enum Goal : byte
{
    /// <summary>The enrollment ends without a pass.</summary>
    CourseFailure = 1,

    /// <summary>The final score of the enrollment, 0 to 100.</summary>
    FinalGrade = 2,

    /// <summary>The mark of the next work due within four weeks, 0 to 100.</summary>
    NextAssessment = 3,

    /// <summary>The student leaves or withdraws before the course ends.</summary>
    Leaving = 4,
}

/// <summary>How an enrollment ended.</summary>
public enum OutcomeKind : byte
{
    /// <summary>Passed.</summary>
    Passed = 1,

    /// <summary>Took the course to its end and did not pass.</summary>
    Failed = 2,

    /// <summary>Left or withdrew.</summary>
    Withdrawn = 3,
}

/// <summary>One version of the outcome of an enrollment. An enrollment without one is unlabelled, never passed.</summary>
public sealed class Outcome
{
    /// <summary>The enrollment.</summary>
    public long EnrollmentId { get; set; }

    /// <summary>The enrollment.</summary>
    public Enrollment? Enrollment { get; set; }

    /// <summary>0 for the first record; a correction adds 1.</summary>
    public short Version { get; set; }

    /// <summary>How it ended.</summary>
    public OutcomeKind Kind { get; set; }

    /// <summary>The final score, 0 to 100, or null where the source has none.</summary>
    public double? FinalScore { get; set; }

    /// <summary>The day the outcome was decided.</summary>
    public DateOnly DecidedOn { get; set; }

    /// <summary>First day the school could have known it.</summary>
    public DateOnly KnownFrom { get; set; }

    /// <summary>The import that brought it.</summary>
    public long ImportId { get; set; }
}
