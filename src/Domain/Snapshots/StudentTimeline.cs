using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Outcomes;

namespace EarlyWarning.Domain.Snapshots;

/// <summary>A version of a result, days as day numbers.</summary>
/// <param name="LineItemId">Line item.</param>
/// <param name="Version">Version; a later one replaces an earlier one once known.</param>
/// <param name="Status">State of the work.</param>
/// <param name="Score">Score on the item's scale, or NaN.</param>
/// <param name="Submitted">Day handed in, or -1.</param>
/// <param name="KnownFrom">Day from which the state is known.</param>
/// <param name="ScoreKnownFrom">Day from which the score is known, or int.MaxValue.</param>
/// <param name="IsBanked">Taken over from an earlier attempt.</param>
public readonly record struct ResultFact(
    long LineItemId,
    short Version,
    ScoreStatus Status,
    double Score,
    int Submitted,
    int KnownFrom,
    int ScoreKnownFrom,
    bool IsBanked
);

/// <summary>A version of an exception from attendance.</summary>
/// <param name="Day">Day number.</param>
/// <param name="ClassId">Class, or 0 for the whole day.</param>
/// <param name="Category">What happened.</param>
/// <param name="Version">Version.</param>
/// <param name="KnownFrom">Day from which it is known.</param>
public readonly record struct AttendanceFact(
    int Day,
    long ClassId,
    AttendanceCategory Category,
    short Version,
    int KnownFrom
);

/// <summary>A version of an incident.</summary>
/// <param name="Key">Source and source key, the same for all versions.</param>
/// <param name="Version">Version.</param>
/// <param name="Day">Day number.</param>
/// <param name="Severity">How grave.</param>
/// <param name="KnownFrom">Day from which it is known.</param>
public readonly record struct IncidentFact(
    string Key,
    short Version,
    int Day,
    IncidentSeverity Severity,
    int KnownFrom
);

/// <summary>Online events of one day in one class.</summary>
/// <param name="ClassId">Class.</param>
/// <param name="Day">Day number.</param>
/// <param name="KnownFrom">Day from which it is known; a later one replaces an earlier one.</param>
/// <param name="Events">Number of actions.</param>
public readonly record struct ActivityFact(long ClassId, int Day, int KnownFrom, int Events);

/// <summary>A version of an attribute's value.</summary>
/// <param name="AttributeId">Attribute.</param>
/// <param name="EnrollmentId">Enrollment it holds for, or 0.</param>
/// <param name="Text">Value as text.</param>
/// <param name="Number">Value as number.</param>
/// <param name="KnownFrom">Day from which it is known; the latest known holds.</param>
public readonly record struct AttributeFact(
    int AttributeId,
    long EnrollmentId,
    string? Text,
    double? Number,
    int KnownFrom
);

/// <summary>A version of the outcome of an enrollment.</summary>
/// <param name="EnrollmentId">Enrollment.</param>
/// <param name="Version">Version.</param>
/// <param name="Kind">How it ended.</param>
/// <param name="FinalScore">Final score 0 to 100, or NaN.</param>
/// <param name="DecidedOn">Day decided.</param>
/// <param name="KnownFrom">Day from which it is known.</param>
public readonly record struct OutcomeFact(
    long EnrollmentId,
    short Version,
    OutcomeKind Kind,
    double FinalScore,
    int DecidedOn,
    int KnownFrom
);

/// <summary>An enrollment with its class.</summary>
/// <param name="Id">Database key.</param>
/// <param name="Class">The class.</param>
/// <param name="Begin">First day number.</param>
/// <param name="End">First day number on which no longer enrolled, or int.MaxValue.</param>
/// <param name="EndKnownFrom">Day from which the departure is known, or int.MaxValue.</param>
public sealed record EnrollmentFact(long Id, ClassBook Class, int Begin, int End, int EndKnownFrom)
{
    /// <summary>Population of definitions: enrolled by the day and not yet left, as far as was known then.</summary>
    /// <param name="asOf">Day number.</param>
    public bool IsInPopulation(int asOf) => Begin <= asOf && !HasLeft(asOf);

    /// <summary>Whether the student was known to have left.</summary>
    /// <param name="asOf">Day number.</param>
    public bool HasLeft(int asOf) => End <= asOf && EndKnownFrom <= asOf;
}

/// <summary>Everything recorded of one student, in no particular order; a snapshot takes what was known.</summary>
public sealed class StudentTimeline
{
    /// <summary>Database key of the student.</summary>
    public required long StudentId { get; init; }

    /// <summary>Enrollments.</summary>
    public List<EnrollmentFact> Enrollments { get; } = [];

    /// <summary>Results.</summary>
    public List<ResultFact> Results { get; } = [];

    /// <summary>Exceptions from attendance.</summary>
    public List<AttendanceFact> Attendance { get; } = [];

    /// <summary>Incidents.</summary>
    public List<IncidentFact> Incidents { get; } = [];

    /// <summary>Online activity.</summary>
    public List<ActivityFact> Activity { get; } = [];

    /// <summary>Attributes.</summary>
    public List<AttributeFact> Attributes { get; } = [];

    /// <summary>Outcomes.</summary>
    public List<OutcomeFact> Outcomes { get; } = [];

    /// <summary>Sorts the facts so that versions of the same thing stand together; called once after reading.</summary>
    /// <returns>This timeline.</returns>
    public StudentTimeline Sort()
    {
        Enrollments.Sort((a, b) => (a.Class.Start, a.Id).CompareTo((b.Class.Start, b.Id)));
        Results.Sort((a, b) => (a.LineItemId, a.Version).CompareTo((b.LineItemId, b.Version)));
        Attendance.Sort((a, b) => (a.Day, a.ClassId, a.Version).CompareTo((b.Day, b.ClassId, b.Version)));
        Incidents.Sort(
            (a, b) => string.CompareOrdinal(a.Key, b.Key) is var key and not 0 ? key : a.Version.CompareTo(b.Version)
        );
        Activity.Sort((a, b) => (a.ClassId, a.Day, a.KnownFrom).CompareTo((b.ClassId, b.Day, b.KnownFrom)));
        Attributes.Sort(
            (a, b) =>
                (a.AttributeId, a.EnrollmentId, a.KnownFrom).CompareTo((b.AttributeId, b.EnrollmentId, b.KnownFrom))
        );
        Outcomes.Sort((a, b) => (a.EnrollmentId, a.Version).CompareTo((b.EnrollmentId, b.Version)));
        return this;
    }

    /// <summary>The outcome of an enrollment as known on a day, or null.</summary>
    /// <param name="enrollmentId">Enrollment.</param>
    /// <param name="asOf">Day number.</param>
    public OutcomeFact? OutcomeOf(long enrollmentId, int asOf)
    {
        OutcomeFact? known = null;
        foreach (var outcome in Outcomes)
        {
            if (outcome.EnrollmentId == enrollmentId && outcome.KnownFrom <= asOf)
            {
                known = outcome;
            }
        }

        return known;
    }
}
