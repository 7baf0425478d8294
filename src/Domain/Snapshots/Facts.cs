using EarlyWarning.Domain.Attendance;
using EarlyWarning.Domain.Behaviour;
using EarlyWarning.Domain.Data;
using EarlyWarning.Domain.Grades;
using EarlyWarning.Domain.Outcomes;

namespace EarlyWarning.Domain.Snapshots;

/// <summary>
/// Turns records into the facts that snapshots read. A night reads tens of millions of them, so the queries take the
/// columns that facts are made of, past the entities.
/// </summary>
public static class Facts
{
    /// <summary>A score beyond this is on no line item's scale.</summary>
    private const double MostScore = 1e6;

    /// <summary>A final score beyond this is no percentage, whatever was added for extra work.</summary>
    private const double MostFinalScore = 1e3;

    /// <summary>A line item.</summary>
    /// <param name="l">Record.</param>
    public static LineItemBook Of(LineItem l)
    {
        ArgumentNullException.ThrowIfNull(l);
        return new(l.Id, l.DueDate.DayNumber, l.ResultValueMin, l.ResultValueMax, l.Weight ?? double.NaN);
    }

    internal static IQueryable<OfStudent<EnrollmentColumns>> Enrollments(EarlyWarningDb db) =>
        db
            .Enrollments.OrderBy(e => e.StudentId)
            .Select(e => new OfStudent<EnrollmentColumns>(
                e.StudentId,
                new EnrollmentColumns(e.Id, e.ClassId, e.BeginDate, e.EndDate, e.EndKnownFrom)
            ));

    internal static IQueryable<OfStudent<ResultFact>> Results(EarlyWarningDb db) =>
        db
            .Results.OrderBy(r => r.StudentId)
            .ThenBy(r => r.LineItemId)
            .ThenBy(r => r.Version)
            .Select(r => new OfStudent<ResultFact>(
                r.StudentId,
                Result(
                    r.LineItemId,
                    r.Version,
                    r.Status,
                    r.Score,
                    r.SubmittedOn,
                    r.KnownFrom,
                    r.ScoreKnownFrom,
                    r.IsBanked
                )
            ));

    internal static IQueryable<OfStudent<AttendanceFact>> Attendance(EarlyWarningDb db) =>
        db
            .AttendanceEvents.OrderBy(a => a.StudentId)
            .ThenBy(a => a.Date)
            .Select(a => new OfStudent<AttendanceFact>(
                a.StudentId,
                Absence(a.Date, a.ClassId, a.Category, a.Version, a.KnownFrom)
            ));

    internal static IQueryable<OfStudent<IncidentFact>> Incidents(EarlyWarningDb db) =>
        db
            .Incidents.OrderBy(i => i.StudentId)
            .ThenBy(i => i.OccurredOn)
            .Select(i => new OfStudent<IncidentFact>(
                i.StudentId,
                Incident(i.SourceId, i.SourcedId, i.Version, i.OccurredOn, i.Severity, i.KnownFrom)
            ));

    internal static IQueryable<OfStudent<ActivityFact>> Activity(EarlyWarningDb db) =>
        db
            .ActivityDays.OrderBy(a => a.StudentId)
            .ThenBy(a => a.ClassId)
            .ThenBy(a => a.Date)
            .Select(a => new OfStudent<ActivityFact>(a.StudentId, Day(a.ClassId, a.Date, a.KnownFrom, a.Events)));

    internal static IQueryable<OfStudent<AttributeFact>> Attributes(EarlyWarningDb db) =>
        db
            .StudentAttributes.OrderBy(a => a.StudentId)
            .ThenBy(a => a.AttributeId)
            .Select(a => new OfStudent<AttributeFact>(
                a.StudentId,
                Attribute(a.AttributeId, a.EnrollmentId, a.Text, a.Number, a.KnownFrom)
            ));

    internal static IQueryable<OfStudent<OutcomeFact>> Outcomes(EarlyWarningDb db) =>
        db
            .Outcomes.OrderBy(o => o.Enrollment!.StudentId)
            .Select(o => new OfStudent<OutcomeFact>(
                o.Enrollment!.StudentId,
                Outcome(o.EnrollmentId, o.Version, o.Kind, o.FinalScore, o.DecidedOn, o.KnownFrom)
            ));

    internal static OutcomeFact Outcome(
        long enrollmentId,
        short version,
        OutcomeKind kind,
        double? finalScore,
        DateOnly decidedOn,
        DateOnly knownFrom
    ) =>
        new(
            enrollmentId,
            version,
            kind,
            Plausible(finalScore, MostFinalScore),
            decidedOn.DayNumber,
            knownFrom.DayNumber
        );

    // One number beyond any scale (a slip of a source, a damaged row) would bend every mean that it enters; it is left out
    // and counted.
    private static double Plausible(double? number, double most) =>
        number is { } known && Math.Abs(known) <= most ? known : double.NaN;

    private static ResultFact Result(
        long lineItemId,
        short version,
        ScoreStatus status,
        double? score,
        DateOnly? submittedOn,
        DateOnly knownFrom,
        DateOnly? scoreKnownFrom,
        bool isBanked
    ) =>
        new(
            lineItemId,
            version,
            status,
            Plausible(score, MostScore),
            submittedOn?.DayNumber ?? -1,
            knownFrom.DayNumber,
            scoreKnownFrom?.DayNumber ?? int.MaxValue,
            isBanked
        );

    private static AttendanceFact Absence(
        DateOnly date,
        long? classId,
        AttendanceCategory category,
        short version,
        DateOnly knownFrom
    ) => new(date.DayNumber, classId ?? 0, category, version, knownFrom.DayNumber);

    private static IncidentFact Incident(
        int sourceId,
        string sourcedId,
        short version,
        DateOnly occurredOn,
        IncidentSeverity severity,
        DateOnly knownFrom
    ) => new($"{sourceId}/{sourcedId}", version, occurredOn.DayNumber, severity, knownFrom.DayNumber);

    private static ActivityFact Day(long classId, DateOnly date, DateOnly knownFrom, int events) =>
        new(classId, date.DayNumber, knownFrom.DayNumber, events);

    private static AttributeFact Attribute(
        int attributeId,
        long? enrollmentId,
        string? text,
        double? number,
        DateOnly knownFrom
    ) => new(attributeId, enrollmentId ?? 0, text, number, knownFrom.DayNumber);
}

/// <summary>The columns of an enrollment that a fact is made of once its class is looked up.</summary>
internal readonly record struct EnrollmentColumns(
    long Id,
    long ClassId,
    DateOnly Begin,
    DateOnly? End,
    DateOnly? EndKnownFrom
)
{
    /// <summary>The enrollment with its class.</summary>
    public EnrollmentFact With(ClassBook book) =>
        new(Id, book, Begin.DayNumber, End?.DayNumber ?? int.MaxValue, EndKnownFrom?.DayNumber ?? int.MaxValue);
}
